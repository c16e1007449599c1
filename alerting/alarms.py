"""All alarms of a park in memory: changes of verdict and people's commands in, entries out.

Feed it what the detectors changed (:meth:`Alarms.step`) or what a person wants
(:meth:`Alarms.command`); it answers with the entries to be journalled and already counts them as
so. Its state is nothing but the fold of entries, so the journal alone rebuilds it. The table of
states is :mod:`alerting.life_cycle`'s; nothing here reads a clock, commits or pushes.
"""

import math
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from heapq import merge
from typing import Final

from alerting.alarm import (
    JUDGED,
    REPEATED,
    SYSTEM,
    Alarm,
    Answer,
    Command,
    Entry,
    Event,
    Held,
    Outcome,
    State,
    Terms,
)
from alerting.commands import EVENTS, decline, object_to
from alerting.deadlines import find_deadline, has_term
from alerting.fold import begin, fold, make_up_rule
from alerting.holding import HELD_BY, set_terms
from alerting.ledger import Ledger
from alerting.life_cycle import Refusal, follow, hold, lead
from alerting.reminders import Reminders
from alerting.snapshot import Snapshot
from alerting.stored_text import clean_text
from alerting.verdict_rows import ChangeRow, SuppressionRow, list_changes, list_suppressions
from detectors.verdict import Changes, Rule, Suppressions
from plant.condition import Priority
from plant.reading import LONG_AGO, NEVER, Instant, Mark, name_marks
from plant.words import Plant

_LATE: Final = "late"
_LATE_BIT: Final = int(Mark.LATE)


