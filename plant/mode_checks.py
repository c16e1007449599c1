"""What must fit together about modes: which value means which, what each limits and suppresses.

Suppressing by design (IEC 62682) must never silence what protects people: HH, LL and whatever is
critical. Checks over a draft, like those of :mod:`plant.cross_checks`, which composes them.
"""

from collections.abc import Mapping
from itertools import pairwise
from typing import Final

from plant.complaint import Fault, Place
from plant.condition import LEVEL_CONDITIONS, Condition, Priority
from plant.draft import Draft, Row
from plant.inheritance import Settings
from plant.references import Index, refer
from plant.tag_checks import has_condition
from plant.tag_settings import find_priority

ALWAYS_HEARD: Final = (Condition.LL, Condition.HH)

_LEVELS: Final = tuple(map(str.lower, LEVEL_CONDITIONS))


def check_modes(draft: Draft, index: Index, settings: Mapping[str, Settings]) -> None:
    """Leave a complaint for everything about modes that does not fit together."""
    taken: dict[tuple[str, float], str] = {}
    for row in draft.rows("mode"):
        check_values(row, index, taken)
        for tag, limits in row.values.get("limits", {}).items():
            place = row.place.inside("limits", tag)
            refer(tag, "tag", index, place)
            if tag in settings:
                check_limits(index["tag"][tag], limits, place)
        for position, alarm in enumerate(row.values.get("suppressed", ())):
            place = row.place.inside("suppressed", position)
            check_suppressed(alarm, index, settings, place)


def check_values(row: Row, index: Index, taken: dict[tuple[str, float], str]) -> None:
    """The equipment's state is told, and none of its values means two modes."""
    name = row.values.get("equipment", "")
    equipment = index.get("equipment", {}).get(name)
    if equipment and "state" not in equipment.keys:
        row.place.inside("equipment").complain(
            f"{name} has no state, the tag that tells it", f"{name} 没有 state，即给出工况的位号"
        )
    for position, value in enumerate(row.values.get("values", ())):
        other = taken.setdefault((name, value), row.id)
        if other != row.id:
            row.place.inside("values", position).complain(
                f"{value:.15g} already means mode {other}", f"{value:.15g} 已表示工况 {other}"
            )


def check_limits(tag: Row, limits: Mapping[str, float], place: Place) -> None:
    """A mode moves limits that a tag has, and the four stay in order."""
    for column in limits:
        if column not in tag.keys:
            place.inside(column).complain(
                f"tag {tag.id} has no {column} in tags.csv to replace",
                f"位号 {tag.id} 在 tags.csv 中没有可替换的 {column}",
            )
    moved = {**tag.values, **limits}
    present = [column for column in _LEVELS if column in moved]
    for lower, upper in pairwise(present):
        if moved[lower] > moved[upper] and {lower, upper} & limits.keys():
            place.inside(upper if upper in limits else lower).complain(
                f"{upper} {moved[upper]:.15g} would not be above {lower} {moved[lower]:.15g}",
                f"{upper} {moved[upper]:.15g} 将不高于 {lower} {moved[lower]:.15g}",
            )


def check_suppressed(
    alarm: str, index: Index, settings: Mapping[str, Settings], place: Place
) -> None:
    """An alarm that is suppressed exists, is a tag's, and is not of the highest rank."""
    if "tag" not in index:
        return
    source, _, word = alarm.partition(":")
    fault = None
    if source not in settings or word not in Condition.__members__.values():
        fault = Fault(f"{alarm} is no alarm of a tag, TAG:H", f"{alarm} 不是位号的报警（位号:H）")
    elif not has_condition(index["tag"][source], settings[source], Condition(word)):
        fault = Fault(f"tag {source} has no {word}", f"位号 {source} 没有 {word}")
    elif is_always_heard(settings[source], Condition(word)):
        fault = Fault(
            f"{alarm} can't be suppressed by design: HH, LL and critical alarms are always heard",
            f"{alarm} 不能设计抑制：高高限、低低限与紧急报警始终有效",
        )
    if fault:
        place.complain(*fault)


def is_always_heard(settings: Settings, condition: Condition) -> bool:
    """Whether an alarm is of the highest rank, which no operating state silences."""
    critical = find_priority(settings, condition) is Priority.CRITICAL
    return condition in ALWAYS_HEARD or critical
