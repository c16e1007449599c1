"""The endpoint's sockets: who connects is let in, read and written to; PUBACK follows the commit.

A :class:`ingest.session.Session` like the broker's, in its place: where a broker's PUBACK says
that the broker has a message, this one says that it is judged and on the disk. What is said on a
connection is :mod:`.exchange`'s and :mod:`.connection`'s business; here are the listener, the
loop, TLS and the file of sessions.
"""

import asyncio
import contextlib
import socket
import ssl
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

import structlog

from ingest.formats.sparkplug_host import HostState
from ingest.frame import Frame
from ingest.mqtt_endpoint.bounds import Bounds, EndpointCounters
from ingest.mqtt_endpoint.client_socket import GOODBYE_S, ClientSocket
from ingest.mqtt_endpoint.codes import Code
from ingest.mqtt_endpoint.connection import Connection, Phase
from ingest.mqtt_endpoint.exchange import Exchange
from ingest.mqtt_endpoint.gate import Peer
from ingest.mqtt_endpoint.session_file import encode_sessions, read_sessions, write_sessions
from ingest.session import Phase as SessionPhase
from plant.reading import Instant

_log = structlog.get_logger()

PORTION_BYTES: Final = 1 << 18
"""Read at a time; one buffer for all connections."""

BACKLOG: Final = 1024
"""Who may wait at the door: after a power cut all gateways come at once."""

ACCEPTS_A_TURN: Final = 64
ACCEPT_PAUSE_S: Final = 1.0
"""How long nobody is let in after the system had no means for another connection."""

TICK_S: Final = 1.0


