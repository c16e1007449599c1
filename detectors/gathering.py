"""Gathering: readings of several ticks that are judged together by the kinds that can wait.

Limits, votes and interlocks are judged in the tick of their readings. A slope over a minute or a
mean over hours need not be: how a stream is cut changes no verdict and no instant of one, so small
ticks are put together and cost what one large one does. What waits is worked off when there is
enough of it, when it has waited :data:`PATIENCE_MS`, and whenever there is nothing else to do.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from detectors.board import Board
from detectors.kind import Arrivals
from plant.reading import LONG_AGO, Instant, ReadingBatch, join

PATIENCE_MS: Final = 400
"""How long readings wait at most: less than the second after which a tag is read again."""

ENOUGH: Final = 5_000
"""So many readings are judged at what they cost in the largest of batches, nearly."""

_COLUMNS: Final = ("source", "received", "time", "fresh", "value", "status", "marks", "gateway")


class Gathering:
    """What waits. ``tags`` are the ids of the plant's tags, by which it is saved."""

    def __init__(self, tags: NDArray[np.str_]) -> None:
        self._tags = tags
        self._waiting: list[Arrivals] = []
        self._count = 0
        self._emptied: Instant = int(LONG_AGO)

    def add(self, arrivals: Arrivals) -> None:
        """Let readings wait."""
        self._waiting.append(arrivals)
        self._count += len(arrivals)

    def is_due(self, now: Instant, *, idle: bool) -> bool:
        """Whether it is time to judge what waits and to let the clock pass.

        :param idle: the tick has nothing else to do, or something that can't wait.
        """
        return idle or self._count >= ENOUGH or now - self._emptied >= PATIENCE_MS

    def take(self, now: Instant) -> Arrivals | None:
        """All that waits, in order of arrival; None where nothing does."""
        waiting, self._waiting = self._waiting, []
        self._count, self._emptied = 0, now
        return join_arrivals(waiting) if waiting else None

    def save(self) -> dict[str, NDArray[Any]]:
        """What waits, as arrays."""
        if not self._waiting:
            return {}
        arrivals = join_arrivals(self._waiting)
        batch = arrivals.batch
        return {
            "gathering/tag": self._tags[batch.row],
            "gathering/classes": arrivals.classes,
            "gathering/doubtful": arrivals.doubtful,
            "gathering/clock": arrivals.clock,
            "gathering/streamed": np.array([arrivals.streamed]),
            **{f"gathering/{name}": getattr(batch, name) for name in _COLUMNS},
        }

    def restore(
        self, arrays: Mapping[str, NDArray[Any]], limit_ms: NDArray[np.int64], board: Board
    ) -> None:
        """Take up what :meth:`save` gave, of the tags that the plant still has."""
        tags = arrays.get("gathering/tag")
        if tags is None:
            return
        order = np.argsort(self._tags)
        place = np.minimum(np.searchsorted(self._tags[order], tags), len(order) - 1)
        row = order[place]
        kept = np.flatnonzero(self._tags[row] == tags)
        columns: dict[str, Any] = {name: arrays[f"gathering/{name}"][kept] for name in _COLUMNS}
        if len(kept):
            self.add(
                Arrivals(
                    ReadingBatch(row=row[kept].astype(np.int32), **columns),
                    arrays["gathering/classes"][kept],
                    arrays["gathering/doubtful"][kept],
                    arrays["gathering/clock"][kept],
                    limit_ms,
                    board,
                    streamed=bool(arrays["gathering/streamed"][0]),
                )
            )


def join_arrivals(parts: Sequence[Arrivals]) -> Arrivals:
    """Readings of several ticks as those of one; how long they count is what it was last."""
    if len(parts) == 1:
        return parts[0]
    return Arrivals(
        join([part.batch for part in parts]),
        np.concatenate([part.classes for part in parts]),
        np.concatenate([part.doubtful for part in parts]),
        np.concatenate([part.clock for part in parts]),
        parts[-1].limit_ms,
        parts[-1].board,
        streamed=parts[-1].streamed,
    )
