"""The simulated park on the wire: its gateways as MQTT clients, one each, telling what they see.

The show advances by one second a step; ``speed`` says how many of those pass in one second of the
wall clock. Readings carry the wall clock all the same: the park is live, only its happenings are
quicker. Physics is in :mod:`simulators.park`, who reports when in :mod:`simulators.reporting`.
"""

import asyncio
import secrets
from dataclasses import dataclass
from typing import Final

import aiomqtt
import numpy as np
from numpy.typing import NDArray

from plant.reading import Instant
from plant.words import Plant
from simulators.broker import parse_broker_url
from simulators.frame_writer import MOST_TAGS, Form, write_frame
from simulators.gateway_link import GatewayLink, find_version, wall_clock
from simulators.park import Park, Snapshot
from simulators.reporting import Reporter
from simulators.routing import OWN_FORMAT
from simulators.scenario import Scenario

STEP_S: Final = 1.0
FASTEST: Final = 100.0
"""Steps of 10 ms: beyond that, stamps of one millisecond would run together."""

_QUEUE: Final = 30  # snapshots a gateway may lag behind; then its oldest is dropped, and counted


@dataclass(slots=True)
class Simulated:
    """What a simulation did so far, over all gateways. ``dropped``: snapshots never sent."""

    steps: int = 0
    frames: int = 0
    readings: int = 0
    dropped: int = 0
    disconnects: int = 0


@dataclass(frozen=True, slots=True)
class _Turn:
    """A snapshot with the wall clock at which it was taken."""

    at: Instant
    snapshot: Snapshot


class _Speaker:
    """One gateway: takes snapshots from its queue, tells what is due, outlives a broken link."""

    def __init__(
        self, plant: Plant, gateway: int, link: GatewayLink, form: Form, done: Simulated
    ) -> None:
        self.link = link
        self._plant = plant
        self._gateway = gateway
        self._reporter = Reporter(plant, gateway)
        self._form = form
        self._done = done
        self._queue: asyncio.Queue[_Turn | None] = asyncio.Queue(_QUEUE)

    def offer(self, turn: _Turn | None) -> None:
        """Hand over a snapshot, or None for the end; a full queue loses its oldest."""
        if self._queue.full():
            self._queue.get_nowait()
            self._done.dropped += 1
        self._queue.put_nowait(turn)

    async def run(self) -> None:
        """Speak until the end is offered or the task is cancelled; then say goodbye."""
        try:
            while (turn := await self._queue.get()) is not None:
                try:
                    await self._take(turn)
                except aiomqtt.MqttError:
                    self._done.disconnects += 1
                    await self.link.leave(turn.at)
        finally:
            if not await self.link.leave(wall_clock()):
                self._done.disconnects += 1

    async def _take(self, turn: _Turn) -> None:
        if turn.snapshot.down[self._gateway]:
            await self.link.disconnect(turn.at)
            return
        if not self.link.connected:
            self._reporter.restart()
            await self.link.connect(turn.at)
        if turn.snapshot.mute[self._gateway]:
            return
        rows = self._reporter.due(turn.snapshot)
        for start in range(0, len(rows), MOST_TAGS):
            await self._tell(turn, rows[start : start + MOST_TAGS])
        await self.link.drain()

    async def _tell(self, turn: _Turn, rows: NDArray[np.intp]) -> None:
        frame = write_frame(
            self._form,
            turn.at,
            [self._plant.tags[row].id for row in rows],
            turn.snapshot.value[rows],
            turn.snapshot.status[rows],
            {},
            self.link.envelope(sent=wall_clock()),
        )
        await self.link.send(frame)
        self._done.frames += 1
        self._done.readings += len(rows)


async def simulate(
    plant: Plant,
    scenario: Scenario,
    broker_url: str,
    *,
    speed: float = 1.0,
    seed: int = 1,
    form: Form = Form.VALUES,
    stop: asyncio.Event | None = None,
    done: Simulated | None = None,
) -> Simulated:
    """Play a scenario to a broker until ``stop`` is set or the task is cancelled.

    :param speed: seconds of the show that pass in one second, above 0 up to :data:`FASTEST`.
    :param stop: set it to end the show cleanly: queues emptied, every gateway says offline.
    :param done: counts are written into it while it runs, for whoever shows progress.
    :raises ScenarioError: the scenario does not fit the plant.
    :raises ValueError: the speed or the URL is none.
    :raises aiomqtt.MqttError: the broker can't be reached at the start.
    """
    if not 0.0 < speed <= FASTEST:
        raise ValueError(f"speed is above 0 and at most {FASTEST:g}")
    done = done or Simulated()
    stop = stop or asyncio.Event()
    park = Park(plant, scenario, seed)
    broker, boot = parse_broker_url(broker_url), secrets.token_hex(4)
    version = await find_version(broker)
    speakers = [
        _Speaker(
            plant,
            row,
            GatewayLink(broker, plant.park.id, gateway, boot, version=version),
            form,
            done,
        )
        for row, gateway in enumerate(plant.gateways)
        if gateway.format == OWN_FORMAT
    ]
    await _connect([speaker.link for speaker in speakers])
    async with asyncio.TaskGroup() as group:
        for speaker in speakers:
            group.create_task(speaker.run())
        try:
            await _advance(park, speakers, speed, stop, done)
        finally:
            for speaker in speakers:
                speaker.offer(None)
    return done


async def _connect(links: list[GatewayLink]) -> None:
    """Connect all gateways, or none and raise."""
    try:
        for link in links:
            await link.connect(wall_clock())
    except aiomqtt.MqttError:
        for link in links:
            await link.leave(wall_clock())
        raise


async def _advance(
    park: Park, speakers: list[_Speaker], speed: float, stop: asyncio.Event, done: Simulated
) -> None:
    """Step the park at its pace and hand each snapshot to all gateways."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    while not stop.is_set():
        turn = _Turn(wall_clock(), park.step(done.steps * STEP_S))
        done.steps += 1
        for speaker in speakers:
            speaker.offer(turn)
        try:
            async with asyncio.timeout_at(began + done.steps * STEP_S / speed):
                await stop.wait()
        except TimeoutError:
            continue
