"""A tick's readings before they are judged: thinned, timed, in order, the links told.

Contract section 1, rules 6 to 8. :mod:`ingest.admission` hands over what its frames brought;
the rules themselves are in :mod:`ingest.overload`, :mod:`ingest.timing` and :mod:`ingest.lateness`.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ingest.counters import Tally
from ingest.intake import Gathered
from ingest.lateness import keep_lost, recall_batch, sift_batch
from ingest.missing_codes import MissingCodes
from ingest.order import Order
from ingest.overload import Overload
from ingest.recent import Recent, Told
from ingest.standing import Standing
from ingest.stream_clock import StreamClock
from ingest.timing import set_times
from plant.reading import LONG_AGO, Instant, Mark, ReadingBatch
from plant.words import Plant


class Settlement:
    """The order of every tag's readings and what of them was lost; one instance an admission."""

    def __init__(
        self,
        plant: Plant,
        clock: StreamClock,
        standing: Standing,
        missing: MissingCodes,
        tally: Tally,
    ) -> None:
        self.order = Order(len(plant.tags))
        self.lost = Recent.of(len(plant.tags))
        self._overload = Overload(plant, clock.now)
        self._clock = clock
        self._standing = standing
        self._missing = missing
        self._tally = tally

    def settle(self, gathered: Gathered, now: Instant) -> ReadingBatch:
        """The readings of one tick as they are to be judged, duplicates left out."""
        if not self._clock.streaming:
            gathered = self._thin(gathered, now)
        batch = gathered.batch
        if not len(batch):
            return batch
        batch = self._missing.leave(batch, batch.gateway)
        if not self._clock.streaming:
            times = set_times(gathered.stamps)
            batch.marks[times.suspect] |= np.uint16(Mark.CLOCK_SUSPECT)
            batch = replace(batch, time=times.time, fresh=times.fresh)
        return self._judge_order(
            batch, live=gathered.live, retained=gathered.retained, behind=gathered.behind
        )

    def settle_file(self, batch: ReadingBatch) -> ReadingBatch:
        """Readings that never were frames: those of a recorded file, on a stream's clock."""
        if self._missing:
            batch = self._missing.leave(batch, self._standing.links.gateway_of[batch.row])
        if self._follow_file(batch):
            return batch
        nothing = np.zeros(len(batch), dtype=np.bool_)
        return self._judge_order(batch, live=~nothing, retained=nothing, behind=nothing)

    def lose(self, batch: ReadingBatch) -> None:
        """Readings that were judged could not be kept: when they come again they are stored."""
        self.lost.write(Told.of(batch.row, batch.source, batch.value, batch.status))

    def recall(self, batch: ReadingBatch) -> None:
        """Take up again the readings of an earlier run, those that came late left out."""
        admitted = batch.take(np.flatnonzero((batch.marks & Mark.LATE) == 0))
        recall_batch(self.order, admitted)
        self._standing.link(admitted, (admitted.marks & Mark.BACKFILL) == 0)
        self._clock.reach(int(admitted.source.max(initial=LONG_AGO)))

    def _follow_file(self, batch: ReadingBatch) -> bool:
        """Take up readings of no gateway that come in the stream's order, if they all do."""
        clock = self._clock
        news = (
            clock.streaming
            and not (batch.gateway >= 0).any()
            and (not len(batch) or int(batch.source[0]) >= clock.highest)
            and self.order.follow(batch)
        )
        if news and len(batch):
            clock.reach(int(batch.source[-1]))
        return news

    def _thin(self, gathered: Gathered, now: Instant) -> Gathered:
        """What is kept of gateways that send more than they may."""
        kept = self._overload.thin(gathered.batch, now)
        if kept is None:
            return gathered
        self._tally.count_coalesced(gathered.batch.gateway[~kept])
        return gathered.take(np.flatnonzero(kept))

    def _judge_order(
        self,
        batch: ReadingBatch,
        *,
        live: NDArray[np.bool_],
        retained: NDArray[np.bool_],
        behind: NDArray[np.bool_],
    ) -> ReadingBatch:
        """Mark latecomers and conflicts, drop duplicates, let the gateways' standing know."""
        if self._clock.streaming:
            batch = self._clock.restamp(batch, retained)
        sifted = sift_batch(self.order, batch, retained, behind)
        if self.lost.count and len(sifted.duplicate):
            sifted = keep_lost(self.lost, sifted)
        self._tally.count(sifted.batch.gateway, sifted.batch.marks, sifted.duplicate)
        self._standing.link(sifted.batch, live)
        return sifted.batch.take(sifted.kept) if len(sifted.duplicate) else sifted.batch