class MqttEndpoint:
    """The endpoint; see :class:`ingest.session.Session`.

    :param listener: bound and listening; the endpoint closes it.
    :param clock: our clock, ms.
    :param tls: None to speak in the clear.
    :param file: where sessions outlive us, None to forget them.
    :param sparkplug_host: under which name to tell Sparkplug nodes that their host is online,
        empty where there are none.
    """

    def __init__(
        self,
        listener: socket.socket,
        exchange: Exchange,
        clock: Callable[[], Instant],
        *,
        tls: ssl.SSLContext | None = None,
        file: Path | None = None,
        sparkplug_host: str = "",
    ) -> None:
        self.exchange = exchange
        self.now = clock
        self.phase = SessionPhase.IDLE
        self.trouble = ""
        """Why nobody can come in, in the words of whoever said so."""
        self.buffer = memoryview(bytearray(PORTION_BYTES))
        self._listener = listener
        self._tls = tls
        self._file = file
        self._host = HostState(sparkplug_host) if sparkplug_host else None
        self._sockets: dict[Connection, ClientSocket] = {}
        self._paused: set[ClientSocket] = set()
        self._entering: set[asyncio.Task[object]] = set()
        self._handshakes = 0
        self._arrived = asyncio.Event()
        self._saved = 0
        self._saving: asyncio.Task[None] | None = None
        self._timer: asyncio.TimerHandle | None = None

    # ------------------------------------------------------------------------ what the tick calls

    @property
    def connected(self) -> bool:
        """Whether gateways can come in."""
        return self.phase is SessionPhase.CONNECTED and not self.trouble

    @property
    def counters(self) -> EndpointCounters:
        """What happened since start."""
        return self.exchange.counters

    @property
    def bounds(self) -> Bounds:
        """How much clients may take."""
        return self.exchange.bounds

    @property
    def depth(self) -> int:
        """Frames that have arrived and were not gathered."""
        return self.exchange.queue.frames

    @property
    def connections(self) -> int:
        """Connections that stand, those that have not introduced themselves too."""
        return len(self._sockets) + self._handshakes

    async def start(self) -> None:
        """Let gateways in."""
        if self._file is not None:
            await self._recall(self._file)
        if self._host is not None:
            self._host.begin(self.now())
            self.publish(self._host.topic, self._host.tell(online=True), retain=True)
        self.phase = SessionPhase.CONNECTED
        self._listener.listen(BACKLOG)
        asyncio.get_running_loop().add_reader(self._listener, self._accept)
        self._tick()

    async def gather(self, max_frames: int, timeout_s: float) -> list[Frame]:
        """Take what has arrived, waiting at most ``timeout_s`` for the first."""
        queue = self.exchange.queue
        if not queue.frames:
            self._arrived.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._arrived.wait(), timeout_s)
        frames = queue.take(max_frames)
        self._balance()
        return frames

    def acknowledge(self, tokens: Iterable[int]) -> None:
        """Tell the gateways that these frames are safe: in one write a connection."""
        self.exchange.confirm(tokens)
        self.flush()
        self._balance()

    def release(self, tokens: Iterable[int]) -> None:
        """Tell the gateways, where MQTT can say so, that these were judged and are not kept.

        In 3.1.1 that can't be said: a PUBACK held back would only have the frame sent again and
        again, so it goes out, and the watermark on ``…/ack`` stays (contract section 1, rule 14).
        """
        before = list(tokens)
        self.counters.withheld += len(before)
        self.exchange.confirm(before, Code.QUOTA_EXCEEDED)
        self.flush()
        self._balance()

    def publish(self, topic: str, payload: bytes, *, retain: bool = False, qos: int = 1) -> bool:
        """Say something to whoever listens; the newest retained of a topic is kept for others."""
        said = self.exchange.publish(topic, payload, retain=retain, qos=qos)
        self.flush()
        return said

    async def stop(self) -> None:
        """Let nobody in any more; what was said is sent, then the connections end."""
        if self.phase is SessionPhase.STOPPED:
            return
        asyncio.get_running_loop().remove_reader(self._listener)
        self._listener.close()
        if self._timer is not None:
            self._timer.cancel()
        if self._host is not None:
            self.publish(self._host.topic, self._host.tell(online=False), retain=True)
        await self._save_last()
        self.phase = SessionPhase.STOPPED
        for task in list(self._entering):
            task.cancel()
        for connection in list(self._sockets):
            self.exchange.dismiss(connection)
        self.flush()
        for _ in range(int(GOODBYE_S / 0.02) + 5):
            if not self._sockets:
                break
            await asyncio.sleep(0.02)

    # ------------------------------------------------------------------------ what sockets call

    def enter(self, client: ClientSocket, peer: Peer) -> Connection:
        """A socket stands; what is said on it."""
        self._handshakes -= 1
        connection = self.exchange.meet(peer, self.now())
        self._sockets[connection] = client
        return connection

    def read(self, client: ClientSocket, count: int) -> None:
        """So many bytes of a client's are in the buffer."""
        self.counters.bytes += count
        client.connection.feed(self.buffer[:count].tobytes(), self.now())
        if self.exchange.touched:
            self.flush()
        if self.exchange.queue.frames:
            self._arrived.set()
        client.balance()

    def forget(self, client: ClientSocket) -> None:
        """A socket is gone, and with it the client if it has not said goodbye."""
        self._sockets.pop(client.connection, None)
        self._paused.discard(client)
        self.exchange.leave(client.connection, self.now(), lost=True)
        self.flush()
        self._arrived.set()

    def has_room(self, connection: Connection) -> bool:
        """Whether more may be read from a connection."""
        return self.exchange.has_room(connection)

    def pause(self, client: ClientSocket) -> None:
        """A client is not read until there is room again."""
        self.counters.pauses += 1
        self._paused.add(client)

    def flush(self) -> None:
        """Have written what was said since the last time."""
        touched = self.exchange.touched
        while touched:
            client = self._sockets.get(touched.pop())
            if client is not None:
                client.write()

    def _balance(self) -> None:
        if self._paused:
            self._paused = {client for client in self._paused if not client.balance()}

    # ------------------------------------------------------------------------ coming in

    def _accept(self) -> None:
        """Let in whoever waits at the door."""
        for _ in range(ACCEPTS_A_TURN):
            try:
                sock, address = self._listener.accept()
            except (BlockingIOError, InterruptedError, ConnectionAbortedError):
                self.trouble = ""
                return
            except OSError as error:
                self._rest(error)
                return
            self.trouble = ""
            self._admit(sock, str(address[0]))

    def _rest(self, error: OSError) -> None:
        """The system has no means for another connection: those that stand come first."""
        self.counters.accept_errors += 1
        self.trouble = f"无法接受新连接 nobody can come in: {error.strerror}"
        _log.error("no means for another connection", error=str(error))
        loop = asyncio.get_running_loop()
        loop.remove_reader(self._listener)
        loop.call_later(ACCEPT_PAUSE_S, self._open_again)

    def _open_again(self) -> None:
        if self.phase is SessionPhase.CONNECTED:
            asyncio.get_running_loop().add_reader(self._listener, self._accept)
            self._accept()

    def _admit(self, sock: socket.socket, address: str) -> None:
        if not self._make_room():
            self.counters.turned_away += 1
            sock.close()
            return
        sock.setblocking(False)
        self._handshakes += 1
        task = asyncio.create_task(self._shake_hands(sock, address.removeprefix("::ffff:")))
        self._entering.add(task)
        task.add_done_callback(self._entering.discard)

    def _make_room(self) -> bool:
        """Whether there is room; who has not introduced himself makes room for who is new."""
        if self.connections < min(self.bounds.connections, self.bounds.strangers):
            return True
        strangers = [one for one in self._sockets if one.phase is Phase.GREETING]
        crowded = self.connections >= self.bounds.connections
        if not crowded and len(strangers) + self._handshakes < self.bounds.strangers:
            return True
        if not strangers:
            return False
        oldest = min(strangers, key=lambda one: one.opened_at)
        self.exchange.cut(oldest, Code.SERVER_BUSY, self.now())
        self.flush()
        return True

    async def _shake_hands(self, sock: socket.socket, address: str) -> None:
        try:
            await asyncio.get_running_loop().connect_accepted_socket(
                lambda: ClientSocket(self, address),
                sock,
                ssl=self._tls,
                ssl_handshake_timeout=self.bounds.greeting_s if self._tls else None,
            )
        except (OSError, ssl.SSLError, TimeoutError):
            self._handshakes -= 1
            self.counters.cut += 1

    # ------------------------------------------------------------------------ time

    def _tick(self) -> None:
        self.exchange.tick(self.now())
        self.flush()
        if self.exchange.queue.frames:
            self._arrived.set()
        self._balance()
        self._tell_troubles()
        if self._file is not None and (self._saving is None or self._saving.done()):
            self._saving = self._begin_to_save(self._file)
        self._timer = asyncio.get_running_loop().call_later(TICK_S, self._tick)

    def _tell_troubles(self) -> None:
        """For whoever looks for why a gateway is not heard; the metrics count all of them."""
        troubles = self.exchange.troubles
        for address, gateway, why in troubles:
            _log.warning("an MQTT client was turned away", at=address, gateway=gateway, why=why)
        troubles.clear()

    def _begin_to_save(self, file: Path) -> asyncio.Task[None] | None:
        """Write the sessions down where they have changed, away from the loop."""
        changes = self.exchange.sessions.changes
        if changes == self._saved:
            return None
        data = encode_sessions(self.exchange.sessions)
        return asyncio.create_task(self._save(file, data, changes))

    async def _save(self, file: Path, data: bytes, changes: int) -> None:
        try:
            await asyncio.to_thread(write_sessions, file, data)
        except OSError as error:
            _log.error("the MQTT sessions can't be written", error=str(error))
        else:
            self._saved = changes

    async def _save_last(self) -> None:
        if self._saving is not None:
            await self._saving
        last = self._begin_to_save(self._file) if self._file is not None else None
        if last is not None:
            await last

    async def _recall(self, file: Path) -> None:
        """Take up the sessions of the last run; what can't be read is told and forgotten."""
        try:
            kept = await asyncio.to_thread(read_sessions, file, self.now())
        except (OSError, ValueError) as error:
            _log.error("the MQTT sessions of the last run can't be read", error=str(error))
            return
        for session in kept[-self.bounds.sessions :]:
            self.exchange.sessions.put(session)
        self._saved = self.exchange.sessions.changes
