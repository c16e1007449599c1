"""Grounds: the figures behind each point's last sample beyond its limit, for its explanation.

A raise may be told after its reading, when a delay is over or at the end of a tick in which more
has come. Its explanation names what was known then, so that it is the same however a stream is
cut into ticks. Only samples beyond are noted, and until a later one has shown the point to be
clear: then nothing is pending any more that could be told. The text is the business of who asks.
"""

from collections.abc import Sequence
from operator import itemgetter
from typing import Final

import numpy as np
from numpy.typing import NDArray

from detectors.kind import Arrivals
from detectors.points import Point, Raised, Samples
from detectors.sparse_table import SparseTable
from plant.quality import QualityClass
from plant.reading import LONG_AGO

_Noted = tuple[NDArray[np.intp], NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]


class Grounds:
    """Of points that had a sample beyond lately, in ``table``: ``time`` int64 ms, ``value``
    float64 and ``figures`` float64 (width,) of the newest one; LONG_AGO and NaN for the others.

    Of several samples of one instant the first stands: which of them are in one tick may not
    matter.
    """

    def __init__(self, points: Sequence[Point], width: int) -> None:
        unknown = np.full(width, np.nan)
        self.table = SparseTable(
            len(points), {"time": LONG_AGO, "value": np.float64(np.nan), "figures": unknown}
        )
        self._sign = np.array([-1.0 if point.low else 1.0 for point in points])
        self._trip = self._sign * [point.settings.limit for point in points]
        self._at_once = [point.settings.on_delay_ms == 0 for point in points]
        self._tick: list[_Noted] = []
        self._by_point: dict[int, list[tuple[int, float, list[float]]]] | None = None

    def begin(self) -> None:
        """Begin a tick: what earlier ones noted and did not keep can't be told any more."""
        self._tick, self._by_point = [], None

    def find_beyond(
        self, point: NDArray[np.intp], time: NDArray[np.int64], value: NDArray[np.float64]
    ) -> NDArray[np.intp]:
        """Positions of samples beyond their limits whose figures are to be noted."""
        beyond = (self._sign[point] * value >= self._trip[point]).nonzero()[0]
        if len(beyond) == 0:
            return beyond
        return beyond[time[beyond] > self.table.read("time", point[beyond])]

    def note(
        self,
        point: NDArray[np.intp],
        time: NDArray[np.int64],
        value: NDArray[np.float64],
        figures: NDArray[np.float64],
    ) -> None:
        """Keep the figures, float64 (m, width), of such samples; each point once."""
        self._tick += [self._read(point), (point, time, value, figures)]
        self.table.write(point, time=time, value=value, figures=figures)

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

    def _read(self, point: NDArray[np.intp]) -> _Noted:
        """What is noted of points, as columns."""
        time, value, figures = (
            self.table.read(name, point) for name in ("time", "value", "figures")
        )
        return point, time, value, figures

    def find(self, raised: Raised) -> list[float] | None:
        """The figures behind a raise; None where a changed limit raised what was not beyond."""
        if self._by_point is None:
            self._by_point = self._sort_tick()
        noted = list(self._by_point.get(raised.point, []))
        _, *kept = (column.tolist()[0] for column in self._read(np.array([raised.point])))
        noted.append((kept[0], kept[1], kept[2]))
        until = raised.onset if self._at_once[raised.point] else raised.at
        within = (one for one in noted if one[0] <= until)
        _, value, figures = max(within, key=itemgetter(0), default=_NOTHING)
        return figures if value == raised.value else None

    def _sort_tick(self) -> dict[int, list[tuple[int, float, list[float]]]]:
        found: dict[int, list[tuple[int, float, list[float]]]] = {}
        for columns in self._tick:
            for point, *rest in zip(*(column.tolist() for column in columns), strict=True):
                found.setdefault(point, []).append((rest[0], rest[1], rest[2]))
        return found


_NOTHING: Final[tuple[int, float, list[float]]] = (int(LONG_AGO), float("nan"), [])
