"""One MQTT 5 connection as a client sees it: bytes in, frames and what happened, bytes out.

Pure: no socket, no clock, no loop. :meth:`ClientProtocol.make_room`, :meth:`receive` and
:meth:`take_frames` are the way in, :meth:`take_output` the way out; ``subscribed`` and ``ending``
say how it stands. Nothing that a broker sends raises out of here. The socket is in
:mod:`ingest.codec_session`, reconnecting in :mod:`ingest.broker_session`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

import mqtt5
from mqtt5 import DisconnectReasonCode as Reason

from ingest.frame import Frame
from ingest.keep_alive import KeepAlive, Pulse
from ingest.packet_stream import MalformedPacketError, PacketStream
from ingest.publications import Publications
from ingest.session import NO_TOKEN, Outstanding, SessionSettings, keeps_status
from plant.reading import Instant

_UNLIMITED: Final = 1 << 28
"""More than any packet has (5.0 §2.1.4)."""

_FAILURE: Final = 0x80
"""Reason codes from here on are refusals (5.0 §2.4). The codec's have no order but as numbers."""

_TWICE: Final = mqtt5.QoS.EXACTLY_ONCE
_PINGREQ: Final = mqtt5.PingReqPacket().write()


@dataclass(frozen=True, slots=True)
class Ending:
    """Why a connection is over; ``told`` by the broker, else found by us."""

    why: str
    told: bool = False
    taken_over: bool = False
    failure: bool = False


