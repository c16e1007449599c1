"""One simulated gateway's connection: a client of its own, its will, its status, its sequence.

A thin shell over aiomqtt. Frames go out in order with a bounded number unacknowledged; whatever
went wrong with one of them is raised at the next call, so nothing is lost in silence.
"""

import asyncio
import ssl
import time
from typing import Any, Final

import aiomqtt
from aiomqtt.exceptions import MqttConnectError
from paho.mqtt.reasoncodes import ReasonCode

from ingest.topic import Kind, TopicPath
from plant.reading import Instant
from plant.words import Gateway
from simulators.broker import Broker
from simulators.frame_writer import Envelope, write_status

_REFUSED_VERSIONS: Final = frozenset({1, 0x84})  # CONNACK of 3.1.1, of 5: unacceptable version
_TIMEOUT_S: Final = 20.0


def wall_clock() -> Instant:
    """This machine's wall clock in ms."""
    return time.time_ns() // 1_000_000


class GatewayLink:
    """A gateway at a broker.

    :meth:`connect` says ``online``, :meth:`disconnect` says ``offline``, both with the time given.
    ``in_flight`` bounds the frames sent and not yet acknowledged. ``simulated`` marks them all.
    ``version`` of MQTT is 5 or 3 (3.1.1); :func:`find_version` asks the broker.

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
        self.acknowledged = 0
        self._broker = broker
        self._name = f"simulated-{gateway.id}-{boot}"
        self._path = (park, gateway.enterprise, gateway.id)
        self._boot = boot
        self._simulated = simulated
        self._seq = 0
        self._in_flight = in_flight
        self._slots = asyncio.Semaphore(in_flight)
        self._pending: set[asyncio.Task[None]] = set()
        self._failure: BaseException | None = None
        self._client: aiomqtt.Client | None = None
        self._watch: asyncio.Task[None] | None = None
        self._version = version

    @property
    def connected(self) -> bool:
        """Whether the connection stands, as far as this side can know."""
        return self._client is not None and self._failure is None

    def envelope(self, sent: Instant | None = None) -> Envelope:
        """The next frame's envelope: ``seq`` counts on over connections of this boot."""
        self._seq += 1
        return Envelope(self._seq, self._boot, sent, self._simulated)

    async def connect(self, at: Instant) -> None:
        """Connect and say online; what is left of a broken connection is let go of first."""
        await self._let_go()
        self._failure = None
        self._client = await self._open(at)
        self._watch = asyncio.create_task(self._watch_over(self._client))
        await self.publish(Kind.STATUS, write_status(online=True, ts=at), retain=True)

    async def disconnect(self, at: Instant) -> None:
        """Wait for what is in flight, say offline, leave. The will is for a sudden death only."""
        if self._client is None:
            return
        try:
            await self.drain()
            await self.publish(Kind.STATUS, write_status(online=False, ts=at), retain=True)
        finally:
            await self._let_go()

    async def leave(self, at: Instant) -> bool:
        """Disconnect, or let go of a connection that broke: whether the goodbye was heard."""
        try:
            await self.disconnect(at)
        except aiomqtt.MqttError:
            return False
        return True

    async def send(self, payload: bytes, kind: Kind = Kind.DATA) -> None:
        """Send a frame; returns when it is on its way and a place for the next one is free."""
        await self._slots.acquire()
        if self._failure is not None:
            self._slots.release()
            raise self._failure
        task = asyncio.create_task(self.publish(kind, payload))
        self._pending.add(task)
        task.add_done_callback(self._settle)

    async def drain(self) -> None:
        """Wait until the broker has acknowledged everything sent."""
        while self._pending:
            await asyncio.wait(self._pending)
        if self._failure is not None:
            raise self._failure

    async def publish(self, kind: Kind, payload: bytes, *, retain: bool = False) -> None:
        """Publish below this gateway's topic and wait for the acknowledgement (QoS 1)."""
        if self._client is None:
            raise aiomqtt.MqttError("not connected")
        await self._client.publish(self._topic(kind), payload, qos=1, retain=retain)

    def _topic(self, kind: Kind) -> str:
        return str(TopicPath(*self._path, kind))

    def _settle(self, task: asyncio.Task[None]) -> None:
        self._pending.discard(task)
        self._slots.release()
        if task.cancelled():
            return
        if (error := task.exception()) is not None:
            self._failure = self._failure or error
        else:
            self.acknowledged += 1

    async def _watch_over(self, client: aiomqtt.Client) -> None:
        """Notice at once that the connection broke: acknowledgements would only time out."""
        try:
            async for _ in client.messages:
                continue
        except aiomqtt.MqttError as error:
            self._failure = self._failure or error
            for task in self._pending:
                task.cancel()

    async def _let_go(self) -> None:
        client, self._client = self._client, None
        if self._watch is not None:
            self._watch.cancel()
            self._watch = None
        if client is not None:
            await client.__aexit__(None, None, None)

    async def _open(self, at: Instant) -> aiomqtt.Client:
        last_will = write_status(online=False, ts=at)
        will = aiomqtt.Will(self._topic(Kind.STATUS), last_will, qos=1, retain=True)
        client = _make_client(
            self._broker,
            self._version,
            identifier=self._name,
            will=will,
            max_inflight_messages=self._in_flight,
        )
        client.pending_calls_threshold = self._in_flight + 1
        return await client.__aenter__()


async def find_version(broker: Broker) -> int:
    """Ask a broker which MQTT it knows: 5, or 3 (3.1.1) where it refuses 5.

    The question is put without a will, which some brokers without MQTT 5 stumble over in silence.

    :raises aiomqtt.MqttError: the broker is not there or refuses for another reason.
    """
    try:
        async with _make_client(broker, 5):
            return 5
    except MqttConnectError as error:
        if _number(error.rc) not in _REFUSED_VERSIONS:
            raise
    return 3


def _make_client(broker: Broker, version: int, **settings: Any) -> aiomqtt.Client:
    return aiomqtt.Client(
        broker.host,
        broker.port,
        username=broker.username,
        password=broker.password,
        protocol=aiomqtt.ProtocolVersion.V5 if version == 5 else aiomqtt.ProtocolVersion.V311,
        timeout=_TIMEOUT_S,
        tls_context=ssl.create_default_context() if broker.tls else None,
        **settings,
    )


def _number(code: int | ReasonCode | None) -> int | None:
    """The number of an answer, which is a plain one in 3.1.1 and a reason code in 5."""
    return code.value if isinstance(code, ReasonCode) else code
