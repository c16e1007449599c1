"""Deadlines: what time alone does to an alarm.

A shelving, a removal from service and a suppression that has an end of its own end, and an
acknowledged alarm calls again where the plant asks for it. Instants come from what is journalled,
so they survive a restart, and the clock is an argument. Delays of conditions are the detectors'
business.
"""

from typing import NamedTuple

from alerting.alarm import Alarm, Event, Held, State
from plant.alarm_policy import AlarmPolicy
from plant.reading import Instant

EXPIRED = "到期 its time has come"
RETURNED_ONCE = "已恢复 the condition has returned"
CALLS_AGAIN = "仍处于报警 still in alarm"


class Deadline(NamedTuple):
    """An event that is due at an instant, and why."""

    at: Instant
    event: Event
    reason: str


def find_deadline(alarm: Alarm, policy: AlarmPolicy) -> Deadline | None:
    """What time does to an alarm next, None if nothing."""
    if not alarm.holds and alarm.state is not State.ACKNOWLEDGED:
        return None  # as most are in a flood
    due = (
        _find_unshelving(alarm),
        _find_return_to_service(alarm),
        _find_end_of_suppression(alarm),
        _find_realarm(alarm, policy),
    )
    return min((one for one in due if one is not None), default=None)


def _find_unshelving(alarm: Alarm) -> Deadline | None:
    """A shelving on terms that nobody knows any more is over (contract section 1, rule 11)."""
    hold = alarm.holds.get(Held.SHELVED)
    if hold is None:
        return None
    if hold.terms is None:
        return Deadline(hold.at, Event.UNSHELVED, EXPIRED)
    ended = alarm.returned_at
    if hold.terms.once and not alarm.active and ended is not None and ended >= hold.at:
        return Deadline(min(ended, hold.terms.until), Event.UNSHELVED, RETURNED_ONCE)
    return Deadline(hold.terms.until, Event.UNSHELVED, EXPIRED)


def _find_return_to_service(alarm: Alarm) -> Deadline | None:
    hold = alarm.holds.get(Held.OUT_OF_SERVICE)
    if hold is None:
        return None
    until = hold.at if hold.terms is None else hold.terms.until
    return Deadline(until, Event.RETURNED_TO_SERVICE, EXPIRED)


def has_term(alarm: Alarm) -> bool:
    """Whether what suppresses an alarm by design ends by the clock, and by no operating state."""
    hold = alarm.holds.get(Held.SUPPRESSED)
    return hold is not None and hold.terms is not None


def _find_end_of_suppression(alarm: Alarm) -> Deadline | None:
    hold = alarm.holds.get(Held.SUPPRESSED)
    if hold is None or hold.terms is None:
        return None
    return Deadline(hold.terms.until, Event.UNSUPPRESSED, EXPIRED)


def _find_realarm(alarm: Alarm, policy: AlarmPolicy) -> Deadline | None:
    """What is held does not call; once released it does so at once if it should have meanwhile.

    Dated to the release then: who is told step by step has known of it since then, not before.
    """
    since = alarm.acknowledged_at
    if alarm.state is not State.ACKNOWLEDGED or alarm.held is not None or since is None:
        return None
    at = policy.find_realarm(alarm.priority, alarm.realarms, since)
    if at is None:
        return None
    released = since if alarm.released_at is None else alarm.released_at
    return Deadline(max(at, released), Event.REALARMED, CALLS_AGAIN)
