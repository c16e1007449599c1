"""Small plants and situations for the tests of the detectors, straight from the plant's words.

The settings of a tag bear the names of the columns of ``tags.csv`` (contract section 3), so that a
test and a scenario file read like a plant directory. Reading real directories is tested elsewhere.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import numpy as np

from detectors.verdict import Situation
from plant.condition import Condition, Priority
from plant.link import Links
from plant.reading import Instant
from plant.tag_kind import GAS_KINDS, TagKind
from plant.training import NormalOperation, Training
from plant.words import (
    AlarmSettings,
    Cause,
    Check,
    Effect,
    Enterprise,
    Equipment,
    GasArray,
    Gateway,
    Hazard,
    Interlock,
    Mode,
    Model,
    Park,
    Permissive,
    Plant,
    Tag,
    Voting,
)


def make_model(id: str, tags: Sequence[str], **figures: Any) -> Model:  # noqa: A002 - a key
    """A model as plant.toml has it, with its ``training`` or the one that ``figures`` tell."""
    training = figures.get("training") or make_training(id, tuple(tags), **figures)
    return Model(id, "multivariate", tuple(tags), training=training)


def make_training(
    model: str,
    tags: tuple[str, ...],
    center: float = 50.0,
    spread: float = 1.0,
    gap_s: float = 60,
    limit: float = 0.5,
) -> Training:
    """What is learnt of tags that move together, and a little with what they were before.

    Of one row they correlate by 0.8, with the row before by half of that.
    """
    count = len(tags)
    together = np.full((count, count), 0.8) + 0.2 * np.eye(count)
    normal = NormalOperation(
        np.full(count, center),
        np.full(count, spread),
        np.kron(np.array([[1.0, 0.5], [0.5, 1.0]]), together),
        usual=-0.3,
        floor=-1.0,
        ceiling=3.0,
        limit=limit,
        rate=0.01,
    )
    digest = hashlib.sha256(repr((tags, center, spread, gap_s, limit)).encode()).hexdigest()
    unknown = np.full(count, np.nan)
    gap_ms = round(1000 * gap_s)
    return Training(model, tags, normal, gap_ms, unknown, unknown, 1, 100, 0, 0, "", digest)


LIMITS: Final = {
    "ll": Condition.LL,
    "l": Condition.L,
    "h": Condition.H,
    "hh": Condition.HH,
    "alarm_on": Condition.DIGITAL,
}
CHECKS: Final = (
    Condition.RATE,
    Condition.DEVIATION,
    Condition.DISCREPANCY,
    Condition.FROZEN,
    Condition.SPIKE,
    Condition.NOISE_LOST,
    Condition.IMPLAUSIBLE,
    Condition.STEL,
    Condition.TWA,
    Condition.FORECAST,
    Condition.BALANCE,
)
SECTIONS: Final[dict[str, Callable[..., Any]]] = {
    "votings": Voting,
    "interlocks": Interlock,
    "gas_arrays": GasArray,
    "modes": Mode,
    "models": make_model,
}
NESTED: Final = {"causes": Cause, "effects": Effect, "permissives": Permissive}
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
    location: Sequence[float] | None = None,
    cas: str = "",
    **columns: Any,
) -> Tag:
    """A tag from its cells; ``columns`` are limits, ``deadband``, delays and ``{limit}_…`` ones.

    >>> make_tag("T1", h=80, deadband=2, on_delay_s=5, hh=90, hh_on_delay_s=0)
    """
    columns = {"priority": priority, **columns}
    alarms = [
        make_alarm(condition, float(columns[column]), kind, columns)
        for column, condition in LIMITS.items()
        if column in columns
    ]
    checks = {
        condition: make_check(condition, kind, columns)
        for condition in CHECKS
        if condition in columns or f"{condition}_from" in columns
    }
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
        cas=cas,
        checks=checks,
        location=None if location is None else (location[0], location[1]),
    )


def make_alarm(
    condition: Condition, limit: float, kind: str, columns: Mapping[str, Any]
) -> AlarmSettings:
    column = "alarm_on" if condition is Condition.DIGITAL else condition.lower()

    def find(name: str) -> Any:
        return columns.get(f"{column}_{name}", columns.get(name))

    severe = kind in GAS_KINDS and condition is Condition.HH
    default = Priority.HIGH if severe else PRIORITIES.get(condition, Priority.LOW)
    word = find("priority")
    return AlarmSettings(
        condition=condition,
        limit=limit,
        deadband=0.0 if condition is Condition.DIGITAL else float(find("deadband") or 0),
        on_delay_ms=round(1000 * (find("on_delay_s") or 0)),
        off_delay_ms=round(1000 * (find("off_delay_s") or 0)),
        priority=Priority[word.upper()] if word else default,
        latching=False,
    )


def make_check(condition: Condition, kind: str, columns: Mapping[str, Any]) -> Check:
    """A check from columns such as ``rate``, ``rate_window_s``, ``deviation_from``."""
    given = columns.get(f"{condition}_from", "")
    flows, other = ((), given) if condition is not Condition.BALANCE else (read_flows(given), "")
    ways = {"both": 0, "rising": 1, "falling": -1}
    own = {key: value for key, value in columns.items() if key.startswith(condition)}
    return Check(
        settings=make_alarm(condition, float(own.get(condition, 0.5)), kind, own),
        reference=other if isinstance(other, str) else "",
        setpoint=None if isinstance(other, str) else float(other),
        window_ms=round(1000 * own.get(f"{condition}_window_s", 0)),
        usual_ms=round(1000 * own.get(f"{condition}_usual_s", 0)),
        direction=ways[own.get(f"{condition}_direction", "both")],
        flows=flows,
    )


def read_flows(text: str) -> tuple[tuple[str, int], ...]:
    """``in:F1 out:F2``."""
    terms = [term.split(":") for term in text.split()]
    return tuple((name, 1 if way == "in" else -1) for way, name in terms)


def make_record(record: Callable[..., Any], name: str, values: Mapping[str, Any]) -> Any:
    """A record of the plant as plant.toml would give it: words to members, lists to tuples."""
    return record(id=name, **{key: read_value(key, value) for key, value in values.items()})


def read_value(key: str, value: Any) -> Any:
    if key in NESTED:
        return tuple(
            NESTED[key](**{part: read_value(part, one) for part, one in row.items()})
            for row in value
        )
    if key == "condition":
        return Condition(value)
    if key == "priority":
        return Priority[value.upper()]
    if key == "limits":
        return {
            tag: {Condition(word.upper()): float(limit) for word, limit in own.items()}
            for tag, own in value.items()
        }
    if isinstance(value, list):
        return tuple(tuple(one) if isinstance(one, list) else one for one in value)
    return value


def make_equipment(name: str, kind: str = "tank", **values: Any) -> Equipment:
    """Equipment ``V1`` of hazard ``Z1``, with its sizes by their names in plant.toml."""
    known = {"location", "shape", "strapping", "state"}
    own = {key: read_value(key, value) for key, value in values.items() if key in known}
    figures = {key: float(value) for key, value in values.items() if key not in known}
    return Equipment(name, name.replace("V", "Z"), kind, "罐", figures=figures, **own)


def make_plant(
    *tags: Tag,
    gateways: Sequence[Gateway] = (),
    levels: Mapping[str, int | None] | None = None,
    equipment: Mapping[str, Mapping[str, Any]] | None = None,
    park: Mapping[str, Any] | None = None,
    **sections: Mapping[str, Mapping[str, Any]],
) -> Plant:
    """A plant of these tags: equipment ``V1`` stands in hazard ``Z1`` and so on.

    :param levels: hazard id → level 1 to 4; a hazard not named is not graded.
    :param equipment: id → what is said of it.
    :param sections: ``votings``, ``interlocks``, ``gas_arrays``, ``modes``, ``models``: id → their
        keys.
    """
    said = equipment or {}
    numbers = sorted({tag.equipment.removeprefix("V") for tag in tags})
    return Plant(
        park=Park("P", "园区", **(park or {})),
        enterprises=(Enterprise("E1", "企业"),),
        hazards=tuple(
            Hazard(f"Z{number}", "E1", "重大危险源", level=(levels or {}).get(f"Z{number}"))
            for number in numbers
        ),
        equipment=tuple(
            make_equipment(f"V{number}", **said.get(f"V{number}", {})) for number in numbers
        ),
        gateways=tuple(gateways),
        tags=tags,
        **{
            section: tuple(make_record(SECTIONS[section], name, row) for name, row in rows.items())
            for section, rows in sections.items()
        },
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
