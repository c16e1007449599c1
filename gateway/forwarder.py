"""From the outbox to the broker and, by the platform's watermark, out of the outbox again.

The asyncio shell: one MQTT 5 connection, made again with a growing, spread wait whenever it
breaks. What may go next and which promise to believe is :mod:`gateway.delivery`'s; this file owns
the socket. It publishes on this gateway's own ``data``, ``backfill`` and ``status`` and hears its
own ``ack``; nothing else goes in or out.
"""

import asyncio
import contextlib
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import SystemRandom
from typing import Final

import aiomqtt
import structlog
from paho.mqtt.reasoncodes import ReasonCode

from gateway.delivery import Belief, Delivery
from gateway.envelope import Promise, read_promise, stamp, write_marker, write_status
from gateway.outbox import Outbox, OutboxError, WaitingFrame
from ingest.session import BackOff, SessionSettings
from ingest.topic import Kind, TopicPath
from plant.reading import Instant

_log = structlog.get_logger()

BATCH: Final = 200
"""Frames fetched from the outbox at once."""

IDLE_S: Final = 1.0
"""With nothing to send, how often the watermark's standing is looked at."""

HELD_S: Final = 10.0
"""A connection that held so long was sound: the next failure is retried quickly again."""

TIMEOUT_S: Final = 20.0
"""Without an answer from the broker for so long the connection counts as broken."""

GOODBYE_S: Final = 3.0

LAST_PROMISE_S: Final = 1.0
"""Of the goodbye, how long the last watermark is waited for."""

_CHANCE: Final = SystemRandom().random


@dataclass(frozen=True, slots=True)
class Route:
    """Where to publish and how.

    ``in_flight``: frames published and not yet acknowledged by the broker; 20 suits every
    broker's default. ``backfill_ms``: a frame that has waited here longer goes to ``backfill``.
    It is the waiting that counts, not the source's stamp: a wrong clock at the source must not
    turn live readings into history.
    """

    broker: SessionSettings
    park: str
    enterprise: str
    gateway: str
    in_flight: int = 20
    backfill_ms: int = 60_000

    def topic(self, kind: Kind) -> str:
        return str(TopicPath(self.park, self.enterprise, self.gateway, kind))


@dataclass(slots=True)
class ForwarderCounts:
    """``published``: acknowledged by the broker, repeats included."""

    connects: int = 0
    failures: int = 0
    published: int = 0
    strange_acks: int = 0


