"""What differs between two plants, for a person who compares what they came to.

Limits and what tunes them are told one by one, of everything else only that it differs. Whether a
change is a good one is others' business.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Final

from plant.condition import Condition, Priority
from plant.words import AlarmSettings, Plant, Tag

_SETTINGS: Final = ("limit", "deadband", "on_delay_ms", "off_delay_ms", "priority", "latching")
_SECTIONS: Final = (
    *("gateways", "equipment", "hazards", "votings", "interlocks", "models", "gas_arrays", "modes"),
    "areas",
)

SettingValue = float | str | bool | None
"""What a setting is, as a person reads it; None where there is none."""


@dataclass(frozen=True, slots=True)
class PlantChange:
    """One thing that differs.

    ``source`` is an id; ``condition`` that of an alarm, empty where the source itself is meant;
    ``key`` a field of :class:`plant.words.AlarmSettings`, or of the source's record, or empty
    where the whole of it came or went. ``today`` and ``other`` are the values, None where absent.
    """

    source: str
    condition: str
    key: str
    today: SettingValue
    other: SettingValue


def list_changes(today: Plant, other: Plant) -> list[PlantChange]:
    """The differences, tags first, in the order of today's plant and then of the other's."""
    found = list(_compare_tags(today, other))
    for section in _SECTIONS:
        found += _compare_records(
            *({one.id: one for one in getattr(plant, section)} for plant in (today, other))
        )
    return found


def _compare_tags(today: Plant, other: Plant) -> Iterator[PlantChange]:
    mine, theirs = ({tag.id: tag for tag in plant.tags} for plant in (today, other))
    for name in dict.fromkeys([*mine, *theirs]):
        if name not in mine or name not in theirs:
            yield PlantChange(name, "", "", name in mine or None, name in theirs or None)
            continue
        yield from _compare_tag(mine[name], theirs[name])


def _compare_tag(mine: Tag, theirs: Tag) -> Iterator[PlantChange]:
    old, new = (_list_settings(tag) for tag in (mine, theirs))
    for condition in dict.fromkeys([*old, *new]):
        yield from _compare_settings(mine.id, condition, old.get(condition), new.get(condition))
    bare = replace(mine, alarms=theirs.alarms, checks=theirs.checks)
    yield from _compare_fields(bare, theirs)
    yield from _compare_checks(mine, theirs)


def _list_settings(tag: Tag) -> dict[Condition, AlarmSettings]:
    return {**tag.alarms, **{name: check.settings for name, check in tag.checks.items()}}


def _compare_settings(
    source: str, condition: Condition, old: AlarmSettings | None, new: AlarmSettings | None
) -> Iterator[PlantChange]:
    if old is None or new is None:
        limits = (None if one is None else one.limit for one in (old, new))
        yield PlantChange(source, condition, "limit", *limits)
        return
    for key in _SETTINGS:
        before, after = getattr(old, key), getattr(new, key)
        if before != after:
            yield PlantChange(source, condition, key, _show(before), _show(after))


def _compare_checks(mine: Tag, theirs: Tag) -> Iterator[PlantChange]:
    """What checks have beside their settings: windows, references."""
    for condition in mine.checks.keys() & theirs.checks.keys():
        old, new = mine.checks[condition], theirs.checks[condition]
        for change in _compare_fields(replace(old, settings=new.settings), new):
            yield replace(change, source=mine.id, condition=condition)


def _compare_records(mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> Iterator[PlantChange]:
    for name in dict.fromkeys([*mine, *theirs]):
        if name not in mine or name not in theirs:
            yield PlantChange(name, "", "", name in mine or None, name in theirs or None)
        else:
            yield from _compare_fields(mine[name], theirs[name])


def _compare_fields(mine: Any, theirs: Any) -> Iterator[PlantChange]:
    """The fields in which two records of one id differ, but for those that are no rule."""
    for one in fields(mine):
        old, new = getattr(mine, one.name), getattr(theirs, one.name)
        if one.compare and old != new:
            yield PlantChange(getattr(mine, "id", ""), "", one.name, _show(old), _show(new))


def _show(value: Any) -> SettingValue:
    if isinstance(value, Priority):
        return value.word
    return value if value is None or isinstance(value, bool | int | float) else str(value)
