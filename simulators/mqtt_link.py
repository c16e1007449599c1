"""One MQTT connection of a simulated gateway: made, used, left in order or cut.

A thin shell over aiomqtt that knows nothing of what is said. Messages go out in order with a
bounded number unacknowledged; whatever went wrong with one of them is raised at the next call, so
nothing is lost in silence.
"""

import asyncio
import contextlib
import socket
import ssl
import time
from collections.abc import Callable
from typing import Any, Final

import aiomqtt
from aiomqtt.exceptions import MqttConnectError
from paho.mqtt.reasoncodes import ReasonCode

from plant.reading import Instant
from simulators.broker import Broker
from simulators.wire import Message

_REFUSED_VERSIONS: Final = frozenset({1, 0x84})  # CONNACK of 3.1.1, of 5: unacceptable version
_TIMEOUT_S: Final = 20.0

Hear = Callable[[str, bytes], None]
"""Told topic and payload of what is said to a gateway."""


def wall_clock() -> Instant:
    """This machine's wall clock in ms."""
    return time.time_ns() // 1_000_000


class MqttLink:
    """A connection under one client name, over as many connects as there are.

    ``in_flight`` bounds the messages sent and not yet acknowledged, ``acknowledged`` counts them.
    ``version`` of MQTT is 5 or 3 (3.1.1); :func:`find_version` asks the broker. ``hear`` is told
    what is said to it.

    :raises aiomqtt.MqttError: from every call, when the broker is not there.
    """

    def __init__(
        self,
        broker: Broker,
        name: str,
        *,
        in_flight: int = 16,
        version: int = 5,
        hear: Hear | None = None,
    ) -> None:
        self.acknowledged = 0
        self.hear = hear
        self._broker = broker
        self._name = name
        self._version = version
        self._in_flight = in_flight
        self._slots = asyncio.Semaphore(in_flight)
        self._pending: set[asyncio.Task[None]] = set()
        self._failure: BaseException | None = None
        self._client: aiomqtt.Client | None = None
        self._watch: asyncio.Task[None] | None = None

    @property
    def connected(self) -> bool:
        """Whether the connection stands, as far as this side can know."""
        return self._client is not None and self._failure is None

    @property
    def is_open(self) -> bool:
        """Whether there is a connection to let go of, be it broken."""
        return self._client is not None

    async def connect(self, will: Message | None, commands: str = "") -> None:
        """Connect; what is left of a broken connection is let go of first.

        :param commands: a topic to subscribe to, empty for none.
        """
        await self.let_go()
        self._failure = None
        self._client = await self._open(will)
        self._watch = asyncio.create_task(self._watch_over(self._client))
        if commands:
            await self._client.subscribe(commands, qos=0)

    async def send(self, message: Message) -> None:
        """Send; returns when it is on its way and a place for the next one is free."""
        await self._slots.acquire()
        if self._failure is not None:
            self._slots.release()
            raise self._failure
        task = asyncio.create_task(self.publish(message))
        self._pending.add(task)
        task.add_done_callback(self._settle)

    async def drain(self) -> None:
        """Wait until the broker has acknowledged everything sent."""
        while self._pending:
            await asyncio.wait(self._pending)
        if self._failure is not None:
            raise self._failure

    async def publish(self, message: Message) -> None:
        """Publish and wait for the acknowledgement, where its quality of service has one."""
        if self._client is None:
            raise aiomqtt.MqttError("not connected")
        await self._client.publish(
            message.topic, message.payload, qos=message.qos, retain=message.retain
        )

    async def cut(self) -> None:
        """Break the connection without a word, as a cut cable would: the broker tells the will."""
        if self._client is not None:
            torn = self._client._client.socket()  # noqa: SLF001 (aiomqtt has no way to be rude)
            if isinstance(torn, socket.socket):
                with contextlib.suppress(OSError):
                    torn.shutdown(socket.SHUT_RDWR)
            if self._watch is not None:
                await asyncio.wait([self._watch], timeout=_TIMEOUT_S)
        await self.let_go()

    async def let_go(self) -> None:
        """Disconnect, or forget a connection that broke."""
        client, self._client = self._client, None
        if self._watch is not None:
            self._watch.cancel()
            self._watch = None
        if client is not None:
            await client.__aexit__(None, None, None)

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
            async for message in client.messages:
                if self.hear is not None and isinstance(message.payload, bytes):
                    self.hear(str(message.topic), message.payload)
        except aiomqtt.MqttError as error:
            self._failure = self._failure or error
            for task in self._pending:
                task.cancel()

    async def _open(self, will: Message | None) -> aiomqtt.Client:
        client = _make_client(
            self._broker,
            self._version,
            identifier=self._name,
            will=will and aiomqtt.Will(will.topic, will.payload, will.qos, will.retain),
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
