"""Small plants and situations for the tests of the detectors, straight from the plant's words.

The settings of a tag bear the names of the columns of ``tags.csv`` (contract section 3), so that a
test and a scenario file read like a plant directory. Reading real directories is tested elsewhere.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np

from detectors.verdict import Situation
from plant.condition import Condition, Priority
from plant.link import Links
from plant.reading import Instant
from plant.words import (
    GAS_KINDS,
    AlarmSettings,
    Enterprise,
    Equipment,
    Gateway,
    Hazard,
    Park,
    Plant,
    Tag,
    TagKind,
)

LIMITS: Final = {
    "ll": Condition.LL,
    "l": Condition.L,
    "h": Condition.H,
    "hh": Condition.HH,
    "alarm_on": Condition.DIGITAL,
}
PRIORITIES: Final = {
    Condition.LL: Priority.HIGH,
    Condition.HH: Priority.HIGH,
    Condition.L: Priority.MEDIUM,
    Condition.H: Priority.MEDIUM,
}
"""What an empty priority means (contract section 1, rule 1); low elsewhere."""


def make_tag(
    tag: str,
    *,
    kind: str = "other",
    equipment: str = "V1",
    interval_s: float | None = None,
    priority: str | None = None,
    float32: bool = False,
    unit: str = "",
    range_lo: float | None = None,
    range_hi: float | None = None,
    **columns: Any,
) -> Tag:
    """A tag from its cells; ``columns`` are limits, ``deadband``, delays and ``{limit}_…`` ones.

    >>> make_tag("T1", h=80, deadband=2, on_delay_s=5, hh=90, hh_on_delay_s=0)
    """
    alarms = [
        make_alarm(column, kind, {"priority": priority, **columns})
        for column in LIMITS
        if column in columns
    ]
    return Tag(
        id=tag,
        enterprise="E1",
        equipment=equipment,
        hazard=equipment.replace("V", "Z"),
        kind=TagKind(kind),
        unit=unit,
        range_lo=range_lo,
        range_hi=range_hi,
        interval_s=interval_s,
        priority=Priority[priority.upper()] if priority else None,
        name=tag,
        name_en=tag,
        alarms={alarm.condition: alarm for alarm in alarms},
        float32=float32,
    )


def make_alarm(column: str, kind: str, columns: Mapping[str, Any]) -> AlarmSettings:
    def find(name: str) -> Any:
        return columns.get(f"{column}_{name}", columns.get(name))

    condition = LIMITS[column]
    default = Priority.HIGH if kind in GAS_KINDS and column == "hh" else PRIORITIES.get(condition)
    word = find("priority")
    return AlarmSettings(
        condition=condition,
        limit=float(columns[column]),
        deadband=0.0 if condition is Condition.DIGITAL else float(find("deadband") or 0),
        on_delay_ms=round(1000 * (find("on_delay_s") or 0)),
        off_delay_ms=round(1000 * (find("off_delay_s") or 0)),
        priority=Priority[word.upper()] if word else default or Priority.LOW,
        latching=False,
    )


def make_plant(
    *tags: Tag, gateways: Sequence[Gateway] = (), levels: Mapping[str, int | None] | None = None
) -> Plant:
    """A plant of these tags: equipment ``V1`` stands in hazard ``Z1`` and so on.

    :param levels: hazard id → level 1 to 4; a hazard not named is not graded.
    """
    numbers = sorted({tag.equipment.removeprefix("V") for tag in tags})
    return Plant(
        park=Park("P", "园区"),
        enterprises=(Enterprise("E1", "企业"),),
        hazards=tuple(
            Hazard(f"Z{number}", "E1", "重大危险源", level=(levels or {}).get(f"Z{number}"))
            for number in numbers
        ),
        equipment=tuple(Equipment(f"V{number}", f"Z{number}", "tank", "罐") for number in numbers),
        gateways=tuple(gateways),
        tags=tags,
    )


def situation(
    plant: Plant,
    now: Instant,
    event: Instant | None = None,
    links: Links | None = None,
    *,
    by_silence: bool = False,
) -> Situation:
    """One event clock for every tag, by default ``now``; no links unless they are given."""
    links = links or Links.of(plant)
    return Situation(
        now=now,
        event=np.full(len(plant.tags), now if event is None else event, dtype=np.int64),
        gateway_of=links.gateway_of.copy(),
        down=links.down.copy(),
        heard=links.heard.copy(),
        offline=links.offline.copy(),
        by_silence=by_silence,
        clock_off=links.clock_off.copy(),
        gap_since=links.gap_since.copy(),
    )
