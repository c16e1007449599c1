"""The simulated park on the wire: its gateways as MQTT clients, one each, telling what they see.

The show advances by one second a step; ``speed`` says how many of those pass in one second of the
wall clock. Readings carry the wall clock all the same: the park is live, only its happenings are
quicker. Physics is in :mod:`simulators.park`, what a gateway says and when in
:mod:`simulators.voice`; this shell owns the connections and the clock.
"""

import asyncio
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import aiomqtt

from plant.reading import Instant
from plant.words import Plant
from simulators.broker import Broker, parse_broker_url
from simulators.frame_writer import Form
from simulators.mqtt_link import MqttLink, find_version, wall_clock
from simulators.park import Park, Snapshot
from simulators.scenario import Scenario
from simulators.voice import Voice, make_voices
from simulators.wire import Act, Connect, Cut, Leave, Message

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
    """One gateway: snapshots from its queue, its voice's acts to the broker, over broken links."""

    def __init__(
        self, voice: Voice, broker: Broker, name: str, version: int, done: Simulated
    ) -> None:
        self._voice = voice
        self._link = MqttLink(broker, name, version=version, hear=self.hear)
        self._done = done
        self._counted = 0, 0
        self._queue: asyncio.Queue[_Turn | None] = asyncio.Queue(_QUEUE)
        self._asked: list[tuple[str, bytes]] = []

    def offer(self, turn: _Turn | None) -> None:
        """Hand over a snapshot, or None for the end; a full queue loses its oldest."""
        if self._queue.full():
            self._queue.get_nowait()
            self._done.dropped += 1
        self._queue.put_nowait(turn)

    def hear(self, topic: str, payload: bytes) -> None:
        """Note a command; it is answered with the next snapshot."""
        self._asked.append((topic, payload))

    async def run(self) -> None:
        """Speak until the end is offered or the task is cancelled; then say goodbye."""
        try:
            while (turn := await self._queue.get()) is not None:
                await self._try(self._take(turn))
        finally:
            await self._try(self._voice.finish(wall_clock()))

    def _take(self, turn: _Turn) -> list[Act]:
        now = wall_clock()
        asked, self._asked = self._asked, []
        answers = [act for each in asked for act in self._voice.hear(*each, now)]
        return [*answers, *self._voice.speak(turn.snapshot, turn.at, now=now)]

    async def _try(self, acts: Sequence[Act]) -> None:
        try:
            await self._carry(acts)
            self._count()
        except aiomqtt.MqttError:
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
    *,
    speed: float = 1.0,
    seed: int = 1,
    form: Form = Form.VALUES,
    stop: asyncio.Event | None = None,
    done: Simulated | None = None,
) -> Simulated:
    """Play a scenario to a broker until ``stop`` is set or the task is cancelled.

    :param speed: seconds of the show that pass in one second, above 0 up to :data:`FASTEST`.
    :param form: of gateways that speak the platform's own JSON; foreign ones have their formats.
    :param stop: set it to end the show cleanly: queues emptied, every gateway says offline.
    :param done: counts are written into it while it runs, for whoever shows progress.
    :raises ScenarioError: the scenario does not fit the plant.
    :raises ValueError: the speed or the URL is none, or a foreign gateway is not declared a
        simulation.
    :raises aiomqtt.MqttError: the broker can't be reached at the start.
    """
    if not 0.0 < speed <= FASTEST:
        raise ValueError(f"speed is above 0 and at most {FASTEST:g}")
    done = done or Simulated()
    stop = stop or asyncio.Event()
    park = Park(plant, scenario, seed)
    voices = make_voices(plant, seed, form)
    broker, run = parse_broker_url(broker_url), secrets.token_hex(4)
    version = await find_version(broker)
    names = [f"simulated-{plant.gateways[voice.gateway].id}-{run}" for voice in voices]
    speakers = [
        _Speaker(voice, broker, name, version, done)
        for voice, name in zip(voices, names, strict=True)
    ]
    async with asyncio.TaskGroup() as group:
        for speaker in speakers:
            group.create_task(speaker.run())
        try:
            await _advance(park, speakers, speed, stop, done)
        finally:
            for speaker in speakers:
                speaker.offer(None)
    return done


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
