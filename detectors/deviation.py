"""Deviation and discrepancy: a tag held against another one, or against a set point.

GB/T 41261 (IEC 62682) knows both as types of alarms: two values apart, and a state that is not as
commanded. Each reading of either side makes a sample of what they are apart; the limit, its delay
(the time that a valve may travel) and its deadband are the machine's.
"""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from detectors.kind import Arrivals, Kind
from detectors.pairs import Pairs
from detectors.points import (
    NO_SAMPLES,
    Deriver,
    Point,
    Points,
    Raised,
    Samples,
    list_checked,
    make_point,
)
from plant.condition import Condition
from plant.message import plain
from plant.words import Plant

_WORDS: Final = {
    Condition.DEVIATION: ("偏差", "apart from"),
    Condition.DISCREPANCY: ("与指令不一致", "not as commanded by"),
}


def make_deviations(plant: Plant) -> Kind | None:
    """Deviations between redundant tags and from set points."""
    return _make(plant, Condition.DEVIATION)


def make_discrepancies(plant: Plant) -> Kind | None:
    """Feedback that is not what its command asks for."""
    return _make(plant, Condition.DISCREPANCY)


def _make(plant: Plant, condition: Condition) -> Kind | None:
    points, sides = [], []
    for row, tag in list_checked(plant, condition):
        check = tag.checks[condition]
        partner = plant.row_of.get(check.reference, -1)
        inputs = (row,) if partner < 0 else (row, partner)
        setpoint = np.nan if check.setpoint is None else check.setpoint
        points.append(make_point(row, tag, condition, inputs=inputs, figures=(0, 0)))
        sides.append((check.reference or plain(setpoint), setpoint))
    if not points:
        return None
    return Points(str(condition), Deviation(tuple(points), sides, len(plant.tags)))


class Deviation(Deriver):
    """How far each point's tag is from what it is held against.

    :param sides: name and fixed value (NaN: a tag) of what each point is held against.
    """

    def __init__(
        self, points: tuple[Point, ...], sides: list[tuple[str, float]], tags: int
    ) -> None:
        self.points = points
        self._names = [name for name, _ in sides]
        self._setpoint = np.array([value for _, value in sides], dtype=np.float64)
        self._pairs = Pairs([point.inputs for point in points], tags)

    def derive(self, arrivals: Arrivals) -> Samples:
        """One sample for each reading of either side, worth as much as the worse of the two."""
        pair = self._pairs.follow(arrivals)
        if pair is None:
            return NO_SAMPLES
        fixed = self._setpoint[pair.point]
        other = np.where(np.isnan(fixed), pair.value[1], fixed)
        return Samples(
            pair.place,
            pair.point,
            np.abs(pair.value[0] - other),
            pair.status,
            pair.marks,
            pair.until,
        )

    def lose(self, tags: NDArray[np.intp]) -> None:
        """A side that is silent is no side."""
        self._pairs.lose(tags)

    def arrays(self) -> Mapping[str, NDArray[Any]]:
        """What both sides last said."""
        return self._pairs.arrays()

    def explain(self, raised: Raised) -> str:
        """Both sides by name, and what they are apart."""
        own, name = self.points[raised.point], self._names[raised.point]
        zh, en = _WORDS[own.condition]
        unit = f" {own.unit}" if own.unit else ""
        return f"与 {name} {zh} {raised.value:.6g}{unit} {own.source} {en} {name}"
