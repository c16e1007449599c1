"""Long files grouped by tag: found out beforehand, and put into the order of time.

A historian exports one tag after the other. Read in that order every tag but the first would fall
behind the stream's clock, although nothing in the file is late. A file in which a tag's own times
go back stays as it is: there the order may mean something.
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


def sort_by_time(batches: Iterable[ReadingBatch], size: int) -> Iterator[ReadingBatch]:
    """All readings by time, those of one time in file order, in batches of ``size`` at most."""
    whole = join(list(batches))
    order = np.argsort(whole.time, kind="stable")
    for start in range(0, len(order), size):
        yield whole.take(order[start : start + size])
