"""Late data: excursions that only readings older than the last judged one show.

Contract section 1, rule 7. Such readings change no live verdict; they are judged in a lane of their
own, a second set of limits that follows each tag's late readings by their own times. An excursion
found there is told whole, raised and returned, once its end is known:

1. a late reading returns it;
2. or the late data end, by going back in time, by leaving the gap that they fill, by
   :data:`QUIET_MS` without more or with the stream: then it returned by the first reading that was
   judged after the gap.

What the live verdict had in alarm at that time, or has now, is no news and is not told again. The
late readings of a tag are taken in the order of arrival among its others, so that how batches are
cut has no influence.
"""

from dataclasses import dataclass, fields
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from detectors.board import Board
from detectors.findings import Evidence, Findings
from detectors.limit_states import Posture
from detectors.limits import Limits
from detectors.rule_table import LimitTable
from detectors.verdict import Rule, Situation
from plant.reading import LONG_AGO, NEVER, Mark, ReadingBatch

QUIET_MS: Final = 5_000
"""Late data of a tag are at their end when nothing more of them came for so long."""

REMEMBERED: Final = 8
"""Gaps, a tag, that are remembered: the newest."""

WIDE: Final = 1.5
"""Readings judged so many times further apart than usual have a gap between them."""


@dataclass(slots=True)
class LateStates:
    """What is kept between late readings.

    Of shape (tags,): ``time`` int64 ms, the newest of the late data that are coming, LONG_AGO
    while none are; ``arrived`` int64 ms, when it came; ``until`` int64 ms, the end of the gap that
    they fill, NEVER where it is not remembered; ``usual`` int64 ms, the least that readings judged
    were apart lately, 0 before there were two; ``count`` int64, gaps so far.
    Of shape (tags, :data:`REMEMBERED`): ``before`` and ``after`` int64 ms, the readings judged on
    both sides of a gap, NEVER where there is none.
    Of shape (limits,): the raise whose return is awaited: ``at`` int64 ms, NEVER if there is none,
    ``onset``, ``source``, ``received`` int64 ms, ``value`` float64, ``marks`` uint16.
    """

    time: NDArray[np.int64]
    arrived: NDArray[np.int64]
    until: NDArray[np.int64]
    usual: NDArray[np.int64]
    count: NDArray[np.int64]
    before: NDArray[np.int64]
    after: NDArray[np.int64]
    at: NDArray[np.int64]
    onset: NDArray[np.int64]
    value: NDArray[np.float64]
    marks: NDArray[np.uint16]
    source: NDArray[np.int64]
    received: NDArray[np.int64]

    @classmethod
    def of(cls, tags: int, limits: int) -> "LateStates":
        """Nothing came late."""
        return cls(
            time=np.full(tags, LONG_AGO),
            arrived=np.full(tags, LONG_AGO),
            until=np.full(tags, NEVER),
            usual=np.zeros(tags, dtype=np.int64),
            count=np.zeros(tags, dtype=np.int64),
            before=np.full((tags, REMEMBERED), NEVER),
            after=np.full((tags, REMEMBERED), NEVER),
            at=np.full(limits, NEVER),
            onset=np.full(limits, LONG_AGO),
            value=np.full(limits, np.nan),
            marks=np.zeros(limits, dtype=np.uint16),
            source=np.full(limits, LONG_AGO),
            received=np.full(limits, LONG_AGO),
        )


