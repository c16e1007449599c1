"""The fold: how one journalled entry changes where its alarm stands.

One pure function, used when an entry is born and when the journal is read again at start, so that
the two can't disagree. Which entries are born is :mod:`alerting.alarms`' business.
"""

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from alerting.alarm import UNSEEN, Alarm, Entry, Event, Held, Hold, State, is_annunciated
from alerting.life_cycle import HOLDING, Refusal, hold
from detectors.verdict import Rule
from plant.condition import Condition, Priority
from plant.words import Plant

_UNKNOWN: Final = {"acknowledged_at": None, "by": ""}
"""Nobody has acknowledged what stands now."""


def fold(before: Alarm | None, entry: Entry, rule: Rule) -> Alarm:
    """The alarm after ``entry``.

    :param before: the alarm as it stood, None if it never had an entry.
    :param rule: what the alarm is an alarm of; read only where ``before`` is None.
    """
    if before is None:
        before = begin(rule, entry.priority)
    rose = before.version > 0 and entry.priority > before.priority
    calls = entry.state in UNSEEN and is_annunciated(entry.held, entry.priority)
    begins = calls and (entry.event is Event.RAISED or not before.calls)
    holds = _hold(before, entry)
    return replace(
        before,
        state=entry.state,
        held=entry.held,
        holds=holds,
        released_at=entry.at if before.holds and not holds else before.released_at,
        priority=entry.priority,
        version=entry.version,
        risen=entry.version if rose else before.risen,
        called_at=(entry.detected or entry.at) if begins else before.called_at,
        **_note(before, entry),
    )


def _hold(before: Alarm, entry: Entry) -> Mapping[Held, Hold]:
    """All that holds the alarm after an entry, with the terms of what begins with it."""
    if not before.holds and entry.event not in HOLDING:
        return before.holds
    after = hold(before.holds, entry.event)
    if isinstance(after, Refusal):
        return before.holds
    held, begins = HOLDING.get(entry.event, (None, False))
    if not begins and after == before.holds.keys():
        return before.holds
    begun = Hold(entry.actor, entry.at, entry.reason, entry.terms)
    return {one: begun if begins and one is held else before.holds[one] for one in sorted(after)}


def _note(before: Alarm, entry: Entry) -> dict[str, Any]:
    """What the kind of event changes beside state, priority and version."""
    match entry.event:
        case Event.RAISED:
            return _activation(entry)
        case Event.RETURNED:
            return _end(before, entry)
        case Event.REMOVED:
            return {"returned_at": entry.at, **_UNKNOWN}
        case Event.ACKNOWLEDGED:
            return {"acknowledged_at": entry.at, "by": entry.actor}
        case Event.REALARMED:
            return {**_UNKNOWN, "realarms": before.realarms + 1}
        case _:
            called = entry.event in HOLDING and entry.state is not before.state
            return _UNKNOWN if called else {}


def make_up_rule(alarm: str, priority: Priority, plant: Plant) -> Rule:
    """A rule for an alarm of the journal whose own rule the plant no longer has.

    :param alarm: ``{source}:{condition}``; ids hold no colon.
    """
    source, _, condition = alarm.rpartition(":")
    row = plant.row_of.get(source)
    return Rule(
        source=source,
        condition=Condition(condition),
        priority=priority,
        latching=False,
        limit=math.nan,
        unit="" if row is None else plant.tags[row].unit,
        hazard="" if row is None else plant.tags[row].hazard,
        row=-1 if row is None else row,
    )


def begin(rule: Rule, priority: Priority) -> Alarm:
    """An alarm that never had an entry."""
    return Alarm(
        id=rule.alarm,
        source=rule.source,
        condition=rule.condition,
        hazard=rule.hazard,
        unit=rule.unit,
        latching=rule.latching,
        state=State.NORMAL,
        held=None,
        priority=priority,
        value=None,
        limit=None,
        raised_at=None,
        returned_at=None,
        acknowledged_at=None,
        by="",
        reason="",
        marks=(),
        version=0,
    )


def _activation(entry: Entry) -> dict[str, Any]:
    """Nothing of the last activation's acknowledgement, return or marks remains."""
    return {
        **_UNKNOWN,
        "raised_at": entry.at,
        "returned_at": None,
        "realarms": 0,
        "onset": entry.onset,
        "reason": entry.reason,
        "marks": entry.marks,
        "value": entry.value,
        "limit": entry.limit,
        "source_time": entry.source,
        "received": entry.received,
        "detected": entry.detected,
    }


def _end(before: Alarm, entry: Entry) -> dict[str, Any]:
    """The activation is over. Value, times and marks stay: who looks later must see what it was.

    The value at return stands in the journal's entry.
    """
    return {
        "returned_at": entry.at,
        "reason": entry.reason or before.reason,
        "marks": tuple(dict.fromkeys(before.marks + entry.marks)),
    }
