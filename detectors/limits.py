"""Limits LL, L, H, HH and digital points of all tags, judged in one call a round.

Contract section 1, rules 2 to 5. A verdict is a small machine with four postures::

    resting ──beyond──▶ raising ──due──▶ raised
       ▲                  │  ╲ due while unknown, not urgent
       └──── known, not beyond ──┤   ▶ waiting ──known, beyond──▶ raised
    raised ──clear──▶ returning ──due──▶ resting
       ▲                  │
       └─ not clear, unknown ─┘

Readings that can't touch a limit at rest go past it: a limit is looked into where the value is
beyond it or it has a row of its own in :mod:`detectors.limit_states`. Delays are instants (``due``)
compared with the clock that is given. Staleness and gateways are :mod:`detectors.silence`'s
business; here they are only the instant from which a tag is unknown.
"""

from copy import copy
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from detectors.board import Board
from detectors.findings import Evidence, Findings, mark_quality
from detectors.limit_states import Knowledge, LimitStates, Posture
from detectors.rule_table import LimitTable
from plant.quality import QualityClass
from plant.reading import NEVER, Instant, Mark, ReadingBatch

LIMIT_CHANGED: Final = "limit_changed"
"""The reason of a change that a new limit began, not a reading (contract section 1, rule 12)."""


class Act:
    """What a reading that is evidence does to a limit."""

    STAY: Final = 0
    BEGIN_RAISE: Final = 1
    RAISE: Final = 2
    CANCEL: Final = 3
    BEGIN_RETURN: Final = 4
    HOLD: Final = 5


_BEYOND: Final = 1
_ACTS: Final = np.array(
    [
        # between, beyond, clear
        [Act.STAY, Act.BEGIN_RAISE, Act.STAY],  # resting
        [Act.CANCEL, Act.STAY, Act.CANCEL],  # raising
        [Act.CANCEL, Act.RAISE, Act.CANCEL],  # waiting
        [Act.STAY, Act.STAY, Act.BEGIN_RETURN],  # raised
        [Act.HOLD, Act.HOLD, Act.STAY],  # returning
    ],
    dtype=np.int8,
).ravel()
"""What happens, by posture and by where the value lies: the diagram above."""


