"""Grounds: the figures behind each point's last sample beyond its limit, for its explanation.

A raise may be told after its reading, when a delay is over or at the end of a tick in which more
has come. Its explanation names what was known then, so that it is the same however a stream is
cut into ticks. Only samples beyond are noted; the text is the business of who asks.
"""

from collections.abc import Sequence
from operator import itemgetter
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from detectors.points import Point, Raised
from plant.reading import LONG_AGO

_Noted = tuple[NDArray[np.intp], NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]


class Grounds:
    """``time`` int64 ms (points,), ``value`` float64 (points,), ``figures`` float64 (points, width)
    of the newest sample beyond; LONG_AGO and NaN before any.

    Of several samples of one instant the first stands: which of them are in one tick may not
    matter.
    """

    def __init__(self, points: Sequence[Point], width: int) -> None:
        self.time = np.full(len(points), LONG_AGO)
        self.value = np.full(len(points), np.nan)
        self.figures = np.full((len(points), width), np.nan)
        self._sign = np.array([-1.0 if point.low else 1.0 for point in points])
        self._trip = self._sign * [point.settings.limit for point in points]
        self._at_once = [point.settings.on_delay_ms == 0 for point in points]
        self._tick: list[_Noted] = []
        self._by_point: dict[int, list[tuple[int, float, list[float]]]] | None = None

    def arrays(self) -> dict[str, NDArray[Any]]:
        """The state by name, not copied."""
        return {
            "ground_time": self.time,
            "ground_value": self.value,
            "ground_figures": self.figures,
        }

    def begin(self) -> None:
        """Begin a tick that has samples."""
        self._tick, self._by_point = [], None

    def find_beyond(
        self, point: NDArray[np.intp], time: NDArray[np.int64], value: NDArray[np.float64]
    ) -> NDArray[np.intp]:
        """Positions of samples beyond their limits whose figures are to be noted."""
        beyond = np.flatnonzero(self._sign[point] * value >= self._trip[point])
        return beyond[time[beyond] > self.time[point[beyond]]] if len(beyond) else beyond

    def note(
        self,
        point: NDArray[np.intp],
        time: NDArray[np.int64],
        value: NDArray[np.float64],
        figures: NDArray[np.float64],
    ) -> None:
        """Keep the figures, float64 (m, width), of such samples; each point once."""
        before = (point, self.time[point], self.value[point], self.figures[point])
        self._tick += [before, (point, time, value, figures)]
        self.time[point], self.value[point], self.figures[point] = time, value, figures

    def find(self, raised: Raised) -> list[float] | None:
        """The figures behind a raise; None where a changed limit raised what was not beyond."""
        if self._by_point is None:
            self._by_point = self._sort_tick()
        kept = (self.time.item(raised.point), self.value.item(raised.point))
        noted = [
            *self._by_point.get(raised.point, []),
            (*kept, self.figures[raised.point].tolist()),
        ]
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
