"""The newest readings of the embedded store as growing columns in memory, and their bytes on disk.

One writer appends; readers take a :meth:`Head.view`, which stays as it was while the writer goes
on, so nobody waits for anybody. What is durable is :mod:`historian.head_file`'s business.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from plant.reading import LONG_AGO, Instant

_KINDS: Final = (
    ("time", "<i8"),
    ("source", "<i8"),
    ("value", "<f8"),
    ("tag", "<i4"),
    ("status", "<u4"),
    ("marks", "<u2"),
)


@dataclass(frozen=True, slots=True)
class Columns:
    """Readings of many tags in the order of writing, all of shape (n,).

    ``time`` and ``source`` int64 ms, ``value`` float64, ``tag`` int32 (the store's own number of
    a tag, which outlives any plant), ``status`` uint32, ``marks`` uint16.
    """

    time: NDArray[np.int64]
    source: NDArray[np.int64]
    value: NDArray[np.float64]
    tag: NDArray[np.int32]
    status: NDArray[np.uint32]
    marks: NDArray[np.uint16]

    def __len__(self) -> int:
        return len(self.time)

    @classmethod
    def room(cls, count: int) -> Self:
        """Columns for ``count`` readings, not filled in."""
        return cls(**{name: np.empty(count, dtype=kind) for name, kind in _KINDS})

    def take(self, index: NDArray[np.intp] | slice) -> Self:
        """The readings at ``index``."""
        return type(self)(**{name: getattr(self, name)[index] for name, _ in _KINDS})

    def set(self, index: NDArray[np.intp] | NDArray[np.int32] | slice, others: "Columns") -> None:
        """Write others over the readings at ``index``."""
        for name, _ in _KINDS:
            getattr(self, name)[index] = getattr(others, name)

    def of_tags(self, numbers: Iterable[int]) -> Self:
        """The readings whose tag is one of ``numbers``, all of them where none is not."""
        known = np.isin(self.tag, np.fromiter(numbers, dtype=np.int32))
        return self if known.all() else self.take(np.flatnonzero(known))

    def to_bytes(self) -> bytes:
        """The columns laid end to end."""
        return b"".join(
            np.ascontiguousarray(getattr(self, name), dtype=kind).tobytes() for name, kind in _KINDS
        )

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """The columns that :meth:`to_bytes` laid end to end."""
        size = sum(np.dtype(kind).itemsize for _, kind in _KINDS)
        count, at, columns = len(data) // size, 0, {}
        for name, kind in _KINDS:
            columns[name] = np.frombuffer(data, dtype=kind, count=count, offset=at)
            at += columns[name].nbytes
        return cls(**columns)


def join_columns(parts: Sequence[Columns]) -> Columns:
    """All readings of the parts in their order."""
    joined, at = Columns.room(sum(map(len, parts))), 0
    for part in parts:
        joined.set(slice(at, at + len(part)), part)
        at += len(part)
    return joined


class Head:
    """Columns that grow at the end and are taken away at the front."""

    def __init__(self, room: int = 1 << 16) -> None:
        self._least = room
        self._state = Columns.room(room), 0

    def __len__(self) -> int:
        return self._state[1]

    def view(self) -> Columns:
        """All readings as they are now; later changes don't touch it."""
        columns, count = self._state
        return columns.take(slice(count))

    def append(self, more: Columns) -> None:
        columns, count = self._state
        if count + len(more) > len(columns):
            columns = self._moved(columns.take(slice(count)), 2 * (count + len(more)))
        columns.set(slice(count, count + len(more)), more)
        self._state = columns, count + len(more)

    def remove_first(self, count: int) -> None:
        """Take away the oldest ``count`` readings."""
        rest = self.view().take(slice(count, None))
        self._state = self._moved(rest, max(self._least, 2 * len(rest))), len(rest)

    @staticmethod
    def _moved(columns: Columns, room: int) -> Columns:
        larger = Columns.room(room)
        larger.set(slice(len(columns)), columns)
        return larger


class Newest:
    """The newest reading of every tag; :meth:`view` stays as it was while the writer goes on."""

    def __init__(self) -> None:
        self._known = Columns.room(0)

    def view(self) -> Columns:
        """The newest readings, at most one a tag."""
        return self._known.take(np.flatnonzero(self._known.time != LONG_AGO))

    def take_up(self, columns: Columns) -> None:
        """Replace what is older or of the same time; of equals the one written later stands."""
        if not len(columns):
            return
        order = np.lexsort((columns.time, columns.tag))
        tags = columns.tag[order]
        newest = columns.take(order[np.append(tags[1:] != tags[:-1], True)])
        known = self._with_room(int(tags[-1]) + 1)
        newest = newest.take(np.flatnonzero(newest.time >= known.time[newest.tag]))
        known.set(newest.tag, newest)
        self._known = known

    def forget(self, before: Instant) -> None:
        known = self._with_room(0)
        known.time[known.time < before] = LONG_AGO
        self._known = known

    def _with_room(self, tags: int) -> Columns:
        """A copy with a place for every tag number below ``tags``."""
        known = Columns.room(max(tags, len(self._known)))
        known.time[:] = LONG_AGO
        known.set(slice(len(self._known)), self._known)
        return known
