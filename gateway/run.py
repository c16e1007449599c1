"""The gateway put together: sources into the outbox, the outbox to the broker, until told to stop.

Wiring only. Reading sources and committing to the outbox happen on worker threads, so that a slow
disk never keeps the connection waiting.
"""

import asyncio
import time
from collections.abc import Callable
from typing import Final

import structlog

from gateway.forwarder import Forwarder, Route
from gateway.outbox import Outbox, OutboxError
from gateway.settings import GatewaySettings, TableSettings
from gateway.source import Source
from gateway.table_source import TableOptions, TableSource
from ingest.session import SessionSettings
from plant.reading import Instant

_log = structlog.get_logger()

EXPIRE_S: Final = 60.0
ENDING_S: Final = 6.0
"""After being told to stop, the forwarder may take so long; what waits is on disk."""


async def run_gateway(settings: GatewaySettings, stop: asyncio.Event) -> None:
    """Run a gateway until ``stop`` is set.

    :raises gateway.outbox.OutboxError: the outbox can't be opened. Once it is, a disk that is
        full or fails is told and tried again.
    """
    steady = make_steady_clock()
    bounds = settings.outbox
    with Outbox(
        bounds.file, max_bytes=bounds.max_bytes, max_age_ms=round(bounds.max_age_h * 3_600_000)
    ) as outbox:
        forwarder = Forwarder(make_route(settings), outbox, clock=wall_clock, steady=steady)
        followers = [
            Follower(make_source(table), table.poll_s, outbox, forwarder, steady)
            for table in settings.table
        ]
        async with asyncio.TaskGroup() as group:
            forwarding = group.create_task(_forward(forwarder, stop))
            others = [group.create_task(follower.run()) for follower in followers]
            others.append(group.create_task(_expire(outbox, steady)))
            await asyncio.wait([forwarding])
            for task in others:
                task.cancel()


class Follower:
    """Carries one source's rows into the outbox."""

    def __init__(
        self,
        source: Source,
        poll_s: float,
        outbox: Outbox,
        forwarder: Forwarder,
        steady: Callable[[], Instant],
    ) -> None:
        self._source, self._poll_s = source, poll_s
        self._outbox, self._forwarder, self._steady = outbox, forwarder, steady
        self._trouble: str | None = None

    async def run(self) -> None:
        """Read the source again and again.

        While most of the outbox is full of what was not sent yet, the source keeps its rows:
        a long file read for the first time must not push its own beginning out.
        """
        while True:
            waits = self._outbox.half_full and self._forwarder.behind
            more = False if waits else await self._read_once()
            if not more:
                await asyncio.sleep(self._poll_s)

    async def _read_once(self) -> bool:
        """One reading, kept; whether there is more at once."""
        before = self._outbox.last
        try:
            more = await asyncio.to_thread(self._carry)
        except OutboxError as error:  # a full disk: the rows stay where they are, and it is told
            self._judge(str(error))
            return False
        except Exception as error:  # noqa: BLE001 - one source's fault must not silence the others
            _log.error("source failed", source=self._source.name, exc_info=error)
            self._judge(repr(error))
            return False
        if self._outbox.last != before:
            self._forwarder.wake()
        self._judge(self._source.trouble)
        return more

    def _carry(self) -> bool:
        now = self._steady()
        taken = self._source.read(self._outbox.place(self._source.name), now)
        if taken.place is not None:
            self._outbox.put(taken.bodies, {self._source.name: taken.place}, now)
        return taken.more

    def _judge(self, trouble: str) -> None:
        """Tell a change between up and down."""
        if trouble == self._trouble:
            return
        self._trouble = trouble
        self._forwarder.declare(self._source.name, up=not trouble)
        if trouble:
            _log.warning("source down", source=self._source.name, reason=trouble)
        else:
            _log.info("source up", source=self._source.name)


def make_source(table: TableSettings) -> Source:
    """The source that a section of the configuration describes."""
    quiet_ms = None if table.quiet_s is None else round(table.quiet_s * 1000)
    options = TableOptions(table.tz, table.time_column, table.time_format, table.sep, quiet_ms)
    return TableSource(table.name, table.path, options)


def make_route(settings: GatewaySettings) -> Route:
    """Where and as whom to publish."""
    broker, who = settings.broker, settings.gateway
    session = SessionSettings.of_url(
        broker.url,
        f"hazardwatch-gateway-{who.enterprise}-{who.id}",
        ca=str(broker.ca) if broker.ca else None,
        cert=str(broker.cert) if broker.cert else None,
        key=str(broker.key) if broker.key else None,
    )
    return Route(session, settings.park.id, who.enterprise, who.id)


def wall_clock() -> Instant:
    """This machine's wall clock in ms."""
    return time.time_ns() // 1_000_000


def make_steady_clock() -> Callable[[], Instant]:
    """The wall clock of now, going on without steps: setting the clock must not age an outbox."""
    offset = time.time_ns() - time.monotonic_ns()
    return lambda: (time.monotonic_ns() + offset) // 1_000_000


async def _forward(forwarder: Forwarder, stop: asyncio.Event) -> None:
    """Forward until stopped, and not much longer."""
    forwarding = asyncio.create_task(forwarder.run(stop))
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait([forwarding, stopping], return_when=asyncio.FIRST_COMPLETED)
        await asyncio.wait([forwarding], timeout=ENDING_S)
        if forwarding.done():
            forwarding.result()
    finally:
        stopping.cancel()
        await _end(forwarding)


async def _end(task: asyncio.Task[None]) -> None:
    """Cancel until it has ended: Python 3.11's wait_for, inside aiomqtt, can swallow one."""
    while not task.done():
        task.cancel()
        await asyncio.wait([task], timeout=0.5)


async def _expire(outbox: Outbox, steady: Callable[[], Instant]) -> None:
    while True:
        await asyncio.sleep(EXPIRE_S)
        dropped = await asyncio.to_thread(outbox.expire, steady())
        if dropped:
            _log.error("frames were dropped for their age", frames=dropped)
