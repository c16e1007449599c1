"""Late data: excursions that only readings older than the last judged one show.

Contract section 1, rule 7. Such readings change no live verdict; they are judged in a lane of their
own, a second set of limits that follows each tag's late readings by their own times. An excursion
found there is told whole, raised and returned, once its end is known:

1. a late reading returns it;
2. or the late data end, by going back in time, by :data:`QUIET_MS` without more or with the
   stream: then it returned by the first reading that was judged after the gap.

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
from detectors.verdict import Rule, Situation
from plant.reading import LONG_AGO, NEVER, Mark, ReadingBatch

QUIET_MS: Final = 5_000
"""Late data of a tag are at their end when nothing more of them came for so long."""

REMEMBERED: Final = 8
"""Readings judged last, a tag, whose times are remembered."""

GAP_MS: Final = 10_000
"""Readings judged so far apart have a gap between them that late data may fill."""


@dataclass(slots=True)
class LateStates:
    """What is kept between late readings.

    Of shape (tags,): ``time`` int64 ms, the newest of the late data that are coming, LONG_AGO
    while none are; ``arrived`` int64 ms, when it came; ``resumed`` int64 ms, the first reading
    judged after the newest gap; ``count`` int64, readings judged. ``judged`` int64 ms, shape
    (tags, :data:`REMEMBERED`), the times of the last of them.
    Of shape (limits,): the raise whose return is awaited: ``at`` int64 ms, NEVER if there is none,
    ``onset``, ``source``, ``received`` int64 ms, ``value`` float64, ``marks`` uint16.
    """

    time: NDArray[np.int64]
    arrived: NDArray[np.int64]
    resumed: NDArray[np.int64]
    count: NDArray[np.int64]
    judged: NDArray[np.int64]
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
            resumed=np.full(tags, LONG_AGO),
            count=np.zeros(tags, dtype=np.int64),
            judged=np.full((tags, REMEMBERED), LONG_AGO),
            at=np.full(limits, NEVER),
            onset=np.full(limits, LONG_AGO),
            value=np.full(limits, np.nan),
            marks=np.zeros(limits, dtype=np.uint16),
            source=np.full(limits, LONG_AGO),
            received=np.full(limits, LONG_AGO),
        )


class LateData:
    """The lane of late readings beside the live limits of a plant."""

    def __init__(self, live: Limits, tags: int, rules: tuple[Rule, ...]) -> None:
        self.lane = Limits(live.table)
        self.states = LateStates.of(tags, len(live.table.row))
        self._live = live
        self._found = Findings(rules)

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
        states, before = self.states, board.time[row]
        gap = (before > LONG_AGO) & (time - before > GAP_MS)
        states.resumed[row[gap]] = time[gap]
        states.judged[row, states.count[row] % REMEMBERED] = time
        states.count[row] += 1

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
        self._close(row[time < states.time[row]], board, findings)
        states.time[row], states.arrived[row] = time, arrived
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
        states.time[row] = LONG_AGO

    def _find_next_known(self, row: NDArray[np.integer[Any]], board: Board) -> NDArray[np.int64]:
        """Int64 (k,), the time of the first reading judged that is newer than the late data."""
        states = self.states
        known = np.column_stack([states.judged[row], states.resumed[row], board.time[row]])
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
        findings.add(rule, begin, states.onset[limit], raised, active=True)
        findings.add(rule, max(begin, end), end, returned, active=False)

    def _is_known(self, limit: int, begin: int, end: int) -> bool:
        """Whether the live verdict is in alarm now, or last was at some time of the excursion."""
        live = self._live.states
        if live.posture[limit] >= Posture.RAISED:
            return True
        return bool(live.raised[limit] <= end and live.returned[limit] >= begin)

    def arrays(self) -> dict[str, dict[str, NDArray[Any]]]:
        """All state by the kind of thing its rows stand for, not copied."""
        own = {field.name: getattr(self.states, field.name) for field in fields(self.states)}
        tags = {name: own.pop(name) for name in ("time", "arrived", "resumed", "count", "judged")}
        lane = {f"lane_{name}": array for name, array in self.lane.states.arrays().items()}
        return {
            "tags": {f"late_{name}": array for name, array in tags.items()},
            "limits": {f"late_{name}": array for name, array in (own | lane).items()},
        }
