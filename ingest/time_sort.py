"""Readings sorted by time, however many there are: what does not fit in memory waits on disk.

Portions that fit are sorted in memory, kept in files without a name and merged from there. Readings
of one time stay in the order in which they came. Files' readings have one time each, and no marks.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from plant.reading import ReadingBatch, join

MOST: Final = 1 << 22
"""Readings that are sorted in memory at once: some 500 MB while it is done."""

_COLUMNS: Final[dict[str, type[np.generic]]] = {
    "time": np.int64,
    "value": np.float64,
    "row": np.int32,
    "status": np.uint32,
}
"""What of a reading is kept, the widest first: so each column begins where its type may."""


def sort_by_time(
    batches: Iterable[ReadingBatch], size: int, most: int = MOST
) -> Iterator[ReadingBatch]:
    """All readings by time, those of one time in file order, in batches of about ``size``.

    :param most: readings that are in memory at once, about.
    """
    portions: list[_Portion] = []
    gathered: list[ReadingBatch] = []
    for batch in batches:
        gathered.append(batch)
        if sum(map(len, gathered)) >= most:
            portions.append(_Portion.keep(_sort(gathered)))
            gathered = []
    rest = _sort(gathered)
    if portions:
        yield from _merge([*portions, _Portion.keep(rest)], size)
    else:
        yield from (rest.part(at, at + size) for at in range(0, len(rest), size))


def _sort(batches: Sequence[ReadingBatch]) -> ReadingBatch:
    whole = join(batches)
    return whole.take(np.argsort(whole.time, kind="stable"))


@dataclass(slots=True)
class _Portion:
    """A sorted portion on disk, read from ``begin`` on; ``words`` as of a batch."""

    columns: dict[str, NDArray[Any]]
    words: dict[int, str]
    begin: int = 0

    @classmethod
    def keep(cls, batch: ReadingBatch) -> Self:
        """Put a batch aside; what is on disk goes with this."""
        if not len(batch):
            return cls({name: np.empty(0, dtype) for name, dtype in _COLUMNS.items()}, {})
        with TemporaryFile() as file:
            for name in _COLUMNS:
                getattr(batch, name).tofile(file)
            file.flush()
            kept = np.memmap(file, np.uint8, "r")
        columns, begin = {}, 0
        for name, dtype in _COLUMNS.items():
            end = begin + len(batch) * np.dtype(dtype).itemsize
            columns[name], begin = kept[begin:end].view(dtype), end
        return cls(columns, dict(batch.words))

    def __len__(self) -> int:
        return len(self.columns["time"]) - self.begin

    def tell_time(self, ahead: int) -> int:
        """The time of the reading so many after the next one; there must be one."""
        return int(self.columns["time"][self.begin + ahead])

    def take(self, before: int) -> ReadingBatch:
        """The readings before a time, which leave."""
        begin, time = self.begin, self.columns["time"]
        end = begin + int(np.searchsorted(time[begin:], before))
        taken, value, row, status = (np.array(self.columns[name][begin:end]) for name in _COLUMNS)
        words = {place - begin: word for place, word in self._list_words(begin, end)}
        self.begin = end
        return ReadingBatch.of(row, taken, value, status, words)

    def _list_words(self, begin: int, end: int) -> list[tuple[int, str]]:
        if len(self.words) > end - begin:
            return [(at, self.words[at]) for at in range(begin, end) if at in self.words]
        return [(at, word) for at, word in self.words.items() if begin <= at < end]


def _merge(portions: Sequence[_Portion], size: int) -> Iterator[ReadingBatch]:
    """The readings of all portions by time, those of one time in the order of the portions."""
    step = max(size // len(portions), 1)
    while any(map(len, portions)):
        # No portion gives more than a step before this time.
        before = min(
            (portion.tell_time(step) for portion in portions if len(portion) > step),
            default=np.iinfo(np.int64).max,
        )
        earliest = min(portion.tell_time(0) for portion in portions if len(portion))
        # One instant may be longer than a step.
        yield _sort([portion.take(max(before, earliest + 1)) for portion in portions])
