"""Exposure: the time-weighted mean of what a gas head showed, over 15 min (STEL) and 8 h (TWA).

GBZ 2.1-2019 knows both limits (PC-STEL, PC-TWA). They are an index beside the detector's own
levels, which are judged apart. A reading holds until the next one, or until it goes stale; what is
below zero is zero. The window moves on in :data:`BUCKETS` steps: the mean is taken over it and the
part of the present step that has passed, so it is exact where the concentration is steady, and by
no course of it below the true mean by more than 1 in BUCKETS + 1.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from detectors.kind import Arrivals, Kind
from detectors.points import Deriver, Point, Points, Raised, Samples, list_checked, make_point
from detectors.singles import Singles
from detectors.sparse_table import SparseTable
from detectors.step_sums import BUCKETS, StepSums, Stretches
from plant.condition import Condition
from plant.gas_levels import load_exposure_limits
from plant.message import plain
from plant.quality import GOOD, QualityClass
from plant.reading import LONG_AGO, NEVER
from plant.words import Plant

KNOWN_SHARE: Final = 0.75
"""Of a window: with less of it known, a mean below its limit is no evidence. Our own choice; the
occupational hygiene standards speak of representative sampling and give no share."""

LARGEST: Final = 1e30
"""What a reading counts at most, so that sums stay numbers."""

ROUNDING: Final = 1e-6
"""A mean nearer to its limit than this share is at it: sums of many readings are rounded."""

_NOTHING_LOST: Final[dict[str, np.generic | NDArray[Any]]] = {
    "full": np.zeros(BUCKETS, dtype=np.float32),
    "before": np.float64(0),
    "present": np.float64(0),
}

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


class Exposure(Deriver):
    """The mean exposure at each tag.

    ``doses_full``, ``doses_before``, ``doses_present``  value × ms, as of :class:`StepSums`
    ``since``  int64 ms (points,), the first instant of which something was known for sure, NEVER
        before there was any
    ``time``, ``value``, ``sure``  of the last reading: int64 ms, float64 as it counts (0 where it
        is unknown), and bool, whether it is known and no doubtful one (points,)
    ``lost``   of points of whose window something since then is not known for sure: ``full``,
        ``before``, ``present``, ms of it, as of :class:`StepSums`
    """

    def __init__(self, points: tuple[Point, ...], plant: Plant) -> None:
        self.points = points
        self._singles = Singles(points, plant)
        self._substances = [name_substance(plant.tags[point.inputs[0]].cas) for point in points]
        self._limit = np.array([point.settings.limit for point in points], dtype=np.float64)
        width = [max(round(point.figures[0] / BUCKETS), 1) for point in points]
        self._width = np.array(width, dtype=np.int64)
        count = len(points)
        full = np.zeros((count, BUCKETS), dtype=np.float32)
        self._doses = StepSums(full, np.zeros(count), np.zeros(count))
        self._since = np.full(count, NEVER)
        self._time = np.full(count, LONG_AGO)
        self._value = np.zeros(count)
        self._sure = np.zeros(count, dtype=np.bool_)
        self._lost = SparseTable(count, _NOTHING_LOST)

    def derive(self, arrivals: Arrivals) -> Samples:
        """One sample a reading: the mean up to it.

        A bad reading ends what the one before it held; the mean is known all the same.
        """
        samples = self._singles.collect(arrivals, self._take)
        bad = arrivals.classes[samples.place] >= QualityClass.HELD
        if not np.count_nonzero(bad):
            return samples
        return replace(samples, status=np.where(bad, np.uint32(GOOD), samples.status))

    def lose(self, tags: NDArray[np.intp]) -> None:
        """What tags said last holds no more; how long it did was not seen and is no evidence."""
        point = self._singles.find(tags)
        self._value[point], self._sure[point] = 0, False

    def arrays(self) -> Mapping[str, NDArray[Any]]:
        """What each tag's window holds."""
        return {
            "doses_full": self._doses.full,
            "doses_before": self._doses.before,
            "doses_present": self._doses.present,
            "since": self._since,
            "time": self._time,
            "held": self._value,
            "held_sure": self._sure,
        }

    def tables(self) -> Mapping[str, SparseTable]:
        """What of the windows is not known for sure."""
        return {"lost": self._lost}

    def recall(self) -> NDArray[np.float64]:
        """The means up to the last readings."""
        every = np.arange(len(self.points), dtype=np.intp)
        return self._tell(every, self._time, self._width)

    def renew(self, other: NDArray[np.bool_]) -> None:
        """What was counted in other steps than those of today can't be used."""
        for sums in (self._doses.full, self._doses.before, self._doses.present):
            sums[other] = 0
        self._since[other] = NEVER
        self._lost.close(np.flatnonzero(other))

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
        classes, batch = arrivals.classes[place], arrivals.batch
        last, now, width = self._time[point], batch.time[place], self._width[point]
        # What a reading said holds until the next one, or until it was too old.
        end = np.minimum(now, last + arrivals.limit_ms[arrivals.row[place]])
        self._doses.add(point, Stretches(last, now, last, end, width, self._value[point]))
        self._note_lost(point, last, end, now, width)
        self._time[point] = now
        value = np.minimum(np.maximum(batch.value[place], 0), LARGEST)
        self._value[point] = np.where(classes <= QualityClass.FORCED, value, 0)
        self._sure[point] = (classes <= QualityClass.UNCERTAIN) & ~arrivals.doubtful[place]
        return self._tell(point, now, width)

    def _note_lost(
        self,
        point: NDArray[np.intp],
        last: NDArray[np.int64],
        end: NDArray[np.int64],
        now: NDArray[np.int64],
        width: NDArray[np.int64],
    ) -> None:
        """Note how much of the time since the last readings is not known for sure."""
        sure, since = self._sure[point], self._since[point]
        begins = sure & (since == NEVER)
        self._since[point[begins]] = last[begins]
        unsure = np.where(sure, end, last)
        broken = (unsure < now) & (self._since[point] < NEVER)
        fresh = point[broken & (self._lost.slot[point] == 0)]
        if len(fresh):
            self._lost.open(fresh)
        touched = self._lost.slot[point].nonzero()[0]
        if len(touched):
            spell = Stretches(last, now, unsure, now, width, np.ones(len(point))).take(touched)
            self._add_lost(point[touched], spell)

    def _add_lost(self, point: NDArray[np.intp], spell: Stretches) -> None:
        """Add to what is lost of windows, and forget those of which nothing is."""
        lost, slot = StepSums(**self._lost.columns), self._lost.slot[point]
        lost.add(slot, spell)
        self._lost.close(point[lost.read(slot) == 0])

    def _tell(
        self, point: NDArray[np.intp], now: NDArray[np.int64], width: NDArray[np.int64]
    ) -> NDArray[np.float64]:
        """The mean, float64 (m,), NaN where too little is known to call it below its limit."""
        limit = self._limit[point]
        begin = (now // width - BUCKETS) * width
        span = now - begin
        sure = np.maximum(now - np.maximum(self._since[point], begin), 0)
        if len(self._lost):
            sure = sure - StepSums(**self._lost.columns).read(self._lost.slot[point])
        dose = self._doses.read(point)
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
