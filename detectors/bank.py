"""The bank: all detectors of a plant behind one call a tick.

A batch goes in, changes of verdict come out; the state is in arrays that can be saved, restored
and carried over to a changed plant. Time and links are arguments. How batches are cut has no
influence on what is found. What is judged of every tag and gateway lives in
:mod:`detectors.foundation`, every other kind stands in :mod:`detectors.catalogue`; here they are
composed.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detectors.arrival_clock import ArrivalClock
from detectors.board import Board
from detectors.catalogue import CATALOGUE, Maker
from detectors.first_out import FirstOut
from detectors.foundation import Foundation
from detectors.interlock_view import InterlockView
from detectors.kind import Arrivals, Moment
from detectors.kinds import Kinds
from detectors.multivariate import ModelRows
from detectors.operating_states import Turn
from detectors.rule_table import compile_rules
from detectors.supervision import Guard, SupervisedMarks
from detectors.troubles import Troubles
from detectors.verdict import Changes, Rule, Situation, Suppressions, merge
from plant.condition import DOUBTS
from plant.quality import classify
from plant.reading import Instant, Mark, ReadingBatch
from plant.subsystem import SUBSYSTEMS
from plant.words import Plant


class Bank:
    """Judges everything a plant asks to be judged.

    :param start: from when silence counts, for tags and gateways not heard yet; None where a tag
        that never comes raises nothing (backtest, stream clock).
    :param catalogue: makers of the kinds of judgement beyond the bank's own.
    """

    def __init__(
        self,
        plant: Plant,
        start: Instant | None = None,
        catalogue: Sequence[Maker] = CATALOGUE,
    ) -> None:
        table = compile_rules(plant)
        self._guard = Guard()
        self._kinds = Kinds(plant, catalogue, len(table.rules), self._guard)
        self.rules: tuple[Rule, ...] = (*table.rules, *self._kinds.rules)
        self._base = Foundation(plant, table, self.rules, self._guard)
        self._first_out = SupervisedMarks(partial(FirstOut, plant, self.rules), self._guard)
        self._troubles = Troubles(table.system)
        self._rejudged = Changes.none()
        if start is not None:
            self.begin(start)

    @property
    def board(self) -> Board:
        """What is known of every tag."""
        return self._base.board

    def begin(self, start: Instant) -> None:
        """Let silence count from ``start`` at the earliest, as after a restart."""
        self._base.begin(start)

    def begin_unheard(self, start: Instant) -> None:
        """Let the silence of what was never heard count from ``start``, as after a reload."""
        self._base.silence.begin_unheard(start)

    def follow(self, gateway_of: NDArray[np.int16]) -> None:
        """Know which gateway brings each tag, int16 (tags,), before there is something to judge."""
        self._base.silence.follow(gateway_of)

    def judge(self, batch: ReadingBatch, situation: Situation) -> Changes:
        """Judge a batch, then let time pass up to the situation's clocks.

        :param batch: readings in order of arrival; those marked late change no live verdict.
        :returns: every verdict that changed, dated to its own instant.
        """
        if np.count_nonzero(batch.marks):
            batch = _leave_out_stored(batch)
        base, begin = self._base, 0
        self._guard.now = situation.now
        base.silence.follow(situation.gateway_of)
        clock = ArrivalClock(batch, base.event, situation)
        if len(batch) and (len(self._kinds) or base.modes.table.modes):
            batch = base.mark(batch)
            for turn in self._judge_kinds(batch, clock, situation):
                batch = base.judge_part(batch, begin, turn.place, clock)
                base.turn(turn)
                begin = turn.place
        base.judge_part(batch, begin, len(batch), clock)
        return self._watch(situation, idle=len(batch) == 0)

    def _watch(self, situation: Situation, *, idle: bool) -> Changes:
        """Let time pass without a reading; everything that this tick has changed."""
        base = self._base
        fallen, since = base.watch(situation)
        # What standing values said after a restart was told then; kinds that follow it hear it now.
        told, self._rejudged = [self._rejudged, base.drain()], Changes.none()
        moment = Moment(
            now=situation.now,
            event=situation.event,
            fallen=fallen,
            since=since,
            board=base.board,
            ended=situation.ended,
            rules=self.rules,
            told=told,
            limit_ms=base.silence.limit_ms,
        )
        told = self._kinds.watch(moment, told, idle=idle)[1:]
        for part in told[1:]:
            self._note_doubts(part)
        self._troubles.watch(situation.failing, self.faults, situation.now, base.findings)
        return self._first_out.mark(merge([*told, base.drain()]))

    def _note_doubts(self, changes: Changes) -> None:
        """Mark the tags whose measurement is in doubt by a test of our own."""
        for number, active in zip(changes.rule.tolist(), changes.active.tolist(), strict=True):
            rule = self.rules[number]
            if rule.condition in DOUBTS:
                self.board.doubt(rule.row, rule.condition, active=active)

    def _judge_kinds(
        self, batch: ReadingBatch, clock: ArrivalClock, situation: Situation
    ) -> list[Turn]:
        """Give the kinds of the catalogue the readings that are not late.

        :returns: where in the batch a mode changes, as a rule nowhere.
        """
        live, base = None, self._base
        event = clock.tell_event(np.arange(len(batch)))
        late = (batch.marks & np.uint16(Mark.LATE)) != 0
        if np.count_nonzero(late):
            live = np.flatnonzero(~late)
            batch, event = batch.take(live), event[live]
        if len(batch) == 0:
            return []
        arrivals = Arrivals(
            batch,
            classify(batch.status, batch.value),
            (batch.marks & np.uint16(Mark.SOURCE_DOWN)) != 0,
            event,
            base.silence.limit_ms,
            base.board,
            streamed=not situation.by_silence,
        )
        self._kinds.judge(arrivals)
        turns = base.modes.follow(arrivals) if base.modes.table.modes else []
        if live is not None:
            turns = [turn._replace(place=int(live[turn.place])) for turn in turns]
        return turns

    def drain_suppressions(self) -> Suppressions:
        """Alarms that were suppressed by design or released since the last time."""
        return self._base.modes.drain()

    def drain_rows(self) -> list[ModelRows]:
        """What the models said of every row that they judged in the last tick."""
        return self._kinds.drain_rows()

    def view_interlocks(self) -> list[InterlockView]:
        """How the interlocks stand, those of which an effect can be seen."""
        return self._kinds.view_interlocks()

    def suppresses(self, alarm: str) -> bool:
        """Whether an operating state suppresses an alarm just now."""
        held = self._base.ids["held"] == alarm
        return bool(np.count_nonzero(held & self._base.modes.suppressed))

    @property
    def suppressible(self) -> frozenset[str]:
        """Alarms that some mode of the plant suppresses."""
        return frozenset(self._base.ids["held"].tolist())

    @property
    def faults(self) -> list[str]:
        """What failed lately, and how; what it judged is unknown."""
        return self._guard.faults

    def drain_errors(self) -> dict[str, Exception]:
        """The first exception of each fault since the last time, by the part that failed."""
        return self._guard.drain_errors()

    def first_out(self, unit: str) -> list[str]:
        """The alarms that were the first of an interlocked unit (equipment) since it was at rest.

        In the order of source time, more than one where clocks can't tell them apart.
        """
        return self._first_out.stage.first_out(unit)

    def knows(self, alarm: str) -> bool:
        """Whether the condition of an alarm can be judged right now; a reset needs that.

        What is not judged from a tag's value (stale, lost) always can.
        """
        found = self._kinds.find(alarm)
        if found is not None:
            kind, number = found
            return kind.knows(number)
        limit = np.flatnonzero(self._base.ids["limits"] == alarm)
        return self._base.knows(limit) if len(limit) else True

    @property
    def lost(self) -> NDArray[np.bool_]:
        """Bool, shape (gateways,): lost right now."""
        return self._base.silence.states.lost

    def next_due(self) -> Instant:
        """The earliest instant at which something may change without a reading."""
        return min(self._base.next_due(), self._kinds.next_due())

    def align(self, active: Collection[str], suppressed: Collection[str] = ()) -> None:
        """Be raised exactly where these alarms stand in the journal; nothing is said of it.

        The same for those that it shows as ``suppressed``.

        What is raised here and stands in no journal goes back to rest, so that the next evidence
        raises it again. What is pending stays so.
        """
        self._base.align(active)
        self._kinds.align(active)
        wanted, held = set(active), set(suppressed)
        self._troubles.active[:] = [f"{one}:system" in wanted for one in SUBSYSTEMS]
        for rule in self.rules:
            if rule.condition in DOUBTS:
                self.board.doubt(rule.row, rule.condition, active=rule.alarm in wanted)
        self._base.modes.align(
            np.array([alarm in held for alarm in self._base.ids["held"].tolist()], dtype=np.bool_)
        )
        self._first_out.stage.align(
            np.array([rule.alarm in wanted for rule in self.rules], dtype=np.bool_)
        )

    def rejudge(self, now: Instant) -> Changes:
        """Judge standing values under the limits of today; once, before the first tick.

        After :meth:`restore`, :meth:`align` and :meth:`begin`. Delays that begin count from
        ``now``. The reason is ``limit_changed`` where a limit did change; where none did and the
        bank stood as the journal does, nothing is found.
        """
        self._guard.now = now
        known = self._base.rejudge(now)
        told = self._kinds.rejudge(now, known, self.board)
        self._rejudged = merge([self._base.drain(), *told])
        self._note_doubts(self._rejudged)
        return self._first_out.mark(self._rejudged)

    def save(self) -> dict[str, NDArray[Any]]:
        """All state, by name, in arrays of its own, with the ids that the rows stand for."""
        return self._base.save() | self._kinds.save() | dict(self._first_out.save())

    def restore(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        """Take up what :meth:`save` gave, row by row of the same id.

        The plant may have changed since: what it no longer has is left out, what is new in it
        starts at rest, and a limit with other settings keeps no pending start.
        """
        self._base.restore(arrays)
        self._kinds.restore(arrays, self._base.silence.limit_ms, self.board)
        self._first_out.restore(arrays)

    def fits(self, arrays: Mapping[str, NDArray[Any]]) -> bool:
        """Whether arrays are what this version's :meth:`save` gives; others are not restored."""
        own = self.save()
        return _list_own(arrays) == _list_own(own) and all(
            _are_alike(arrays[name], own[name]) for name in arrays.keys() & own.keys()
        )


def _list_own(names: Iterable[str]) -> set[str]:
    """What the bank itself keeps; the kinds' own depends on what the plant asks for."""
    return {name for name in names if not name.startswith(("kinds/", "gathering/"))}


def _are_alike(saved: NDArray[Any], own: NDArray[Any]) -> bool:
    """Whether arrays hold the same sort of thing; of texts the length does not matter."""
    return saved.dtype == own.dtype or saved.dtype.kind == own.dtype.kind == "U"


def _leave_out_stored(batch: ReadingBatch) -> ReadingBatch:
    """The readings that are to be judged."""
    stored = (batch.marks & np.uint16(Mark.STORED_ONLY)) != 0
    return batch.take(np.flatnonzero(~stored)) if np.count_nonzero(stored) else batch
