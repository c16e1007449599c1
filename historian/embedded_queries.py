"""Reading the embedded store: the days merged with the head. Shared by writer and mere readers.

Where the head's readings come from, memory or the head file, is the caller's; it must be looked at
before the days, because sealing writes the blocks before it takes the batches out of the head.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from historian import bins as binning
from historian.block import DamagedBlockError
from historian.day_file import StoredBlock, find_days, path_of, read_tag, read_window
from historian.head import Columns
from historian.port import Bins, HistorianRefusedError, HistorianUnavailableError, Series
from historian.sealing import DAY_MS
from historian.series import cut, merge
from historian.sqlite_file import is_damage
from plant.reading import Instant


@dataclass(frozen=True, slots=True)
class HeadView:
    """The head as it is at one moment; ``name_of`` and ``number_of`` say whose numbers they are."""

    columns: Columns
    newest: Columns
    number_of: Mapping[str, int]
    name_of: Mapping[int, str]


class DamagedDayError(HistorianRefusedError):
    """The file of a day is not what was written."""

    def __init__(self, path: Path, day: int, reason: str) -> None:
        super().__init__(f"{path}: {reason}: run `hazardwatch historian check`")
        self.path, self.day, self.reason = path, day, reason


class Queries:
    """Answers from one directory; blocks until it has them, may be used from many threads.

    :param look: gives the head at this moment.
    :param damaged: is told the day of every block that was stepped over.
    """

    def __init__(
        self, directory: Path, look: Callable[[], HeadView], damaged: Callable[[int], None]
    ) -> None:
        self._directory = directory
        self._look = look
        self._damaged = damaged

    def read(self, tag: str, start: Instant, end: Instant) -> Series:
        """See :class:`historian.port.Historian`, as for the others."""
        return merge(list(self._by_day(tag, start, end)))

    def summarise(self, tag: str, start: Instant, end: Instant, bins: int) -> Bins:
        days = self._by_day(tag, start, end)  # so that a year needs the memory of a day
        parts = (binning.summarise(day, start, end, bins) for day in days)
        return binning.combine(parts, start, end, bins)

    def last(self) -> dict[str, tuple[Instant, float, int]]:
        head = self._look()
        newest = head.newest
        names = [head.name_of[number] for number in newest.tag.tolist()]
        rows = zip(newest.time.tolist(), newest.value.tolist(), newest.status.tolist(), strict=True)
        return dict(zip(names, rows, strict=True))

    def window(self, start: Instant, end: Instant) -> dict[str, Series]:
        head = self._look()
        columns = head.columns
        columns = columns.take(np.flatnonzero((columns.time >= start) & (columns.time < end)))
        parts: dict[str, list[Series]] = {}
        for day in find_days(self._directory, start, end):
            with blame_day(self._directory, day):
                stored = read_window(self._directory, day, start, end)
            for name, series in self._decode(day, stored):
                parts.setdefault(name, []).append(series)
        for number, series in _by_tag(columns):
            parts.setdefault(head.name_of[number], []).append(series)
        cuts = {name: cut(merge(found), start, end) for name, found in parts.items()}
        return {name: series for name, series in cuts.items() if len(series.time)}

    def _by_day(self, tag: str, start: Instant, end: Instant) -> Iterator[Series]:
        """A tag's readings of the range in time order, one series a day that has any."""
        head = cut(merge([_head_of(self._look(), tag)]), start, end)
        days = {*find_days(self._directory, start, end), *np.unique(head.time // DAY_MS).tolist()}
        for day in sorted(days):
            first, last = max(start, day * DAY_MS), min(end, (day + 1) * DAY_MS)
            with blame_day(self._directory, day):
                stored = read_tag(self._directory, day, tag, first, last)
            found = [series for _, series in self._decode(day, stored)]
            yield cut(merge([*found, cut(head, first, last)]), first, last)

    def _decode(self, day: int, stored: Iterable[StoredBlock]) -> Iterator[tuple[str, Series]]:
        for block in stored:
            try:
                columns = block.decode()
            except DamagedBlockError:
                self._damaged(day)
            else:
                yield str(block.tag), Series(columns.time, columns.value, columns.status)


@contextmanager
def blame_day(directory: Path, day: int) -> Iterator[None]:
    """Tell damage to a day's file with its name."""
    try:
        yield
    except sqlite3.Error as error:
        if not is_damage(error):
            raise
        raise DamagedDayError(path_of(directory, day), day, str(error)) from error


@contextmanager
def blame() -> Iterator[None]:
    """Tell SQLite's and the system's errors in the port's words."""
    try:
        yield
    except sqlite3.Error as error:
        if is_damage(error):  # no trying again will mend it
            raise HistorianRefusedError(str(error)) from error
        raise HistorianUnavailableError(str(error)) from error  # full, locked, unreadable
    except OSError as error:
        raise HistorianUnavailableError(str(error)) from error


def _head_of(head: HeadView, tag: str) -> Series:
    columns = head.columns
    found = np.flatnonzero(columns.tag == head.number_of.get(tag, -1))
    return Series(columns.time[found], columns.value[found], columns.status[found])


def _by_tag(columns: Columns) -> Iterator[tuple[int, Series]]:
    """Readings by tag number, each in the order of writing."""
    order = np.argsort(columns.tag, kind="stable")
    tags: NDArray[np.int32] = columns.tag[order]
    numbers, first = np.unique(tags, return_index=True)
    for number, index in zip(numbers.tolist(), np.split(order, first[1:]), strict=False):
        yield number, Series(columns.time[index], columns.value[index], columns.status[index])
