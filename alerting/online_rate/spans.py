"""Spans of time as arrays: how long of each point's time several things held together.

Pure arithmetic in int64 ms; what a span means is :mod:`alerting.online_rate.rate`'s business.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from plant.reading import Instant


@dataclass(frozen=True, slots=True)
class Spans:
    """Half-open spans, arrays of shape (n,): of which point (intp), from when, until when
    (int64).
    """

    point: NDArray[np.intp]
    begin: NDArray[np.int64]
    end: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.point)

    @classmethod
    def of(
        cls,
        point: Sequence[int] | NDArray[np.integer],
        begin: Sequence[Instant] | NDArray[np.integer],
        end: Sequence[Instant] | NDArray[np.integer],
    ) -> Self:
        """Spans of anything that makes arrays."""
        return cls(
            np.asarray(point, dtype=np.intp),
            np.asarray(begin, dtype=np.int64),
            np.asarray(end, dtype=np.int64),
        )

    @classmethod
    def join(cls, parts: Sequence["Spans"]) -> Self:
        """Several as one."""
        return cls.of(
            np.concatenate([np.empty(0, np.intp), *(part.point for part in parts)]),
            np.concatenate([np.empty(0, np.int64), *(part.begin for part in parts)]),
            np.concatenate([np.empty(0, np.int64), *(part.end for part in parts)]),
        )

    @classmethod
    def cross(
        cls, points: NDArray[np.integer], begin: NDArray[np.integer], end: NDArray[np.integer]
    ) -> Self:
        """The same spans for each of several points."""
        count = len(begin)
        return cls.of(
            np.repeat(points, count), np.tile(begin, len(points)), np.tile(end, len(points))
        )


@dataclass(frozen=True, slots=True)
class Stopwatch:
    """A clock that stands still outside some spans: disjoint, rising, int64 ms of shape (k,)."""

    begin: NDArray[np.int64]
    end: NDArray[np.int64]

    @classmethod
    def of(cls, runs: Spans, pauses: Spans, start: Instant, end: Instant) -> Self:
        """It runs within [start, end) where one of ``runs`` does and none of ``pauses``."""
        time, ran, paused = _sweep([runs, pauses])[1:]
        time = np.clip(time, start, end)
        runs_on = (ran > 0) & (paused == 0)
        begin, after = time[:-1][runs_on[:-1]], time[1:][runs_on[:-1]]
        lasting = after > begin
        return cls(begin[lasting], after[lasting])

    @property
    def total(self) -> int:
        """How long it runs, ms."""
        return int((self.end - self.begin).sum())

    def read(self, at: NDArray[np.int64]) -> NDArray[np.int64]:
        """What it shows at instants, ms from its start."""
        if not len(self.begin):
            return np.zeros(len(at), dtype=np.int64)
        lengths = self.end - self.begin
        before = np.concatenate([[0], np.cumsum(lengths)])
        place = np.searchsorted(self.begin, at, side="right") - 1
        inside = np.clip(at - self.begin[place], 0, lengths[place])
        shown: NDArray[np.int64] = np.where(place < 0, 0, before[place] + inside)
        return shown

    def time(self, spans: Spans) -> Spans:
        """The same spans on this clock."""
        return Spans(spans.point, self.read(spans.begin), self.read(spans.end))


def measure(
    layers: Sequence[Spans],
) -> tuple[NDArray[np.intp], NDArray[np.int64], NDArray[np.bool_]]:
    """Cut the time of every point at every end of a span.

    :param layers: spans of one kind each; they may overlap.
    :returns: intp (m,), the point of each piece; int64 (m,), how long it is; bool (layers, m),
        which layers have a span there.
    """
    point, time, *held = _sweep(layers)
    length = np.diff(time, append=0)
    length[np.append(point[1:] != point[:-1], True)[: len(length)]] = 0
    return point, length, np.array(held, dtype=np.int64).reshape(len(layers), -1) > 0


def _sweep(layers: Sequence[Spans]) -> list[NDArray[np.int64]]:
    """All ends in the order of (point, time): point, time, and how many spans hold after each."""
    point = np.concatenate([part for one in layers for part in (one.point, one.point)])
    time = np.concatenate([part for one in layers for part in (one.begin, one.end)])
    order = np.lexsort((time, point))
    swept = [point[order], time[order]]
    first = 0
    for layer in layers:
        step = np.zeros(len(point), dtype=np.int64)
        step[first : first + len(layer)] = 1
        step[first + len(layer) : first + 2 * len(layer)] = -1
        first += 2 * len(layer)
        swept.append(np.cumsum(step[order]))
    return swept
