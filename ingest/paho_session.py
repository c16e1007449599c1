"""The session over paho-mqtt: its client driven by the asyncio loop, acknowledging by hand.

One socket, one queue. Measured before it was chosen: with manual acknowledgement nothing that
was not acknowledged is lost when this process dies; aiomqtt 2.5 has no public way to it.

paho's own threads and its reconnecting are not used. Only resolving, connecting and the TLS
handshake run on a worker thread, because paho does them blocking; the socket joins the loop when
they are done.
"""

import asyncio
import contextlib
import socket
import ssl
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractAsyncContextManager
from random import SystemRandom
from typing import Any, Final

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode
from paho.mqtt.subscribeoptions import SubscribeOptions

from ingest.formats.sparkplug_host import HostState, says_offline
from ingest.frame import Frame
from ingest.session import (
    NO_TOKEN,
    BackOff,
    Outstanding,
    Phase,
    SessionCounters,
    SessionSettings,
    SessionTakenOverError,
    count_bytes,
)
from ingest.witness import Witness
from plant.reading import Instant

TAKEN_OVER: Final = 0x8E
"""MQTT 5.0 §2.4: Session taken over."""

LOST: Final = 0x80
"""What paho calls a connection that was closed without a word."""

HELD_S: Final = 10.0
"""A connection that held so long was sound: the next failure is retried quickly again."""

SHORT_LIVES: Final = 3
"""So many connections in a row, accepted and soon closed without a word by a broker that lives on,
are a takeover too: Mosquitto before 2.0.15 does not tell it, and MQTT 3.1.1 cannot. Of two that
fight, one gets there first and the other stays."""

GOODBYE_S: Final = 2.0
PACKETS_A_TURN: Final = 64
"""Packets read before the loop may do something else."""

HELD_PUBLICATIONS: Final = 4096
"""Retained topics whose newest message is kept while the broker is away."""

_CHANCE: Final = SystemRandom().random


