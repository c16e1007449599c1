"""The alarms as shown: what is committed and standing, and the last steps that led there.

Alarms are shown only once the journal has them, so this, not alerting's own state, is what
snapshots, deltas and REST lists are cut from: they can't contradict each other. ``q`` is the
journal's sequence number and the epoch the journal's id, so a client's place in the stream
survives a restart of this process. No I/O, no clock; sending is :mod:`dashboard_api.live`.
"""

from collections import deque
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol

import msgspec

from alerting.alarm import Alarm, Entry, Event
from alerting.annotations import Annotations
from alerting.flood import Flood
from dashboard_api import rows, wire
from dashboard_api.selection import Selection
from detectors.verdict import Rule
from plant.reading import Instant
from plant.words import Plant

STEPS_KEPT: Final = 10_000
UNRECORDED: Final = "unrecorded"
"""Mark (未落盘) of what had to be shown before the journal could commit it (rule 14)."""

NOT_YET: Final = 2**63 - 1
"""In place of a sequence number, greater than any."""

Committed = tuple[Entry, Alarm]
"""A journal entry and its alarm as it stood right after it."""


@dataclass(frozen=True, slots=True)
class Shown:
    """An alarm as shown, with its row, the row's encoding and whether it is on the list.

    ``since`` is the journal's number of what last brought it onto the list: 0 if that was before
    all that is remembered, NOT_YET while the journal has not got it. While an alarm stands it
    never rises, so that who pages from the newest to the oldest can't miss it. ``raised``: when
    this activation was journalled and pushed, unknown where that was before this process.
    """

    alarm: Alarm
    row: wire.AlarmRow
    encoded: bytes
    listed: bool
    since: int
    raised: rows.Issue = rows.UNISSUED


class ShownAlarms(Protocol):
    """The alarms as somebody is shown them."""

    @property
    def standing(self) -> Mapping[str, Shown]:
        """The list: every alarm that is not normal, or held."""
        ...

    @property
    def known(self) -> Mapping[str, Shown]:
        """Every alarm ever shown, the normal ones too."""
        ...

    @property
    def flood(self) -> Flood | None:
        """The alarm flood that goes on, if one does."""
        ...


@dataclass(frozen=True, slots=True)
class Step:
    """What one entry changed: the alarm before it (None: not known here) and after it."""

    q: int
    before: Shown | None
    after: Shown

    def op(self, selection: Selection, plant: Plant) -> bytes | None:
        """The encoded op for who has this selection, None if there is nothing to say."""
        if self.after.listed and selection.takes_alarm(self.after.alarm, plant):
            return b'["u",%b,%b]' % (_encode(self.after.alarm.id), self.after.encoded)
        before = self.before or self.after
        was_listed = self.before is None or self.before.listed
        if was_listed and selection.takes_alarm(before.alarm, plant):
            return b'["d",%b]' % _encode(before.alarm.id)
        return None


