"""Exposure: the time-weighted mean of what a gas head showed, over 15 min (STEL) and 8 h (TWA).

GBZ 2.1-2019 knows both limits (PC-STEL, PC-TWA). They are an index beside the detector's own
levels, which are judged apart. A reading holds until the next one, or until it goes stale; what is
below zero is zero. The window moves on in :data:`BUCKETS` steps: the mean is taken over it and the
part of the present step that has passed, so it is exact where the concentration is steady, and by
no course of it below the true mean by more than 1 in BUCKETS + 1.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from detectors.kind import Arrivals, Kind
from detectors.points import Deriver, Point, Points, Raised, Samples, list_checked, make_point
from detectors.singles import Singles
from plant.condition import Condition
from plant.gas_levels import load_exposure_limits
from plant.message import plain
from plant.quality import GOOD, QualityClass
from plant.reading import LONG_AGO
from plant.words import Plant

BUCKETS: Final = 30
"""Steps of a window; more of them take more memory and err less."""

KNOWN_SHARE: Final = 0.75
"""Of a window: with less of it known, a mean below its limit is no evidence. Our own choice; the
occupational hygiene standards speak of representative sampling and give no share."""

LARGEST: Final = 1e30
"""What a reading counts at most, so that sums stay numbers."""

ROUNDING: Final = 1e-6
"""A mean nearer to its limit than this share is at it: sums of many readings are rounded."""

_WORDS: Final = {
    Condition.STEL: ("短时间接触浓度", "short-term exposure"),
    Condition.TWA: ("时间加权平均浓度", "time-weighted exposure"),
}


def make_stels(plant: Plant) -> Kind | None:
    """Short-term exposures (PC-STEL)."""
    return _make(plant, Condition.STEL)


def make_twas(plant: Plant) -> Kind | None:
    """Exposures over a shift (PC-TWA)."""
    return _make(plant, Condition.TWA)


def _make(plant: Plant, condition: Condition) -> Kind | None:
    checked = list_checked(plant, condition)
    points = tuple(make_point(row, tag, condition) for row, tag in checked)
    return Points(str(condition), Exposure(points, plant)) if points else None


@dataclass(frozen=True, slots=True)
class Pieces:
    """What readings held, each up to the next one of its tag, shape (m,).

    ``point`` int32, each once; ``begin``, ``end``, ``now`` int64 ms: it held from ``begin`` to
    ``end``, and is added at ``now``; ``value`` float64, 0 where it is unknown; ``sure`` bool, it is
    no doubtful one.
    """

    point: NDArray[np.intp]
    begin: NDArray[np.int64]
    end: NDArray[np.int64]
    now: NDArray[np.int64]
    value: NDArray[np.float64]
    sure: NDArray[np.bool_]

    def take(self, wanted: NDArray[np.bool_]) -> "Pieces":
        """Some of them."""
        return Pieces(*(getattr(self, field.name)[wanted] for field in fields(self)))


class Exposure(Deriver):
    """The mean exposure at each tag.

    ``width``   int64 ms (points,), the step in which the rest was counted
    ``step``    int64 (points,), the number of the present step, counted from 1970
    ``doses``, ``spans``  float32 (points, BUCKETS), of each full step in the window: value × ms and
        ms of it that are known for sure, that of step n at n modulo BUCKETS
    ``before``  float64 (points, 2), the sums of both
    ``present`` float64 (points, 2), the same two of the present step
    ``time``, ``value``, ``sure``  of the last reading; the value NaN where it is unknown
    """

    def __init__(self, points: tuple[Point, ...], plant: Plant) -> None:
        self.points = points
        self._singles = Singles(points, plant)
        self._substances = [name_substance(plant.tags[point.inputs[0]].cas) for point in points]
        self._limit = np.array([point.settings.limit for point in points], dtype=np.float64)
        width = [max(round(point.figures[0] / BUCKETS), 1) for point in points]
        self._wanted = np.array(width, dtype=np.int64)
        self._width = self._wanted.copy()
        self._step = np.zeros(len(points), dtype=np.int64)
        self._doses = np.zeros((len(points), BUCKETS), dtype=np.float32)
        self._spans = np.zeros((len(points), BUCKETS), dtype=np.float32)
        self._before = np.zeros((len(points), 2))
        self._present = np.zeros((len(points), 2))
        self._time = np.full(len(points), LONG_AGO)
        self._value = np.full(len(points), np.nan)
        self._sure = np.zeros(len(points), dtype=np.bool_)

    def derive(self, arrivals: Arrivals) -> Samples:
        """One sample a reading: the mean up to it.

        A bad reading ends what the one before it held; the mean is known all the same.
        """
        samples = self._singles.collect(arrivals, self._take)
        bad = arrivals.classes[samples.place] >= QualityClass.HELD
        return replace(samples, status=np.where(bad, np.uint32(GOOD), samples.status))

    def lose(self, tags: NDArray[np.intp]) -> None:
        """What tags said last holds no more; how long it did was not seen and is no evidence."""
        self._value[self._singles.find(tags)] = np.nan

    def arrays(self) -> Mapping[str, NDArray[Any]]:
        """What each tag's window holds."""
        return {
            "width": self._width,
            "step": self._step,
            "doses": self._doses,
            "spans": self._spans,
            "before": self._before,
            "present": self._present,
            "time": self._time,
            "value": self._value,
            "sure": self._sure,
        }

    def explain(self, raised: Raised) -> str:
        """The mean, its window, the limit and the substance."""
        point, (gas_zh, gas_en) = self.points[raised.point], self._substances[raised.point]
        zh, en = _WORDS[point.condition]
        unit = f" {point.unit}" if point.unit else ""
        mean, limit = f"{raised.value:.6g}{unit}", f"{plain(point.settings.limit)}{unit}"
        window = f"{point.figures[0] / 60_000:.6g} min"
        return (
            f"{gas_zh}{window} {zh} {mean}，限值 {limit} "
            f"{point.source} {en}{gas_en} over {window}: {mean}, limit {limit}"
        )

    def _take(
        self, arrivals: Arrivals, place: NDArray[np.intp], point: NDArray[np.intp]
    ) -> NDArray[np.float64]:
        batch, now = arrivals.batch, arrivals.batch.time[place]
        self._renew(point)
        self._add(self._find_pieces(arrivals, arrivals.row[place], point, now))
        classes = arrivals.classes[place]
        self._time[point] = now
        self._value[point] = np.where(classes <= QualityClass.FORCED, batch.value[place], np.nan)
        self._sure[point] = (classes <= QualityClass.UNCERTAIN) & ~arrivals.doubtful[place]
        return self._tell(point, now)

    def _renew(self, point: NDArray[np.intp]) -> None:
        """What was counted in other steps than those of today can't be used."""
        changed = point[self._width[point] != self._wanted[point]]
        if len(changed) == 0:
            return
        self._width[changed], self._step[changed] = self._wanted[changed], 0
        for array in (self._doses, self._spans, self._before, self._present):
            array[changed] = 0

    def _find_pieces(
        self,
        arrivals: Arrivals,
        row: NDArray[np.intp],
        point: NDArray[np.intp],
        now: NDArray[np.int64],
    ) -> Pieces:
        """What the readings before these held, until these or until they were too old."""
        begin, value = self._time[point], self._value[point]
        end = np.minimum(now, begin + arrivals.limit_ms[row])
        unknown = np.isnan(value)
        value = np.where(unknown, 0, np.clip(value, 0, LARGEST))
        return Pieces(point, begin, end, now, value, self._sure[point] & ~unknown)

    def _add(self, pieces: Pieces) -> None:
        point = pieces.point
        step = pieces.now // self._width[point]
        later = step != self._step[point]
        if later.any():
            self._advance(pieces.take(later), step[later])
        held = (pieces.end - np.maximum(pieces.begin, step * self._width[point])).astype(np.float64)
        held = np.maximum(held, 0)
        self._present[point, 0] += held * pieces.value
        self._present[point, 1] += held * pieces.sure

    def _advance(self, pieces: Pieces, step: NDArray[np.int64]) -> None:
        """Move windows on to another step; what its pieces held in full ones joins them."""
        point, first = pieces.point, step - BUCKETS
        left = self._step[point] < first
        self._present[point[left]] = 0
        self._step[point[left]] = first[left]
        while len(pieces.point):
            self._close(pieces)
            open_ = self._step[pieces.point] < step
            pieces, step = pieces.take(open_), step[open_]
        for column, full in enumerate((self._doses, self._spans)):
            # Whole rows of float64: a sum that casts as it goes depends on who else is advanced.
            self._before[point, column] = full[point].astype(np.float64).sum(axis=1)

    def _close(self, pieces: Pieces) -> None:
        """End the present step of windows, each with what its piece held in it."""
        point = pieces.point
        number, width = self._step[point], self._width[point]
        begin = number * width
        held = np.minimum(pieces.end, begin + width) - np.maximum(pieces.begin, begin)
        held = np.maximum(held, 0)
        present, slot = self._present[point], number % BUCKETS
        self._doses[point, slot] = present[:, 0] + held * pieces.value
        self._spans[point, slot] = present[:, 1] + held * pieces.sure
        self._present[point] = 0
        self._step[point] = number + 1

    def _tell(self, point: NDArray[np.intp], now: NDArray[np.int64]) -> NDArray[np.float64]:
        """The mean, float64 (m,), NaN where too little is known to call it below its limit."""
        width, limit = self._width[point], self._limit[point]
        span = BUCKETS * width + now - self._step[point] * width
        dose, sure = (self._before[point] + self._present[point]).T
        least, mean = dose / span, np.full(len(point), np.nan)
        np.divide(dose, sure, out=mean, where=sure >= KNOWN_SHARE * span)
        at_limit = limit * (1 - ROUNDING)
        below = np.where(mean < at_limit, mean, np.nan)
        return np.where(least >= at_limit, np.maximum(least, limit), below)


def name_substance(cas: str) -> tuple[str, str]:
    """How an explanation calls a substance, Chinese and English; empty where none is given."""
    if not cas:
        return "", ""
    gas = load_exposure_limits().get(cas)
    if gas is None:
        return f"CAS {cas} ", f" to CAS {cas}"
    return f"{gas.name} ", f" to {gas.name_en}"
