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

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from detectors.board import Board
from detectors.findings import Evidence, Findings, mark_quality
from detectors.groups import spread_groups
from detectors.limit_states import AFTERWARDS, Knowledge, LimitStates, Posture
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


_STAY, _CANCEL, _HOLD = Act.STAY, Act.CANCEL, Act.HOLD
_ACTS: Final = np.array(
    [
        # between, clear; beyond, which can't be clear
        [[_STAY, _STAY], [Act.BEGIN_RAISE, _STAY]],  # resting
        [[_CANCEL, _CANCEL], [_STAY, _STAY]],  # raising
        [[_CANCEL, _CANCEL], [Act.RAISE, _STAY]],  # waiting
        [[_STAY, Act.BEGIN_RETURN], [_STAY, _STAY]],  # raised
        [[_HOLD, _STAY], [_HOLD, _STAY]],  # returning
    ],
    dtype=np.int8,
)
"""What happens, by posture and by where the value lies: the diagram above."""

_ALL_GOOD: Final = np.zeros(0, dtype=np.uint8)
"""The classes of any number of good readings."""

_NOTHING: Final[Mapping[str, np.generic]] = MappingProxyType({})


class Limits:
    """The limits of a plant: feed rounds of readings, then let the clock pass.

    :param besides: as of :class:`LimitStates`.
    """

    def __init__(self, table: LimitTable, besides: Mapping[str, np.generic] = _NOTHING) -> None:
        self.table = table
        self._besides = besides
        self.states = LimitStates(len(table.row), besides)
        self._grid = _make_grid(table)
        self._row = table.row.astype(np.intp)
        # No value is beyond the limit that fills the grid.
        self._sign = np.append(table.sign, 1.0)
        self._trip = np.append(table.trip, np.nan)

        self.why: dict[int, str] = {}
        """Limit → why it is what it is now, where that is another reason than a reload."""

    def set_limits(
        self, limit: NDArray[np.intp], trip: NDArray[np.float64], clear: NDArray[np.float64]
    ) -> None:
        """Put other thresholds in force, float64 (k,); postures are left as they are.

        They are written into the table's arrays: whoever sets limits gives this machine its own.
        """
        self.table.trip[limit] = self._trip[limit] = trip
        self.table.clear[limit] = clear

    def forget(self) -> None:
        """Know nothing: all at rest, nothing heard."""
        self.states = LimitStates(len(self.table.row), self._besides)

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
        limit, turned, beyond = self._compare(batch, place)
        sure = (classes <= QualityClass.UNCERTAIN) & ~doubtful
        known = (beyond & (classes <= QualityClass.FORCED)[:, None]) | sure[:, None]
        self._note_knowledge(limit, known)
        which, column = self._find_touched(limit, beyond & known)
        limit, reading, turned = limit[which, column], place[which], turned[which, column]
        passed = np.maximum(batch.time[reading], clock[which])
        self.advance(limit, passed, stale_at[which], findings)
        evident = known[which, column]
        self._lose(limit[~evident], batch.time[reading[~evident]])
        limit, reading, turned = limit[evident], reading[evident], turned[evident]
        self._take(batch, limit, reading, classes[which[evident]], turned, findings)
        found: NDArray[np.bool_] = np.logical_or.reduce(beyond, axis=1)
        return found

    def judge_sound(
        self,
        batch: ReadingBatch,
        place: NDArray[np.intp],
        clock: NDArray[np.int64],
        stale_at: NDArray[np.int64],
        findings: Findings,
    ) -> None:
        """As :meth:`judge_round`, for good readings not in doubt of tags that are known.

        They are most of what has to be judged, and half of the questions need not be asked.
        """
        limit, turned, beyond = self._compare(batch, place)
        which, column = self._find_touched(limit, beyond)
        if len(which):
            limit, reading, turned = limit[which, column], place[which], turned[which, column]
            passed = np.maximum(batch.time[reading], clock[which])
            self.advance(limit, passed, stale_at[which], findings)
            self._take(batch, limit, reading, _ALL_GOOD, turned, findings)

    def _compare(
        self, batch: ReadingBatch, place: NDArray[np.intp]
    ) -> tuple[NDArray[np.intp], NDArray[np.float64], NDArray[np.bool_]]:
        """All limits of some readings, (m, limits a tag), their turned values, and if beyond."""
        limit = self._grid[batch.row[place].astype(np.intp)]
        turned = self._sign[limit] * batch.value[place][:, None]
        return limit, turned, turned >= self._trip[limit]

    def _find_touched(
        self, limit: NDArray[np.intp], rising: NDArray[np.bool_]
    ) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Which limits, (m, limits a tag), are not at rest or will not stay so."""
        which, column = (rising | self.states.rows.slot[limit].astype(np.bool_)).nonzero()
        return which, column

    def _take(
        self,
        batch: ReadingBatch,
        limit: NDArray[np.intp],
        reading: NDArray[np.intp],
        quality: NDArray[np.uint8],
        turned: NDArray[np.float64],
        findings: Findings,
    ) -> None:
        """Judge readings that are evidence, one of each limit."""
        beyond = turned >= self.table.trip[limit]
        clear = turned < self.table.clear[limit]
        at_rest = self.states.rows.slot[limit] == 0
        if np.count_nonzero(at_rest):
            self.states.stir(limit[beyond & at_rest])
        self.note_evidence(limit, reading, quality, batch)
        self._step(limit, batch.time[reading], beyond, clear, findings)

    def settle(
        self, limit: NDArray[np.integer], clock: NDArray[np.int64], findings: Findings
    ) -> None:
        """Carry out what was due strictly before the clock.

        :param limit: intp (k,), limits to look at, each once.
        :param clock: int64 (k,), their clocks.
        """
        rows = self.states.rows.columns
        slot = self.states.rows.slot[limit]
        late = rows["due"][slot] < clock
        if not np.count_nonzero(late):
            return
        limit, slot = limit[late], slot[late]
        due = rows["due"][slot]
        in_doubt = rows["unknown"][slot] <= due
        raising = rows["posture"][slot] == Posture.RAISING
        if np.count_nonzero(in_doubt):
            waits = raising & in_doubt & ~self.table.urgent[limit]
            self.hold(limit[waits], Posture.WAITING)
            self.hold(limit[~raising & in_doubt], Posture.RAISED)
            goes_on = ~waits & (raising | ~in_doubt)
            limit, due, raising = limit[goes_on], due[goes_on], raising[goes_on]
        self._raise(limit[raising], due[raising], findings)
        self._return(limit[~raising], due[~raising], findings)

    def find_due(self, event: NDArray[np.int64]) -> NDArray[np.intp]:
        """Limits, intp (k,), with something due strictly before their event clocks."""
        rows = self.states.rows
        if not len(self.table.row):
            return rows.thing[:0]
        due = rows.columns["due"] < event[self._row[rows.thing]]
        return rows.thing[due.nonzero()]

    def find_calm(self, row: NDArray[np.integer]) -> NDArray[np.bool_]:
        """Bool (k,): all limits of the tags are at rest."""
        stirred = np.logical_or.reduce(self.states.rows.slot[self._grid[row]], axis=1)
        calm: NDArray[np.bool_] = ~stirred
        return calm

    def find_known(self, row: NDArray[np.integer]) -> NDArray[np.bool_]:
        """Bool (k,): all limits of the tags can be judged, as far as readings have told."""
        known = self.states.knowledge[self._grid[row]] == Knowledge.KNOWN
        found: NDArray[np.bool_] = np.logical_and.reduce(known, axis=1)
        return found

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
        :param quality: uint8 (k,), its class; none stands for good ones.
        """
        self.states.knowledge[limit] = Knowledge.KNOWN
        slot = self.states.rows.slot[limit]
        if np.count_nonzero(slot) < len(slot):
            kept = slot.nonzero()
            limit, slot, reading = limit[kept], slot[kept], reading[kept]
            quality = quality[kept] if len(quality) else quality
        rows = self.states.rows.columns
        # A return that staleness broke starts anew with this reading.
        unknown = rows["unknown"][slot] < NEVER
        if np.count_nonzero(unknown):
            broken = unknown & (rows["posture"][slot] == Posture.RETURNING)
            self.hold(limit[broken], Posture.RAISED)
            rows["unknown"][slot] = NEVER
        rows["value"][slot] = batch.value[reading]
        rows["source"][slot] = batch.source[reading]
        rows["received"][slot] = batch.received[reading]
        marks = batch.marks[reading]
        rows["marks"][slot] = mark_quality(marks, quality) if np.count_nonzero(quality) else marks

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
        rows, rising = self.states.rows.columns, posture == Posture.RAISING
        delay = (self.table.on_ms if rising else self.table.off_ms)[limit]
        slot = self.states.rows.slot[limit]
        rows["onset"][slot] = time
        rows["posture"][slot] = posture
        rows["due"][slot] = time + delay
        if np.count_nonzero(delay) < len(delay):
            at_once = delay == 0
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
        rows, slot = self.states.rows.columns, self.states.rows.slot[limit]
        rows["posture"][slot] = posture
        rows["due"][slot] = NEVER
        rows["by_change"][slot] = False

    def spread(self, row: NDArray[Any]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """All limits of some tags, and for each the position of its tag in ``row``."""
        return spread_groups(self.table.first, row)

    def next_due(self) -> Instant:
        """The earliest instant at which a delay ends."""
        return self.states.next_due()

    def _note_knowledge(self, limit: NDArray[np.intp], known: NDArray[np.bool_]) -> None:
        """What limits at rest remember of readings, (m, limits a tag)."""
        before = self.states.knowledge[limit]
        after = AFTERWARDS[known.view(np.int8), before]
        if np.count_nonzero(after != before):
            self.states.knowledge[limit] = after
            self.states.knowledge[-1] = Knowledge.KNOWN

    def lose_sight(self, limit: NDArray[np.integer], since: NDArray[np.int64]) -> None:
        """Limits, each once, can't be judged from an instant on."""
        if len(limit) == 0:
            return
        states, rows = self.states, self.states.rows
        states.knowledge[limit] = AFTERWARDS[0, states.knowledge[limit]]
        slot = rows.slot[limit]
        kept = slot.nonzero()
        slot = slot[kept]
        unknown = rows.columns["unknown"]
        unknown[slot] = np.minimum(unknown[slot], since[kept])

    def _lose(self, limit: NDArray[np.integer], time: NDArray[np.int64]) -> None:
        self.lose_sight(limit, time)
        returning = self.states.read_posture(limit) == Posture.RETURNING
        self.hold(limit[returning], Posture.RAISED)

    def _step(
        self,
        limit: NDArray[np.intp],
        time: NDArray[np.int64],
        beyond: NDArray[np.bool_],
        clear: NDArray[np.bool_],
        findings: Findings,
    ) -> None:
        """The machine's answer to readings that are evidence."""
        posture = self.states.read_posture(limit)
        acts = _ACTS[posture, beyond.view(np.int8), clear.view(np.int8)]
        told = set(acts.tolist())
        told.discard(Act.STAY)
        for act in told:
            chosen = (acts == act).nonzero()[0]
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
        rows, slot = self.states.rows.columns, self.states.rows.slot[limit]
        marks = rows["marks"][slot]
        last_known = rows["unknown"][slot] <= at
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
        rows, slot = self.states.rows.columns, self.states.rows.slot[limit]
        by_change = rows["by_change"][slot].nonzero()[0].tolist()
        findings.add(
            limit.astype(np.int32),
            self.states.note_change(limit, at, active=active),
            rows["onset"][slot],
            Evidence(rows["value"][slot], marks, rows["source"][slot], rows["received"][slot]),
            active=active,
            reasons={place: self.why.get(int(limit[place]), LIMIT_CHANGED) for place in by_change},
        )


def _make_grid(table: LimitTable) -> NDArray[np.intp]:
    """Intp (tags, most limits of a tag): each tag's limits, filled up with one past the last."""
    count = np.diff(table.first)
    column = np.arange(count.max(initial=0))
    grid = np.where(column < count[:, None], table.first[:-1, None] + column, len(table.row))
    return grid.astype(np.intp)
