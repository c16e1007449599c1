"""The simulated park on the wire: its gateways as MQTT clients, one each, telling what they see.

The show advances by one second a step; ``speed`` says how many of those pass in one second of the
wall clock. Readings carry the wall clock all the same: the park is live, only its happenings are
quicker. For a platform on the stream's clock they carry the show's own time instead, and then
all that follows of them comes at its second whatever the speed. Physics is in
:mod:`simulators.park`, what a gateway says and when in :mod:`simulators.voice`; this shell owns the
connections and the clock.
"""

import asyncio
import math
import secrets
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import aiomqtt

from plant.reading import Instant
from plant.words import Gateway, Plant
from simulators.broker import parse_broker_url
from simulators.frame_writer import Form
from simulators.mqtt_link import MqttLink, find_version, wall_clock
from simulators.park import Park, Snapshot
from simulators.physics.physics_file import Physics
from simulators.scenario import Scenario
from simulators.station_link import StationLink
from simulators.voice import Voice, make_voices
from simulators.wire import Act, Connect, Cut, Leave, Message

STEP_S: Final = 1.0
FASTEST: Final = 100.0
"""Steps of 10 ms: beyond that, stamps of one millisecond would run together."""

STATION: Final = "hj212"
"""The format whose gateways may come over TCP."""

_QUEUE: Final = 30  # snapshots a gateway may lag behind; then its oldest is dropped, and counted


@dataclass(frozen=True, slots=True)
class Stamp:
    """Which time readings carry: the wall clock, or the show's own from ``began`` on.

    A live show never waits for a gateway that lags. One of its own time lets every gateway end its
    second before the next begins: time moves by what arrives, and no gateway may look silent only
    because another was quicker on a busy machine.
    """

    began: Instant | None = None

    @property
    def live(self) -> bool:
        """Whether it is the wall clock."""
        return self.began is None

    def read(self, elapsed_s: float) -> Instant:
        """The time of a second of the show."""
        return wall_clock() if self.began is None else self.began + round(elapsed_s * 1000)


LIVE: Final = Stamp()


@dataclass(frozen=True, slots=True)
class Staging:
    """How a scenario is played.

    ``speed``    seconds of the show that pass in one second, above 0 up to :data:`FASTEST`
    ``form``     of gateways that speak the platform's own JSON; foreign ones have their formats
    ``door``     host and port of a platform's door for HJ 212 stations (``hj212.listen``); without
                 it they go through the broker
    ``stamp``    which time the readings carry
    ``lasts_s``  the show ends by itself when so many of its seconds are over
    ``physics``  what the park's directory says of its physics

    :raises ValueError: the speed is none.
    """

    speed: float = 1.0
    seed: int = 1
    form: Form = Form.VALUES
    door: tuple[str, int] | None = None
    stamp: Stamp = LIVE
    lasts_s: float = math.inf
    physics: Physics = field(default_factory=Physics)

    def __post_init__(self) -> None:
        if not 0.0 < self.speed <= FASTEST:
            raise ValueError(f"speed is above 0 and at most {FASTEST:g}")


@dataclass(slots=True)
class Simulated:
    """What a simulation did so far, over all gateways. ``dropped``: snapshots never sent.

    ``began``, ``reached``: the times that its first second was stamped with, and its last so far.
    """

    steps: int = 0
    frames: int = 0
    readings: int = 0
    dropped: int = 0
    disconnects: int = 0
    began: Instant = 0
    reached: Instant = 0


@dataclass(frozen=True, slots=True)
class _Turn:
    """A snapshot with the wall clock at which it was taken."""

    at: Instant
    snapshot: Snapshot


