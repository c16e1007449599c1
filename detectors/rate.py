"""Rate of change: how fast a tag moves, per minute, over a window and robustly.

GB/T 41261 (IEC 62682) knows the rate-of-change alarm. Its value is the slope of
:mod:`detectors.slopes`: a single wrong reading raises nothing, a ramp is found within the window.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from detectors.grounds import Grounds
from detectors.kind import Kind
from detectors.points import Point, Points, Raised, list_checked, make_point
from detectors.series import Series
from detectors.slopes import (
    MINUTE_MS,
    Lookback,
    find_scale,
    find_slope,
    look_back,
    make_windows,
    round_values,
)
from detectors.tracks import Track
from plant.condition import Condition
from plant.message import with_unit
from plant.words import Plant


def make_rates(plant: Plant) -> Kind | None:
    """Rates of change of all tags that ask for it."""
    points = tuple(
        make_point(row, tag, Condition.RATE, unit=f"{tag.unit}/min")
        for row, tag in list_checked(plant, Condition.RATE)
    )
    if not points:
        return None
    return Points(Condition.RATE.value, Series(Rate(points, plant), plant))


class Rate:
    """The slope of each point's tag, in its unit per minute; ``figures``: window, direction."""

    def __init__(self, points: tuple[Point, ...], plant: Plant) -> None:
        self.points = points
        self._units = [plant.tags[point.inputs[0]].unit for point in points]
        window_ms, direction = np.array([point.figures for point in points]).T
        self._window_ms = window_ms.astype(np.int64)
        self._direction = direction.astype(np.float64)
        self._scale = find_scale(np.array([point.settings.limit for point in points]))
        self.windows = make_windows(self._window_ms)
        self.bases: Sequence[str] = [f"{point.unit} {point.figures[0]}" for point in points]
        self.grounds = Grounds(points, width=4)

    def explain(self, raised: Raised) -> str:
        """From which value to which, in what time, and how fast by the slope."""
        found, unit = self.grounds.find(raised), self._units[raised.point]
        if found is None:
            return ""
        first, last, span_s, rate = found
        ends = [with_unit(f"{value:.6g}", unit) for value in (first, last)]
        slope = with_unit(f"{rate:+.4g}", f"{unit}/min")
        source = self.points[raised.point].source
        return (
            f"{source} 在 {span_s:.4g} s 内由 {ends[0]} 变为 {ends[1]}，稳健斜率 {slope}"
            f" {source} from {ends[0]} to {ends[1]} within {span_s:.4g} s, robust slope {slope}"
        )

    def follow(self, track: Track) -> NDArray[np.float64]:
        """The rates after readings, unknown until their windows are covered."""
        held, rate = self.windows.take(track), np.empty(len(track))
        for part in track.cut():
            point = track.point[part]
            back = look_back(held.tell(part), self._window_ms[point])
            slope = find_slope(back) * MINUTE_MS
            rate[part] = self._turn(point, slope)
            beyond = self.grounds.find_beyond(point, rate[part])
            if len(beyond):
                figures = _list_figures(back.select(beyond), slope[beyond])
                self.grounds.note(track, part.start + beyond, rate, figures)
        return rate

    def recall(self) -> NDArray[np.float64]:
        """The rates at the newest readings."""
        every = np.arange(len(self.points), dtype=np.intp)
        back = look_back(self.windows.tell(every), self._window_ms)
        return self._turn(every, find_slope(back) * MINUTE_MS)

    def _turn(self, point: NDArray[np.intp], slope: NDArray[np.float64]) -> NDArray[np.float64]:
        """Slopes a minute in the direction that counts."""
        way = self._direction[point]
        turned = np.where(way == 0, np.abs(slope), way * slope)
        return round_values(turned, self._scale[point])


def _list_figures(back: Lookback, slope: NDArray[np.float64]) -> NDArray[np.float64]:
    """The first and the last value, s between them, and the slope a minute, float64 (m, 4)."""
    span, first = back.find_oldest()
    return np.stack([first, back.value[-1], span / 1000, slope], axis=1)