class Alarms:
    """The alarms of one park. One thread uses it.

    :param plant: gives every entry its hash, and orphaned alarms their hazard and unit.
    :param rules: the rules in force; an alarm of the journal without one is an orphan, which
        stays listed and can be acknowledged (see :meth:`retire`).
    """

    def __init__(self, plant: Plant, rules: Sequence[Rule]) -> None:
        self._plant = plant
        self._rules = {rule.alarm: rule for rule in rules}
        self._alarms: dict[str, Alarm] = {}
        self._standing: dict[str, Alarm] = {}
        self._ledger = Ledger()
        self._late: set[tuple[str, Event, Instant]] = set()
        self._reminders = Reminders[str]()
        """Of each alarm that stands the instant at which time alone does something to it."""
        self.seq = 0
        """Of a durable view: the journal's newest row in it."""

    def take_up(self, entries: Iterable[Entry], known_after: int = 0) -> None:
        """Fold the journal at start.

        :param entries: in the order of ``seq``.
        :param known_after: the journal's last ``seq`` at the checkpoint from which the spool will
            be judged again. Verdicts journalled after it come a second time through
            :meth:`step` and are then dropped.
        """
        for entry in entries:
            if entry.seq > known_after and entry.event in REPEATED:
                before = self._alarms.get(entry.alarm)
                self._ledger.expect(entry, active=before is not None and _stood(before, entry))
            else:
                self._ledger.take(entry.alarm, entry.event, entry.at)
            self.take(entry)

    def record(self, entry: Entry) -> Alarm:
        """Fold one entry that the journal has, and return its alarm right after it.

        With it a second ``Alarms`` is the durable view beside the live one, from which snapshots
        are taken. It awaits nothing of the spool, so it knows the place of every entry at once.
        """
        self._ledger.take(entry.alarm, entry.event, entry.at)
        self.seq = entry.seq
        return self.take(entry)

    def snapshot(self) -> Snapshot:
        """A durable view as it stands: copied, so that this may go on, by some ms at most."""
        last, late = dict(self._ledger.last), set(self._late)
        return Snapshot(self.seq, dict(self._alarms), list(self._standing), last, late)

    def restore(self, snapshot: Snapshot, again: Iterable[Entry] = ()) -> None:
        """Begin from a snapshot in place of the entries up to its ``seq``.

        What the alarms are alarms of comes from the plant in force, as it does where the journal
        is folded. To be called first; what comes after it is for :meth:`take_up`.

        :param again: entries up to ``seq`` whose verdicts come a second time.
        """
        self.seq = snapshot.seq
        self._alarms = dict(snapshot.alarms)
        self._standing = {alarm: self._alarms[alarm] for alarm in snapshot.standing}
        self._ledger.last, self._late = dict(snapshot.last), set(snapshot.late)
        for entry in again:
            if entry.event in REPEATED:
                self._ledger.expect_again(entry)
        self.adopt(self._plant, list(self._rules.values()))

    def take(self, entry: Entry) -> Alarm:
        """Fold one entry that was born elsewhere, and return its alarm right after it."""
        if _LATE in entry.marks:
            self._late.add((entry.alarm, entry.event, entry.at))
        alarm = fold(self._alarms.get(entry.alarm), entry, self._rule_of(entry))
        self._alarms[entry.alarm] = alarm
        if alarm.stands:
            self._standing[entry.alarm] = alarm
        else:
            self._standing.pop(entry.alarm, None)
        self._reminders.put(entry.alarm, self._find_due(alarm))
        return alarm

    def step(
        self,
        changes: Changes,
        rules: Sequence[Rule],
        detected: Instant,
        suppressions: Suppressions | None = None,
    ) -> list[Entry]:
        """Apply changed verdicts in their order, each under what holds its alarm by then.

        A raise of what is active and a return of what is not are no news and give no entry, nor
        does a verdict that :meth:`take_up` has already found in the journal. What time alone does
        before a change comes before it, so that how changes are cut into steps has no influence;
        what is due at the very instant of a change comes after it (:meth:`pass_time`).

        :param rules: what ``changes.rule`` and ``suppressions.rule`` index.
        :param detected: our clock, for the entries' times.
        :param suppressions: of one instant these come first.
        """
        happened: Iterator[ChangeRow | SuppressionRow] = list_changes(changes)
        if suppressions is not None and len(suppressions):
            happened = merge(list_suppressions(suppressions), happened, key=_date)
        entries: list[Entry] = []
        for one in happened:
            entries += self.pass_time(one.at - 1)
            entry = (
                self._judge(one, rules[one.rule], detected)
                if isinstance(one, ChangeRow)
                else self._suppress(one, rules[one.rule])
            )
            if entry is not None:
                entries.append(entry)
        return entries

    def command(
        self, command: Command, now: Instant, *, known: bool = False
    ) -> tuple[Answer, list[Entry]]:
        """Do what a person asks, or say why not.

        Acknowledging what is acknowledged or gone is done without an entry: two people pressing
        at once, or one whose answer was lost, did nothing wrong. It conflicts only if the priority
        rose since the version seen. Whatever names an exact version conflicts on any other. What
        holds an alarm may be asked of one that never was.

        :param known: whether the condition can be judged right now. A reset without that
            knowledge is refused (GB/T 41261; 复位).
        """
        alarm = self._find(command)
        if alarm is None:
            return Answer(Outcome.UNKNOWN, None), []
        policy = self._plant.policy
        urgency, count = self._find_urgency(alarm), self._count_others(command)
        objection = object_to(command, alarm, urgency, policy, count, known=known)
        if objection is not None:
            return decline(alarm, objection), []
        event = EVENTS[command.kind]
        state = follow(alarm.state, event, latching=alarm.latching)
        if isinstance(state, Refusal):
            return decline(alarm, state), []
        terms = set_terms(command, policy, now) if command.kind in HELD_BY else None
        entry = self._act(alarm, event, state, now, command.actor, command.reason, terms)
        return Answer(Outcome.DONE, self._alarms[alarm.id]), [entry]

    def _find(self, command: Command) -> Alarm | None:
        """What a command is about."""
        alarm = self._alarms.get(command.alarm)
        rule = self._rules.get(command.alarm)
        if alarm is None and rule is not None and command.kind in HELD_BY:
            return begin(rule, rule.priority)
        return alarm

    def _find_urgency(self, alarm: Alarm) -> Priority:
        """How urgent an alarm is, or will be when it is raised: the plant may say more by now."""
        rule = self._rules.get(alarm.id)
        if rule is None:
            return alarm.priority
        normal = alarm.state is State.NORMAL
        return rule.priority if normal else max(alarm.priority, rule.priority)

    def _count_others(self, command: Command) -> int:
        """How many other alarms the same person holds in the way that the command asks for."""
        held = HELD_BY.get(command.kind)
        if held is None:
            return 0
        holds = (one.holds.get(held) for one in self._standing.values() if one.id != command.alarm)
        return sum(hold is not None and hold.actor == command.actor for hold in holds)

    def pass_time(self, now: Instant) -> list[Entry]:
        """What falls due by ``now`` without a verdict or a person, dated to its own instant.

        In the order of these instants.
        """
        entries: list[Entry] = []
        for alarm in self._reminders.take(now):
            entries += self._end_what_is_due(self._alarms[alarm], now)
        entries.sort(key=_date)
        return entries

    def _end_what_is_due(self, alarm: Alarm, now: Instant) -> Iterator[Entry]:
        while (deadline := find_deadline(alarm, self._plant.policy)) and deadline.at <= now:
            state = follow(alarm.state, deadline.event, latching=alarm.latching, by_time=True)
            if isinstance(state, Refusal):
                return
            yield self._act(alarm, deadline.event, state, deadline.at, SYSTEM, deadline.reason)
            alarm = self._alarms[alarm.id]

    def _find_due(self, alarm: Alarm) -> Instant:
        deadline = find_deadline(alarm, self._plant.policy)
        return deadline.at if deadline else int(NEVER)

    def retire(self, now: Instant, suppressible: Collection[str] = ()) -> list[Entry]:
        """End the alarms whose limit or tag the plant no longer has (contract 1, rule 12).

        To be called once after :meth:`take_up`. They end by ``removed`` and want acknowledgement.

        :param suppressible: the alarms that the plant suppresses by design in some state; any
            other that is suppressed without an end of its own is released.
        """
        entries: list[Entry] = []
        for alarm in self.standing():
            known = alarm.id in self._rules
            if not known or not (alarm.id in suppressible or has_term(alarm)):
                entries += self._act_if_news(alarm, Event.UNSUPPRESSED, now, "")
            if not known:
                entries += self._act_if_news(self._alarms[alarm.id], Event.REMOVED, now, "")
        return entries

    def suppress(
        self, alarm: str, now: Instant, reason: str, terms: Terms | None = None
    ) -> list[Entry]:
        """Suppress an alarm of the plant by design, if nothing suppresses it yet.

        :param terms: with an end of its own it ends by the clock, whoever forgets it.
        """
        rule = self._rules.get(alarm)
        if rule is None:
            return []
        found = self._alarms.get(alarm) or begin(rule, rule.priority)
        return self._act_if_news(found, Event.SUPPRESSED, now, reason, terms)

    def release(self, alarm: str, now: Instant, reason: str) -> list[Entry]:
        """End what :meth:`suppress` began, before its time."""
        found = self._alarms.get(alarm)
        if found is None or not has_term(found):
            return []
        return self._act_if_news(found, Event.UNSUPPRESSED, now, reason)

    def _act_if_news(
        self, alarm: Alarm, event: Event, now: Instant, reason: str, terms: Terms | None = None
    ) -> list[Entry]:
        """What the house itself does to an alarm; nothing where that changes nothing."""
        state = follow(alarm.state, event, latching=alarm.latching)
        if isinstance(state, Refusal) or isinstance(hold(alarm.holds, event), Refusal):
            return []
        return [self._act(alarm, event, state, now, SYSTEM, reason, terms)]

    def succeed(self, plant: Plant, rules: Sequence[Rule]) -> "Alarms":
        """The same alarms under another plant, as the journal would give them; this one stays."""
        heir = Alarms(plant, rules)
        heir._alarms, heir._late = dict(self._alarms), set(self._late)
        heir._standing, heir._ledger = dict(self._standing), self._ledger.copy()
        heir.adopt(plant, rules)
        return heir

    def adopt(self, plant: Plant, rules: Sequence[Rule]) -> None:
        """Take over a changed plant: what alarms are alarms of may have changed with it."""
        self._plant = plant
        self._rules = {rule.alarm: rule for rule in rules}
        for alarm in self._alarms.values():
            rule = self._rules.get(alarm.id) or make_up_rule(alarm.id, alarm.priority, plant)
            if (alarm.hazard, alarm.unit, alarm.latching) == (
                rule.hazard,
                rule.unit,
                rule.latching,
            ):
                continue
            renewed = replace(alarm, hazard=rule.hazard, unit=rule.unit, latching=rule.latching)
            self._alarms[alarm.id] = renewed
            if alarm.stands:
                self._standing[alarm.id] = renewed
        for alarm in self._standing.values():
            self._reminders.put(alarm.id, self._find_due(alarm))

    def standing(self) -> list[Alarm]:
        """Every alarm whose state is not normal or that is held, in the order they came up."""
        return list(self._standing.values())

    def all(self) -> list[Alarm]:
        """Every alarm that ever had an entry."""
        return list(self._alarms.values())

    def active(self) -> list[str]:
        """Ids of the alarms whose condition stands: what the detectors are to assume at start."""
        return [alarm.id for alarm in self._standing.values() if alarm.active]

    def suppressed(self) -> list[str]:
        """Ids of the alarms that an operating state suppresses."""
        return [
            alarm.id
            for alarm in self._standing.values()
            if Held.SUPPRESSED in alarm.holds and not has_term(alarm)
        ]

    def get(self, alarm: str) -> Alarm | None:
        """The alarm as it stands; None if it never had an entry."""
        return self._alarms.get(alarm)

    def _judge(self, change: ChangeRow, rule: Rule, detected: Instant) -> Entry | None:
        event, alarm = change.event, rule.alarm
        at = self._place(alarm, event, change)
        if at is None or self._ledger.recall(alarm, event, at, change.at):
            return None
        before = self._alarms.get(alarm)
        state = follow(before.state if before else State.NORMAL, event, latching=rule.latching)
        if isinstance(state, Refusal):
            return None
        return self._keep(self._record(before, rule, change, at, state, detected))

    def _suppress(self, change: SuppressionRow, rule: Rule) -> Entry | None:
        alarm = self._alarms.get(rule.alarm) or begin(rule, rule.priority)
        event = Event.SUPPRESSED if change.active else Event.UNSUPPRESSED
        at = self._ledger.place(rule.alarm, event, change.at)
        if self._ledger.recall(rule.alarm, event, at, change.at) or has_term(alarm):
            return None
        return next(iter(self._act_if_news(alarm, event, change.at, change.reason)), None)

    def _place(self, alarm: str, event: Event, change: ChangeRow) -> Instant | None:
        """When a verdict is journalled; None for a raise of late data that came before.

        Late data keep their true times, even long after. Their return must not meet the place of
        another, or the journal would keep a raise without it.
        """
        if not change.marks & _LATE_BIT:
            return self._ledger.place(alarm, event, change.at)
        at = change.at
        if event is Event.RAISED:
            return None if (alarm, event, at) in self._late else at
        while (alarm, event, at) in self._late:
            at += 1
        return at

    def _record(
        self,
        before: Alarm | None,
        rule: Rule,
        change: ChangeRow,
        at: Instant,
        state: State,
        detected: Instant,
    ) -> Entry:
        # An escalated activation keeps its priority to its end: a return is no reason to lower it.
        ended = None if change.active else before
        return Entry(
            alarm=rule.alarm,
            event=change.event,
            at=at,
            onset=change.onset,
            state=state,
            held=before.held if before else None,
            priority=ended.priority if ended else Priority(change.priority),
            value=_finite(change.value),
            limit=_finite(change.limit),
            actor=SYSTEM,
            reason=clean_text(change.reason),
            version=before.version + 1 if before else 1,
            plant_hash=self._plant.hash,
            marks=_name(change.marks),
            source=_known(change.source),
            received=_known(change.received),
            detected=detected,
        )

    def _act(
        self,
        alarm: Alarm,
        event: Event,
        state: State,
        now: Instant,
        actor: str,
        reason: str,
        terms: Terms | None = None,
    ) -> Entry:
        at = self._ledger.place(alarm.id, event, now)
        holds = hold(alarm.holds, event)
        return self._keep(
            Entry(
                alarm=alarm.id,
                event=event,
                at=at,
                onset=at if alarm.onset is None else alarm.onset,
                state=state,
                held=alarm.held if isinstance(holds, Refusal) else lead(holds),
                priority=alarm.priority,
                value=alarm.value,
                limit=alarm.limit,
                actor=clean_text(actor),
                reason=clean_text(reason),
                version=alarm.version + 1,
                plant_hash=self._plant.hash,
                marks=alarm.marks,
                terms=terms,
            )
        )

    def _keep(self, entry: Entry) -> Entry:
        self._ledger.take(entry.alarm, entry.event, entry.at)
        self.take(entry)
        return entry

    def _rule_of(self, entry: Entry) -> Rule:
        rule = self._rules.get(entry.alarm)
        return rule or make_up_rule(entry.alarm, entry.priority, self._plant)


def _date(happened: ChangeRow | SuppressionRow | Entry) -> Instant:
    return happened.at


def _stood(alarm: Alarm, entry: Entry) -> bool:
    """Whether what an entry changes stood before it."""
    return alarm.active if entry.event in JUDGED else Held.SUPPRESSED in alarm.holds


@cache
def _name(marks: int) -> tuple[str, ...]:
    """Marks by their words; what rests on backfilled evidence came late (contract 1, rule 7)."""
    return tuple(name_marks(marks | (Mark.LATE if marks & Mark.BACKFILL else 0)))


def _finite(number: float) -> float | None:
    return number if math.isfinite(number) else None


def _known(instant: Instant) -> Instant | None:
    return None if instant == LONG_AGO else instant
