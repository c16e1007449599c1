"""One gateway of the platform's own format at a broker: its will, its status, its sequence.

For who sends frames that are written already, a recording for one; the simulated park's gateways
are :mod:`simulators.voice`'s. The connection itself is :mod:`simulators.mqtt_link`'s.
"""

import aiomqtt

from ingest.topic import Kind, TopicPath
from plant.reading import Instant
from plant.words import Gateway
from simulators.broker import Broker
from simulators.frame_writer import Envelope, write_status
from simulators.mqtt_link import MqttLink, find_version, wall_clock
from simulators.wire import Message

__all__ = ["GatewayLink", "find_version", "wall_clock"]


class GatewayLink:
    """A gateway at a broker.

    :meth:`connect` says ``online``, :meth:`disconnect` says ``offline``, both with the time given.
    ``simulated`` marks all that is said. ``in_flight`` and ``version`` are the connection's.

    :raises aiomqtt.MqttError: from every call, when the broker is not there.
    """

    def __init__(
        self,
        broker: Broker,
        park: str,
        gateway: Gateway,
        boot: str,
        *,
        simulated: bool = True,
        in_flight: int = 16,
        version: int = 5,
    ) -> None:
        name = f"simulated-{gateway.id}-{boot}"
        self.link = MqttLink(broker, name, in_flight=in_flight, version=version)
        self._path = (park, gateway.enterprise, gateway.id)
        self._boot = boot
        self._simulated = simulated
        self._seq = 0

    @property
    def connected(self) -> bool:
        """Whether the connection stands, as far as this side can know."""
        return self.link.connected

    @property
    def acknowledged(self) -> int:
        """Frames that the broker has acknowledged."""
        return self.link.acknowledged

    def envelope(self, sent: Instant | None = None) -> Envelope:
        """The next frame's envelope: ``seq`` counts on over connections of this boot."""
        self._seq += 1
        return Envelope(self._seq, self._boot, sent, self._simulated)

    async def connect(self, at: Instant) -> None:
        """Connect and say online; what is left of a broken connection is let go of first."""
        await self.link.connect(self._tell_status(at, online=False))
        await self.link.publish(self._tell_status(at, online=True))

    async def disconnect(self, at: Instant) -> None:
        """Wait for what is in flight, say offline, leave. The will is for a sudden death only."""
        if not self.link.is_open:
            return
        try:
            await self.link.drain()
            await self.link.publish(self._tell_status(at, online=False))
        finally:
            await self.link.let_go()

    async def leave(self, at: Instant) -> bool:
        """Disconnect, or let go of a connection that broke: whether the goodbye was heard."""
        try:
            await self.disconnect(at)
        except aiomqtt.MqttError:
            return False
        return True

    async def send(self, payload: bytes, kind: Kind = Kind.DATA) -> None:
        """Send a frame; returns when it is on its way and a place for the next one is free."""
        await self.link.send(Message(0, self._topic(kind), payload))

    async def drain(self) -> None:
        """Wait until the broker has acknowledged everything sent."""
        await self.link.drain()

    async def publish(self, kind: Kind, payload: bytes, *, retain: bool = False) -> None:
        """Publish below this gateway's topic and wait for the acknowledgement (QoS 1)."""
        await self.link.publish(Message(0, self._topic(kind), payload, retain))

    def _tell_status(self, at: Instant, *, online: bool) -> Message:
        body = write_status(online=online, ts=at, simulated=self._simulated)
        return Message(at, self._topic(Kind.STATUS), body, retain=True)

    def _topic(self, kind: Kind) -> str:
        return str(TopicPath(*self._path, kind))