class _Speaker:
    """One gateway: snapshots from its queue, its voice's acts to the broker, over broken links."""

    def __init__(
        self, voice: Voice, link: MqttLink | StationLink, stamp: Stamp, done: Simulated
    ) -> None:
        self._voice = voice
        self._link = link
        if isinstance(link, MqttLink):
            link.hear = self.hear
        self._stamp, self._reached_s = stamp, 0.0
        self._done = done
        self._counted = 0, 0
        self._queue: asyncio.Queue[_Turn | None] = asyncio.Queue()
        self._asked: list[tuple[str, bytes]] = []

    def offer(self, turn: _Turn) -> None:
        """Hand over a snapshot. A gateway that lags loses its oldest."""
        if self._queue.qsize() >= _QUEUE:
            self._queue.get_nowait()
            self._queue.task_done()
            self._done.dropped += 1
        self._queue.put_nowait(turn)

    async def be_done(self) -> None:
        """Wait until all that was offered is at the broker, or lost on a broken link."""
        await self._queue.join()

    def end(self) -> None:
        """No more snapshots will come."""
        self._queue.put_nowait(None)

    def hear(self, topic: str, payload: bytes) -> None:
        """Note a command; it is answered with the next snapshot."""
        self._asked.append((topic, payload))

    async def run(self) -> None:
        """Speak until the end is offered or the task is cancelled; then say goodbye."""
        try:
            while (turn := await self._queue.get()) is not None:
                await self._try(self._take(turn))
                self._queue.task_done()
        finally:
            await self._try(self._voice.finish(self._stamp.read(self._reached_s)))

    def _take(self, turn: _Turn) -> list[Act]:
        self._reached_s = turn.snapshot.elapsed_s
        now = self._stamp.read(self._reached_s)
        asked, self._asked = self._asked, []
        answers = [act for each in asked for act in self._voice.hear(*each, now)]
        return [*answers, *self._voice.speak(turn.snapshot, turn.at, now=now)]

    async def _try(self, acts: Sequence[Act]) -> None:
        try:
            await self._carry(acts)
            self._count()
        except (aiomqtt.MqttError, OSError):
            self._done.disconnects += 1
            self._voice.lose()
            await self._link.let_go()

    def _count(self) -> None:
        frames, readings = self._counted
        self._counted = self._voice.frames, self._voice.readings
        self._done.frames += self._counted[0] - frames
        self._done.readings += self._counted[1] - readings

    async def _carry(self, acts: Sequence[Act]) -> None:
        for act in acts:
            match act:
                case Message():
                    await self._link.send(act)
                case Connect():
                    await self._link.connect(act.will, act.commands)
                case Leave():
                    await self._link.drain()
                    await self._link.let_go()
                case Cut():
                    await self._link.cut()
        if self._link.is_open:
            await self._link.drain()


async def simulate(
    plant: Plant,
    scenario: Scenario,
    broker_url: str,
    staging: Staging,
    *,
    stop: asyncio.Event | None = None,
    done: Simulated | None = None,
) -> Simulated:
    """Play a scenario to a broker until it is over, ``stop`` is set or the task is cancelled.

    :param stop: set it to end the show cleanly: queues emptied, every gateway says offline.
    :param done: counts are written into it while it runs, for whoever shows progress.
    :raises ScenarioError: the scenario does not fit the plant.
    :raises ValueError: the URL is none, or a foreign gateway is not declared a simulation.
    :raises aiomqtt.MqttError: the broker can't be reached at the start.
    """
    done = done or Simulated()
    stop = stop or asyncio.Event()
    park = Park(plant, scenario, staging.seed, staging.physics)
    voices = make_voices(plant, staging.seed, staging.form)
    broker, run = parse_broker_url(broker_url), secrets.token_hex(4)
    version = await find_version(broker)

    def make_link(gateway: Gateway) -> MqttLink | StationLink:
        if gateway.format == STATION and staging.door is not None:
            return StationLink(*staging.door)
        return MqttLink(broker, f"simulated-{gateway.id}-{run}", version=version)

    speakers = [
        _Speaker(voice, make_link(plant.gateways[voice.gateway]), staging.stamp, done)
        for voice in voices
    ]
    async with asyncio.TaskGroup() as group:
        for speaker in speakers:
            group.create_task(speaker.run())
        try:
            async for snapshot in _advance(park, staging, stop):
                turn = _Turn(staging.stamp.read(snapshot.elapsed_s), snapshot)
                done.began, done.reached = done.began or turn.at, turn.at
                done.steps += 1
                for speaker in speakers:
                    speaker.offer(turn)
                if not staging.stamp.live:
                    for speaker in speakers:
                        await speaker.be_done()
        finally:
            for speaker in speakers:
                speaker.end()
    return done


async def _advance(park: Park, staging: Staging, stop: asyncio.Event) -> AsyncIterator[Snapshot]:
    """Step the park at its pace until the show is over."""
    loop = asyncio.get_running_loop()
    began, steps = loop.time(), 0
    while not stop.is_set() and steps * STEP_S <= staging.lasts_s:
        yield park.step(steps * STEP_S)
        steps += 1
        try:
            async with asyncio.timeout_at(began + steps * STEP_S / staging.speed):
                await stop.wait()
        except TimeoutError:
            continue