class PahoSession:
    """A persistent session of QoS 1 subscriptions; see :class:`ingest.session.Session`.

    :param clock: our clock, ms; stamps each frame as it leaves the socket.
    :param chance: random numbers in [0, 1) that spread reconnecting.
    """

    def __init__(
        self,
        settings: SessionSettings,
        subscriptions: Sequence[str],
        clock: Callable[[], Instant],
        chance: Callable[[], float] = _CHANCE,
    ) -> None:
        self.counters = SessionCounters()
        self.phase = Phase.IDLE
        self.trouble = ""
        """Why the session is not connected, in the words of whoever said so."""
        self._settings = settings
        self._subscriptions = subscriptions
        self._clock = clock
        self._chance = chance
        self._queue: deque[Frame] = deque()
        self._queue_bytes = 0
        self._outstanding = Outstanding()
        self._held: dict[str, tuple[bytes, int]] = {}
        self._socket: Any = None
        self._silently = False
        self._short_lives = 0
        self._reading = False
        self._stopping = asyncio.Event()
        self._closed = asyncio.Event()
        self._arrived = asyncio.Event()
        self._subscribed = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._host = HostState(settings.sparkplug_host) if settings.sparkplug_host else None
        self._client = self._make_client()

    # ------------------------------------------------------------------------ what the tick calls

    @property
    def connected(self) -> bool:
        """Whether the broker has accepted the connection and every subscription."""
        return self.phase is Phase.CONNECTED

    @property
    def _taken_over(self) -> bool:
        return self.phase is Phase.TAKEN_OVER

    @property
    def depth(self) -> int:
        """Frames that have arrived and were not gathered."""
        return len(self._queue)

    async def start(self) -> None:
        """Begin to connect; returns at once, and goes on trying while the broker is away."""
        self.phase = Phase.CONNECTING
        self._task = asyncio.create_task(self._keep_connected(), name="mqtt session")

    async def wait_connected(self, timeout_s: float) -> bool:
        """Wait until connected, at most ``timeout_s``."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._subscribed.wait(), timeout_s)
        return self.connected

    async def gather(self, max_frames: int, timeout_s: float) -> list[Frame]:
        """Take what has arrived, waiting at most ``timeout_s`` for the first.

        :raises SessionTakenOverError: another client has this session now.
        """
        if not self._queue and not self._taken_over:
            self._arrived.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._arrived.wait(), timeout_s)
        if self._taken_over:
            raise SessionTakenOverError(self._settings.client_id)
        frames = [self._queue.popleft() for _ in range(min(max_frames, len(self._queue)))]
        self._queue_bytes -= count_bytes(frames)
        if frames and not self._reading and not self._full():
            self._resume()
        return frames

    def acknowledge(self, tokens: Iterable[int]) -> None:
        """Tell the broker that these frames are safe; in any order, of any age."""
        due, stale = self._outstanding.confirm(tokens)
        self.counters.stale += stale
        for packet in due:
            self._client.ack(packet, 1)

    def release(self, tokens: Iterable[int]) -> None:
        """Acknowledge: else the broker would stop sending; to a gateway it promises nothing."""
        self.acknowledge(tokens)

    def publish(self, topic: str, payload: bytes, *, retain: bool = False, qos: int = 1) -> bool:
        """Send a message. While the broker is away only the newest retained of a topic is kept."""
        if self.connected:
            info = self._client.publish(topic, payload, qos, retain)
            sent = info.rc == MQTTErrorCode.MQTT_ERR_SUCCESS
        else:
            sent = retain and (topic in self._held or len(self._held) < HELD_PUBLICATIONS)
            if sent:
                self._held[topic] = (payload, qos)
        self.counters.unsent += not sent
        return sent

    async def stop(self) -> None:
        """Send what is in hand, say goodbye and let go of the socket; the session remains."""
        self._stopping.set()
        if self._task is not None:
            await self._task
        if not self._taken_over:
            self.phase = Phase.STOPPED

    # ------------------------------------------------------------------------ the connection

    @property
    def _topics(self) -> Sequence[str]:
        own = () if self._host is None else (self._host.topic,)
        return (*self._subscriptions, *own)

    def _make_client(self) -> paho.Client:
        settings = self._settings
        five = settings.version == 5
        client = paho.Client(
            CallbackAPIVersion.VERSION2,
            client_id=settings.client_id,
            clean_session=None if five else False,
            protocol=MQTTProtocolVersion.MQTTv5 if five else MQTTProtocolVersion.MQTTv311,
            reconnect_on_failure=False,
            manual_ack=True,
        )
        client.connect_timeout = settings.connect_timeout_s
        client.max_queued_messages_set(HELD_PUBLICATIONS)
        client.username_pw_set(settings.username, settings.password)
        if settings.tls:
            client.tls_set_context(_make_tls(settings))
        client.on_connect = self._on_connect
        client.on_subscribe = self._on_subscribe
        client.on_disconnect = self._on_disconnect
        client.on_message = self._on_message
        client.on_socket_close = self._on_socket_close
        client.on_socket_register_write = self._on_register_write
        client.on_socket_unregister_write = self._on_unregister_write
        persistence: dict[str, Any] = {}
        if five:
            persistence = {"clean_start": False, "properties": _ask_persistence(settings)}
        client.connect_async(settings.host, settings.port, settings.keepalive_s, **persistence)
        return client

    async def _keep_connected(self) -> None:
        """Connect, serve until closed, wait, again; ends when stopped or taken over."""
        back_off = BackOff(self._settings.retry_least_s, self._settings.retry_most_s)
        loop = asyncio.get_running_loop()
        while not self._stopping.is_set():
            begun = loop.time()
            self._silently = False
            async with self._call_witness() as witness:
                if await self._connect():
                    await self._serve(begun + self._settings.connect_timeout_s)
                held = loop.time() - begun >= HELD_S
                alone = self._silently and not held and (not witness or await witness.stands())
            if held:
                back_off.reset()
            self._short_lives = self._short_lives + 1 if alone else 0
            if self._short_lives >= SHORT_LIVES:
                self._step_down("closed again and again: another client has this client id")
            if self._taken_over:
                return
            with contextlib.suppress(TimeoutError):
                wait = back_off.draw(self._chance())
                await asyncio.wait_for(self._stopping.wait(), wait)

    def _call_witness(self) -> AbstractAsyncContextManager[Witness | None]:
        """Nobody is called before there is a suspicion."""
        if not self._short_lives:
            return contextlib.nullcontext()
        return Witness(self._settings.host, self._settings.port)

    def _step_down(self, why: str) -> None:
        self.phase, self.trouble = Phase.TAKEN_OVER, why
        self._arrived.set()

    async def _connect(self) -> bool:
        """One attempt; the socket joins the loop when it stands."""
        self._outstanding.renew()
        self._closed.clear()
        if self._host is not None:
            will = self._host.begin(self._clock())
            self._client.will_set(self._host.topic, will, 1, retain=True)
        try:
            await asyncio.to_thread(self._client.reconnect)
        except (OSError, ValueError) as error:
            self.counters.failures += 1
            self.trouble = str(error)
            return False
        self._socket = self._client.socket()
        self._resume()
        self._on_register_write(None, None, None)
        return True

    async def _serve(self, answer_by: float) -> None:
        """Look after keep-alive until the connection closes or we are to stop."""
        loop = asyncio.get_running_loop()
        while not self._closed.is_set() and not self._stopping.is_set():
            if not self.connected and loop.time() > answer_by:
                self.trouble = self.trouble or "the broker does not answer"
                self._cut()
            else:
                self._client.loop_misc()
            await self._wait_closed(0.2)
        if not self._closed.is_set():
            self._tell_host(online=False)
            self._client.disconnect()
            await self._wait_closed(GOODBYE_S)
            self._cut()

    async def _wait_closed(self, timeout_s: float) -> None:
        """Until closed, or, while serving, until it is time to look after keep-alive again."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._closed.wait(), timeout_s)

    def _cut(self) -> None:
        """Close from our side, whatever the other does; paho cleans up when it reads the end."""
        if self._socket is not None:
            with contextlib.suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)
        while self._socket is not None:
            self._drive(self._client.loop_read)

    # ------------------------------------------------------------------------ the socket

    def _resume(self) -> None:
        if self._socket is not None and not self._reading:
            self._reading = True
            loop = asyncio.get_running_loop()
            loop.add_reader(self._socket, self._read)
            loop.call_soon(self._read)  # TLS may hold data that no poll will ever report

    def _pause(self) -> None:
        self._reading = False
        self.counters.pauses += 1
        asyncio.get_running_loop().remove_reader(self._socket)

    def _full(self) -> bool:
        settings = self._settings
        return (
            len(self._queue) >= settings.queue_frames or self._queue_bytes >= settings.queue_bytes
        )

    def _read(self) -> None:
        """Let paho read packets while there are any and room for them."""
        for _ in range(PACKETS_A_TURN):
            if self._socket is None or not self._reading:
                return
            before = self.counters.frames
            self._drive(self._client.loop_read)
            if self._socket is not None and self._full():
                self._pause()
            elif self.counters.frames == before and not _pending(self._socket):
                return
        if _pending(self._socket):
            asyncio.get_running_loop().call_soon(self._read)

    def _write(self) -> None:
        self._drive(self._client.loop_write)

    def _drive(self, step: Callable[[], MQTTErrorCode]) -> None:
        try:
            step()
        except Exception as error:  # noqa: BLE001 - paho lets parse errors of hostile packets out
            self.counters.failures += 1
            self.trouble = f"cannot read what the broker sends: {error!r}"
            if self._socket is not None:
                with contextlib.suppress(OSError):
                    self._socket.shutdown(socket.SHUT_RDWR)

    # ------------------------------------------------------------------------ what paho calls

    def _on_register_write(self, _client: Any, _data: Any, _socket: Any) -> None:
        if self._socket is not None:
            asyncio.get_running_loop().add_writer(self._socket, self._write)

    def _on_unregister_write(self, _client: Any, _data: Any, _socket: Any) -> None:
        if self._socket is not None:
            asyncio.get_running_loop().remove_writer(self._socket)

    def _on_socket_close(self, _client: Any, _data: Any, _socket: Any) -> None:
        if self._socket is not None:
            loop = asyncio.get_running_loop()
            loop.remove_reader(self._socket)
            loop.remove_writer(self._socket)
        self._socket = None
        self._reading = False

    def _on_connect(
        self, _client: Any, _data: Any, _flags: Any, reason: ReasonCode, _properties: Any
    ) -> None:
        if reason.is_failure:
            self.trouble = str(reason)
            return
        if self._settings.version == 5:
            self._client.subscribe([(topic, _choose(topic)) for topic in self._topics])
        else:
            self._client.subscribe([(topic, 1) for topic in self._topics])

    def _on_subscribe(
        self, _client: Any, _data: Any, _packet: int, reasons: Sequence[ReasonCode], _props: Any
    ) -> None:
        """A subscription refused leaves us deaf: that is no connection."""
        refused = [str(reason) for reason in reasons if reason.is_failure]
        if refused:
            self.trouble = f"subscription refused: {refused[0]}"
            self.counters.failures += 1
            self._client.disconnect()
            return
        self.phase, self.trouble = Phase.CONNECTED, ""
        self.counters.connects += 1
        self._subscribed.set()
        self._tell_host(online=True)
        held, self._held = self._held, {}
        for topic, (payload, qos) in held.items():
            self.publish(topic, payload, retain=True, qos=qos)

    def _on_disconnect(
        self, _client: Any, _data: Any, flags: Any, reason: ReasonCode, _properties: Any
    ) -> None:
        told = flags.is_disconnect_packet_from_server
        self._silently = self.connected and not told and reason.value == LOST and not self.trouble
        self.phase = Phase.CONNECTING
        self.trouble = self.trouble or str(reason)
        self._subscribed.clear()
        self._closed.set()
        if told and reason.value == TAKEN_OVER:
            self._step_down(str(reason))

    def _tell_host(self, *, online: bool) -> None:
        """Sparkplug nodes that have us for their primary host publish while we are online."""
        if self._host is not None and self.connected:
            self.publish(self._host.topic, self._host.tell(online=online), retain=True)

    def _on_message(self, _client: Any, _data: Any, message: paho.MQTTMessage) -> None:
        try:
            topic = message.topic
        except UnicodeDecodeError as error:
            topic = error.object.decode("utf-8", "replace")
        token = self._outstanding.arrive(message.mid) if message.qos else NO_TOKEN
        payload = bytes(message.payload)
        if self._host is not None and topic == self._host.topic:
            self.acknowledge([token])
            if says_offline(payload) and not self._stopping.is_set():
                self._tell_host(online=True)
            return
        self._queue.append(Frame(topic, payload, self._clock(), message.retain, token))
        self._queue_bytes += len(payload)
        self.counters.frames += 1
        self._arrived.set()


def _ask_persistence(settings: SessionSettings) -> Properties:
    properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call] # paho's
    properties.SessionExpiryInterval = settings.expiry_s
    properties.ReceiveMaximum = settings.inflight
    return properties


def _choose(topic: str) -> SubscribeOptions:
    """Statuses are told at every subscribing, retained data only at the first (5.0 §3.8.3.1)."""
    every, first = (
        SubscribeOptions.RETAIN_SEND_ON_SUBSCRIBE,
        SubscribeOptions.RETAIN_SEND_IF_NEW_SUB,
    )
    return SubscribeOptions(qos=1, retainHandling=every if topic.endswith("/status") else first)


def _make_tls(settings: SessionSettings) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=settings.ca)
    if settings.cert:
        context.load_cert_chain(settings.cert, settings.key)
    return context


def _pending(sock: Any) -> bool:
    """Whether TLS has decrypted bytes that the socket will not report."""
    return isinstance(sock, ssl.SSLSocket) and sock.pending() > 0
