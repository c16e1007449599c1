"""Holding alarms by hand: whether a wish is within the site's rules, and on what terms.

Every suppression is owned, has a reason and ends (contract section 1, rule 13; ISA-18.2 on shelving
and out of service). The rules are the plant's (:mod:`plant.alarm_policy`); who a person is and
whether the second one is whom he says is found out before a command comes here. When what was
granted ends is :mod:`alerting.deadlines`' business.
"""

from typing import Final

from alerting.alarm import Command, CommandKind, Held, Terms
from alerting.life_cycle import Refusal
from plant.alarm_policy import AlarmPolicy, HoldPolicy
from plant.condition import Priority
from plant.reading import Instant

HELD_BY: Final = {
    CommandKind.SHELVE: Held.SHELVED,
    CommandKind.REMOVE_FROM_SERVICE: Held.OUT_OF_SERVICE,
}
"""The commands that hold an alarm."""


def object_to_hold(
    command: Command, priority: Priority, policy: AlarmPolicy, count: int
) -> Refusal | None:
    """What the site's rules say against holding an alarm, None if nothing.

    :param priority: the most urgent that the alarm is or will be raised with.
    :param count: how many other alarms the same person holds in the same way.
    """
    if command.kind not in HELD_BY:
        return None
    rules = _find_rules(policy, command.kind)
    limits = rules.roles.get(command.role)
    if limits is None:
        return Refusal.ROLE_MAY_NOT
    if priority in rules.second_person and not command.witness:
        return Refusal.SECOND_PERSON_MISSING
    if not 0 < _find_duration(command, rules) <= limits.longest_ms.get(priority, 0):
        return Refusal.TOO_LONG
    if count >= limits.most:
        return Refusal.TOO_MANY_HELD
    return _find_missing_words(command)


def _find_missing_words(command: Command) -> Refusal | None:
    if not command.reason.strip():
        return Refusal.REASON_MISSING
    out = command.kind is CommandKind.REMOVE_FROM_SERVICE
    return Refusal.WORK_ORDER_MISSING if out and not command.work_order.strip() else None


def _find_rules(policy: AlarmPolicy, kind: CommandKind) -> HoldPolicy:
    return policy.shelving if kind is CommandKind.SHELVE else policy.service


def _find_duration(command: Command, rules: HoldPolicy) -> int:
    """For how long, ms: as asked, or the shortest that is offered."""
    return rules.durations_ms[0] if command.duration_ms is None else command.duration_ms


def set_terms(command: Command, policy: AlarmPolicy, now: Instant) -> Terms:
    """The terms on which a wish is granted."""
    return Terms(
        until=now + _find_duration(command, _find_rules(policy, command.kind)),
        once=command.once,
        witness=command.witness,
        work_order=command.work_order.strip(),
    )
