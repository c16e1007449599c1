"""Batches in their order: what is late, doubled, or stamped by a clock that was set back.

Between :mod:`ingest.order`, which decides about columns, and :mod:`ingest.admission`, which knows
the links: here a decision becomes marks, times and readings left out.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ingest.order import Claims, Order
from ingest.recent import Recent, Told
from plant.reading import Mark, ReadingBatch


@dataclass(frozen=True, slots=True)
class Sifted:
    """A batch whose order is decided: marked, duplicates still in it.

    ``duplicate``: positions of those, intp. ``kept``: positions of all others, intp.
    """

    batch: ReadingBatch
    duplicate: NDArray[np.intp]
    kept: NDArray[np.intp]


def sift_batch(
    order: Order,
    batch: ReadingBatch,
    retained: NDArray[np.bool_],
    behind: NDArray[np.bool_],
) -> Sifted:
    """Judge the order of a batch; both arrays bool, shape (n,).

    :param retained: readings of retained messages: late always, and no claim on the order.
    :param behind: readings of gateways whose clock is believed to be behind ours.
    """
    places = np.flatnonzero(~retained)
    claims = Claims.of(batch, behind)
    judged = order.sift(claims if len(places) == len(batch) else claims.take(places))
    settled = Mark.LATE | Mark.STORED_ONLY
    marks = batch.marks | np.where(retained, settled, Mark.NONE).astype(np.uint16)
    marks[places[judged.late]] |= np.uint16(Mark.LATE)
    marks[places[judged.conflict]] |= np.uint16(Mark.CONFLICT)
    time = batch.time
    if judged.retimed.any():
        retimed = places[judged.retimed]
        marks[retimed] |= np.uint16(Mark.CLOCK_SUSPECT)
        time = time.copy()
        time[retimed] = claims.true[retimed]
    kept = np.ones(len(batch), dtype=np.bool_)
    kept[places[judged.duplicate]] = False
    return Sifted(
        replace(batch, marks=marks, time=time),
        places[judged.duplicate],
        np.flatnonzero(kept),
    )


def keep_lost(lost: Recent, sifted: Sifted) -> Sifted:
    """Readings that were judged and lost are no duplicates when they come again: only stored.

    :param lost: the readings that could not be kept.
    """
    batch, places = sifted.batch, sifted.duplicate
    told = Told.of(batch.row, batch.source, batch.value, batch.status).take(places)
    again, _ = lost.find(told, np.zeros(len(places), dtype=np.int64))
    batch.marks[places[again]] |= np.uint16(Mark.LATE | Mark.STORED_ONLY)
    kept = np.sort(np.append(sifted.kept, places[again]))
    return replace(sifted, duplicate=places[~again], kept=kept)


def recall_batch(order: Order, batch: ReadingBatch) -> None:
    """Take up a batch of readings that an earlier run judged, also those that it re-timed."""
    order.sift(Claims.of(batch, np.ones(len(batch), dtype=np.bool_)))
