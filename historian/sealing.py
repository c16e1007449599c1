"""Readings in the order of writing turned into blocks: one a tag and hour, day by day. Pure.

Where the blocks go is :mod:`historian.day_file`'s business, when it is done
:mod:`historian.embedded`'s.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np

from historian.block import TagColumns, encode_block
from historian.head import Columns

DAY_MS: Final = 86_400_000
BLOCK_MS: Final = 3_600_000
"""No block reaches over a full hour, so who looks for a time looks back no further than this."""


class Sealed(NamedTuple):
    """A block: which tag (the store's number), its first and last time in ms, how many, bytes."""

    tag: int
    first: int
    last: int
    readings: int
    data: bytes


def seal(columns: Columns) -> Iterator[tuple[int, Iterator[Sealed]]]:
    """Blocks of all the readings, by day (days since 1970-01-01 UTC).

    Of readings of one tag and time the one written last is kept.
    """
    order = np.lexsort((columns.time, columns.tag, columns.time // DAY_MS))
    time, tag = columns.time[order], columns.tag[order]
    order = order[np.append((time[1:] != time[:-1]) | (tag[1:] != tag[:-1]), True)]
    ordered = columns.take(order)
    days = ordered.time // DAY_MS
    for first, last in _runs(days[1:] != days[:-1]):
        yield int(days[first]), _seal_day(ordered.take(slice(first, last)))


def _seal_day(columns: Columns) -> Iterator[Sealed]:
    hours = columns.time // BLOCK_MS
    new = (columns.tag[1:] != columns.tag[:-1]) | (hours[1:] != hours[:-1])
    for first, last in _runs(new):
        part = columns.take(slice(first, last))
        data = encode_block(TagColumns(part.time, part.value, part.status, part.source, part.marks))
        yield Sealed(int(part.tag[0]), int(part.time[0]), int(part.time[-1]), len(part), data)


def _runs(new: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> Iterator[tuple[int, int]]:
    """First and one past the last place of every run, from where a new one begins."""
    edges = np.concatenate(([0], np.flatnonzero(new) + 1, [len(new) + 1]))
    return zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True)
