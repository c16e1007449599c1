"""What time it is for a stream of frames: ours, or on a replay what its own readings tell.

Contract section 4: replay sessions and backtests run on the highest source time that was admitted.
Correcting a gateway's clock is :mod:`ingest.timing`'s business, and only done on ours.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ingest.frame import Frame
from plant.reading import LONG_AGO, Instant, ReadingBatch


class StreamClock:
    """How far a stream has come; one instance an admission.

    ``streaming``: time is the stream's own. ``highest``: the highest admitted source time.
    ``told``: the highest time that any frame told, whether or not its readings are settled yet;
    both int ms.

    :param start: our clock at start; of a stream, its now before the first reading.
    """

    def __init__(self, *, streaming: bool, start: Instant) -> None:
        self.streaming = streaming
        self._start = start
        self.highest = int(LONG_AGO)
        self.told = int(LONG_AGO)

    @property
    def now(self) -> Instant:
        """The highest admitted source time, ``start`` before there is one."""
        return self._start if self.highest == LONG_AGO else self.highest

    @property
    def has_begun(self) -> bool:
        """Whether anything told a time."""
        return self.told != LONG_AGO or self.highest != LONG_AGO

    def date(self, frame: Frame) -> Instant:
        """When a frame arrived: of a stream, after all that the frames before it told.

        The tick's own highest time would not do: a goodbye that shares a tick with the data
        before it would be dated before them.
        """
        return max(self.now, self.told) if self.streaming else frame.received

    def tell(self, at: Instant) -> None:
        """A frame told of a time; its readings may still be on their way to being admitted."""
        self.told = max(self.told, at)

    def reach(self, at: Instant) -> None:
        """The stream has come as far as this; never back. Our own clock is moved by nobody."""
        if self.streaming:
            self.highest = max(self.highest, at)

    def restamp(self, batch: ReadingBatch, retained: NDArray[np.bool_]) -> ReadingBatch:
        """Arrival on the stream's clock: the highest source time so far, this one included.

        :param retained: bool, shape (n,), readings that tell of no new time.
        """
        told = np.where(retained, self.highest, batch.source)
        received = np.maximum.accumulate(np.maximum(told, self.highest))
        if len(received):
            self.highest = int(received[-1])
        return replace(batch, received=received)
