"""The session over paho-mqtt: its client driven by the asyncio loop, acknowledging by hand.

MQTT 5 and 3.1.1. One socket, one queue. Measured before it was chosen: with manual acknowledgement
nothing that was not acknowledged is lost when this process dies; aiomqtt 2.5 has no public way to
it. Several times faster, for MQTT 5 alone, is :mod:`ingest.codec_session`.

paho's own threads and its reconnecting are not used. Only resolving, connecting and the TLS
handshake run on a worker thread, because paho does them blocking; the socket joins the loop when
they are done.
"""

import asyncio
import contextlib
import socket
import ssl
from collections.abc import Callable, Sequence
from typing import Any, Final

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode
from paho.mqtt.subscribeoptions import SubscribeOptions

from ingest.broker_session import CHANCE, BrokerSession, make_tls
from ingest.frame import Frame
from ingest.held_publications import HELD_PUBLICATIONS
from ingest.session import NO_TOKEN, SessionSettings, keeps_status
from plant.reading import Instant

TAKEN_OVER: Final = 0x8E
"""MQTT 5.0 §2.4: Session taken over."""

LOST: Final = 0x80
"""What paho calls a connection that was closed without a word."""

PACKETS_A_TURN: Final = 64
"""Packets read before the loop may do something else."""


class PahoSession(BrokerSession):
    """A persistent session of QoS 1 subscriptions; see :class:`ingest.session.Session`."""

    def __init__(
        self,
        settings: SessionSettings,
        subscriptions: Sequence[str],
        clock: Callable[[], Instant],
        chance: Callable[[], float] = CHANCE,
    ) -> None:
        super().__init__(settings, subscriptions, clock, chance)
        self._socket: Any = None
        self._reading = False
        self._client = self._make_client()

    # ------------------------------------------------------------------------ the connection

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
        tls = make_tls(settings)
        if tls is not None:
            client.tls_set_context(tls)
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

    async def _open(self, will: bytes | None) -> None:
        """One attempt; the socket joins the loop when it stands."""
        if self._host is not None and will is not None:
            self._client.will_set(self._host.topic, will, 1, retain=True)
        await asyncio.to_thread(self._client.reconnect)
        self._socket = self._client.socket()
        self._resume()
        self._on_register_write(None, None, None)

    def _attend(self) -> None:
        self._client.loop_misc()

    def _confirm(self, packets: Sequence[int]) -> None:
        for packet in packets:
            self._client.ack(packet, 1)

    def _send(self, topic: str, payload: bytes, *, qos: int, retain: bool) -> bool:
        told = self._client.publish(topic, payload, qos, retain)
        return told.rc == MQTTErrorCode.MQTT_ERR_SUCCESS

    def _say_goodbye(self) -> None:
        self._client.disconnect()

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

    def _read(self) -> None:
        """Let paho read packets while there are any and room for them."""
        for _ in range(PACKETS_A_TURN):
            if self._socket is None or not self._reading:
                return
            before = self.counters.frames
            self._drive(self._client.loop_read)
            if self._socket is not None and self._arrivals.full:
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
            self._fail(f"cannot read what the broker sends: {error!r}")
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
            self._fail(f"subscription refused: {refused[0]}")
            self._client.disconnect()
            return
        self._welcome()

    def _on_disconnect(
        self, _client: Any, _data: Any, flags: Any, reason: ReasonCode, _properties: Any
    ) -> None:
        told = flags.is_disconnect_packet_from_server
        self._end(
            str(reason),
            wordless=not told and reason.value == LOST,
            taken_over=told and reason.value == TAKEN_OVER,
        )

    def _on_message(self, _client: Any, _data: Any, message: paho.MQTTMessage) -> None:
        try:
            topic = message.topic
        except UnicodeDecodeError as error:
            topic = error.object.decode("utf-8", "replace")
        token = self._outstanding.arrive(message.mid) if message.qos else NO_TOKEN
        payload = bytes(message.payload)
        self._take_in([Frame(topic, payload, self._clock(), message.retain, token)])


def _ask_persistence(settings: SessionSettings) -> Properties:
    properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call] # paho's
    properties.SessionExpiryInterval = settings.expiry_s
    properties.ReceiveMaximum = settings.inflight
    return properties


def _choose(topic: str) -> SubscribeOptions:
    every, first = (
        SubscribeOptions.RETAIN_SEND_ON_SUBSCRIBE,
        SubscribeOptions.RETAIN_SEND_IF_NEW_SUB,
    )
    return SubscribeOptions(qos=1, retainHandling=every if keeps_status(topic) else first)


def _pending(sock: Any) -> bool:
    """Whether TLS has decrypted bytes that the socket will not report."""
    return isinstance(sock, ssl.SSLSocket) and sock.pending() > 0
