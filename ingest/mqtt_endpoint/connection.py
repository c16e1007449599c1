"""One client's connection as a state machine: bytes in, frames and answers out, no socket.

What may come when is :data:`_WHILE_OPEN`; everything else is a protocol error. What a packet means
to others (who is taken over, who else hears it) is :mod:`.exchange`'s business.
"""

from collections.abc import Callable
from dataclasses import replace
from enum import Enum, auto
from typing import TYPE_CHECKING, Any, Final

from ingest.frame import Frame
from ingest.mqtt_endpoint import packets, reader, writer
from ingest.mqtt_endpoint.codes import Code, PacketError
from ingest.mqtt_endpoint.fast_lane import skim
from ingest.mqtt_endpoint.framing import find_span
from ingest.mqtt_endpoint.retained import Told, is_filter
from ingest.mqtt_endpoint.unacknowledged import SLOT_BITS, Unacknowledged
from ingest.session import NO_TOKEN
from plant.reading import Instant

if TYPE_CHECKING:
    from ingest.mqtt_endpoint.access import Principal
    from ingest.mqtt_endpoint.client_sessions import ClientSession
    from ingest.mqtt_endpoint.exchange import Exchange
    from ingest.mqtt_endpoint.gate import Peer

_PUBLISH: Final = 0x30
_SHARED: Final = "$share/"


class Phase(Enum):
    """Where a connection stands."""

    GREETING = auto()
    OPEN = auto()
    OVER = auto()