class AlarmStream:
    """The list of alarms as shown and the ring of the last steps."""

    def __init__(self, epoch: str, annotations: Annotations, kept: int = STEPS_KEPT) -> None:
        self.epoch = epoch
        self.annotations = annotations
        self._now: Instant = 0
        self.head = 0
        """Sequence number of the newest entry taken."""
        self.standing: dict[str, Shown] = {}
        """The list: every alarm that is not normal, or held."""
        self.known: dict[str, Shown] = {}
        """Every alarm ever shown, the normal ones too."""
        self._steps: deque[Step] = deque(maxlen=kept)
        self._complete_from = 0
        """Who has seen this sequence number can be brought up from the ring."""

    @property
    def flood(self) -> Flood | None:
        """The alarm flood that goes on, if one does."""
        return self.annotations.flood

    def remember(
        self, committed: Sequence[Committed], alarms: Iterable[Alarm], plant: Plant
    ) -> None:
        """Take up the journal at start.

        :param committed: its last entries without a gap, in order; the ring is filled from them.
        :param alarms: every alarm as it stands after the last of them.
        """
        alarms = list(alarms)
        entries = [entry for entry, _ in committed]
        self._now = max((entry.at for entry in entries), default=0)
        standing = [alarm for alarm in alarms if alarm.stands]
        self.annotations.take_up(standing, entries)
        self.annotations.drain(self._now)
        self._take(committed, plant, rows.UNISSUED)
        if committed:
            self._complete_from = max(self._complete_from, committed[0][0].seq - 1)
        for alarm in alarms:
            before = self.known.get(alarm.id)
            self._show(alarm, plant, rows.UNISSUED, before.since if before else 0)

    def take(
        self,
        committed: Sequence[Committed],
        plant: Plant,
        pushed: Instant | None,
        journalled: Instant | None = None,
    ) -> list[Step]:
        """Show what was committed.

        An entry with seq 0 is not in the journal yet: it is shown marked ``unrecorded``, moves
        ``head`` not and is not kept for resuming; it comes again when it is. An entry that was
        taken before is passed over.
        """
        new = [pair for pair in committed if not 0 < pair[0].seq <= self.head]
        self.annotations.feed([entry for entry, _ in new if entry.seq])
        self._now = max(self._now, pushed or 0, *(entry.at for entry, _ in new), 0)
        steps = self._take(new, plant, rows.Issue(journalled, pushed))
        return steps + self._show_anew(plant, {alarm.id for _, alarm in new}) if new else []

    def pass_time(self, now: Instant, plant: Plant) -> list[Step]:
        """Show anew the alarms of which time alone lets something else be said."""
        self._now = max(self._now, now)
        if self.annotations.next_due() > self._now:
            return []
        return self._show_anew(plant, frozenset())

    def _show_anew(self, plant: Plant, shown: Collection[str]) -> list[Step]:
        """Show listed alarms of which something else is said now.

        No entry of the journal stands behind these steps: they move ``head`` not and are not kept
        for resuming. Who comes later finds them in a snapshot.

        :param shown: those that have just been shown.
        """
        steps = []
        for alarm in self.annotations.drain(self._now):
            before = self.known.get(alarm)
            if before is not None and before.listed and alarm not in shown:
                after = self._show(before.alarm, plant, _issue_of(before.row), before.since)
                steps.append(Step(self.head, before, after))
        return steps

    def _take(self, committed: Sequence[Committed], plant: Plant, issue: rows.Issue) -> list[Step]:
        return [self._step(entry, alarm, plant, issue) for entry, alarm in committed]

    def _step(self, entry: Entry, alarm: Alarm, plant: Plant, issue: rows.Issue) -> Step:
        seq = entry.seq
        if not seq:
            alarm = replace(alarm, marks=(*alarm.marks, UNRECORDED))
        before = self.known.get(alarm.id)
        since = _find_beginning(before, alarm, seq)
        raised = issue if entry.event is Event.RAISED else None
        step = Step(seq or self.head, before, self._show(alarm, plant, issue, since, raised))
        if seq:
            self.head = seq
            if len(self._steps) == self._steps.maxlen:
                self._complete_from = self._steps[0].q
            self._steps.append(step)
        return step

    def _show(
        self,
        alarm: Alarm,
        plant: Plant,
        issue: rows.Issue,
        since: int,
        raised: rows.Issue | None = None,
    ) -> Shown:
        """Show an alarm; ``raised`` with the entry that raised it, else what was known of that."""
        before = self.known.get(alarm.id)
        raised = raised or (before.raised if before else rows.UNISSUED)
        annotation = self.annotations.find(alarm.id, self._now)
        row = rows.alarm_row(alarm, plant, issue, annotation)
        shown = Shown(alarm, row, _encode(row), alarm.stands, since, raised)
        self.known[alarm.id] = shown
        if shown.listed:
            self.standing[alarm.id] = shown
        else:
            self.standing.pop(alarm.id, None)
        return shown

    def take_up_plant(
        self, plant: Plant, rules: Sequence[Rule], find: Callable[[str], Alarm | None]
    ) -> None:
        """Make all rows anew: names and units may have changed.

        :param find: an alarm as it is under the plant; only what it is an alarm of is taken.
        """
        self.annotations.adopt(plant, rules)
        for shown in list(self.known.values()):
            new = find(shown.alarm.id) or shown.alarm
            alarm = replace(shown.alarm, hazard=new.hazard, unit=new.unit, latching=new.latching)
            self._show(alarm, plant, _issue_of(shown.row), shown.since)

    def since(self, q: int) -> list[Step] | None:
        """The steps after ``q``, None if the ring does not hold them all."""
        if not self._complete_from <= q <= self.head:
            return None
        steps = []
        for step in reversed(self._steps):
            if step.q <= q:
                break
            steps.append(step)
        return steps[::-1]

    def snapshot(self, selection: Selection, plant: Plant) -> list[bytes]:
        """The encoded rows of all standing alarms of a selection."""
        return [
            shown.encoded
            for shown in self.standing.values()
            if selection.takes_alarm(shown.alarm, plant)
        ]


def _issue_of(row: wire.AlarmRow) -> rows.Issue:
    return rows.Issue(row.times.journalled, row.times.pushed)


def _find_beginning(before: Shown | None, alarm: Alarm, seq: int) -> int:
    """``since`` of an alarm after an entry, whose ``seq`` is 0 until the journal has it."""
    number = seq or NOT_YET
    if before is None:  # at start, what is not an alarm's first entry may find it standing
        return 0 if seq and alarm.version > 1 else number
    if alarm.stands and (not before.listed or before.since == NOT_YET):
        return number
    return before.since


def encode_ops(steps: Iterable[Step], selection: Selection, plant: Plant) -> list[bytes]:
    """The ops of several steps for who has one selection, in order."""
    ops = (step.op(selection, plant) for step in steps)
    return [op for op in ops if op is not None]


def _encode(value: object) -> bytes:
    return msgspec.json.encode(value)
