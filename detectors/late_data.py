"""Late data: excursions that only readings older than the last judged one show.

Contract section 1, rule 7. Such readings change no live verdict; they are judged in a lane of their
own, a second set of limits that follows each tag's late readings by their own times. An excursion
found there is told whole, raised and returned, once its end is known:

1. a late reading returns it;
2. or the late data end, by going back in time, by leaving the gap that they fill, by
   :data:`QUIET_MS` without more or with the stream: then it returned by the first reading that was
   judged after the gap.

What the live verdict had in alarm at that time, or has when the late data end, is no news and is
not told again. The late readings of a tag are taken in the order of arrival among its others, and
late data that cease end at an instant of their own, up to which the live verdict is brought before:
so how batches are cut has no influence.
"""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from detectors.board import Board
from detectors.findings import Evidence, Findings
from detectors.gaps import Gaps
from detectors.limit_states import Posture
from detectors.limits import Limits
from detectors.rule_table import LimitTable
from detectors.sparse_table import SparseTable
from detectors.verdict import Rule
from plant.reading import LONG_AGO, NEVER, Instant, Mark, ReadingBatch

QUIET_MS: Final = 5_000
"""Late data of a tag are at their end when nothing more of them came for so long."""

_NOTHING_COMING: Final[dict[str, np.generic]] = {
    "time": LONG_AGO,
    "arrived": LONG_AGO,
    "until": NEVER,
}
_NOTHING_AWAITED: Final[dict[str, np.generic]] = {
    "at": NEVER,
    "onset": LONG_AGO,
    "value": np.float64(np.nan),
    "marks": np.uint16(0),
    "source": LONG_AGO,
    "received": LONG_AGO,
}


