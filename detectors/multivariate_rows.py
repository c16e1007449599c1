"""Rows of a model: what stands of its tags at each distinct source time.

Readings of several tags come one after the other, each with its own time. A row is opened by the
first reading that is newer than all before it, takes in what else comes before the clock has passed
it, and is closed then: by the next newer reading, of whatever tag, or by the clock itself. Between
readings the last value of a tag stands until it is stale (contract section 1, rule 3); what is
older than the open row changes what stands, and opens none. How a stream is cut into ticks does not
show in its rows. What rows are worth is :mod:`detectors.multivariate_statistic`'s business.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detectors.findings import mark_quality
from detectors.kind import Arrivals
from plant.quality import QualityClass
from plant.reading import LONG_AGO, NEVER


@dataclass(frozen=True, slots=True)
class TagReadings:
    """Readings of a model's tags in order of arrival, arrays of shape (n,).

    ``column``    intp, which of the model's tags
    ``time``, ``source``, ``received``  int64 ms, as of :class:`plant.reading.ReadingBatch`
    ``clock``     int64 ms, the event clock when each arrived
    ``value``     float64; ``usable`` bool, it tells a value; ``doubtful`` bool, it may raise and
        not return: forced, or from a source declared down
    ``until``     int64 ms, when it stops counting, NEVER where it stands until the next
    ``marks``     uint16, with what the quality says
    """

    column: NDArray[np.intp]
    time: NDArray[np.int64]
    source: NDArray[np.int64]
    received: NDArray[np.int64]
    clock: NDArray[np.int64]
    value: NDArray[np.float64]
    usable: NDArray[np.bool_]
    doubtful: NDArray[np.bool_]
    until: NDArray[np.int64]
    marks: NDArray[np.uint16]

    def __len__(self) -> int:
        return len(self.column)


@dataclass(frozen=True, slots=True)
class Rows:
    """Closed rows, in the order of time: arrays of shape (rows,) and (rows, tags).

    ``time``, ``source``, ``received``  int64 ms, of the reading that opened each
    ``value``  float64, NaN for what is not known; ``doubtful`` bool and ``marks`` uint16 of what is
    """

    time: NDArray[np.int64]
    source: NDArray[np.int64]
    received: NDArray[np.int64]
    value: NDArray[np.float64]
    doubtful: NDArray[np.bool_]
    marks: NDArray[np.uint16]

    def __len__(self) -> int:
        return len(self.time)


_STANDING = ("value", "usable", "doubtful", "until", "marks")
_OPENED = ("time", "source", "received")


@dataclass(frozen=True, slots=True)
class RowState:
    """What stands, arrays of shape (tags,) by the names of :class:`TagReadings`, and the open row.

    Arrays of shape (1,): ``open`` bool; ``time``, ``source``, ``received`` int64 ms of the newest
    row, open or closed. All may be views of arrays of another owner.
    """

    standing: Mapping[str, NDArray[Any]]
    opened: Mapping[str, NDArray[Any]]

    @classmethod
    def of(cls, tags: int) -> "RowState":
        """Of tags never heard."""
        return cls(make_standing(tags), make_opened(1))

    @property
    def is_open(self) -> bool:
        """Whether a row waits for what else belongs to it."""
        return bool(self.opened["open"][0])

    @property
    def time(self) -> int:
        """When the newest row is, ms."""
        return int(self.opened["time"][0])

    def lose(self, columns: NDArray[np.intp]) -> None:
        """Tags are unknown until their next reading."""
        self.standing["usable"][columns] = False

    def take(self, readings: TagReadings) -> Rows:
        """Take in readings; the rows that are closed by them."""
        opening, row_time = self._find_rows(readings)
        closing = find_closing(readings, opening, row_time)
        closed = int(np.count_nonzero(closing < len(readings)))
        last = find_last(readings.column, closing[:closed], len(self.standing["value"]))
        rows = self._gather(readings, opening[:closed], last[:closed])
        self._keep(readings, opening, last[-1], is_open=closed < len(opening))
        return rows

    def close(self) -> Rows:
        """The open row, which the clock has passed."""
        self.opened["open"][0] = False
        nothing = np.full((1, len(self.standing["value"])), -1, dtype=np.intp)
        return self._gather(NO_READINGS, np.full(1, -1, dtype=np.intp), nothing)

    def _find_rows(self, readings: TagReadings) -> tuple[NDArray[np.intp], NDArray[np.int64]]:
        """The reading that opens each row, intp (rows,), -1 for the one open before; its time."""
        newest = np.maximum.accumulate(np.append(self.opened["time"], readings.time))
        opening = np.flatnonzero(readings.time > newest[:-1])
        if self.is_open:
            opening = np.append(-1, opening)
        return opening, newest[opening + 1]

    def _gather(
        self, readings: TagReadings, opening: NDArray[np.intp], last: NDArray[np.intp]
    ) -> Rows:
        """Rows of the readings at ``last``, intp (rows, tags), -1 for what stood before."""
        opened = {name: self._pick(name, readings, opening) for name in _OPENED}
        stand = {name: self._pick_standing(name, readings, last) for name in _STANDING}
        known = stand["usable"] & (stand["until"] >= opened["time"][:, None])
        return Rows(
            **opened,
            value=np.where(known, stand["value"], np.nan),
            doubtful=stand["doubtful"] & known,
            marks=stand["marks"],
        )

    def _pick(self, name: str, readings: TagReadings, opening: NDArray[np.intp]) -> NDArray[Any]:
        return np.append(getattr(readings, name), self.opened[name])[opening]

    def _pick_standing(
        self, name: str, readings: TagReadings, last: NDArray[np.intp]
    ) -> NDArray[Any]:
        column = getattr(readings, name)
        if len(column) == 0:
            return np.broadcast_to(self.standing[name], last.shape)
        return np.where(last < 0, self.standing[name], column[last])

    def _keep(
        self,
        readings: TagReadings,
        opening: NDArray[np.intp],
        last: NDArray[np.intp],
        *,
        is_open: bool,
    ) -> None:
        """Let what came last stand, and the last row be the newest."""
        fresh = np.flatnonzero(last >= 0)
        for name in _STANDING:
            self.standing[name][fresh] = getattr(readings, name)[last[fresh]]
        if len(opening):
            newest = {name: self._pick(name, readings, opening[-1:]) for name in _OPENED}
            for name, told in newest.items():
                self.opened[name][:] = told
        self.opened["open"][0] = is_open


def find_closing(
    readings: TagReadings, opening: NDArray[np.intp], row_time: NDArray[np.int64]
) -> NDArray[np.intp]:
    """The first reading that each row does not take in, intp (rows,), n where it takes in all."""
    passed = np.maximum.accumulate(np.maximum(readings.clock, readings.time))
    return np.maximum(np.searchsorted(passed, row_time, side="right"), opening + 1)


def find_last(column: NDArray[np.intp], closing: NDArray[np.intp], tags: int) -> NDArray[np.intp]:
    """The last reading of each tag before each closing and, in the last row, before the end.

    :returns: intp (closed + 1, tags), -1 where none came.
    """
    last = np.full((len(closing) + 1, tags), -1, dtype=np.intp)
    place = np.arange(len(column))
    # Of an index that occurs again the last one is assigned.
    last[np.searchsorted(closing, place, side="right"), column] = place
    return np.maximum.accumulate(last, axis=0)


def make_standing(tags: int) -> dict[str, NDArray[Any]]:
    """What stands of tags never heard."""
    return {
        "value": np.full(tags, np.nan),
        "usable": np.zeros(tags, dtype=np.bool_),
        "doubtful": np.zeros(tags, dtype=np.bool_),
        "until": np.full(tags, NEVER),
        "marks": np.zeros(tags, dtype=np.uint16),
    }


def make_opened(models: int) -> dict[str, NDArray[Any]]:
    """The newest rows of models that have none yet."""
    return {
        "open": np.zeros(models, dtype=np.bool_),
        **{name: np.full(models, LONG_AGO) for name in _OPENED},
    }


def make_columns(row: NDArray[np.intp], tags: int) -> NDArray[np.int16]:
    """Which member of a model each tag is, int16 (tags,), -1 for none: a large park has many."""
    column = np.full(tags, -1, dtype=np.int16)
    column[row] = np.arange(len(row))
    return column


def read_tags(
    arrivals: Arrivals, place: NDArray[np.intp], column: NDArray[np.int16]
) -> TagReadings:
    """The readings at ``place`` as those of a model's tags.

    One that is already older than it may be when it comes tells no value, as in a vote.
    """
    batch, row, classes = arrivals.batch, arrivals.row[place], arrivals.classes[place]
    limit_ms = arrivals.limit_ms[row]
    fresh = batch.received[place] - batch.fresh[place] <= limit_ms
    value = batch.value[place]
    usable = (classes <= QualityClass.FORCED) & np.isfinite(value) & fresh
    return TagReadings(
        column=column[row].astype(np.intp),
        time=batch.time[place],
        source=batch.source[place],
        received=batch.received[place],
        clock=arrivals.clock[place],
        value=value,
        usable=usable,
        doubtful=(classes == QualityClass.FORCED) | arrivals.doubtful[place],
        until=np.minimum(batch.time[place] + limit_ms, NEVER),
        marks=mark_quality(batch.marks[place], classes),
    )


NO_READINGS = TagReadings(
    column=np.empty(0, dtype=np.intp),
    time=np.empty(0, dtype=np.int64),
    source=np.empty(0, dtype=np.int64),
    received=np.empty(0, dtype=np.int64),
    clock=np.empty(0, dtype=np.int64),
    value=np.empty(0),
    usable=np.empty(0, dtype=np.bool_),
    doubtful=np.empty(0, dtype=np.bool_),
    until=np.empty(0, dtype=np.int64),
    marks=np.empty(0, dtype=np.uint16),
)
