"""The TCP door for HJ 212 stations (现场机): one listener, bounded connections, one answer.

A :class:`ingest.session.Session` like the broker's: packets become frames on the topic
``hj212/{MN}``, and the data acknowledgement 9014 goes back when the frame is acknowledged, that is
once it is durable. Nothing else is ever sent to a station. An acknowledgement is bound to the
connection and the QN that it answers, so one that comes after a reconnect answers nothing.

Finding packets in bytes is :mod:`ingest.formats.hj212_stream`'s business, what they mean
:mod:`ingest.formats.hj212`'s. Bounds: a connection holds one unfinished packet, and is not read
while it has so many frames queued or unanswered; who sends nothing sound, reads no answers or
says nothing for too long is cut off.
"""

import asyncio
import contextlib
import socket
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from ingest.formats.hj212_packet import name_topic, read_packet, write_answer
from ingest.formats.hj212_stream import Piece, Splitter
from ingest.frame import Frame
from ingest.session import NO_TOKEN
from ingest.tcp_keep_alive import probe_peer
from plant.reading import Instant

PORTION_BYTES: Final = 16_384
"""Read from a connection at a time."""

SEND_BYTES: Final = 16_384
"""Answers that a station may leave unread."""

GOODBYE_S: Final = 1.0


@dataclass(frozen=True, slots=True)
class DoorSettings:
    """How much strangers and stations may take.

    ``connections`` at once. ``queued`` and ``unanswered`` frames a connection: beyond them it is
    not read. ``broken`` pieces in a row end a connection. ``greeting_s`` until the first sound
    packet; ``idle_s`` between packets: real-time data come every 3600 s at the longest (table 4).
    """

    connections: int = 512
    queued: int = 64
    unanswered: int = 256
    broken: int = 32
    greeting_s: float = 120.0
    idle_s: float = 3 * 3600.0


@dataclass(slots=True)
class DoorCounters:
    """What happened since start.

    ``refused`` connections for want of room, ``cut`` ones for what they did; ``answers`` sent;
    ``withheld`` ones of what could not be kept; ``stale`` acknowledgements whose connection is
    gone; ``pauses``: how often one was not read.
    """

    frames: int = 0
    connects: int = 0
    refused: int = 0
    cut: int = 0
    answers: int = 0
    withheld: int = 0
    stale: int = 0
    pauses: int = 0


