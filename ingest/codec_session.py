"""The session over the codec ``mqtt5``: one :class:`asyncio.BufferedProtocol`, MQTT 5 alone.

A thin shell that owns the socket; what the protocol is, is in :mod:`ingest.client_protocol`. The
socket is read straight into the buffer that packets are read from, and acknowledgements of one
commit leave in one piece. While the queue is full the socket is not read.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import Final, cast

from ingest.broker_session import CHANCE, BrokerSession, make_tls
from ingest.client_protocol import ClientProtocol
from ingest.held_publications import HELD_PUBLICATIONS
from ingest.publications import Publications
from ingest.session import SessionSettings
from plant.reading import Instant

CLOSED: Final = "the broker closed the connection without a word"
WRITE_BYTES: Final = 8 << 20
"""Beyond so much that the broker does not read, nothing more is published."""


class CodecSession(BrokerSession):
    """A persistent session of QoS 1 subscriptions; see :class:`ingest.session.Session`.

    :raises ValueError: the settings ask for another version than 5.
    """

    def __init__(
        self,
        settings: SessionSettings,
        subscriptions: Sequence[str],
        clock: Callable[[], Instant],
        chance: Callable[[], float] = CHANCE,
    ) -> None:
        super().__init__(settings, subscriptions, clock, chance)
        if settings.version != 5:
            raise ValueError("the codec speaks MQTT 5 alone")
        self._tls = make_tls(settings)
        self._publications = Publications(HELD_PUBLICATIONS)
        self._line: _Line | None = None

    async def _open(self, will: bytes | None) -> None:
        settings = self._settings
        protocol = ClientProtocol(settings, self._topics, self._outstanding, self._publications)
        line = _Line(protocol, self._clock, self._hear, self._lose)
        self._line = line
        protocol.connect("" if self._host is None else self._host.topic, will)
        async with asyncio.timeout(settings.connect_timeout_s):
            await asyncio.get_running_loop().create_connection(
                lambda: line, settings.host, settings.port, ssl=self._tls
            )

    def _attend(self) -> None:
        if self._line is not None:
            self._line.attend(asyncio.get_running_loop().time())

    def _confirm(self, packets: Sequence[int]) -> None:
        if self._line is not None:
            self._line.protocol.acknowledge(packets)
            self._line.flush()

    def _send(self, topic: str, payload: bytes, *, qos: int, retain: bool) -> bool:
        if self._line is None or self._line.waiting_bytes > WRITE_BYTES:
            return False
        sent = self._line.protocol.publish(topic, payload, qos=qos, retain=retain)
        self._line.flush()
        return sent

    def _resume(self) -> None:
        if self._line is not None and self._line.paused:
            self._hear(self._line)

    def _say_goodbye(self) -> None:
        if self._line is not None:
            self._line.protocol.leave()
            self._line.finish()

    def _cut(self) -> None:
        if self._line is not None:
            self._line.abort()
            self._lose(self._line, None)

    # ------------------------------------------------------------------------ what the line reports

    def _hear(self, line: "_Line") -> None:
        """Take in what came, as far as there is room; read on only where there is more."""
        protocol = line.protocol
        while not self._arrivals.full:
            frames = protocol.take_frames(*self._arrivals.room)
            if not frames:
                break
            self._take_in(frames)
        self.counters.unsent += self._publications.take_lost()
        if protocol.subscribed and not self.connected:
            self._welcome()
        line.flush()
        if protocol.ending is not None:
            line.close()
        elif not self._arrivals.full:
            line.resume()
        elif line.pause():
            self.counters.pauses += 1

    def _lose(self, line: "_Line", error: Exception | None) -> None:
        """The line is closed."""
        if line is not self._line:
            return
        self._line = None
        ending = line.protocol.ending
        if ending is None:
            wordless = not line.protocol.leaving
            self._end(str(error) if error else CLOSED, wordless=wordless)
            return
        if ending.failure:
            self._fail(ending.why)
        self._end(ending.why, wordless=False, taken_over=ending.taken_over)


class _Line(asyncio.BufferedProtocol):
    """One connection: the socket's bytes into a protocol and its bytes out.

    :param hear: called when bytes have come.
    :param lose: called when it is closed, with the error if there was one.
    """

    def __init__(
        self,
        protocol: ClientProtocol,
        clock: Callable[[], Instant],
        hear: Callable[["_Line"], None],
        lose: Callable[["_Line", Exception | None], None],
    ) -> None:
        self.protocol = protocol
        self.paused = False
        self._clock = clock
        self._hear = hear
        self._lose = lose
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self.flush()

    def get_buffer(self, _hint: int) -> memoryview:
        return self.protocol.make_room()

    def buffer_updated(self, count: int) -> None:
        self.protocol.receive(count, self._clock())
        self._hear(self)

    def connection_lost(self, error: Exception | None) -> None:
        self._lose(self, error)

    @property
    def waiting_bytes(self) -> int:
        """What the other side has not taken yet."""
        return self._transport.get_write_buffer_size() if self._transport else 0

    def attend(self, now_s: float) -> None:
        """Look after keep-alive; a line that is over and does not close is cut."""
        if self.protocol.ending is not None:
            self.abort()
            return
        self.protocol.attend(now_s, reading=not self.paused)
        self.flush()
        if self.protocol.ending is not None:
            self.close()

    def flush(self) -> None:
        """Send what the protocol has to say."""
        data = self.protocol.take_output() if self._transport else b""
        if data and self._transport is not None:
            self._transport.write(data)

    def pause(self) -> bool:
        """Read no more for now; whether it was read until now."""
        if self.paused or self._transport is None:
            return False
        self.paused = True
        self._transport.pause_reading()
        return True

    def resume(self) -> None:
        """Read on."""
        if self.paused and self._transport is not None:
            self.paused = False
            self._transport.resume_reading()

    def finish(self) -> None:
        """Send the last, and read on until the other side closes.

        Closed with bytes unread, the system would tell the broker of a fault, and acknowledgements
        on their way might not be read there.
        """
        self.flush()
        self.resume()
        if self._transport is not None and self._transport.can_write_eof():
            self._transport.write_eof()

    def close(self) -> None:
        """Close when what was said is sent."""
        if self._transport is not None:
            self._transport.close()

    def abort(self) -> None:
        """Close at once."""
        if self._transport is not None:
            self._transport.abort()
