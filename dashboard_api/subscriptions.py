"""What one client still has to be sent of one stream, bounded whatever the client does.

Two classes of stream, two policies. **Alarms** are ordered and never dropped: deltas queue up to a
bound, and a client that lets it overflow is told to ``resync`` and gets a fresh snapshot, which is
smaller than any backlog. **Sampled** streams owe the latest value only: while a client has not
taken what it was given, the keys of newer rows are merely noted, and it later gets those rows as
they stand then. Either way what is held is bounded by the number of rows, not by time.

A snapshot is cut when its first part is about to be sent, so that one that waits costs nothing and
is never old. Pure: ``take`` returns the next frame's text in UTF-8, whoever sends it. One client's
backlog refers to ops that all clients with its filter share; only the frame's head is its own.
"""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from typing import Final, Protocol

import msgspec

from dashboard_api import frames, wire
from dashboard_api.alarm_stream import AlarmStream, Step, encode_ops
from dashboard_api.feeds import OPS_A_FRAME, Feed, Portion, encode_updates
from dashboard_api.selection import Selection
from plant.words import Plant

FRAMES_QUEUED: Final = 1_000
BYTES_QUEUED: Final = 16_000_000
"""Bounds of one client's backlog of alarm deltas, above a resume of the whole ring; beyond either
it resyncs.
"""


class Subscription(Protocol):
    """What the hub and the client's writer need of either kind."""

    @property
    def stream(self) -> wire.StreamName: ...

    @property
    def reached(self) -> int | None:
        """The ``q`` up to which everything was taken, None before the first snapshot."""
        ...

    def take(self) -> bytes | None:
        """The next frame to send, None if nothing is due."""
        ...


