"""Grounds: the figures behind each point's last sample beyond its limit, for its explanation.

A raise may be told after its reading, when a delay is over or at the end of a tick in which more
has come. Its explanation names what was known then, so that it is the same however a stream is
cut into ticks. Only samples beyond are noted, and until a later one has shown the point to be
clear: then nothing is pending any more that could be told. The text is the business of who asks.
"""

from collections.abc import Iterator, Sequence
from operator import attrgetter
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from detectors.kind import Arrivals
from detectors.points import Point, Raised, Samples
from detectors.rounds import cut_rounds
from detectors.sparse_table import SparseTable
from detectors.tracks import Track
from plant.quality import QualityClass
from plant.reading import LONG_AGO, Instant

_COLUMNS: Final = ("time", "passed", "value", "figures")


class _Noted(NamedTuple):
    """A sample beyond: its time, what the clock had passed when it came, its value and figures."""

    time: Instant
    passed: Instant
    value: float
    figures: list[float]


class Grounds:
    """Of points that had a sample beyond lately, in ``table``: ``time`` and ``passed`` (what the
    clock had passed when it came) int64 ms, ``value`` float64 and ``figures`` float64 (width,) of
    the newest one; LONG_AGO and NaN for the others.

    Of several samples of one instant the first stands: which of them are in one tick may not
    matter.
    """

    def __init__(self, points: Sequence[Point], width: int) -> None:
        unknown = np.full(width, np.nan)
        self.table = SparseTable(
            len(points),
            {
                "time": LONG_AGO,
                "passed": LONG_AGO,
                "value": np.float64(np.nan),
                "figures": unknown,
            },
        )
        self._sign = np.array([-1.0 if point.low else 1.0 for point in points])
        self._trip = self._sign * [point.settings.limit for point in points]
        self._at_once = [point.settings.on_delay_ms == 0 for point in points]
        self._tick: list[tuple[NDArray[Any], ...]] = []
        self._by_point: dict[int, list[_Noted]] | None = None

    def begin(self) -> None:
        """Begin a tick: what earlier ones noted and did not keep can't be told any more."""
        self._tick, self._by_point = [], None

    def find_beyond(self, point: NDArray[np.intp], value: NDArray[np.float64]) -> NDArray[np.intp]:
        """Positions of samples beyond their limits whose figures are to be noted."""
        return (self._sign[point] * value >= self._trip[point]).nonzero()[0]

    def note(
        self,
        track: Track,
        place: NDArray[np.intp],
        value: NDArray[np.float64],
        figures: NDArray[np.float64],
    ) -> None:
        """Keep what is behind samples beyond their limits.

        :param place: intp (m,), the readings of the track that made them.
        :param value: float64 (n,), the samples of all its readings.
        :param figures: float64 (m, width), of those.
        """
        for among in cut_rounds(track.point[place]):
            own = place[among]
            newer = track.time[own] > self.table.read("time", track.point[own])
            own, told = own[newer], figures[among[newer]]
            point, time, passed = track.point[own], track.time[own], track.passed[own]
            self._tick += [self._read(point), (point, time, passed, value[own], told)]
            self.table.write(point, time=time, passed=passed, value=value[own], figures=told)

    def release(self, arrivals: Arrivals, samples: Samples) -> None:
        """Forget points of which later ones of a tick's samples show that they are clear.

        Only samples that may end what is pending do. In this tick what was noted of them can still
        be asked for.
        """
        if len(self.table) == 0:
            return
        noted = self.table.slot[samples.point].nonzero()[0]
        point, place = samples.point[noted], samples.place[noted]
        clear = self._sign[point] * samples.value[noted] < self._trip[point]
        clear &= (arrivals.classes[place] <= QualityClass.UNCERTAIN) & ~arrivals.doubtful[place]
        clear &= arrivals.batch.time[place] > self.table.read("time", point)
        left = np.unique(point[clear])
        if len(left):
            self._tick.append(self._read(left))
            self.table.close(left)

    def _read(self, point: NDArray[np.intp]) -> tuple[NDArray[Any], ...]:
        """Points and what is noted of them, as columns."""
        return (point, *(self.table.read(name, point) for name in _COLUMNS))

    def find(self, raised: Raised) -> list[float] | None:
        """The figures behind a raise; None where a changed limit raised what was not beyond.

        It rests on the last sample that came before the clock had passed it, or on the one with
        which it began.
        """
        if self._by_point is None:
            self._by_point = self._sort_tick()
        kept = _list_noted(self._read(np.array([raised.point])))
        until = raised.onset if self._at_once[raised.point] else raised.at
        within = [
            one
            for one in [*self._by_point.get(raised.point, []), *(one for _, one in kept)]
            if one.time <= until and (one.passed <= until or one.time == raised.onset)
        ]
        last = max(within, key=attrgetter("time"), default=_NOTHING)
        return last.figures if last.value == raised.value else None

    def _sort_tick(self) -> dict[int, list[_Noted]]:
        found: dict[int, list[_Noted]] = {}
        for columns in self._tick:
            for point, noted in _list_noted(columns):
                found.setdefault(point, []).append(noted)
        return found


def _list_noted(columns: Sequence[NDArray[Any]]) -> Iterator[tuple[int, _Noted]]:
    """Points and what is noted of each, one by one."""
    for point, *rest in zip(*(column.tolist() for column in columns), strict=True):
        yield point, _Noted(*rest)


_NOTHING: Final = _Noted(int(LONG_AGO), int(LONG_AGO), float("nan"), [])
