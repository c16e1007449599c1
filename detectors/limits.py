"""Limits LL, L, H, HH and digital points of all tags, judged in one call a round.

Contract section 1, rules 2 to 5. A verdict is a small machine with four postures::

    resting ──beyond──▶ raising ──due──▶ raised
       ▲                  │  ╲ due while unknown, not urgent
       └──── known, not beyond ──┤   ▶ waiting ──known, beyond──▶ raised
    raised ──clear──▶ returning ──due──▶ resting
       ▲                  │
       └─ not clear, unknown ─┘

Delays are instants (``due``) compared with the clock that is given. Staleness and gateways are
:mod:`detectors.silence`'s business; here they are only the instant from which a tag is unknown.
"""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from detectors.board import Board
from detectors.findings import Evidence, Findings, mark_quality
from detectors.limit_states import LimitStates, Posture
from detectors.rule_table import LimitTable
from plant.quality import QualityClass
from plant.reading import NEVER, Mark, ReadingBatch

LIMIT_CHANGED: Final = "limit_changed"
"""The reason of a change that a new limit began, not a reading (contract section 1, rule 12)."""


class Limits:
    """The limits of a plant: feed rounds of readings, then let the clock pass."""

    def __init__(self, table: LimitTable) -> None:
        self.table = table
        self.states = LimitStates.of(len(table.row))
        self.why: dict[int, str] = {}
        """Limit → why it is what it is now, where that is another reason than a reload."""

    def set_limits(
        self, limit: NDArray[np.intp], trip: NDArray[np.float64], clear: NDArray[np.float64]
    ) -> None:
        """Put other thresholds in force, float64 (k,); postures are left as they are.

        They are written into the table's arrays: whoever sets limits gives this machine its own.
        """
        self.table.trip[limit] = trip
        self.table.clear[limit] = clear

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
        limit, which = self.spread(batch.row[place])
        if len(limit) == 0:
            return np.zeros(len(place), dtype=np.bool_)
        reading = place[which]
        time = batch.time[reading]
        self.advance(limit, np.maximum(time, clock[which]), stale_at[which], findings)
        turned = self.table.sign[limit] * batch.value[reading]
        beyond = turned >= self.table.trip[limit]
        quality = classes[which]
        sure = (quality <= QualityClass.UNCERTAIN) & ~doubtful[which]
        known = sure | ((quality <= QualityClass.FORCED) & beyond)
        self.note_evidence(limit[known], reading[known], quality[known], batch)
        self._lose(limit[~known], time[~known])
        clear = turned < self.table.clear[limit]
        self._step(limit[known], time[known], beyond[known], clear[known], findings)
        found = np.zeros(len(place), dtype=np.bool_)
        found[which[beyond]] = True
        return found

    def settle(self, limit: NDArray[np.intp], clock: NDArray[np.int64], findings: Findings) -> None:
        """Carry out what was due strictly before the clock.

        :param limit: intp (k,), limits to look at, each once.
        :param clock: int64 (k,), their clocks.
        """
        late = self.states.due[limit] < clock
        if not late.any():
            return
        limit = limit[late]
        states = self.states
        due = states.due[limit]
        in_doubt = states.unknown[limit] <= due
        raising = states.posture[limit] == Posture.RAISING
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
        states, row = self.states, self.table.row
        if not len(row) or states.due.min() >= event.max():
            return
        limit = np.flatnonzero(states.due < event[row])
        self.advance(limit, event[row[limit]], stale_at[row[limit]], findings)

    def advance(
        self,
        limit: NDArray[np.intp],
        clock: NDArray[np.int64],
        stale_at: NDArray[np.int64],
        findings: Findings,
    ) -> None:
        """Let the clock pass for limits (intp (k,), each once), whose tags go stale meanwhile."""
        self._note_unknown(limit, stale_at, before=clock)
        self.settle(limit, clock, findings)

    def silence(self, rows: NDArray[np.intp], since: NDArray[np.int64]) -> None:
        """Make tags unknown from an instant on: their source or gateway is down."""
        limit, which = self.spread(rows)
        self.states.unknown[limit] = np.minimum(self.states.unknown[limit], since[which])

    def note_evidence(
        self,
        limit: NDArray[np.intp],
        reading: NDArray[np.integer],
        quality: NDArray[np.uint8],
        batch: ReadingBatch | Board,
    ) -> None:
        """Take values as what is known of limits.

        :param reading: where each limit's value stands in ``batch``.
        :param quality: uint8, its class.
        """
        states = self.states
        # A return that staleness broke starts anew with this reading.
        broken = (states.posture[limit] == Posture.RETURNING) & (states.unknown[limit] < NEVER)
        self.hold(limit[broken], Posture.RAISED)
        states.unknown[limit] = NEVER
        states.value[limit] = batch.value[reading]
        states.source[limit] = batch.source[reading]
        states.received[limit] = batch.received[reading]
        states.marks[limit] = mark_quality(batch.marks[reading], quality)

    def begin(
        self,
        limit: NDArray[np.intp],
        time: NDArray[np.int64],
        posture: int,
        findings: Findings,
    ) -> None:
        """Start a delay; one of zero ends at its own reading."""
        if len(limit) == 0:
            return
        states, rising = self.states, posture == Posture.RAISING
        delay = (self.table.on_ms if rising else self.table.off_ms)[limit]
        states.onset[limit] = time
        states.posture[limit] = posture
        states.due[limit] = time + delay
        at_once = delay == 0
        act = self._raise if rising else self._return
        act(limit[at_once], time[at_once], findings)

    def hold(self, limit: NDArray[np.intp], posture: int) -> None:
        """Take a posture in which nothing is pending."""
        self.states.posture[limit] = posture
        self.states.due[limit] = NEVER
        self.states.by_change[limit] = False

    def spread(self, row: NDArray[Any]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """All limits of some tags, and for each the position of its tag in ``row``."""
        first = self.table.first[row]
        count = self.table.first[row + 1] - first
        which = np.repeat(np.arange(len(row)), count)
        ends = np.cumsum(count)
        within = np.arange(len(which)) - np.repeat(ends - count, count)
        return first[which] + within, which

    def _note_unknown(
        self, limit: NDArray[np.intp], since: NDArray[np.int64], before: NDArray[np.int64]
    ) -> None:
        """Staleness counts from its own instant, where that has passed."""
        passed = since < before
        limit = limit[passed]
        self.states.unknown[limit] = np.minimum(self.states.unknown[limit], since[passed])

    def _lose(self, limit: NDArray[np.intp], time: NDArray[np.int64]) -> None:
        states = self.states
        states.unknown[limit] = np.minimum(states.unknown[limit], time)
        self.hold(limit[states.posture[limit] == Posture.RETURNING], Posture.RAISED)

    def _step(
        self,
        limit: NDArray[np.intp],
        time: NDArray[np.int64],
        beyond: NDArray[np.bool_],
        clear: NDArray[np.bool_],
        findings: Findings,
    ) -> None:
        """The machine's answer to readings that are evidence."""
        posture = self.states.posture[limit]
        if not (beyond.any() or posture.any()):
            return
        resting = posture == Posture.RESTING
        self.begin(limit[resting & beyond], time[resting & beyond], Posture.RAISING, findings)
        waiting = posture == Posture.WAITING
        self._raise(limit[waiting & beyond], time[waiting & beyond], findings)
        pending = waiting | (posture == Posture.RAISING)
        self.hold(limit[pending & ~beyond], Posture.RESTING)
        raised = posture == Posture.RAISED
        self.begin(limit[raised & clear], time[raised & clear], Posture.RETURNING, findings)
        self.hold(limit[(posture == Posture.RETURNING) & ~clear], Posture.RAISED)

    def _raise(self, limit: NDArray[np.intp], at: NDArray[np.int64], findings: Findings) -> None:
        if len(limit) == 0:
            return
        marks = self.states.marks[limit]
        last_known = (self.states.unknown[limit] <= at) | ((marks & np.uint16(Mark.BACKFILL)) != 0)
        marks[last_known] |= np.uint16(Mark.LAST_KNOWN)
        self._tell(limit, at, marks, findings, active=True)
        self.hold(limit, Posture.RAISED)

    def _return(self, limit: NDArray[np.intp], at: NDArray[np.int64], findings: Findings) -> None:
        if len(limit) == 0:
            return
        self._tell(limit, at, self.states.marks[limit], findings, active=False)
        self.hold(limit, Posture.RESTING)

    def _tell(
        self,
        limit: NDArray[np.intp],
        at: NDArray[np.int64],
        marks: NDArray[np.uint16],
        findings: Findings,
        *,
        active: bool,
    ) -> None:
        states = self.states
        states.changed[limit] = np.maximum(states.changed[limit], at)
        (states.raised if active else states.returned)[limit] = states.changed[limit]
        findings.add(
            limit.astype(np.int32),
            states.changed[limit],
            states.onset[limit],
            Evidence(states.value[limit], marks, states.source[limit], states.received[limit]),
            active=active,
            reasons={
                place: self.why.get(int(limit[place]), LIMIT_CHANGED)
                for place in np.flatnonzero(states.by_change[limit]).tolist()
            },
        )
