"""Meters: what the flow meters of tanks have counted up to any instant of a tick.

A meter's flow stands between its readings until it is stale, and what flowed meanwhile is added
up. Sums are whole microlitres: however a stream is cut into ticks, the same comes out. What a tank
makes of its meters is :mod:`detectors.balance`'s business.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from detectors.kind import Arrivals
from detectors.spells import Spells
from plant.quality import QualityClass
from plant.reading import LONG_AGO, NEVER

HOUR_MS: Final = 3_600_000.0
_MICROLITRES: Final = 1e9
"""In a m³."""

_MOST: Final = 1e6
"""What flows from one reading to the next counts as at most so many m³, so that sums stay whole
numbers: more than any meter of a park tells in the time of which a reading counts."""


@dataclass(slots=True)
class Meters:
    """What meters last said, arrays of shape (meters,).

    ``time``   int64 ms, LONG_AGO before any reading
    ``flow``   float64 m³/h, into the tank positive; NaN while unknown, 0 where there is no meter
    ``total``  int64 µL, what has flowed since the beginning, up to ``time``
    ``quality``  uint8, its :class:`QualityClass`
    """

    time: NDArray[np.int64]
    flow: NDArray[np.float64]
    total: NDArray[np.int64]
    quality: NDArray[np.uint8]

    @classmethod
    def of(cls, there: NDArray[np.bool_]) -> "Meters":
        """Nothing said yet; ``there``: bool (meters,), there is such a meter."""
        count = len(there)
        return cls(
            time=np.full(count, LONG_AGO),
            flow=np.where(there, np.nan, 0.0),
            total=np.zeros(count, dtype=np.int64),
            quality=np.zeros(count, dtype=np.uint8),
        )

    def hear(
        self,
        arrivals: Arrivals,
        place: NDArray[np.intp],
        meter: NDArray[np.intp],
        factor: NDArray[np.float64],
    ) -> "MeterLog":
        """What readings say, sorted by meter and by arrival; :meth:`keep` takes it up.

        :param place: intp (n,), the readings of meters, intp (n,).
        :param factor: float64 (n,), to m³/h into the tank.
        """
        spells, batch = Spells.of(meter), arrivals.batch
        classes, time = arrivals.classes[place], batch.time[place]
        sure = (classes <= QualityClass.FORCED) & ~arrivals.doubtful[place]
        flow = np.where(sure, batch.value[place] * factor, np.nan)
        newest = spells.climb(time, self.time)
        before = spells.shift(newest, self.time)
        until = np.minimum(before + arrivals.limit_ms[arrivals.row[place]], NEVER)
        held = np.where(time <= until, spells.shift(flow, self.flow), np.nan)
        amount = held * np.maximum(time - before, 0) / HOUR_MS
        unknown = np.isnan(amount)
        amount[unknown] = 0.0
        whole = np.rint(np.clip(amount, -_MOST, _MOST) * _MICROLITRES).astype(np.int64)
        total = spells.add_up(whole, self.total)
        gone = unknown | np.isnan(flow)
        return MeterLog(self, len(arrivals), place, spells, newest, flow, total, classes, gone)


@dataclass(frozen=True, slots=True)
class MeterLog:
    """What meters say in a tick of so many readings, arrays (n,) by meter and by arrival.

    ``newest``, ``flow``, ``total``, ``quality``  as of :class:`Meters`, after each reading
    ``gone``  bool, what flowed up to it, or flows from then on, is not known
    """

    meters: Meters
    readings: int
    place: NDArray[np.intp]
    spells: Spells
    newest: NDArray[np.int64]
    flow: NDArray[np.float64]
    total: NDArray[np.int64]
    quality: NDArray[np.uint8]
    gone: NDArray[np.bool_]

    def read(
        self,
        arrivals: Arrivals,
        meter: NDArray[np.intp],
        place: NDArray[np.intp],
        row: NDArray[np.intp],
    ) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.uint8]]:
        """What meters have counted when readings of others arrive, (m,).

        :param place: intp (m,), those readings.
        :param row: intp (m,), the tags of the meters.
        :returns: m³ up to the times of those readings, NaN while unknown; until when that counts,
            int64 ms, NEVER before any reading; and the quality, uint8.
        """
        point = self.spells.own[self.spells.which]
        keys = point * self.readings + self.place
        found = np.searchsorted(keys, meter * self.readings + place) - 1
        said = found >= 0
        said[said] = point[found[said]] == meter[said]

        def pick(told: NDArray[Any], state: NDArray[Any]) -> NDArray[Any]:
            picked = state[meter]
            picked[said] = told[found[said]]
            return picked

        time, since = arrivals.batch.time[place], pick(self.newest, self.meters.time)
        ends = np.minimum(since + arrivals.limit_ms[row], NEVER)
        flow = np.where(time <= ends, pick(self.flow, self.meters.flow), np.nan)
        total = pick(self.total, self.meters.total) / _MICROLITRES
        came = total + flow * (time - since) / HOUR_MS
        until = np.where(since > LONG_AGO, ends, NEVER)
        return came, until, pick(self.quality, self.meters.quality)

    def find_gone(self, members: int, besides: NDArray[np.intp]) -> NDArray[np.intp]:
        """Where something was lost: keys of point and arrival, intp (k,), sorted.

        :param members: meters of each point.
        :param besides: keys where it was for another reason.
        """
        point = self.spells.own[self.spells.which[self.gone]] // members
        return np.sort(np.append(point * self.readings + self.place[self.gone], besides))

    def keep(self) -> None:
        """Let what was said last be what the meters say."""
        own, end, meters = self.spells.own, self.spells.end, self.meters
        meters.time[own], meters.flow[own] = self.newest[end], self.flow[end]
        meters.total[own], meters.quality[own] = self.total[end], self.quality[end]
