"""A compact copy of a plant's rules, so that versions can be compared when their files are gone.

Limits and what tunes them are copied one by one; of everything else only a digest, by which it can
be told that it differs. A copy is plain data that JSON takes, and outlives releases: what a later
one does not know is told as it stands. Pure.
"""

import hashlib
import math
from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any, Final

from plant.changes import PlantChange, SettingValue
from plant.condition import Priority
from plant.words import AlarmSettings, Plant, Tag

RECORD: Final = "record"
"""The key of a change of which only is known that there is one."""

_SETTINGS: Final = ("limit", "deadband", "on_delay_ms", "off_delay_ms", "priority", "latching")
_SECTIONS: Final = (
    *("gateways", "equipment", "hazards", "votings", "interlocks", "models", "gas_arrays", "modes"),
    "areas",
)

RuleCopy = Mapping[str, Any]
"""``tags``: id → ``rules`` (condition → settings) and ``record`` (a digest); ``records``: id →
digest."""


def copy_rules(plant: Plant) -> RuleCopy:
    """The rules of a plant."""
    records = {one.id: _digest(one) for section in _SECTIONS for one in getattr(plant, section)}
    return {"tags": {tag.id: _copy_tag(tag) for tag in plant.tags}, "records": records}


def compare_copies(old: RuleCopy, new: RuleCopy) -> list[PlantChange]:
    """What differs, tags first, in the order of the old copy and then of the new one."""
    return [
        *_compare_tags(old["tags"], new["tags"]),
        *_compare_records(old["records"], new["records"]),
    ]


def _compare_tags(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[PlantChange]:
    for name in dict.fromkeys([*old, *new]):
        if name not in old or name not in new:
            yield _tell_presence(name, old, new)
            continue
        yield from _compare_rules(name, old[name]["rules"], new[name]["rules"])
        if old[name]["record"] != new[name]["record"]:
            yield PlantChange(name, "", RECORD, None, None)


def _compare_rules(
    tag: str, old: Mapping[str, Any], new: Mapping[str, Any]
) -> Iterator[PlantChange]:
    for condition in dict.fromkeys([*old, *new]):
        mine, theirs = old.get(condition), new.get(condition)
        if mine is None or theirs is None:
            limits = (None if one is None else one["limit"] for one in (mine, theirs))
            yield PlantChange(tag, condition, "limit", *limits)
            continue
        for key in dict.fromkeys([*mine, *theirs]):
            before, after = mine.get(key), theirs.get(key)
            if before != after:
                told = (None, None) if key == RECORD else (before, after)
                yield PlantChange(tag, condition, key, *told)


def _compare_records(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[PlantChange]:
    for name in dict.fromkeys([*old, *new]):
        if name not in old or name not in new:
            yield _tell_presence(name, old, new)
        elif old[name] != new[name]:
            yield PlantChange(name, "", RECORD, None, None)


def _tell_presence(name: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> PlantChange:
    return PlantChange(name, "", "", name in old or None, name in new or None)


def _copy_tag(tag: Tag) -> dict[str, Any]:
    rules = {str(name): _copy_settings(one) for name, one in tag.alarms.items()}
    for name, check in tag.checks.items():
        rest = [getattr(check, one.name) for one in fields(check) if one.name != "settings"]
        rules[str(name)] = _copy_settings(check.settings) | {RECORD: _digest(*rest)}
    bare = {one.name: getattr(tag, one.name) for one in fields(tag) if one.compare}
    del bare["alarms"], bare["checks"]
    return {"rules": rules, "record": _digest(bare)}


def _copy_settings(settings: AlarmSettings) -> dict[str, SettingValue]:
    return {key: _show(getattr(settings, key)) for key in _SETTINGS}


def _digest(*records: Any) -> str:
    return hashlib.sha256(repr(records).encode()).hexdigest()[:16]


def _show(value: Any) -> SettingValue:
    if isinstance(value, Priority):
        return value.word
    if isinstance(value, float) and not math.isfinite(value):
        return None  # JSON has no such number
    return value if value is None or isinstance(value, bool | int | float) else str(value)
