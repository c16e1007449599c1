"""Messages on their way to the disk: a bounded queue, the thread that empties it, the counts.

What finds the queue full is lost, counted, and noted at its place in the record: holding the broker
back instead would make *it* lose messages, and nobody would know. Who brings the messages is
:mod:`simulators.recording`'s business, what the file looks like :mod:`simulators.record_writer`'s.
"""

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from plant.reading import Instant
from simulators.message_record import Flaw, Message

QUEUE_BYTES: Final = 64 << 20
"""Payloads and topics that may wait for the disk: some seconds of any park."""

FLUSH_S: Final = 1.0
"""So much of a record a kill may cost."""


class Writer(Protocol):
    """Where entries go: :class:`simulators.record_writer.RecordWriter`."""

    def write(self, entry: Message | Flaw) -> None: ...
    def flush(self) -> None: ...
    def close(self) -> None: ...
    def abandon(self) -> None: ...


@dataclass(slots=True)
class Recorded:
    """What was recorded so far.

    ``received``  messages that came from the broker, ``written`` those in the record
    ``lost``      came and were not written, because the disk did not keep up or took no more
    ``waiting``   bytes between the two
    ``away``      times that the connection was lost; what passed meanwhile is in no record
    """

    received: int = 0
    written: int = 0
    lost: int = 0
    waiting: int = 0
    away: int = 0


class Backlog:
    """Entries on their way to the disk, and the thread that writes them; ``counts`` as they stand.

    ``failure`` is what the disk said when it took no more; then everything that comes is lost.

    :param clock: the instant of a loss, ms.
    """

    def __init__(
        self, writer: Writer, clock: Callable[[], Instant], most_bytes: int = QUEUE_BYTES
    ) -> None:
        self.counts = Recorded()
        self.failure: OSError | None = None
        self.ended = threading.Event()
        self._writer = writer
        self._clock = clock
        self._most_bytes = most_bytes
        self._queue: deque[Message | Flaw] = deque()
        self._lost = self._safe = 0
        self._closing = False
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._work, name="record writer", daemon=True)

    def start(self) -> None:
        """Begin to write."""
        self._thread.start()

    def put(self, message: Message) -> None:
        """Take a message up, or count it as lost; never waits for the disk."""
        size = _weigh(message)
        with self._changed:
            self.counts.received += 1
            if self.failure is not None or self.counts.waiting + size > self._most_bytes:
                self._lost += 1
                self.counts.lost += 1
                return
            self._note_loss()
            self._queue.append(message)
            self.counts.waiting += size
            self._changed.notify()

    def note_away(self) -> None:
        """The broker was away and is back."""
        with self._changed:
            self.counts.away += 1
            self._queue.append(Flaw(self._clock(), away=True))

    def close(self) -> None:
        """Write what waits, and end the record."""
        with self._changed:
            self._closing = True
            self._note_loss()
            self._changed.notify()
        self._thread.join()

    def _note_loss(self) -> None:
        """Let the record say at its place how many are missing; the caller holds the lock."""
        if self._lost:
            self._queue.append(Flaw(self._clock(), lost=self._lost))
            self._lost = 0

    def _work(self) -> None:
        try:
            self._write_all()
            self._writer.close()
        except OSError as error:
            self._give_up(error)
        self.ended.set()

    def _write_all(self) -> None:
        flushed = time.monotonic()
        while True:
            entries, closing = self._collect()
            for entry in entries:
                self._writer.write(entry)
                self.counts.written += isinstance(entry, Message)
                with self._changed:
                    self.counts.waiting -= _weigh(entry)
            if time.monotonic() - flushed >= FLUSH_S:
                self._writer.flush()
                self._safe, flushed = self.counts.written, time.monotonic()
            if closing and not entries:
                return

    def _collect(self) -> tuple[list[Message | Flaw], bool]:
        """What waits, after at most :data:`FLUSH_S`, and whether no more will come."""
        with self._changed:
            if not self._queue and not self._closing:
                self._changed.wait(FLUSH_S)
            entries = list(self._queue)
            self._queue.clear()
            return entries, self._closing

    def _give_up(self, error: OSError) -> None:
        """What was taken up and is not safe on the disk is lost as well."""
        with self._changed:
            self.failure = error
            self.counts.written = self._safe
            self.counts.lost = self.counts.received - self._safe
            self.counts.waiting = 0
            self._queue.clear()
        self._writer.abandon()


def _weigh(entry: Message | Flaw) -> int:
    return len(entry.payload) + len(entry.topic) if isinstance(entry, Message) else 0
