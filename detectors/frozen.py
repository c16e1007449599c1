"""Frozen: readings keep coming, and the value does not move (死值; the flat line test of QARTOD).

Each reading makes a sample of how far it is from the last one that counted as a move; how long
that may stay within the limit is the on-delay, which is the machine's. Whether a tank rests because
its pumps and valves do is not known here: its time is to be chosen for that.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from detectors.kind import Arrivals, Kind
from detectors.points import (
    Deriver,
    Point,
    Points,
    Raised,
    Samples,
    list_checked,
    make_point,
)
from detectors.singles import MEASURED, Singles, is_contact
from plant.condition import Condition
from plant.message import plain
from plant.quality import find_constant
from plant.reading import NEVER
from plant.tag_kind import TagKind
from plant.words import Plant, Tag

AT_REST: Final = frozenset({TagKind.GAS_COMBUSTIBLE, TagKind.GAS_TOXIC})
"""Heads whose zero is clean air, which is clamped to it. Oxygen is at 20.9 there, and a head at
zero is no calm one."""


def make_frozen(plant: Plant) -> Kind | None:
    """Frozen values, of measurements alone."""
    checked = [
        (row, tag) for row, tag in list_checked(plant, Condition.FROZEN) if not is_contact(tag)
    ]
    points = tuple(
        make_point(row, tag, Condition.FROZEN, low=True, waits=True) for row, tag in checked
    )
    return Points("frozen", Frozen(points, plant)) if points else None


class Frozen(Deriver):
    """How far each tag is from its last move.

    ``reference``  float64 (points,), the value of that move, NaN before the first reading.
    """

    def __init__(self, points: tuple[Point, ...], plant: Plant) -> None:
        self.points = points
        self._singles = Singles(points, plant)
        tags = [plant.tags[point.inputs[0]] for point in points]
        self._band = np.array([point.settings.limit for point in points], dtype=np.float64)
        self._step = np.array([_find_step(tag) for tag in tags], dtype=np.float64)
        self._clean = np.array([_list_clean(tag) for tag in tags], dtype=np.float64).T
        self._heads = not np.isnan(self._clean).all()
        self._calm = np.array([_find_calm(point) for point in points], dtype=np.float64)
        self._reference = np.full(len(points), np.nan)

    def derive(self, arrivals: Arrivals) -> Samples:
        """One sample a reading: the way from the last move.

        What stands without being sent again does not show that readings keep coming: of a tag
        without an interval it counts at the instant of its reading only.
        """
        samples = self._singles.collect(arrivals, self._take, MEASURED)
        endless = samples.until == NEVER
        if not np.count_nonzero(endless):
            return samples
        still = endless & (samples.value <= self._band[samples.point])
        until = np.where(still, arrivals.batch.time[samples.place], samples.until)
        return replace(samples, until=until)

    def arrays(self) -> Mapping[str, NDArray[Any]]:
        """The last moves."""
        return {"reference": self._reference}

    def explain(self, raised: Raised) -> str:
        """The tag, how little it moved and for how long."""
        point = self.points[raised.point]
        unit = f" {point.unit}" if point.unit else ""
        moved, band = f"{raised.value:.6g}{unit}", f"{plain(point.settings.limit)}{unit}"
        minutes = f"{(raised.at - raised.onset) / 60_000:.6g} min"
        return (
            f"{minutes} 内仍有读数而变化仅 {moved}，不超过 {band} "
            f"{point.source} moved by {moved}, not beyond {band}, within {minutes} of readings"
        )

    def _take(
        self, arrivals: Arrivals, place: NDArray[np.intp], point: NDArray[np.intp]
    ) -> NDArray[np.float64]:
        value, reference = arrivals.batch.value[place], self._reference[point]
        band = self._band[point]
        moved: NDArray[np.float64] = np.abs(value - reference)
        # What the subtraction of two rounded numbers adds is no move.
        rounding = self._step[point] * np.maximum(np.abs(value), np.abs(reference))
        still = moved <= band + rounding
        if np.count_nonzero(still):
            np.minimum(moved, band, out=moved, where=still)
        if not arrivals.plain:
            constant = find_constant(arrivals.batch.status[place])
            moved[constant] = 0
            still |= constant
        self._reference[point] = np.where(still, reference, value)
        if self._heads:
            clean = (np.abs(value - self._clean[:, point]) <= band).any(axis=0)
            moved[clean] = np.fmax(moved, self._calm[point])[clean]
        return moved


def _find_step(tag: Tag) -> float:
    """Relative error of the difference of two values of a tag: both may be half a step off."""
    return float(np.finfo(np.float32 if tag.float32 else np.float64).eps)


def _list_clean(tag: Tag) -> tuple[float, float]:
    """Where a gas head rests in clean air, NaN where nothing is known of it."""
    if tag.kind not in AT_REST:
        return np.nan, np.nan
    return 0.0, np.nan if tag.range_lo is None else tag.range_lo


def _find_calm(point: Point) -> float:
    """What surely counts as a move, whatever the deadband of the return."""
    return 2 * (point.settings.limit + point.settings.deadband) or 1.0