class LateData:
    """The lane of late readings beside the live limits of a plant.

    ``coming``   of tags whose late data are coming: ``time`` int64 ms, the newest of them,
                 ``arrived`` int64 ms, when it came, ``until`` int64 ms, the end of the gap that
                 they fill, NEVER where it is not remembered
    ``awaited``  of limits in alarm in the lane, the raise whose return is awaited: ``at``,
                 ``onset``, ``source``, ``received`` int64 ms, ``value`` float64, ``marks`` uint16

    :param table: the plant's own limits: in which mode equipment was then is not asked.
    """

    def __init__(self, live: Limits, table: LimitTable, tags: int, rules: tuple[Rule, ...]) -> None:
        self.lane = Limits(table)
        self.gaps = Gaps(tags)
        self.coming = SparseTable(tags, _NOTHING_COMING)
        self.awaited = SparseTable(len(live.table.row), _NOTHING_AWAITED)
        self._live = live
        self._found = Findings(rules)
        self._limits = self._found.limits

    def begin(self, start: Instant) -> None:
        """An absence of our own until ``start`` is no end of late data that were coming."""
        slot = self.coming.slot[self.coming.list_things()]
        arrived = self.coming.columns["arrived"]
        arrived[slot] = np.maximum(arrived[slot], start)

    def pass_time(
        self,
        row: NDArray[np.integer],
        now: NDArray[np.int64],
        event: NDArray[np.int64],
        stale_at: NDArray[np.int64],
        board: Board,
        findings: Findings,
    ) -> None:
        """Let the clocks pass of tags, each once: late data that have ceased are closed.

        To be called before anything else happens to a tag by which the live verdict may change.

        :param now: int64 ms (m,), by which ceasing counts; ``event`` the event clocks.
        :param stale_at: int64 ms (m,), when each tag's last reading goes stale.
        """
        coming = self.coming.read("time", row) > LONG_AGO
        end = self.coming.read("arrived", row) + QUIET_MS
        ceased = (coming & (end < now)).nonzero()[0]
        if len(ceased) == 0:
            return
        limit, which = self._live.spread(row[ceased])
        reached = np.minimum(event, end)[ceased]
        self._live.advance(limit, reached[which], stale_at[ceased][which], findings)
        self._close(row[ceased], board, findings)

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
        row, time = batch.row[place], batch.time[place]
        arrived = np.maximum(clock, batch.received[place])
        begin, end = self.gaps.find(row, time, board.time[row])
        coming, until = self.coming.read("time", row), self.coming.read("until", row)
        # A gap of which nothing is known any more is still the one that is being filled.
        end = np.where((end == NEVER) & (time < until), until, end)
        elsewhere = end != until
        left = (
            (time < coming)
            | (elsewhere & (begin < NEVER) & (begin > coming))
            | (elsewhere & (until <= time))
        )
        self._close(row[left], board, findings)
        self.coming.write(row, time=time, arrived=arrived, until=end)
        never, sure = np.full(len(place), NEVER), np.zeros(len(place), dtype=np.bool_)
        self.lane.judge_round(batch, place, classes, sure, time, never, self._found)
        self._sort_out(findings)

    def _close(self, row: NDArray[np.integer], board: Board, findings: Findings) -> None:
        """The late data of these tags are at their end; what stands in the lane returned."""
        if len(row) == 0:
            return
        end = self._find_next_known(row, board)
        limit, which = self.lane.spread(row)
        self.lane.settle(limit, end[which], self._found)
        self._sort_out(findings)
        awaiting = self.awaited.read("at", limit) < NEVER
        for place in np.flatnonzero(awaiting).tolist():
            self._tell(int(limit[place]), int(end[which[place]]), np.nan, 0, findings)
        self.lane.states.forget(limit)
        self.coming.close(row)

    def _find_next_known(self, row: NDArray[np.integer], board: Board) -> NDArray[np.int64]:
        """Int64 (k,), the time of the first reading judged that is newer than the late data."""
        newest, until = self.coming.read("time", row), self.coming.read("until", row)
        judged = board.time[row]
        known = np.column_stack([*self.gaps.list_ends(row, judged), until, judged])
        first = np.where(known > newest[:, None], known, NEVER).min(axis=1)
        found: NDArray[np.int64] = np.where(first < NEVER, first, newest)
        return found

    def _sort_out(self, findings: Findings) -> None:
        """Pair the lane's changes; only a whole excursion is told."""
        found = self._found.drain()
        for place, limit in enumerate(found.rule.tolist()):
            at = int(found.at[place])
            if found.active[place]:
                told = {name: getattr(found, name)[place] for name in _NOTHING_AWAITED}
                self.awaited.write(np.array([limit]), **told)
            elif self.awaited.slot[limit]:
                self._tell(limit, at, float(found.value[place]), int(found.marks[place]), findings)

    def _tell(self, limit: int, end: int, value: float, marks: int, findings: Findings) -> None:
        """Tell the excursion that is awaited, unless the live verdict knows of it."""
        rule, late = np.array([limit], dtype=np.int32), int(Mark.LATE)
        raised = {name: self.awaited.read(name, rule)[0] for name in _NOTHING_AWAITED}
        begin = int(raised["at"])
        self.awaited.close(rule)
        if self._is_known(rule, begin, end):
            return
        own = self._limits[limit]
        evidence = Evidence(
            raised["value"],
            int(raised["marks"]) & ~int(Mark.LAST_KNOWN) | late,
            raised["source"],
            raised["received"],
            own,
        )
        returned = Evidence(value, marks | late, LONG_AGO, LONG_AGO, own)
        findings.add(rule, begin, raised["onset"], evidence, active=True)
        findings.add(rule, max(begin, end), end, returned, active=False)

    def _is_known(self, limit: NDArray[np.int32], begin: int, end: int) -> bool:
        """Whether the live verdict is in alarm now, or last was at some time of the excursion."""
        live = self._live.states
        if live.read_posture(limit)[0] >= Posture.RAISED:
            return True
        raised, returned = live.past.read("raised", limit), live.past.read("returned", limit)
        return bool(raised[0] <= end and returned[0] >= begin)

    def arrays(self) -> dict[str, dict[str, NDArray[Any]]]:
        """What is kept of everything, by the kind of thing its rows stand for, not copied."""
        lane = self.lane.states.arrays()
        return {
            "limits": {f"late_{name}": array for name, array in lane.items()},
            "tags": {"gap_usual": self.gaps.usual},
        }

    def tables(self) -> dict[str, dict[str, SparseTable]]:
        """What is kept of some, likewise."""
        lane = {f"late_{name}": table for name, table in self.lane.states.tables().items()}
        return {
            "limits": lane | {"late_awaited": self.awaited},
            "tags": {"late_coming": self.coming, "gaps": self.gaps.kept},
        }
