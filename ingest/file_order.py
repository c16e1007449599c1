"""The order in which a file's readings are judged: those of an instant at once, a tag's in time.

Readings of one instant that stand together are of one batch, wherever blocks end: they are what
holds at one time. Long files grouped by tag, as historians export them, are found out beforehand,
to be sorted (:mod:`ingest.time_sort`): read one tag after the other, every tag but the first would
fall behind the stream's clock, although nothing in the file is late. A file in which a tag's own
times go back stays as it is: there the order may mean something.
"""

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from plant.reading import LONG_AGO, ReadingBatch, join


def is_grouped(keys: Iterable[tuple[NDArray[np.int32], NDArray[np.int64]]], tags: int) -> bool:
    """Whether times go back in the file but for no tag.

    :param keys: block by block the tags' rows int32 and times int64 ms, both of shape (n,).
    """
    newest = np.full(tags, LONG_AGO)
    highest, goes_back = int(LONG_AGO), False
    for row, time in keys:
        if not len(time):
            continue
        by_tag = np.argsort(row, kind="stable")
        tag, own = row[by_tag], time[by_tag]
        first = np.append(True, tag[1:] != tag[:-1])
        before = np.where(first, newest[tag], np.append(LONG_AGO, own[:-1]))
        if (own < before).any():
            return False
        newest[tag] = own
        goes_back |= bool(time[0] < highest or (time[1:] < time[:-1]).any())
        highest = max(highest, int(time.max()))
    return goes_back


def cut_at_instants(blocks: Iterable[ReadingBatch], size: int) -> Iterator[ReadingBatch]:
    """The same readings in batches of ``size`` at most that end where an instant does.

    Only an instant of more readings than that is cut.
    """
    held = ReadingBatch.empty()
    for block in blocks:
        ends = _find_ends(held, block)
        start = -len(held)
        while (end := _choose_end(ends, start, size, len(block))) > start:
            yield _span(held, block, start, end)
            start = end
        held = _span(held, block, start, len(block))
    if len(held):
        yield held


def _find_ends(held: ReadingBatch, block: ReadingBatch) -> NDArray[np.intp]:
    """Where an instant is over, rising; what is held stands before the block, at places below 0."""
    times = np.append(held.time, block.time)
    return np.flatnonzero(times[1:] != times[:-1]) + 1 - len(held)


def _choose_end(ends: NDArray[np.intp], start: int, size: int, length: int) -> int:
    """Where a batch ends that begins at ``start``; there, if it has to wait for the next block."""
    if start + size >= length:
        return start
    fits = int(np.searchsorted(ends, start + size, side="right"))
    return int(ends[fits - 1]) if fits and ends[fits - 1] > start else start + size


def _span(held: ReadingBatch, block: ReadingBatch, start: int, end: int) -> ReadingBatch:
    """Readings of what is held, at places below 0, and of the block after it."""
    before = held.part(len(held) + start, len(held) + min(end, 0)) if start < 0 else held
    after = block.part(max(start, 0), max(end, 0))
    if start >= 0:
        return after
    return join([before, after]) if len(after) else before