class Connection:
    """Feed it what was read; ``output`` is what to write, until ``phase`` is OVER and then close.

    :param slot: its place in the exchange; ``first`` the number of its first frame.
    """

    def __init__(
        self, exchange: "Exchange", peer: "Peer", slot: int, first: int, now: Instant
    ) -> None:
        self.exchange = exchange
        self.peer = peer
        self.slot = slot
        self.phase = Phase.GREETING
        self.version = 0
        self.opened_at = self.heard_at = now
        self.held_since: Instant | None = None
        self.is_read = True
        self.output: list[bytes] = []
        self.unacknowledged = Unacknowledged(first)
        self.principal: Principal | None = None
        self.vouched: object = None
        self.session: ClientSession | None = None
        self.receive_maximum = 0
        self.largest: int | None = None
        self.underway: dict[int, Told] = {}
        self._frames: list[Frame] = []
        self._rest = bytearray()
        self._needed = 0
        self._weight = 0
        self._skipping = 0
        self._owed: dict[str, Told] = {}
        self._packet = 0

    # ------------------------------------------------------------------------ what comes in

    def feed(self, data: bytes, now: Instant) -> None:
        """Take what was read from the socket."""
        self.heard_at = now
        if self._skipping:
            skipped = min(self._skipping, len(data))
            self._skipping -= skipped
            data = data[skipped:]
        if self._rest:
            self._rest += data
            if len(self._rest) < self._needed:
                self._weigh(now)
                return
            data = bytes(self._rest)
        try:
            at = self._read(data, now)
        except PacketError as error:
            self.exchange.cut(self, error.code, now)
            return
        self.hand_in()
        if self.phase is not Phase.OVER and (self._rest or at < len(data)):
            self._rest = bytearray(memoryview(data)[at:])
            self._weigh(now)

    def let_read(self, now: Instant, *, reading: bool) -> None:
        """Whether its socket is read: who is not can't be heard, and is not silent for that."""
        self.is_read, self.heard_at = reading, now

    def hand_in(self) -> None:
        """The frames so far are the exchange's."""
        frames, self._frames = self._frames, []
        if frames and self.session is not None:
            self.exchange.take_in(self.session, frames)

    def forget(self) -> int:
        """Let go of the packet that has not come whole; returns by how much that is less."""
        less, self._weight, self._rest = -self._weight, 0, bytearray()
        return less

    def _weigh(self, now: Instant) -> None:
        """Whoever makes the packets that wait for their end too much of a load has to go."""
        more, self._weight = len(self._rest) - self._weight, len(self._rest)
        if more and not self.exchange.weigh(more):
            self.exchange.cut(self, Code.SERVER_BUSY, now)

    def _read(self, data: bytes, now: Instant) -> int:
        """Take packets off the front; returns where the first begins that is not complete.

        The first of all must be CONNECT; to anything else nothing is said.
        """
        at, bounds = 0, self.exchange.bounds
        while self.phase is not Phase.OVER and at < len(data):
            if self.phase is Phase.OPEN:
                at = self._skim(data, at, now)
            largest = bounds.largest if self.phase is Phase.OPEN else bounds.greeting
            if self.phase is Phase.GREETING and data[at] != reader.CONNECT:
                raise PacketError(Code.PROTOCOL_ERROR)
            span = find_span(data, at) if at < len(data) else None
            beyond = 0 if span is None else max(0, span.end - span.body - largest)
            if beyond and not self._may_cut_off(data[at]):
                raise PacketError(Code.TOO_LARGE)
            if span is None or span.end - beyond > len(data):
                self._needed = 0 if span is None else span.end - beyond - at
                return at
            self._take(data[at], data[span.body : span.end - beyond], now)
            at = min(span.end, len(data))
            self._skipping = span.end - at
        return at

    def _may_cut_off(self, first: int) -> bool:
        """Whether a packet that is too large is taken without its end.

        MQTT 3.1.1 can't tell a client that a frame is too large: cut off, it would come back with
        the same frame for ever. Its beginning is too large for admission in turn, and so it
        becomes a dead letter like others, and is answered.
        """
        return self.version != reader.FIVE and first & 0xF0 == _PUBLISH

    def _skim(self, data: bytes, at: int, now: Instant) -> int:
        waiting = self.unacknowledged
        last = waiting.next - 1 << SLOT_BITS | self.slot
        topics = self.principal.topics if self.principal else {}
        five = self.version == reader.FIVE
        frames, answers = self._frames, waiting.packets
        return skim(data, at, topics, now, last, frames, answers, five=five)

    def _take(self, first: int, body: bytes, now: Instant) -> None:
        """One packet, the strict way."""
        if self.phase is Phase.GREETING:
            self._greet(body, now)
            return
        packet = reader.read_packet(self.version, first, body)
        if isinstance(packet, packets.Publish):
            self._frames.append(self._place(packet, now))
        else:
            _WHILE_OPEN[type(packet)](self, packet, now)

    def _greet(self, body: bytes, now: Instant) -> None:
        try:
            connect = reader.read_connect(body)
        except reader.UnknownVersionError:
            self.send(writer.write_unknown_version())
            self.exchange.cut(self, Code.UNSUPPORTED_VERSION, now)
            return
        self.version = connect.version
        self.unacknowledged.five = connect.version == reader.FIVE
        self.exchange.greet(self, connect, now)

    def _place(self, publish: packets.Publish, now: Instant) -> Frame:
        """The frame of a PUBLISH, under a topic that refuses it where it is not its sender's."""
        topic = publish.topic
        if self.principal is not None:
            topic = self.exchange.access.locate(self.principal, topic)
        reason = Code.SUCCESS if topic == publish.topic else Code.NOT_AUTHORIZED
        self.exchange.counters.unauthorized += reason is not Code.SUCCESS
        token = NO_TOKEN
        if publish.qos:
            number = self.unacknowledged.add(publish.packet, reason)
            token = number << SLOT_BITS | self.slot
        return Frame(topic, publish.payload, now, token=token)

    def _subscribe(self, packet: packets.Subscribe, now: Instant) -> None:
        del now
        codes = [self._grant(wish, numbered=packet.numbered) for wish in packet.filters]
        self.send(writer.write_granted(self.version, packet.packet, codes))
        self.pump()

    def _grant(self, wish: packets.Filter, *, numbered: bool) -> int:
        """The QoS granted for a filter, with its retained messages owed; or why not."""
        objection = self._object(wish.text, numbered=numbered)
        if objection is not None:
            return objection
        qos = min(wish.qos, 1)
        known = self.session is not None and wish.text in self.session.filters
        if not self.exchange.subscribe(self, wish.text, qos):
            return Code.QUOTA_EXCEEDED
        if wish.handling == 0 or (wish.handling == 1 and not known):
            for told in self.exchange.retained.match(wish.text):
                self._owed[told.topic] = replace(told, qos=min(told.qos, qos), retained=True)
        return qos

    def _object(self, text: str, *, numbered: bool) -> Code | None:
        """What speaks against a subscription."""
        if numbered:
            return Code.NO_SUBSCRIPTION_IDS
        if text.startswith(_SHARED):
            return Code.NO_SHARED_SUBSCRIPTIONS
        if not is_filter(text):
            return Code.BAD_FILTER
        who = self.principal
        heard = who is not None and self.exchange.access.may_hear(who, text)
        return None if heard else Code.NOT_AUTHORIZED

    def _unsubscribe(self, packet: packets.Unsubscribe, now: Instant) -> None:
        del now
        known = [self.exchange.unsubscribe(self, text) for text in packet.filters]
        codes = [Code.SUCCESS if one else Code.NO_SUBSCRIPTION_EXISTED for one in known]
        self.send(writer.write_ungranted(self.version, packet.packet, codes))

    def _acknowledged(self, packet: packets.Acknowledged, now: Instant) -> None:
        del now
        told = self.underway.pop(packet.packet, None)
        if told is not None and self.session is not None:
            self.session.note(told.topic, told.number)
            self.pump()

    def _ping(self, packet: packets.Ping, now: Instant) -> None:
        del packet, now
        self.send(writer.PONG)

    def _disconnect(self, packet: packets.Disconnect, now: Instant) -> None:
        """A goodbye. A session that was to end with its connection can't be made to last."""
        session = self.session
        if session is not None and packet.expiry_s is not None:
            if packet.expiry_s and not session.expiry_s:
                raise PacketError(Code.PROTOCOL_ERROR)
            session.expiry_s = min(packet.expiry_s, self.exchange.bounds.expiry_s)
        self.exchange.leave(self, now, lost=packet.code != Code.SUCCESS)

    # ------------------------------------------------------------------------ what goes out

    def send(self, data: bytes) -> None:
        """Have something written."""
        if data:
            self.output.append(data)
            self.exchange.touched.add(self)

    def tell(self, told: Told, packet: int = 0) -> None:
        """Publish to this client, now or when it takes it; of a topic only the newest.

        :param packet: the identifier under which it was told this before.
        """
        if packet and told.qos:
            self.underway[packet] = told
            self._publish(told, packet, duplicate=True)
            return
        self._owed[told.topic] = told
        self.pump()

    def pump(self) -> None:
        """Publish what is owed as far as the client takes it."""
        most = min(self.receive_maximum, self.exchange.bounds.underway)
        while self._owed and self.held_since is None and len(self.underway) < most:
            told = self._owed.pop(next(iter(self._owed)))
            packet = self._next_packet() if told.qos else 0
            if self._publish(told, packet) and packet:
                self.underway[packet] = told

    def _publish(self, told: Told, packet: int, *, duplicate: bool = False) -> bool:
        message = writer.Message(told.topic, told.payload, packet, told.retained, duplicate)
        data = writer.write_publish(self.version, message)
        if self.largest is not None and len(data) > self.largest:
            self.exchange.counters.unsent += 1
            return False
        self.send(data)
        if not packet and self.session is not None:
            self.session.note(told.topic, told.number)
        return True

    def _next_packet(self) -> int:
        while True:
            self._packet = self._packet % 0xFFFF + 1
            if self._packet not in self.underway:
                return self._packet


_WHILE_OPEN: Final[dict[type, Callable[[Connection, Any, Instant], None]]] = {
    packets.Subscribe: Connection._subscribe,  # noqa: SLF001 - its own
    packets.Unsubscribe: Connection._unsubscribe,  # noqa: SLF001
    packets.Acknowledged: Connection._acknowledged,  # noqa: SLF001
    packets.Ping: Connection._ping,  # noqa: SLF001
    packets.Disconnect: Connection._disconnect,  # noqa: SLF001
}
"""What may come once a client is in, beside PUBLISH. A second CONNECT is none of it: the reader
refuses it. Before that, CONNECT alone may come."""
