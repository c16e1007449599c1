"""A batch of readings cut into what goes into one frame: one instant, one gateway, no tag twice."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from plant.reading import Instant, ReadingBatch
from simulators.frame_writer import MOST_TAGS


@dataclass(frozen=True, slots=True)
class Portion:
    """The readings of one frame: their positions in a batch, intp (n,), of one time and gateway."""

    gateway: int
    ts: Instant
    positions: NDArray[np.intp]


def portion(batch: ReadingBatch, routes: NDArray[np.int64]) -> Iterator[Portion]:
    """Cut a batch into frames: in its order by instant, then by gateway, no tag twice in a frame.

    :param routes: int64 (tags,), gateway row of every tag, -1: none.
    """
    cuts = np.flatnonzero(np.diff(batch.source)) + 1
    for span in np.split(np.arange(len(batch)), cuts):
        if not len(span):
            continue
        ts, gateways = int(batch.source[span[0]]), routes[batch.row[span]]
        for gateway in dict.fromkeys(gateways.tolist()):
            for positions in _without_repeats(batch.row, span[gateways == gateway]):
                yield Portion(gateway, ts, positions)


def _without_repeats(
    row: NDArray[np.int32], positions: NDArray[np.intp]
) -> Iterator[NDArray[np.intp]]:
    """Cut positions before every tag that is already in the portion, and at the size limit."""
    seen: set[int] = set()
    start = 0
    for end, tag in enumerate(row[positions].tolist()):
        if tag in seen or end - start == MOST_TAGS:
            yield positions[start:end]
            start = end
            seen.clear()
        seen.add(tag)
    yield positions[start:]
