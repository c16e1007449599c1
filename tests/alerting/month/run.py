"""A month run through the alerting engine, in any steps and with restarts in any places.

The engine is what lives in ``alerting/``: the alarms and their durable view, annotations (folding,
flood, nuisance, consequences) and escalation. Journal and spool are lists; a restart begins from a
snapshot and the journal, and judges the spool again from a checkpoint. Our clock at judging is left
out (0), since it alone depends on the steps; escalation is told the time once a minute.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from alerting.alarm import Alarm, Command, Entry, Event
from alerting.alarms import Alarms
from alerting.annotations import Annotation, Annotations
from alerting.escalation import Escalations
from alerting.flood import Flood
from alerting.notice import Notice
from alerting.snapshot import Snapshot, decode_snapshot, encode_snapshot
from detectors.verdict import Changes, Suppressions
from plant.reading import Instant, Mark
from tests.alerting.month.happenings import START, Happenings, Late, Verdicts
from tests.alerting.month.park import MINUTE, Month

SPOOLED = 10 * MINUTE
"""How long before a restart its checkpoint was written."""
RECENT = 20_000
"""The journal's newest entries, which annotations begin with after a restart."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How a month is cut: boundaries of steps beside those of commands; instants of restarts.

    ``snapshots``: for each restart how long before it the newest snapshot was taken, ms.
    """

    cuts: Sequence[Instant] = ()
    restarts: Sequence[Instant] = ()
    snapshots: Sequence[int] = ()


@dataclass
class Outcome:
    """All that came of a month.

    ``placed``: what was said of each activation when it came; ``floods`` by when they began, as
    they were with their last alarm, without what was recent when somebody looked.
    """

    journal: list[Entry] = field(default_factory=list)
    alarms: dict[str, Alarm] = field(default_factory=dict)
    standing: list[Alarm] = field(default_factory=list)
    annotations: dict[str, Annotation] = field(default_factory=dict)
    placed: list[tuple[Entry, Annotation]] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    floods: dict[Instant, Flood] = field(default_factory=dict)


def run_month(month: Month, changed: Month, happenings: Happenings, plan: Plan) -> Outcome:
    """The whole month.

    :param changed: the park after the reload.
    """
    run = _Run(month, changed, happenings)
    for boundary in _list_boundaries(happenings, plan):
        run.go_on(boundary)
        run.act(boundary, plan)
    return run.end()


def _list_boundaries(happenings: Happenings, plan: Plan) -> list[Instant]:
    instants = {at for at, _ in happenings.commands}
    instants |= {late.comes for late in happenings.late}
    instants |= {happenings.reload_at, happenings.end, *plan.cuts, *plan.restarts}
    instants |= {at - SPOOLED for at in plan.restarts}
    instants |= {at - ago for at, ago in zip(plan.restarts, plan.snapshots, strict=True)}
    return sorted(one for one in instants if START < one <= happenings.end)


class _Run:
    def __init__(self, month: Month, changed: Month, happenings: Happenings) -> None:
        self.happenings, self.first, self.changed = happenings, month, changed
        self.out = Outcome()
        self.now, self.struck = START, START
        self.checkpoint, self.spool, self.snapshot = 0, [], None
        self.commands = dict(happenings.commands)
        self.late: dict[Instant, list[Late]] = {}
        for one in happenings.late:
            self.late.setdefault(one.comes, []).append(one)
        self.alarms = Alarms(month.plant, month.rules)
        self.shown = Alarms(month.plant, month.rules)
        self._begin(month)
        self.annotations = Annotations(month.plant, month.rules)
        self.escalations = Escalations(month.plant)

    def _begin(self, month: Month) -> None:
        """Under a plant: where its rules stand among those of the first."""
        self.month = month
        known = {rule.alarm: number for number, rule in enumerate(month.rules)}
        self.place = np.array([known.get(rule.alarm, -1) for rule in self.first.rules])
        self.priority = np.array([rule.priority for rule in month.rules], dtype=np.int8)

    # A step

    def go_on(self, until: Instant) -> None:
        """Everything before ``until``, in one step."""
        rule, at, active = self._cut(self.happenings.verdicts, until)
        held, when, holds = self._cut(self.happenings.suppressions, until)
        entries: list[Entry] = []
        if len(rule) or len(held):
            reasons = ["工况 停车 shut down"] * len(held)
            entries = self._step(
                self._make_changes(rule, at, active), Suppressions(held, when, holds, reasons)
            )
        self.now = until
        entries += self.alarms.pass_time(until - 1)
        self._follow(entries)

    def _cut(self, verdicts: Verdicts, until: Instant) -> tuple[np.ndarray, ...]:
        first, last = np.searchsorted(verdicts.at, [self.now, until])
        place = self.place[verdicts.rule[first:last]]
        known = place >= 0
        part = slice(first, last)
        return place[known], verdicts.at[part][known], verdicts.active[part][known]

    def _make_changes(
        self, rule: np.ndarray, at: np.ndarray, active: np.ndarray, marks: int = 0
    ) -> Changes:
        return Changes(
            rule=rule,
            at=at,
            onset=at,
            active=active,
            value=np.where(active, 95.0, 50.0),
            marks=np.full(len(rule), marks, dtype=np.uint16),
            priority=self.priority[rule],
            limit=np.full(len(rule), 80.0),
            source=at,
            received=at,
        )

    def _step(self, changes: Changes, suppressions: Suppressions | None = None) -> list[Entry]:
        tick = (changes, self.month.rules, 0, suppressions)
        self.spool.append(tick)
        return self.alarms.step(*tick)

    def _follow(self, entries: Sequence[Entry]) -> None:
        """Everything that reads the journal, in its order."""
        if not entries:
            return
        seq = len(self.out.journal)
        numbered = [replace(entry, seq=seq + place) for place, entry in enumerate(entries, 1)]
        self.out.journal += numbered
        for entry in numbered:
            alarm = self.shown.record(entry)
            self._strike(entry.at)
            self.escalations.follow(alarm)
            self.annotations.feed([entry])
            if flood := self.annotations.flood:
                self.out.floods[flood.since] = replace(flood, recent=0)
            if entry.event is Event.RAISED:
                annotation = self.annotations.find(entry.alarm, entry.at)
                self.out.placed.append((entry, annotation))
        self.annotations.drain(self.now)

    def _strike(self, until: Instant) -> None:
        """Tell escalation every minute up to an instant."""
        while self.struck + MINUTE <= until:
            self.struck += MINUTE
            self.out.notices += self.escalations.pass_time(self.struck)

    # What happens at a boundary

    def act(self, at: Instant, plan: Plan) -> None:
        if at == self.happenings.reload_at:
            self._reload(at)
        if at in self.late:
            self._take_late(self.late[at])
        if at in self.commands:
            self._obey(self.commands[at], at)
        for restart, ago in zip(plan.restarts, plan.snapshots, strict=True):
            if at == restart - SPOOLED:
                self.checkpoint, self.spool = len(self.out.journal), []
            if at == restart - ago:
                self._take_snapshot()
            if at == restart:
                self._restart(at)

    def _obey(self, wish: Command, at: Instant) -> None:
        _, entries = self.alarms.command(wish, at, known=True)
        self._follow(entries)

    def _take_late(self, late: Sequence[Late]) -> None:
        """What is in alarm when late data come is not told again, as the bank has it."""
        for one in late:
            rule = self.first.rules[one.rule]
            alarm = self.alarms.get(rule.alarm)
            if self.place[one.rule] < 0 or (alarm is not None and alarm.active):
                continue
            place = np.array([self.place[one.rule]] * 2)
            at = np.array([one.raised, one.returned])
            self._follow(self._step(self._make_changes(place, at, at == at[0], int(Mark.LATE))))

    def _reload(self, at: Instant) -> None:
        changed = self.changed
        self._begin(changed)
        self.alarms = self.alarms.succeed(changed.plant, changed.rules)
        self.shown.adopt(changed.plant, changed.rules)
        self.annotations.adopt(changed.plant, changed.rules)
        self.escalations = self.escalations.succeed(changed.plant, self.shown.get)
        self._follow(self.alarms.retire(at, changed.suppressible))
        self.checkpoint, self.spool = len(self.out.journal), []

    def _take_snapshot(self) -> None:
        parts = list(encode_snapshot(self.shown.snapshot()))
        self.snapshot = decode_snapshot(len(self.out.journal), parts)

    def _restart(self, at: Instant) -> None:
        """A new process: nothing is known but journal, snapshot and spool."""
        month, journal, snapshot = self.month, self.out.journal, self.snapshot
        assert snapshot is not None
        self.alarms = _recall(month, journal, snapshot, self.checkpoint)
        self.shown = Alarms(month.plant, month.rules)
        self.shown.restore(snapshot)
        for entry in journal[snapshot.seq :]:
            self.shown.record(entry)
        for tick in self.spool:
            assert self.alarms.step(*tick) == [], "judged again, everything is known"
        assert self.alarms.retire(at, month.suppressible) == []
        self.annotations = Annotations(month.plant, month.rules)
        self.annotations.take_up(self.shown.standing(), journal[-RECENT:])
        told = {}
        for notice in self.out.notices:
            for alarm in notice.alarms[:1]:
                call = alarm, notice.called_at
                told[call] = max(told.get(call, 0), notice.step)
        self.escalations = Escalations(month.plant)
        self.escalations.resume(self.shown.standing(), told, at)

    def end(self) -> Outcome:
        out = self.out
        self._strike(self.happenings.end)
        out.alarms = {alarm.id: alarm for alarm in self.alarms.all()}
        out.standing = self.alarms.standing()
        out.annotations = {
            alarm.id: self.annotations.find(alarm.id, self.now) for alarm in out.standing
        }
        assert out.alarms == {alarm.id: alarm for alarm in self.shown.all()}
        return out


def _recall(month: Month, journal: Sequence[Entry], snapshot: Snapshot, checkpoint: int) -> Alarms:
    alarms = Alarms(month.plant, month.rules)
    alarms.restore(snapshot, journal[checkpoint : snapshot.seq])
    alarms.take_up(journal[snapshot.seq :], checkpoint)
    return alarms
