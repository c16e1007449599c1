"""Facts: changes of what is known to be true, false or unknown, in the order in which it became so.

Channels tell them (:mod:`detectors.channels`), votes, interlocks and gas arrays follow them. How a
stream is cut into ticks does not show in their order.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Final

import numpy as np
from numpy.typing import NDArray

from plant.reading import LONG_AGO


class Truth:
    """What a channel says. Plain numbers, because they are compared with arrays in every tick."""

    FALSE: Final = 0
    TRUE: Final = 1
    UNKNOWN: Final = 2


@dataclass(frozen=True, slots=True)
class Facts:
    """Changes of channels in the order in which they became known, arrays of shape (m,).

    ``place``    intp, the position in the order of arrival; ``n`` at the end of the tick
    ``clock``    int64 ms, the event clock at that position
    ``at``       int64 ms, when it became so
    ``channel``  intp; ``truth`` int8, :class:`Truth`
    ``value``    float64, ``source`` and ``received`` int64 ms, ``marks`` uint16 (with what its
        quality says), of the reading that says so; of a channel that grew old or fell silent those
        of its last reading
    """

    place: NDArray[np.intp]
    clock: NDArray[np.int64]
    at: NDArray[np.int64]
    channel: NDArray[np.intp]
    truth: NDArray[np.int8]
    value: NDArray[np.float64]
    source: NDArray[np.int64]
    received: NDArray[np.int64]
    marks: NDArray[np.uint16]

    def __len__(self) -> int:
        return len(self.place)

    def take(self, index: NDArray[np.intp]) -> "Facts":
        """Those at ``index``, intp (k,), in that order."""
        return Facts(*(getattr(self, column.name)[index] for column in _COLUMNS))


def join_facts(parts: Sequence[Facts]) -> Facts:
    """All facts in the order of (place, at); of one instant in the order given."""
    columns = [np.concatenate([getattr(part, field.name) for part in parts]) for field in _COLUMNS]
    order = np.lexsort((columns[2], columns[0]))
    return Facts(*(column[order] for column in columns))


def put_in_order(parts: Sequence[Facts]) -> Facts:
    """All facts by (place, at, channel): a tick's cut may not show where two are of one instant."""
    told = join_facts(parts)
    return told.take(np.lexsort((told.channel, told.at, told.place)))


def make_silent(channel: NDArray[np.intp], at: NDArray[np.int64]) -> Facts:
    """Facts of channels that are unknown without any reading that says so, int64 ms (k,)."""
    count = len(channel)
    return Facts(
        np.zeros(count, dtype=np.intp),
        at,
        at,
        channel,
        np.full(count, Truth.UNKNOWN, dtype=np.int8),
        np.full(count, np.nan),
        np.full(count, LONG_AGO),
        np.full(count, LONG_AGO),
        np.zeros(count, dtype=np.uint16),
    )


_COLUMNS: Final = fields(Facts)

NO_FACTS: Final = Facts(
    place=np.empty(0, dtype=np.intp),
    clock=np.empty(0, dtype=np.int64),
    at=np.empty(0, dtype=np.int64),
    channel=np.empty(0, dtype=np.intp),
    truth=np.empty(0, dtype=np.int8),
    value=np.empty(0),
    source=np.empty(0, dtype=np.int64),
    received=np.empty(0, dtype=np.int64),
    marks=np.empty(0, dtype=np.uint16),
)