class LateData:
    """The lane of late readings beside the live limits of a plant.

    :param table: the plant's own limits: in which mode equipment was then is not asked.
    """

    def __init__(self, live: Limits, table: LimitTable, tags: int, rules: tuple[Rule, ...]) -> None:
        self.lane = Limits(table)
        self.states = LateStates.of(tags, len(live.table.row))
        self._live = live
        self._found = Findings(rules)
        self._limits = self._found.limits

    def follow_round(
        self,
        batch: ReadingBatch,
        place: NDArray[np.intp],
        clock: NDArray[np.int64],
        board: Board,
        findings: Findings,
    ) -> None:
        """Take note of readings that are about to be judged live, each tag once.

        :param clock: int64 (m,), the event clock when each arrived.
        """
        row, time = batch.row[place], batch.time[place]
        self._close_quiet(row, np.maximum(clock, batch.received[place]), board, findings)
        known = board.time[row] > LONG_AGO
        self._note_gaps(row[known], board.time[row[known]], time[known])

    def _note_gaps(
        self, row: NDArray[np.int32], before: NDArray[np.int64], after: NDArray[np.int64]
    ) -> None:
        """Remember where late data may belong: tags whose readings are further apart than usual."""
        states, apart = self.states, after - before
        first = states.usual[row] == 0  # nothing is usual yet: it may be a gap
        usual = np.where(first, apart, states.usual[row])
        gap = first | (apart > WIDE * usual)
        states.usual[row] = np.maximum(np.minimum(apart, usual + usual // 10 + 1), 1)
        place = states.count[row[gap]] % REMEMBERED
        states.before[row[gap], place], states.after[row[gap], place] = before[gap], after[gap]
        states.count[row[gap]] += 1

    def judge_round(
        self,
        batch: ReadingBatch,
        place: NDArray[np.intp],
        classes: NDArray[np.uint8],
        clock: NDArray[np.int64],
        board: Board,
        findings: Findings,
    ) -> None:
        """Judge late readings in which each tag occurs once; arguments as for :class:`Limits`."""
        states, row, time = self.states, batch.row[place], batch.time[place]
        arrived = np.maximum(clock, batch.received[place])
        self._close_quiet(row, arrived, board, findings)
        begin, end = self._find_gap(row, time)
        coming, elsewhere = states.time[row], end != states.until[row]
        left = (
            (time < coming)
            | (elsewhere & (begin < NEVER) & (begin > coming))
            | (elsewhere & (states.until[row] <= time))
        )
        self._close(row[left], board, findings)
        states.time[row], states.arrived[row], states.until[row] = time, arrived, end
        never, sure = np.full(len(place), NEVER), np.zeros(len(place), dtype=np.bool_)
        self.lane.judge_round(batch, place, classes, sure, time, never, self._found)
        self._sort_out(findings)

    def watch(self, situation: Situation, board: Board, findings: Findings) -> None:
        """Let the clock pass: late data that have ended are closed, at the stream's end all."""
        coming = np.flatnonzero(self.states.time > LONG_AGO)
        if len(coming) == 0:
            return
        now = np.full(len(coming), NEVER if situation.ended else situation.now)
        self._close_quiet(coming, now, board, findings)

    def _close_quiet(
        self,
        row: NDArray[np.integer[Any]],
        now: NDArray[np.int64],
        board: Board,
        findings: Findings,
    ) -> None:
        quiet = (self.states.time[row] > LONG_AGO) & (self.states.arrived[row] + QUIET_MS < now)
        self._close(row[quiet], board, findings)

    def _close(self, row: NDArray[np.integer[Any]], board: Board, findings: Findings) -> None:
        """The late data of these tags are at their end; what stands in the lane returned."""
        if len(row) == 0:
            return
        states, lane = self.states, self.lane.states
        end = self._find_next_known(row, board)
        limit, which = self.lane.spread(row)
        self.lane.settle(limit, end[which], self._found)
        self._sort_out(findings)
        for place in np.flatnonzero(states.at[limit] < NEVER).tolist():
            self._tell(int(limit[place]), int(end[which[place]]), np.nan, 0, findings)
        self.lane.hold(limit, Posture.RESTING)
        lane.unknown[limit] = lane.changed[limit] = LONG_AGO
        states.time[row], states.until[row] = LONG_AGO, NEVER

    def _find_gap(
        self, row: NDArray[np.int32], time: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The readings judged before and after an instant, int64 (k,), NEVER: not remembered."""
        before, after = self.states.before[row], self.states.after[row]
        holds = (before < time[:, None]) & (time[:, None] < after)
        return (
            np.where(holds, before, NEVER).min(axis=1),
            np.where(holds, after, NEVER).min(axis=1),
        )

    def _find_next_known(self, row: NDArray[np.integer[Any]], board: Board) -> NDArray[np.int64]:
        """Int64 (k,), the time of the first reading judged that is newer than the late data."""
        states = self.states
        known = np.column_stack(
            [states.before[row], states.after[row], states.until[row], board.time[row]]
        )
        newer = known > states.time[row][:, None]
        first = np.where(newer, known, NEVER).min(axis=1)
        found: NDArray[np.int64] = np.where(first < NEVER, first, states.time[row])
        return found

    def _sort_out(self, findings: Findings) -> None:
        """Pair the lane's changes; only a whole excursion is told."""
        found, states = self._found.drain(), self.states
        for place, limit in enumerate(found.rule.tolist()):
            at = int(found.at[place])
            if found.active[place]:
                states.at[limit] = at
                for name in ("onset", "value", "marks", "source", "received"):
                    getattr(states, name)[limit] = getattr(found, name)[place]
            elif states.at[limit] < NEVER:
                self._tell(limit, at, float(found.value[place]), int(found.marks[place]), findings)

    def _tell(self, limit: int, end: int, value: float, marks: int, findings: Findings) -> None:
        """Tell the excursion that is awaited, unless the live verdict knows of it."""
        states, begin = self.states, int(self.states.at[limit])
        states.at[limit] = NEVER
        if self._is_known(limit, begin, end):
            return
        rule, late = np.array([limit], dtype=np.int32), int(Mark.LATE)
        raised = Evidence(
            states.value[limit],
            int(states.marks[limit]) & ~int(Mark.LAST_KNOWN) | late,
            states.source[limit],
            states.received[limit],
        )
        returned = Evidence(value, marks | late, LONG_AGO, LONG_AGO)
        own = self._limits[limit]
        findings.add(rule, begin, states.onset[limit], raised, active=True, limit=own)
        findings.add(rule, max(begin, end), end, returned, active=False, limit=own)

    def _is_known(self, limit: int, begin: int, end: int) -> bool:
        """Whether the live verdict is in alarm now, or last was at some time of the excursion."""
        live = self._live.states
        if live.posture[limit] >= Posture.RAISED:
            return True
        return bool(live.raised[limit] <= end and live.returned[limit] >= begin)

    def arrays(self) -> dict[str, dict[str, NDArray[Any]]]:
        """All state by the kind of thing its rows stand for, not copied."""
        own = {field.name: getattr(self.states, field.name) for field in fields(self.states)}
        of_tags = ("time", "arrived", "until", "usual", "count", "before", "after")
        tags = {name: own.pop(name) for name in of_tags}
        lane = {f"lane_{name}": array for name, array in self.lane.states.arrays().items()}
        return {
            "tags": {f"late_{name}": array for name, array in tags.items()},
            "limits": {f"late_{name}": array for name, array in (own | lane).items()},
        }
