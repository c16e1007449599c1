"""Shifts: when each begins in the park's zone, over the days of a period.

A shift ends when the next begins. What was done in one is the business of the files beside this.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

import numpy as np
from numpy.typing import NDArray

from alerting.kpi.terms import DAY_MS, Period, Terms


@dataclass(frozen=True, slots=True)
class Shifts:
    """The shifts that a period touches, in the order of time, arrays of shape (n,).

    ``begin`` int64 ms, the first not after the period's start; ``kind`` intp, which of the terms'
    shifts each is. Each lasts until the next begins, the last until ``end``.
    """

    begin: NDArray[np.int64]
    kind: NDArray[np.intp]
    period: Period

    def find(self, instants: NDArray[np.int64]) -> NDArray[np.intp]:
        """Which kind of shift each instant of the period falls into, intp (m,)."""
        place = np.searchsorted(self.begin, instants, side="right") - 1
        kinds: NDArray[np.intp] = self.kind[np.maximum(place, 0)]
        return kinds

    def list_parts(self, kind: int) -> list[Period]:
        """The parts of the period that belong to one kind of shift."""
        ends = np.append(self.begin[1:], self.period.end)
        mine = self.kind == kind
        first = np.maximum(self.begin[mine], self.period.start).tolist()
        last = np.minimum(ends[mine], self.period.end).tolist()
        return [Period(*part) for part in zip(first, last, strict=True) if part[0] < part[1]]


def cut_shifts(period: Period, terms: Terms) -> Shifts:
    """The shifts of a period."""
    day = _find_day(period.start - 2 * DAY_MS, terms.zone)
    last = _find_day(period.end, terms.zone)
    begun: list[tuple[int, int]] = []
    while day <= last:
        begun += [(_date(day, at, terms.zone), kind) for kind, at in enumerate(terms.shifts)]
        day += timedelta(days=1)
    begun.sort()
    times, kinds = np.array(begun, dtype=np.int64).T
    inside = slice(
        np.searchsorted(times, period.start, "right") - 1, np.searchsorted(times, period.end)
    )
    return Shifts(times[inside], kinds[inside].astype(np.intp), period)


def _find_day(instant: int, zone: tzinfo) -> date:
    return datetime.fromtimestamp(instant / 1000, UTC).astimezone(zone).date()


def _date(day: date, at: time, zone: tzinfo) -> int:
    return round(datetime.combine(day, at, zone).timestamp() * 1000)