class ClientProtocol:
    """Asks for a persistent session and its subscriptions; acknowledges only what it is told to.

    A broker that has more under way than the receive maximum allows is not cut off: Mosquitto
    2.0.11 does so when acknowledgements come many at once. The queue is bounded all the same.

    :param topics: filters to subscribe to, at QoS 1.
    :param outstanding: gives each frame its token; renewed by its owner for this connection.
    :param publications: our messages under way, which outlive this connection.
    """

    def __init__(
        self,
        settings: SessionSettings,
        topics: Sequence[str],
        outstanding: Outstanding,
        publications: Publications,
    ) -> None:
        self.subscribed = False
        """The broker has accepted the connection and every subscription."""
        self.ending: Ending | None = None
        self.leaving = False
        self._settings = settings
        self._topics = topics
        self._outstanding = outstanding
        self._publications = publications
        self._stream = PacketStream()
        self._received: Instant = 0
        self._output: list[bytes] = []
        self._accepted: mqtt5.ConnAckPacket | None = None
        self._asked = 0
        self._pulse: KeepAlive | None = None
        self._said = self._heard = False

    # ------------------------------------------------------------------------ bytes

    def make_room(self) -> memoryview:
        """Where the next bytes of the socket are to be put; valid until :meth:`receive`."""
        return self._stream.make_room()

    def receive(self, count: int, now: Instant) -> None:
        """So many bytes came; their frames are those of ``now``."""
        self._stream.fill(count)
        if self.leaving or self.ending is not None:
            self._stream.clear()
        self._received = now
        self._heard = True

    def take_output(self) -> bytes:
        """What is to be sent, in one piece."""
        if not self._output:
            return b""
        data, self._output = b"".join(self._output), []
        self._said = True
        return data

    # ------------------------------------------------------------------------ what comes in

    def take_frames(self, most: int, most_bytes: int) -> list[Frame]:
        """Frames that have come whole, at most so many; what is not taken stays for the next time.

        :param most_bytes: of payloads; the frame that reaches them is the last.
        """
        frames: list[Frame] = []
        if most > 0 and self.ending is None and not self.leaving:
            try:
                self._read_frames(frames, most, most_bytes)
            except MalformedPacketError as error:
                why = f"cannot read what the broker sends: {error}"
                self._break_off(Reason.MALFORMED_PACKET, why)
        return frames

    def _read_frames(self, frames: list[Frame], most: int, most_bytes: int) -> None:
        arrive, received, taken = self._outstanding.arrive, self._received, 0
        for packet in self._stream.packets():
            if type(packet) is not mqtt5.PublishPacket:
                self._hear(packet)
                if self.ending is not None:
                    return
                continue
            topic, number, payload = packet.topic, packet.packet_id, packet.payload
            if not topic or number == 0 or packet.qos is _TWICE or self._accepted is None:
                self._refuse(packet)
                return
            token = NO_TOKEN if number is None else arrive(number)
            frames.append(Frame(topic, payload, received, packet.retain, token))
            taken += len(payload)
            if len(frames) >= most or taken >= most_bytes:
                return

    def _refuse(self, packet: mqtt5.PublishPacket) -> None:
        """No broker may send this to one who asked for QoS 1 and no topic aliases."""
        if self._accepted is None:
            self._break_off(Reason.PROTOCOL_ERROR, "a message before the connection is accepted")
        elif packet.packet_id == 0:
            self._break_off(Reason.MALFORMED_PACKET, "a message at QoS 1 without an identifier")
        elif packet.qos is _TWICE:
            self._break_off(Reason.QOS_NOT_SUPPORTED, "a message at QoS 2, which nobody asked for")
        else:
            self._break_off(Reason.TOPIC_ALIAS_INVALID, "a topic alias, which nobody asked for")

    def _hear(self, packet: mqtt5.Packet) -> None:
        match packet:
            case mqtt5.ConnAckPacket() if self._accepted is None:
                self._hear_connack(packet)
            case mqtt5.DisconnectPacket():
                taken_over = packet.reason_code is Reason.SESSION_TAKEN_OVER
                self.ending = Ending(_tell(packet), told=True, taken_over=taken_over)
            case mqtt5.SubAckPacket() if packet.packet_id == self._asked and not self.subscribed:
                self._hear_suback(packet)
            case mqtt5.PubAckPacket() if self._accepted is not None:
                refused = int(packet.reason_code) >= _FAILURE
                self._publications.confirm(packet.packet_id, refused=refused)
                self._send_due()
            case mqtt5.PingRespPacket():
                pass
            case _:
                what = type(packet).__name__.removesuffix("Packet")
                self._break_off(Reason.PROTOCOL_ERROR, f"a packet out of place: {what}")

    def _hear_connack(self, packet: mqtt5.ConnAckPacket) -> None:
        if int(packet.reason_code) >= _FAILURE:
            self.ending = Ending(_tell(packet), told=True)
            return
        self._accepted = packet
        self._publications.renew(
            present=packet.session_present,
            window=packet.receive_max,
            largest=packet.max_packet_size or _UNLIMITED,
        )
        self._asked = self._publications.choose_packet()
        filters = [_choose(topic) for topic in self._topics]
        self._output.append(mqtt5.SubscribePacket(self._asked, filters).write())
        self._send_due()

    def _hear_suback(self, packet: mqtt5.SubAckPacket) -> None:
        """A subscription refused leaves us deaf: that is no connection."""
        refused = [reason for reason in packet.reason_codes if int(reason) >= _FAILURE]
        if len(packet.reason_codes) != len(self._topics):
            self._break_off(Reason.PROTOCOL_ERROR, "a SUBACK for other subscriptions")
        elif refused:
            self.ending = Ending(f"subscription refused: {_name(refused[0])}", failure=True)
            self._output.append(mqtt5.DisconnectPacket().write())
        else:
            self.subscribed = True

    def _break_off(self, reason: Reason, why: str) -> None:
        """The broker is told why, and the connection is over."""
        self.ending = Ending(why, failure=True)
        self._output.append(mqtt5.DisconnectPacket(reason_code=reason).write())

    # ------------------------------------------------------------------------ what goes out

    def connect(self, host_topic: str = "", will: bytes | None = None) -> None:
        """Ask for the session.

        :param will: a last will on ``host_topic``, retained at QoS 1.
        """
        settings = self._settings
        last = None
        if will is not None:
            last = mqtt5.Will(host_topic, payload=will, qos=mqtt5.QoS.AT_LEAST_ONCE, retain=True)
        packet = mqtt5.ConnectPacket(
            settings.client_id,
            username=settings.username,
            password=None if settings.password is None else settings.password.encode(),
            clean_start=False,
            will=last,
            keep_alive=settings.keepalive_s,
            session_expiry_interval=settings.expiry_s,
            receive_max=settings.inflight,
        )
        self._output.append(packet.write())

    def acknowledge(self, packets: Sequence[int]) -> None:
        """Acknowledge messages by their packet identifiers, in this order."""
        self._output += [mqtt5.PubAckPacket(packet).write() for packet in packets]

    def publish(self, topic: str, payload: bytes, *, qos: int, retain: bool) -> bool:
        """Send a message at QoS 0 or 1, as far as the broker takes such; False where it can't."""
        accepted = self._accepted
        if accepted is None:
            return False
        retain = retain and accepted.retain_available
        if min(qos, int(accepted.max_qos)) > 0:
            offered = self._publications.offer(topic, payload, retain=retain)
            self._send_due()
            return offered
        data = mqtt5.PublishPacket(topic, payload, retain=retain).write()
        if len(data) > (accepted.max_packet_size or _UNLIMITED):
            return False
        self._output.append(data)
        return True

    def attend(self, now_s: float, *, reading: bool) -> None:
        """Look after keep-alive.

        :param now_s: a monotonic clock, s.
        :param reading: whether what the broker sends is being read; else its silence says nothing.
        """
        if self._accepted is None or self.ending is not None:
            return
        if self._pulse is None:
            asked, granted = self._settings.keepalive_s, self._accepted.server_keep_alive
            self._pulse = KeepAlive(asked if granted is None else granted, now_s)
        pulse = self._pulse.judge(now_s, said=self._said, heard=self._heard or not reading)
        self._said = self._heard = False
        if pulse is Pulse.ASK:
            self._output.append(_PINGREQ)
        elif pulse is Pulse.DEAD:
            self._break_off(Reason.KEEP_ALIVE_TIMEOUT, "nothing heard from the broker any more")

    def leave(self) -> None:
        """End the session's connection in order; what still comes is passed over."""
        if self.ending is None:
            self._output.append(mqtt5.DisconnectPacket().write())
        self.leaving = True

    def _send_due(self) -> None:
        self._output += self._publications.write_due()


def _choose(topic: str) -> mqtt5.TopicFilter:
    first = mqtt5.RetainHandling.SEND_IF_SUBSCRIPTION_NOT_EXISTS
    return mqtt5.TopicFilter(
        topic,
        max_qos=mqtt5.QoS.AT_LEAST_ONCE,
        retain_as_published=False,
        retain_handling=mqtt5.RetainHandling.SEND_ALWAYS if keeps_status(topic) else first,
    )


def _name(reason: IntEnum) -> str:
    """``NOT_AUTHORIZED`` → ``Not authorized``."""
    return reason.name.replace("_", " ").capitalize()


def _tell(packet: mqtt5.ConnAckPacket | mqtt5.DisconnectPacket) -> str:
    """The reason, and the broker's own words where it has any."""
    name = _name(packet.reason_code)
    return f"{name}: {packet.reason_str}" if packet.reason_str else name