class FrameTexts:
    """Heads of a subscription's frames; what follows the head is shared by many clients."""

    def __init__(self, name: frames.FrameId, stream: wire.StreamName) -> None:
        self._name = name
        self._stream = stream
        self._head = b'"id":%b,"s":"%b"' % (msgspec.json.encode(name), stream.encode())
        self._delta = b'{"t":"delta",%b,"q":' % self._head

    def delta(self, q: int, prev: int, ops: bytes) -> bytes:
        return b'%b%d,"prev":%d,"ops":%b}' % (self._delta, q, prev, ops)

    def snap(self, epoch: str, q: int, rows: Sequence[bytes]) -> Iterator[bytes]:
        """The parts of a snapshot, encoded as they are asked for; no row at all is one part."""
        parts = max(1, -(-len(rows) // OPS_A_FRAME))
        place = b'"epoch":%b,"q":%d' % (msgspec.json.encode(epoch), q)
        for part in range(parts):
            cut = rows[part * OPS_A_FRAME : (part + 1) * OPS_A_FRAME]
            head = b'{"t":"snap",%b,%b,"part":%d,"parts":%d' % (self._head, place, part + 1, parts)
            yield b'%b,"rows":[%b]}' % (head, b",".join(cut))

    def resync(self, why: str) -> bytes:
        frame = frames.Resync(id=self._name, s=self._stream, why=why)
        return msgspec.json.encode(frame)


class AlarmSubscription:
    """A client's place in the stream of alarms."""

    stream: Final[wire.StreamName] = "alarms"

    def __init__(
        self,
        name: frames.FrameId,
        selection: Selection,
        source: AlarmStream,
        plant: Callable[[], Plant],
    ) -> None:
        self.selection = selection
        self._frames = FrameTexts(name, "alarms")
        self._source = source
        self._plant = plant
        self._queue: deque[tuple[int, int, bytes]] = deque()
        """``q``, ``prev`` and the ops, which all clients of a selection share."""
        self._bytes = 0
        self._snapshot: Iterator[bytes] | None = None
        self._snapshot_q = 0
        self._wants_snapshot = True
        self._why: str | None = None
        self._last = 0
        """The ``q`` of the last frame queued or taken: the next delta's ``prev``."""
        self._sent: int | None = None
        self.behind_since: float | None = None
        """Since when an overflow has not been made good, on the caller's clock."""

    @property
    def reached(self) -> int | None:
        if self._queue or self._snapshot or self._wants_snapshot:
            return self._sent
        return self._source.head

    def resume(self, resume: frames.Resume) -> bool:
        """Go on from where the client's copy stands; false if only a snapshot will do.

        Something is always sent, be it a delta without ops, so that the client knows.
        """
        steps = self._source.since(resume.q) if resume.epoch == self._source.epoch else None
        if steps is None:
            return False
        self._wants_snapshot = False
        self._last = self._sent = resume.q
        for start in range(0, max(1, len(steps)), OPS_A_FRAME):
            cut = steps[start : start + OPS_A_FRAME]
            self._queue_delta(cut[-1].q if cut else resume.q, self.encode(cut))
        return True

    def encode(self, steps: Sequence[Step]) -> bytes:
        """The ops of some steps for this selection, as JSON."""
        ops = encode_ops(steps, self.selection, self._plant())
        return b"[%b]" % b",".join(ops)

    def offer(self, q: int, ops: bytes, clock: float) -> bool:
        """Queue the ops that lead to ``q``.

        :returns: whether the backlog overflowed, so that a snapshot is owed instead.
        """
        if self._wants_snapshot:
            return False
        self._queue_delta(q, ops)
        if len(self._queue) <= FRAMES_QUEUED and self._bytes <= BYTES_QUEUED:
            return False
        self.resync("overflow")
        if self.behind_since is None:
            self.behind_since = clock
        return True

    def resync(self, why: str) -> None:
        """Drop what is queued; say so, and begin again with a snapshot."""
        self._queue.clear()
        self._bytes = 0
        self._snapshot = None
        self._wants_snapshot = True
        self._why = why

    def take(self) -> bytes | None:
        if self._why is not None:
            text, self._why = self._frames.resync(self._why), None
            return text
        if self._wants_snapshot:
            self._cut_snapshot()
        if self._snapshot is not None:
            part = next(self._snapshot, None)
            if part is not None:
                return part
            self._snapshot = None
            self._sent = self._snapshot_q
            self.behind_since = None
        if not self._queue:
            return None
        q, prev, ops = self._queue.popleft()
        self._sent = q
        self._bytes -= len(ops)
        return self._frames.delta(q, prev, ops)

    def _cut_snapshot(self) -> None:
        source = self._source
        rows = source.snapshot(self.selection, self._plant())
        self._wants_snapshot = False
        self._last = self._snapshot_q = source.head
        self._snapshot = self._frames.snap(source.epoch, source.head, rows)

    def _queue_delta(self, q: int, ops: bytes) -> None:
        self._queue.append((q, self._last, ops))
        self._bytes += len(ops)
        self._last = q


class SampledSubscription:
    """A client's place in a feed."""

    def __init__(
        self, name: frames.FrameId, stream: wire.StreamName, feed: Feed, epoch: str
    ) -> None:
        self.stream = stream
        self.feed = feed
        self._epoch = epoch
        self._frames = FrameTexts(name, stream)
        self._ready: deque[Portion] = deque()
        self._owed: dict[str, None] = {}
        """Keys of rows that changed while the client was busy, oldest first."""
        self._snapshot: Iterator[bytes] | None = None
        self._wants_snapshot = True
        self._why: str | None = None
        self._sent = 0

    @property
    def reached(self) -> int | None:
        return None if self._wants_snapshot or self._snapshot else self._sent

    def offer(self, portions: Sequence[Portion]) -> None:
        """Take a flush of the feed, or note its keys if the last one is not taken yet."""
        if self._wants_snapshot:
            return
        if self._snapshot is None and not self._ready and not self._owed:
            self._ready.extend(portions)
            return
        for portion in portions:
            self._owed.update(dict.fromkeys(portion.keys))

    def move(self, feed: Feed, why: str) -> None:
        """Go over to another feed, from its snapshot on."""
        self.feed = feed
        self._why = why
        self._ready.clear()
        self._owed.clear()
        self._snapshot = None
        self._wants_snapshot = True

    def take(self) -> bytes | None:
        if self._why is not None:
            text, self._why = self._frames.resync(self._why), None
            return text
        if self._wants_snapshot:
            self._cut_snapshot()
        if self._snapshot is not None:
            part = next(self._snapshot, None)
            if part is not None:
                return part
            self._snapshot = None
        if self._ready:
            portion = self._ready.popleft()
            return self._delta(portion.q, portion.ops)
        return self._take_owed() if self._owed else None

    def _cut_snapshot(self) -> None:
        self._wants_snapshot = False
        self._sent = self.feed.q
        rows = list(self.feed.rows.values())
        self._snapshot = self._frames.snap(self._epoch, self.feed.q, rows)

    def _take_owed(self) -> bytes:
        keys = [key for key, _ in zip(self._owed, range(OPS_A_FRAME), strict=False)]
        for key in keys:
            del self._owed[key]
        q = self._sent if self._owed else self.feed.q
        return self._delta(q, encode_updates(keys, self.feed.rows))

    def _delta(self, q: int, ops: bytes) -> bytes:
        text = self._frames.delta(q, self._sent, ops)
        self._sent = q
        return text