class Forwarder:
    """Publishes what waits in an outbox, for as long as :meth:`run` runs.

    :param clock: wall clock, ms, for ``sent`` and ``status``.
    :param steady: the clock that the outbox's ``taken`` is from, ms, free of steps.
    :param chance: random numbers in [0, 1) that spread reconnecting.
    """

    def __init__(
        self,
        route: Route,
        outbox: Outbox,
        *,
        clock: Callable[[], Instant],
        steady: Callable[[], Instant],
        chance: Callable[[], float] = _CHANCE,
    ) -> None:
        self.counts = ForwarderCounts()
        self.connected = False
        self._route, self._outbox = route, outbox
        self._clock, self._steady, self._chance = clock, steady, chance
        self._delivery = Delivery()
        self._sources: dict[str, bool] = {}
        self._told: tuple[Mapping[str, bool], int] | None = None
        self._promise: Promise | None = None
        self._wake = asyncio.Event()
        self._slots = asyncio.Semaphore(route.in_flight)

    def wake(self) -> None:
        """Something was put into the outbox."""
        self._wake.set()

    def declare(self, source: str, *, up: bool) -> None:
        """Tell the platform, by the status, whether a source is up."""
        self._sources[source] = up
        self._wake.set()

    @property
    def behind(self) -> bool:
        """Whether frames wait that this connection has not sent yet."""
        return not self.connected or self._delivery.sent < self._outbox.last

    async def run(self, stop: asyncio.Event) -> None:
        """Forward until ``stop`` is set, connecting again and again."""
        ending = asyncio.create_task(_set_after(stop, self._wake))
        back_off = BackOff(self._route.broker.retry_least_s, self._route.broker.retry_most_s)
        try:
            while not stop.is_set():
                began = time.monotonic()
                try:
                    await self._connect_once(stop)
                except* (aiomqtt.MqttError, OSError, OutboxError) as trouble:
                    self.counts.failures += 1
                    _log.warning("forwarding interrupted", reason=repr(trouble.exceptions[0]))
                if time.monotonic() - began > HELD_S:
                    back_off.reset()
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(back_off.draw(self._chance())):
                        await stop.wait()
        finally:
            ending.cancel()

    # ---------------------------------------------------------------------- one connection

    async def _connect_once(self, stop: asyncio.Event) -> None:
        """Live one connection from its beginning to its end."""
        async with self._make_client() as client, asyncio.TaskGroup() as group:
            self.connected, self._told, self._promise = True, None, None
            self._slots = asyncio.Semaphore(self._route.in_flight)
            self.counts.connects += 1
            _log.info("connected", broker=self._route.broker.host)
            await self._subscribe(client)
            listening = group.create_task(self._listen(client))
            try:
                await self._tell_status(client)
                await self._begin_pass(client)
                while not stop.is_set():
                    await self._turn(client, group)
                await self._say_goodbye(client)
            except asyncio.CancelledError:
                # Leaving discards the will: say it ourselves, as far as the connection still can.
                with contextlib.suppress(TimeoutError, aiomqtt.MqttError):
                    async with asyncio.timeout(LAST_PROMISE_S):
                        await self._say_offline(client)
                raise
            finally:
                self.connected = False
                listening.cancel()

    async def _turn(self, client: aiomqtt.Client, group: asyncio.TaskGroup) -> None:
        """Whatever is due once: promises, status, frames, or waiting for any of them."""
        self._wake.clear()
        await self._take_up_promise(client)
        if self._told != (self._sources, self._outbox.dropped):
            await self._tell_status(client)
        if self._delivery.stalled(_now()):
            _log.warning("watermark stands still", confirmed=self._outbox.run.confirmed)
            await self._begin_pass(client)
        if not await self._send_some(client, group):
            # Not wait_for: in Python 3.11 it can swallow a cancellation.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(IDLE_S):
                    await self._wake.wait()

    async def _send_some(self, client: aiomqtt.Client, group: asyncio.TaskGroup) -> bool:
        """Publish some of what may go, in order; whether there was anything."""
        room = self._delivery.room(_now())
        limit = BATCH if room is None else room
        after = self._delivery.sent
        frames = await asyncio.to_thread(self._outbox.waiting, after, limit) if limit else []
        for frame in frames:
            await self._slots.acquire()
            self._delivery.note_sent(frame.seq, _now())
            group.create_task(self._send(client, self._outbox.run.boot, frame))
        return bool(frames)

    async def _send(self, client: aiomqtt.Client, boot: str, frame: WaitingFrame) -> None:
        old = self._steady() - frame.taken > self._route.backfill_ms
        payload = stamp(frame.body, boot, frame.seq, self._clock())
        await self._publish(client, Kind.BACKFILL if old else Kind.DATA, payload)
        self.counts.published += 1
        self._slots.release()

    async def _publish(
        self, client: aiomqtt.Client, kind: Kind, payload: bytes, *, retain: bool = False
    ) -> None:
        """Publish below this gateway's own topic and wait for the broker (QoS 1)."""
        await client.publish(self._route.topic(kind), payload, qos=1, retain=retain)

    # -------------------------------------------------------------------------- promises

    async def _subscribe(self, client: aiomqtt.Client) -> None:
        """Ask for our own acknowledgements; without them frames go out but are kept as well."""
        granted = await client.subscribe(self._route.topic(Kind.ACK), qos=1)
        if any(isinstance(code, ReasonCode) and code.is_failure for code in granted):
            _log.error("the broker does not let this gateway read its acknowledgements")

    async def _listen(self, client: aiomqtt.Client) -> None:
        async for message in client.messages:
            promise = read_promise(message.payload)
            if promise is None:
                self.counts.strange_acks += 1
            elif promise.boot == self._outbox.run.boot:
                self._promise = promise
                self._wake.set()

    async def _take_up_promise(self, client: aiomqtt.Client) -> None:
        promise = self._promise
        self._promise = None
        if promise is None or promise.boot != self._outbox.run.boot:
            return
        belief = self._delivery.hear(promise.seq, self._outbox.last, _now())
        if belief is Belief.CONFIRM:
            await asyncio.to_thread(self._outbox.confirm, promise.seq)
        elif belief is Belief.BEGIN_RUN:
            _log.warning("the watermark is not about this run", seq=promise.seq)
            await asyncio.to_thread(self._outbox.begin_run)
            await self._begin_pass(client)

    async def _begin_pass(self, client: aiomqtt.Client) -> None:
        """Go back to the watermark; over a gap that can't be filled, count on in a new run."""
        run = self._outbox.run
        first = await asyncio.to_thread(self._outbox.waiting, run.confirmed, 1)
        if run.opened and first and first[0].seq > run.confirmed + 1:
            # The platform's watermark would wait for ever for what was dropped. One empty frame
            # beyond the gap shows it there how much is missing.
            marker = stamp(write_marker(self._clock()), run.boot, first[0].seq, self._clock())
            await self._publish(client, Kind.BACKFILL, marker)
            _log.error("frames were dropped unconfirmed", frames=first[0].seq - run.confirmed - 1)
            await asyncio.to_thread(self._outbox.begin_run)
            run = self._outbox.run
        self._delivery.begin(run.confirmed, opened=run.opened, now=_now())

    # ---------------------------------------------------------------------------- status

    async def _tell_status(self, client: aiomqtt.Client) -> None:
        told = (dict(self._sources), self._outbox.dropped)
        await self._publish(client, Kind.STATUS, self._status(online=True), retain=True)
        self._told = told

    def _status(self, *, online: bool) -> bytes:
        return write_status(self._clock(), self._sources, self._outbox.dropped, online=online)

    async def _say_goodbye(self, client: aiomqtt.Client) -> None:
        """Let what is under way arrive, then say offline; the will is for a sudden death."""
        async with asyncio.timeout(GOODBYE_S):
            for _ in range(self._route.in_flight):
                await self._slots.acquire()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LAST_PROMISE_S):
                    await self._await_promises(client)
            await self._say_offline(client)

    async def _say_offline(self, client: aiomqtt.Client) -> None:
        await self._publish(client, Kind.STATUS, self._status(online=False), retain=True)

    async def _await_promises(self, client: aiomqtt.Client) -> None:
        """Until the platform has promised all that was sent: the less is sent again later."""
        while self._outbox.run.confirmed < self._delivery.sent:
            await self._wake.wait()
            self._wake.clear()
            await self._take_up_promise(client)

    def _make_client(self) -> aiomqtt.Client:
        broker = self._route.broker
        will = aiomqtt.Will(
            self._route.topic(Kind.STATUS), self._status(online=False), qos=1, retain=True
        )
        client = aiomqtt.Client(
            broker.host,
            broker.port,
            username=broker.username,
            password=broker.password,
            identifier=broker.client_id,
            protocol=aiomqtt.ProtocolVersion.V5,
            keepalive=broker.keepalive_s,
            will=will,
            max_inflight_messages=self._route.in_flight,
            timeout=TIMEOUT_S,
            tls_context=_make_tls(broker) if broker.tls else None,
        )
        client.pending_calls_threshold = self._route.in_flight + 1
        return client


def _make_tls(broker: SessionSettings) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=broker.ca)
    if broker.cert and broker.key:
        context.load_cert_chain(Path(broker.cert), Path(broker.key))
    return context


async def _set_after(first: asyncio.Event, then: asyncio.Event) -> None:
    await first.wait()
    then.set()


def _now() -> float:
    return asyncio.get_running_loop().time()
