"""Implausible moves: a level that changes faster than its tank's pumps can change it.

No pump fills faster than Qmax / A, so of two readings further apart than that one is wrong: the
instrument is suspect. It adds an alarm and hides nothing. The window is what resolution and noise
are averaged over: readings closer together than it are held to what a whole window allows.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from detectors.grounds import Grounds
from detectors.kind import Kind
from detectors.points import Point, Points, Raised, list_checked, make_point
from detectors.series import Series
from detectors.slopes import MINUTE_MS, find_scale, round_values
from detectors.tracks import Track
from detectors.windows import Windows
from plant.condition import Condition
from plant.message import with_unit
from plant.reading import NEVER
from plant.words import Plant

_KEPT: Final = 4
"""Readings that a new one is held against, half a window apart."""


def make_implausibles(plant: Plant) -> Kind | None:
    """Moves of all tags for which it is known how fast they can move."""
    points = tuple(
        make_point(row, tag, Condition.IMPLAUSIBLE, unit=f"{tag.unit}/min")
        for row, tag in list_checked(plant, Condition.IMPLAUSIBLE)
    )
    if not points:
        return None
    return Points(Condition.IMPLAUSIBLE.value, Series(Implausible(points, plant), plant))


class Implausible:
    """The fastest move between each reading and those kept before it, in unit per minute.

    A move takes a window at least: |L − Lᵢ| / max(t − tᵢ, window). How long a gap was does not
    matter, up to six days, for what the pumps can do holds over any time.
    """

    def __init__(self, points: tuple[Point, ...], plant: Plant) -> None:
        self.points = points
        self._units = [plant.tags[point.inputs[0]].unit for point in points]
        self._window_ms = np.array([max(point.figures[0], 1) for point in points], dtype=np.int64)
        self._scale = find_scale(np.array([point.settings.limit for point in points]))
        gap_ms = np.full(len(points), NEVER)
        self.windows = Windows(_KEPT, self._window_ms // 2, gap_ms)
        self.bases: Sequence[str] = [f"{point.unit} {point.figures[0]}" for point in points]
        self.grounds = Grounds(points, width=3)

    def explain(self, raised: Raised) -> str:
        """From which value to which, in what time, and what that makes suspect."""
        found, own = self.grounds.find(raised), self.points[raised.point]
        if found is None:
            return ""
        unit = self._units[raised.point]
        ends = [with_unit(f"{value:.6g}", unit) for value in found[:2]]
        limit = with_unit(f"{own.settings.limit:.4g}", own.unit)
        return (
            f"{own.source} 在 {found[2]:.4g} s 内由 {ends[0]} 变为 {ends[1]}，"
            f"快于可能的 {limit}，疑仪表故障"
            f" {own.source} from {ends[0]} to {ends[1]} within {found[2]:.4g} s,"
            f" faster than the possible {limit}: suspect the instrument"
        )

    def recall(self) -> None:
        """A reading takes the place of what it was held against."""
        return

    def follow(self, track: Track) -> NDArray[np.float64]:
        """The fastest moves that readings end, unknown where none came before."""
        held, move = self.windows.take(track), np.empty(len(track))
        for part in track.cut():
            point, value = track.point[part], track.value[part]
            before = held.tell_before(part)
            age, level = before.age, before.value
            pace = np.abs(value - level) / np.maximum(age, self._window_ms[point])
            which = np.argmax(np.where(np.isnan(pace), -1.0, pace), axis=0)
            column = np.arange(len(point))
            move[part] = round_values(pace[which, column] * MINUTE_MS, self._scale[point])
            beyond = self.grounds.find_beyond(point, move[part])
            if len(beyond):
                own = which[beyond], beyond
                figures = np.stack([level[own], value[beyond], age[own] / 1000], axis=1)
                self.grounds.note(track, part.start + beyond, move, figures)
        return move
