"""People's commands: which event each asks for, and what speaks against it.

Three things may: the tables of the life cycle, what the person saw and knows, and the site's rules
for holding alarms (:mod:`alerting.holding`). Carrying one out is :mod:`alerting.alarms`' business.
"""

from typing import Final

from alerting.alarm import Alarm, Answer, Command, CommandKind, Event, Outcome
from alerting.holding import HELD_BY, object_to_hold
from alerting.life_cycle import Refusal, follow, hold
from plant.alarm_policy import AlarmPolicy
from plant.condition import Priority

EVENTS: Final = {
    CommandKind.ACKNOWLEDGE: Event.ACKNOWLEDGED,
    CommandKind.RESET: Event.RESET,
    CommandKind.SHELVE: Event.SHELVED,
    CommandKind.UNSHELVE: Event.UNSHELVED,
    CommandKind.COMMENT: Event.COMMENTED,
    CommandKind.SUPPRESS: Event.SUPPRESSED,
    CommandKind.REMOVE_FROM_SERVICE: Event.REMOVED_FROM_SERVICE,
    CommandKind.RETURN_TO_SERVICE: Event.RETURNED_TO_SERVICE,
}
"""The event that each command asks for."""

_OF_WHAT_WAS_SEEN: Final = frozenset({CommandKind.ACKNOWLEDGE, *HELD_BY})
"""Commands that are no answer to an alarm more urgent than the one that the person saw."""

_CONFLICTS: Final = frozenset({Refusal.PRIORITY_ROSE, Refusal.VERSION_PASSED})
_ALREADY_SO: Final = frozenset(
    {Refusal.ALREADY_ACKNOWLEDGED, Refusal.NOTHING_TO_ACKNOWLEDGE, Refusal.NOT_HELD}
)


def object_to(
    command: Command,
    alarm: Alarm,
    priority: Priority,
    policy: AlarmPolicy,
    count: int,
    *,
    known: bool,
) -> Refusal | None:
    """What speaks against a command, None if nothing.

    :param priority: what holding the alarm has to reckon with.
    :param count: how many other alarms the same person holds in the way that it asks for.
    :param known: whether the condition can be judged right now.
    """
    if command.exact not in (None, alarm.version):
        return Refusal.VERSION_PASSED
    if command.kind is CommandKind.SUPPRESS:
        return Refusal.BY_DESIGN_ONLY
    event = EVENTS[command.kind]
    for answer in (follow(alarm.state, event, latching=alarm.latching), hold(alarm.holds, event)):
        if isinstance(answer, Refusal):
            return answer
    return _object_to_what_was_seen(command, alarm, known=known) or object_to_hold(
        command, priority, policy, count
    )


def decline(alarm: Alarm, objection: Refusal) -> Answer:
    """The answer to a command that changes nothing.

    Two people pressing at once, or one whose answer was lost, did nothing wrong.
    """
    if objection in _ALREADY_SO:
        return Answer(Outcome.DONE, alarm, objection)
    outcome = Outcome.CONFLICT if objection in _CONFLICTS else Outcome.REFUSED
    return Answer(outcome, alarm, objection)


def _object_to_what_was_seen(command: Command, alarm: Alarm, *, known: bool) -> Refusal | None:
    seen = alarm.version if command.version is None else command.version
    if command.kind in _OF_WHAT_WAS_SEEN and seen < alarm.risen:
        return Refusal.PRIORITY_ROSE
    if command.kind is CommandKind.RESET and not known:
        return Refusal.CONDITION_UNKNOWN
    if command.kind is CommandKind.COMMENT and not command.reason.strip():
        return Refusal.REASON_MISSING
    return None