class Limits:
    """The limits of a plant: feed rounds of readings, then let the clock pass."""

    def __init__(self, table: LimitTable) -> None:
        self.table = table
        self.states = LimitStates(len(table.row) + 1)
        self._grid = _make_grid(table)
        # The last entry is the limit that fills the grid: no value is beyond it.
        self._sign = np.append(table.sign, 1.0)
        self._trip = np.append(table.trip, np.nan)

    def lay_beside(self) -> Self:
        """Other limits of the same table, which know nothing of these."""
        beside = copy(self)
        beside.states = LimitStates(len(self.table.row) + 1)
        return beside

    def judge_round(
        self,
        batch: ReadingBatch,
        place: NDArray[np.intp],
        classes: NDArray[np.uint8],
        doubtful: NDArray[np.bool_],
        clock: NDArray[np.int64],
        stale_at: NDArray[np.int64],
        findings: Findings,
    ) -> NDArray[np.bool_]:
        """Judge readings in which each tag occurs once.

        :param place: intp (m,), the readings of this round.
        :param classes: uint8 (m,), their :class:`plant.quality.QualityClass`.
        :param doubtful: bool (m,), from a source declared down: may raise, never return.
        :param clock: int64 (m,), the event clock when each arrived.
        :param stale_at: int64 (m,), when each tag's reading before this one went stale.
        :returns: bool (m,), value (of whatever quality) at or beyond any limit of its tag.
        """
        limit = self._grid.take(batch.row.take(place), axis=0)
        turned = self._sign.take(limit) * batch.value.take(place)[:, None]
        beyond = turned >= self._trip.take(limit)
        sure = (classes <= QualityClass.UNCERTAIN) & ~doubtful
        known = (beyond & (classes <= QualityClass.FORCED)[:, None]) | sure[:, None]
        self._note_knowledge(limit, known)
        touched = (beyond & known) | (self.states.rows.slot.take(limit) != 0)
        at = touched.ravel().nonzero()[0]
        if len(at):
            which = at // limit.shape[1]
            limit, reading = limit.ravel().take(at), place.take(which)
            time = batch.time.take(reading)
            passed = np.maximum(time, clock.take(which))
            self.advance(limit, passed, stale_at.take(which), findings)
            clear = turned.ravel().take(at) < self.table.clear.take(limit)
            answer = beyond.ravel().take(at).view(np.int8) + 2 * clear.view(np.int8)
            evident = known.ravel().take(at)
            if np.count_nonzero(evident) < len(at):
                self._lose(limit[~evident], time[~evident])
                limit, reading, time = limit[evident], reading[evident], time[evident]
                answer, which = answer[evident], which[evident]
            self.states.stir(limit[answer == _BEYOND])
            self.note_evidence(limit, reading, classes.take(which), batch)
            self._step(limit, time, answer, findings)
        return np.asarray(beyond.any(axis=1))

    def settle(
        self, limit: NDArray[np.integer], clock: NDArray[np.int64], findings: Findings
    ) -> None:
        """Carry out what was due strictly before the clock.

        :param limit: intp (k,), limits to look at, each once.
        :param clock: int64 (k,), their clocks.
        """
        rows = self.states.rows
        late = rows.read("due", limit) < clock
        if not np.count_nonzero(late):
            return
        limit = limit[late]
        due = rows.read("due", limit)
        in_doubt = rows.read("unknown", limit) <= due
        raising = rows.read("posture", limit) == Posture.RAISING
        waits = raising & in_doubt & ~self.table.urgent[limit]
        self.hold(limit[waits], Posture.WAITING)
        rises = raising & ~waits
        self._raise(limit[rises], due[rises], findings)
        falls = ~raising & ~in_doubt
        self._return(limit[falls], due[falls], findings)
        self.hold(limit[~raising & in_doubt], Posture.RAISED)

    def settle_all(
        self, event: NDArray[np.int64], stale_at: NDArray[np.int64], findings: Findings
    ) -> None:
        """Carry out what is due by the event clocks (int64, shape (tags,)) without a reading."""
        limit = self.find_due(event)
        if len(limit):
            row = self.table.row.take(limit)
            self.advance(limit, event.take(row), stale_at.take(row), findings)

    def find_due(self, event: NDArray[np.int64]) -> NDArray[np.int32]:
        """Limits, int32 (k,), with something due strictly before their event clocks."""
        rows = self.states.rows
        if not len(rows):
            return rows.thing[:0]
        due = rows["due"] < event.take(self.table.row.take(rows.thing))
        return rows.thing[due]

    def find_calm(self, row: NDArray[np.integer]) -> NDArray[np.bool_]:
        """Bool (k,): all limits of the tags are at rest and known."""
        limit = self._grid.take(row, axis=0)
        stirred = self.states.rows.slot.take(limit) > 0
        stirred |= self.states.knowledge.take(limit) < Knowledge.KNOWN
        # What fills the grid has no state of its own.
        stirred &= limit < len(self.table.row)
        return np.asarray(~stirred.any(axis=1))

    def advance(
        self,
        limit: NDArray[np.integer],
        clock: NDArray[np.int64],
        stale_at: NDArray[np.int64],
        findings: Findings,
    ) -> None:
        """Let the clock pass for limits (intp (k,), each once), whose tags go stale meanwhile."""
        passed = stale_at < clock
        if np.count_nonzero(passed):
            self.lose_sight(limit[passed], stale_at[passed])
        self.settle(limit, clock, findings)

    def silence(self, rows: NDArray[np.intp], since: NDArray[np.int64]) -> None:
        """Make tags unknown from an instant on: their source or gateway is down."""
        if len(rows):
            limit, which = self.spread(rows)
            self.lose_sight(limit, since[which])

    def note_evidence(
        self,
        limit: NDArray[np.integer],
        reading: NDArray[np.integer],
        quality: NDArray[np.uint8],
        batch: ReadingBatch | Board,
    ) -> None:
        """Take values as what is known of limits; those that have a row keep them.

        :param reading: where each limit's value stands in ``batch``.
        :param quality: uint8, its class.
        """
        rows = self.states.rows
        self.states.knowledge[limit] = Knowledge.KNOWN
        slot = rows.slot.take(limit)
        kept = slot > 0
        if np.count_nonzero(kept) < len(slot):
            limit, slot, reading, quality = limit[kept], slot[kept], reading[kept], quality[kept]
        # A return that staleness broke starts anew with this reading.
        broken = (rows["posture"].take(slot) == Posture.RETURNING) & (
            rows["unknown"].take(slot) < NEVER
        )
        if np.count_nonzero(broken):
            self.hold(limit[broken], Posture.RAISED)
        rows["unknown"][slot] = NEVER
        rows["value"][slot] = batch.value.take(reading)
        rows["source"][slot] = batch.source.take(reading)
        rows["received"][slot] = batch.received.take(reading)
        rows["marks"][slot] = mark_quality(batch.marks.take(reading), quality)

    def begin(
        self,
        limit: NDArray[np.integer],
        time: NDArray[np.int64],
        posture: int,
        findings: Findings,
    ) -> None:
        """Start a delay of limits that have a row; one of zero ends at its own reading."""
        if len(limit) == 0:
            return
        rows, rising = self.states.rows, posture == Posture.RAISING
        delay = (self.table.on_ms if rising else self.table.off_ms).take(limit)
        slot = rows.slot.take(limit)
        rows["onset"][slot] = time
        rows["posture"][slot] = posture
        rows["due"][slot] = time + delay
        at_once = delay == 0
        if np.count_nonzero(at_once):
            act = self._raise if rising else self._return
            act(limit[at_once], time[at_once], findings)

    def hold(self, limit: NDArray[np.integer], posture: int) -> None:
        """Take a posture in which nothing is pending."""
        if len(limit) == 0:
            return
        if posture == Posture.RESTING:
            self.states.rest(limit)
            return
        self.states.stir(limit)
        self.states.rows.write(limit, posture=posture, due=NEVER, by_change=False)

    def spread(self, row: NDArray[Any]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """All limits of some tags, and for each the position of its tag in ``row``."""
        first = self.table.first[row]
        count = self.table.first[row + 1] - first
        which = np.repeat(np.arange(len(row)), count)
        ends = np.cumsum(count)
        within = np.arange(len(which)) - np.repeat(ends - count, count)
        return first[which] + within, which

    def next_due(self) -> Instant:
        """The earliest instant at which a delay ends."""
        return self.states.next_due()

    def _note_knowledge(self, limit: NDArray[np.int32], known: NDArray[np.bool_]) -> None:
        """What limits at rest remember of readings, (m, limits a tag)."""
        before = self.states.knowledge.take(limit)
        lost = np.minimum(before, np.int8(Knowledge.UNKNOWN))
        after = np.where(known, np.int8(Knowledge.KNOWN), lost)
        if np.count_nonzero(after != before):
            self.states.knowledge[limit] = after

    def lose_sight(self, limit: NDArray[np.integer], since: NDArray[np.int64]) -> None:
        """Limits, each once, can't be judged from an instant on."""
        states, rows = self.states, self.states.rows
        told = states.knowledge.take(limit)
        states.knowledge[limit] = np.minimum(told, np.int8(Knowledge.UNKNOWN))
        slot = rows.slot.take(limit)
        kept = slot > 0
        slot = slot[kept]
        rows["unknown"][slot] = np.minimum(rows["unknown"][slot], since[kept])

    def _lose(self, limit: NDArray[np.integer], time: NDArray[np.int64]) -> None:
        self.lose_sight(limit, time)
        returning = self.states.read_posture(limit) == Posture.RETURNING
        self.hold(limit[returning], Posture.RAISED)

    def _step(
        self,
        limit: NDArray[np.integer],
        time: NDArray[np.int64],
        answer: NDArray[np.int8],
        findings: Findings,
    ) -> None:
        """The machine's answer to readings that are evidence: 0 between, 1 beyond, 2 clear."""
        acts = _ACTS.take(3 * self.states.read_posture(limit) + answer)
        for act in set(acts.tolist()):
            if act != Act.STAY:
                chosen = acts == act
                self._carry_out(act, limit[chosen], time[chosen], findings)

    def _carry_out(
        self, act: int, limit: NDArray[np.integer], time: NDArray[np.int64], findings: Findings
    ) -> None:
        if act == Act.BEGIN_RAISE:
            self.begin(limit, time, Posture.RAISING, findings)
        elif act == Act.RAISE:
            self._raise(limit, time, findings)
        elif act == Act.CANCEL:
            self.hold(limit, Posture.RESTING)
        elif act == Act.BEGIN_RETURN:
            self.begin(limit, time, Posture.RETURNING, findings)
        else:
            self.hold(limit, Posture.RAISED)

    def _raise(self, limit: NDArray[np.integer], at: NDArray[np.int64], findings: Findings) -> None:
        if len(limit) == 0:
            return
        rows = self.states.rows
        marks = rows.read("marks", limit)
        last_known = rows.read("unknown", limit) <= at
        last_known |= (marks & np.uint16(Mark.BACKFILL)) != 0
        marks[last_known] |= np.uint16(Mark.LAST_KNOWN)
        self._tell(limit, at, marks, findings, active=True)
        self.hold(limit, Posture.RAISED)

    def _return(
        self, limit: NDArray[np.integer], at: NDArray[np.int64], findings: Findings
    ) -> None:
        if len(limit) == 0:
            return
        self._tell(limit, at, self.states.rows.read("marks", limit), findings, active=False)
        self.hold(limit, Posture.RESTING)

    def _tell(
        self,
        limit: NDArray[np.integer],
        at: NDArray[np.int64],
        marks: NDArray[np.uint16],
        findings: Findings,
        *,
        active: bool,
    ) -> None:
        rows = self.states.rows
        by_change = rows.read("by_change", limit).nonzero()[0].tolist()
        findings.add(
            limit.astype(np.int32),
            self.states.note_change(limit, at, active=active),
            rows.read("onset", limit),
            Evidence(
                rows.read("value", limit),
                marks,
                rows.read("source", limit),
                rows.read("received", limit),
            ),
            active=active,
            reasons=dict.fromkeys(by_change, LIMIT_CHANGED),
        )


def _make_grid(table: LimitTable) -> NDArray[np.int32]:
    """Int32 (tags, most limits of a tag): each tag's limits, filled up with one past the last."""
    count = np.diff(table.first)
    column = np.arange(count.max(initial=0))
    filling = np.int32(len(table.row))
    grid = np.where(column < count[:, None], table.first[:-1, None] + column, filling)
    return grid.astype(np.int32)
