"""What the written texts come to: a record for each alarm, and the priority that follows from it.

Where a value is looked for is :mod:`plant.inheritance`'s business, the matrix
:mod:`plant.alarm_priorities`'. A plain text is about the conditions of
:data:`plant.rationalisation.PLAIN` and no other.
"""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from functools import cache
from typing import Any, Final

from plant.alarm_priorities import load_alarm_priorities
from plant.condition import Condition, Priority
from plant.inheritance import Settings, name_setting
from plant.rationalisation import NOTHING, PLAIN, Rationalisation, Severity
from plant.rationalisation_columns import RECORD_KEYS, TEXTS

OWN_KEYS: Final = frozenset({"action", "action_en"})
"""What a tag itself keeps; of most plants it is all that is written."""

SOURCE_CONDITIONS: Final[Mapping[str, tuple[Condition, ...]]] = {
    "voting": (Condition.VOTED, Condition.PROTECTION_LOST),
    "gas_array": (Condition.GAS_CONFIRMED,),
    "interlock": (
        Condition.DEMAND,
        Condition.INTERLOCK_FAILED,
        Condition.INTERLOCK_UNVERIFIED,
        Condition.SPURIOUS_TRIP,
        Condition.DEMAND_WHILE_BYPASSED,
        Condition.BYPASS_OVERDUE,
        Condition.PROOF_TEST_OVERDUE,
    ),
    "gateway": (Condition.GATEWAY_LOST, Condition.CLOCK, Condition.GATEWAY_GAP),
    "model": (Condition.MODEL,),
}
"""Section → the conditions that its rows may have."""

RATED: Final[Mapping[str, Condition]] = {
    "voting": Condition.VOTED,
    "gas_array": Condition.GAS_CONFIRMED,
    "model": Condition.MODEL,
}
"""Section → the condition whose priority its rows write, or the matrix gives. Those of interlocks
and gateways follow from what they are (contract section 1, rules 9 and 10)."""


def find_records(
    settings: Settings, conditions: Iterable[Condition], kept: AbstractSet[str] = frozenset()
) -> dict[Condition, Rationalisation]:
    """The records of those conditions about which anything is written.

    :param kept: keys that the source keeps itself: where nothing else is written it needs none.
    """
    said = {key for values in settings.levels for key in values.keys() & RECORD_KEYS.keys()}
    if said <= kept:
        return {}
    plain = any(RECORD_KEYS[key] is None for key in said)
    named = {RECORD_KEYS[key] for key in said}
    records = {
        condition: make_record(settings, condition)
        for condition in conditions
        if condition in named or (plain and condition in PLAIN)
    }
    return {condition: record for condition, record in records.items() if record != NOTHING}


def make_record(settings: Settings, condition: Condition) -> Rationalisation:
    """Everything that is written about one condition."""
    texts: dict[str, Any] = {}
    for name in TEXTS:
        texts[name], texts[f"{name}_en"] = settings.find_text(*_list_names(name, condition))
    return _share(
        Rationalisation(
            **texts,
            severity=find_own(settings, "severity", condition),
            respond_within_min=find_own(settings, "respond_within_min", condition),
            priority=rate(settings, condition),
        )
    )


def find_own(settings: Settings, name: str, condition: Condition) -> Any:
    """A value that is written about a condition, None if none is."""
    if condition in PLAIN:
        return settings.find(name, condition)
    return settings.find(name_setting(name, condition))


def rate(settings: Settings, condition: Condition) -> Priority | None:
    """The priority by consequence and time to respond, None where either is not written."""
    severity: Severity | None = find_own(settings, "severity", condition)
    minutes: float | None = find_own(settings, "respond_within_min", condition)
    if severity is None or minutes is None:
        return None
    return load_alarm_priorities().find(severity, minutes)


def find_priority(settings: Settings, condition: Condition, usual: Priority) -> Priority:
    """The priority of a condition: as written, else by the matrix, else the usual one."""
    written: Priority | None = settings.find("priority", condition)
    return written or rate(settings, condition) or usual


def _list_names(name: str, condition: Condition) -> tuple[str, ...]:
    own = name_setting(name, condition)
    return (own, name) if condition in PLAIN else (own,)


@cache
def _share(record: Rationalisation) -> Rationalisation:
    """One object for equal records: many alarms of a plant have the same."""
    return record