class Hj212Server:
    """The door; see :class:`ingest.session.Session`.

    :param listener: bound and listening; the door closes it.
    :param clock: our clock, ms; stamps each frame as it is complete.
    """

    def __init__(
        self,
        listener: socket.socket,
        clock: Callable[[], Instant],
        settings: DoorSettings | None = None,
    ) -> None:
        self.counters = DoorCounters()
        self.settings = settings or DoorSettings()
        self._listener = listener
        self._clock = clock
        self._server: asyncio.Server | None = None
        self._stations: set[_Station] = set()
        self._queue: deque[tuple[Frame, _Station]] = deque()
        self._unanswered: dict[int, tuple[_Station, bytes]] = {}
        self._last_token = NO_TOKEN
        self._arrived = asyncio.Event()

    # ------------------------------------------------------------------------ what the tick calls

    @property
    def connected(self) -> bool:
        """Whether stations can come in."""
        return self._server is not None and self._server.is_serving()

    @property
    def depth(self) -> int:
        """Frames that have arrived and were not gathered."""
        return len(self._queue)

    @property
    def stations(self) -> int:
        """Connections that stand."""
        return len(self._stations)

    async def start(self) -> None:
        """Let stations in."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: _Station(self), sock=self._listener)

    async def gather(self, max_frames: int, timeout_s: float) -> list[Frame]:
        """Take what has arrived, waiting at most ``timeout_s`` for the first."""
        if not self._queue:
            self._arrived.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._arrived.wait(), timeout_s)
        taken = [self._queue.popleft() for _ in range(min(max_frames, len(self._queue)))]
        for _, station in taken:
            station.queued -= 1
            station.balance()
        return [frame for frame, _ in taken]

    def acknowledge(self, tokens: Iterable[int]) -> None:
        """Answer the stations whose frames are safe, as far as they are still there."""
        for token in tokens:
            station, answer = self._unanswered.pop(token, (None, b""))
            if station is not None and station.answer(token, answer):
                self.counters.answers += 1
            elif token != NO_TOKEN:
                self.counters.stale += 1

    def release(self, tokens: Iterable[int]) -> None:
        """Owe these no answer any more: a station that hears none sends again."""
        for token in tokens:
            station, _ = self._unanswered.pop(token, (None, b""))
            if station is not None:
                station.unanswered.discard(token)
                station.balance()
                self.counters.withheld += 1

    def publish(self, topic: str, payload: bytes, *, retain: bool = False, qos: int = 1) -> bool:
        """Stations are told nothing: always False."""
        del topic, payload, retain, qos
        return False

    async def stop(self) -> None:
        """Let nobody in any more; what was answered is sent, then the connections end."""
        if self._server is not None:
            self._server.close()
        self._listener.close()
        for station in list(self._stations):
            station.close()
        if self._stations:
            await asyncio.wait([each.lost for each in self._stations], timeout=GOODBYE_S)
        for station in list(self._stations):
            station.abort()

    # ------------------------------------------------------------------------ what stations call

    def admit(self, station: "_Station") -> bool:
        """Whether there is room; who has said nothing sound so far makes room for who is new."""
        if len(self._stations) >= self.settings.connections:
            strangers = [each for each in self._stations if not each.greeted]
            if not strangers:
                self.counters.refused += 1
                return False
            oldest = min(strangers, key=lambda each: each.heard_at)
            oldest.cut()
            self.forget(oldest)
        self._stations.add(station)
        self.counters.connects += 1
        return True

    def forget(self, station: "_Station") -> None:
        """A connection is over; its frames stay, its answers go nowhere."""
        self._stations.discard(station)
        for token in station.unanswered:
            del self._unanswered[token]
        station.unanswered.clear()

    def take(self, station: "_Station", topic: str, payload: bytes, answer: bytes | None) -> None:
        """Queue a frame, and its answer until it is acknowledged."""
        token = NO_TOKEN
        if answer is not None:
            self._last_token = token = self._last_token + 1
            self._unanswered[token] = station, answer
            station.unanswered.add(token)
        self._queue.append((Frame(topic, payload, self._clock(), token=token), station))
        self.counters.frames += 1
        station.queued += 1
        self._arrived.set()


class _Station(asyncio.BufferedProtocol):
    """One connection."""

    def __init__(self, door: Hj212Server) -> None:
        self.queued = 0
        self.unanswered: set[int] = set()
        self.greeted = False
        self.heard_at = 0.0
        self.lost: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._door = door
        self._portion = bytearray(PORTION_BYTES)
        self._splitter = Splitter()
        self._topic = name_topic("")
        self._broken = 0
        self._reading = True
        self._transport: Any = None
        self._timer: asyncio.TimerHandle | None = None

    # ------------------------------------------------------------------------ what asyncio calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self.heard_at = asyncio.get_running_loop().time()
        if not self._door.admit(self):
            self.abort()
            return
        transport.set_write_buffer_limits(high=SEND_BYTES)  # type: ignore[attr-defined] # of sockets
        _set_up(transport.get_extra_info("socket"))
        self._watch_silence()

    def get_buffer(self, sizehint: int) -> bytearray:
        del sizehint
        return self._portion

    def buffer_updated(self, nbytes: int) -> None:
        for piece in self._splitter.feed(memoryview(self._portion)[:nbytes]):
            if self._transport.is_closing():
                return
            self._take(piece)
        self.balance()

    def pause_writing(self) -> None:
        """It does not read its answers."""
        self.cut()

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        if self._timer is not None:
            self._timer.cancel()
        for piece in self._splitter.finish():
            self._take(piece)
        self._door.forget(self)
        self.lost.set_result(None)

    # ------------------------------------------------------------------------ what the door calls

    def answer(self, token: int, answer: bytes) -> bool:
        """Send the acknowledgement of one frame; False where nobody hears it any more."""
        self.unanswered.discard(token)
        if self._transport.is_closing():
            return False
        self._transport.write(answer)  # the only line in the house that writes to a station
        self.balance()
        return True

    def balance(self) -> None:
        """Read on, or not, by what is in hand."""
        settings = self._door.settings
        room = self.queued < settings.queued and len(self.unanswered) < settings.unanswered
        if room == self._reading or self._transport.is_closing():
            return
        self._reading = room
        if room:
            self._transport.resume_reading()
        else:
            self._door.counters.pauses += 1
            self._transport.pause_reading()

    def close(self) -> None:
        """End it when what was written is sent."""
        self._transport.close()

    def abort(self) -> None:
        """End it at once."""
        self._transport.abort()

    def cut(self) -> None:
        """End it for what it did."""
        if not self._transport.is_closing():
            self._door.counters.cut += 1
            self._transport.abort()

    # ------------------------------------------------------------------------

    def _take(self, piece: Piece) -> None:
        packet = None if piece.fault else read_packet(piece.payload)
        if packet is None:
            self._broken += 1
            self._door.take(self, self._topic, piece.payload, None)
            if self._broken >= self._door.settings.broken:
                self.cut()
            return
        self._broken, self.greeted = 0, True
        self._topic = name_topic(packet.mn)
        self.heard_at = asyncio.get_running_loop().time()
        self._door.take(self, self._topic, piece.payload, write_answer(packet))

    def _watch_silence(self) -> None:
        """Come back when it will have been silent for too long; cut it off if it has."""
        settings, loop = self._door.settings, asyncio.get_running_loop()
        due = self.heard_at + (settings.idle_s if self.greeted else settings.greeting_s)
        if loop.time() >= due:
            self.cut()
        else:
            self._timer = loop.call_at(due, self._watch_silence)


def _set_up(sock: socket.socket) -> None:
    """Notice a peer that vanished, and let the system keep no more answers than we do."""
    probe_peer(sock)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BYTES)
