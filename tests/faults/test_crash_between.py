"""The power fails before or after each single write, and each single word to somebody outside.

The whole loop runs with a fuse in all that it does to disks and to the world: broker, screens,
channels. For each of its uses in turn the fuse blows there; what is on the disk then is all that a
second run gets, with what the broker was not acknowledged. At the end every alarm stands in the
journal once, is on the screens, and somebody was told of it.
"""

import asyncio
import contextlib
import json
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from alerting.alarm import Command, CommandKind
from alerting.journal import Journal
from alerting.notice import Receipt
from hazardwatch.desks import LiveOutbox
from hazardwatch.notifier import Notifier
from hazardwatch.recall import recall
from hazardwatch.recorder import Recorder
from hazardwatch.reserve import Reserve
from hazardwatch.watch import Watch
from historian.feeder import Feeder
from historian.memory import MemoryHistorian
from historian.spool import Spool
from ingest.dead_letters import DeadLetters
from ingest.frame import Frame
from plant.directory import read_plant
from plant.words import Plant
from tests.contract.plant_directory import write_plant
from tests.hazardwatch.staffed import staff

T0 = 1_700_000_000_000
ALARM, BUTTON = "LT-101:HH", "ESD-1:digital"


class PowerCut(BaseException):
    """Nothing catches it, as nothing catches the real one."""


@dataclass
class Fuse:
    """Blows at its ``at``-th use, and lets nothing through from then on."""

    at: int
    uses: int = 0
    blown: asyncio.Event = field(default_factory=asyncio.Event)
    loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.get_running_loop)
    where: list[str] = field(default_factory=list)

    def use(self, what: str) -> None:
        self.uses += 1
        self.where.append(what)
        if self.uses >= self.at:
            self.loop.call_soon_threadsafe(self.blown.set)
            raise PowerCut

    def guard(self, what: str, act: Callable[..., Any]) -> Callable[..., Any]:
        """The act with the fuse before and after it."""

        def guarded(*words: Any, **named: Any) -> Any:
            self.use(f"before {what}")
            done = act(*words, **named)
            self.use(f"after {what}")
            return done

        return guarded


@dataclass
class World:
    """What outlives the platform: the broker's frames, what screens and people have seen."""

    unacknowledged: dict[int, bytes] = field(default_factory=dict)
    shown: set[tuple[int, str, str]] = field(default_factory=set)
    told: list[str] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def publish(self, at: int, **values: float) -> None:
        named = {name.replace("_", "-"): value for name, value in values.items()}
        body = {"ts": T0 + at, "values": named}
        self.unacknowledged[next(self.numbers)] = json.dumps(body).encode()


class Session:
    """A broker's session: what was not acknowledged comes again to the next one."""

    connected = True

    def __init__(self, world: World) -> None:
        self.world, self.delivered = world, set[int]()

    async def gather(self, _most: int, timeout_s: float) -> list[Frame]:
        await asyncio.sleep(timeout_s / 10)
        new = [token for token in self.world.unacknowledged if token not in self.delivered][:1]
        self.delivered.update(new)
        topic = "hazard/v1/P1/ent1/gw1/data"
        return [
            Frame(topic, self.world.unacknowledged[token], T0 + token, token=token) for token in new
        ]

    def acknowledge(self, tokens: list[int]) -> None:
        for token in tokens:
            self.world.unacknowledged.pop(token, None)

    def release(self, tokens: list[int]) -> None:
        assert not tokens, "nothing is given up"

    def publish(self, *_words: Any, **_more: Any) -> bool:
        return True


class Screen:
    def __init__(self, world: World) -> None:
        self.world = world

    def publish_alarms(self, committed: Any, *_instants: int) -> None:
        self.world.shown.update((one.seq, one.alarm, one.event.value) for one, _ in committed)


class Voice:
    name = "voice"

    def __init__(self, world: World, fuse: Fuse) -> None:
        self.tell = fuse.guard("send", world.told.append)

    async def send(self, letter: Any) -> Receipt:
        self.tell(letter.facts["alarm"])
        return Receipt()


@contextlib.contextmanager
def open_watch(folder: Path, plant: Plant, world: World, fuse: Fuse) -> Iterator[Watch]:
    """A platform over a folder, as after a restart; with its fuse in every write and word."""
    tags, gateways = [tag.id for tag in plant.tags], [gateway.id for gateway in plant.gateways]
    recorder = Recorder(
        Spool(folder / "spool", tags, gateways),
        Journal(f"sqlite:///{folder / 'journal.sqlite'}"),
        DeadLetters(folder / "letters.sqlite", gateways),
        folder / "checkpoint.npz",
        Reserve(folder / "reserve", 0),
    )
    now = lambda: T0 + 60_000  # noqa: E731 - the clock stands
    cores, shown, recent = recall(plant, recorder, stream=False, now=now())
    Screen(world).publish_alarms(recent, 0)
    session, screen = Session(world), Screen(world)
    with ThreadPoolExecutor(1) as writer:
        outbox = LiveOutbox(recorder.journal, writer)
        voice = {"voice": Voice(world, fuse)}
        notifier = Notifier(outbox, voice, now, cores.escalations.roster.get)
        feeder = Feeder(recorder.spool, MemoryHistorian(), tuple(tags))
        watch = Watch(plant, cores, shown, session, recorder, screen, feeder, now, writer, notifier)
        guard(recorder, session, screen, fuse)
        yield watch
    recorder.journal.close()
    recorder.dead_letters.close()


def guard(recorder: Recorder, session: Session, screen: Screen, fuse: Fuse) -> None:
    """Put the fuse into all that is written and said."""
    for owner, name in (
        (recorder.spool, "append"),
        (recorder.spool, "commit"),
        (recorder.journal, "append"),
        (session, "acknowledge"),
        (screen, "publish_alarms"),
    ):
        setattr(owner, name, fuse.guard(name, getattr(owner, name)))
    write = recorder.journal.writing

    @contextlib.contextmanager
    def writing(book: Any) -> Iterator[Any]:
        fuse.use("before settle")
        with write(book) as kept:
            yield kept
        fuse.use("after settle")

    recorder.journal.writing = writing  # type: ignore[method-assign]


async def run(watch: Watch, fuse: Fuse, *commands: Command) -> None:
    """Run until all is done, or until the power fails."""
    notifying = asyncio.create_task(watch.notifier.run())
    running = asyncio.create_task(watch.run())
    working = asyncio.create_task(work(watch, commands))
    blowing = asyncio.create_task(fuse.blown.wait())
    await asyncio.wait([working, blowing], return_when=asyncio.FIRST_COMPLETED)
    if not fuse.blown.is_set():
        watch.stop()
        await asyncio.wait([running, blowing], return_when=asyncio.FIRST_COMPLETED)
        watch.notifier.stop()
        await asyncio.wait([notifying, blowing], return_when=asyncio.FIRST_COMPLETED)
    tasks = [notifying, running, working, blowing, *watch._settling]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def work(watch: Watch, commands: tuple[Command, ...]) -> None:
    """Until every frame is acknowledged, every command answered, and everybody told."""
    world = watch.session.world  # type: ignore[attr-defined]
    while world.unacknowledged or watch._settling:
        await asyncio.sleep(0.002)
    for command in commands:
        await watch.command([command])
    for _ in range(20):
        await asyncio.sleep(0.002)


async def tell_story(folder: Path, plant: Plant, at: int) -> tuple[Fuse, World]:
    """An alarm comes, goes and is acknowledged; the power fails at one use of the fuse."""
    world = World()
    world.publish(0, LT_101=50)
    world.publish(1_000, LT_101=95)
    world.publish(2_000, LT_101=20)
    world.publish(3_000, ESD_1=1)
    acknowledge = Command(CommandKind.ACKNOWLEDGE, ALARM, "wang")
    fuse, first, second = Fuse(at), folder / "first", folder / "second"
    first.mkdir(parents=True)
    with open_watch(first, plant, world, fuse) as watch:
        await run(watch, fuse, acknowledge)
    shutil.copytree(first, second)  # what the disk has, and nothing of what memory had
    calm = Fuse(1 << 30)
    with open_watch(second, plant, world, calm) as watch:
        await run(watch, calm, acknowledge)
    return fuse, world


def read_journal(folder: Path) -> list[tuple[int, str, str]]:
    journal = Journal(f"sqlite:///{folder / 'second' / 'journal.sqlite'}", upgrade=False)
    try:
        assert journal.verify() is None
        return [(one.seq, one.alarm, one.event.value) for one in journal.read()]
    finally:
        journal.close()


def check(folder: Path, world: World, where: str) -> None:
    rows = read_journal(folder)
    events = [(alarm, event) for _, alarm, event in rows if alarm.startswith(("LT", "ESD"))]
    assert sorted(events) == sorted(
        [
            ("LT-101:H", "raised"),
            ("LT-101:HH", "raised"),
            ("LT-101:H", "returned"),
            ("LT-101:HH", "returned"),
            (BUTTON, "raised"),
            ("LT-101:HH", "acknowledged"),
        ]
    ), where
    assert world.shown >= set(rows), where
    assert {ALARM, BUTTON} <= set(world.told), where
    assert not world.unacknowledged, where


async def test_wherever_the_power_fails_no_alarm_is_lost_or_doubled_and_people_are_told(tmp_path):
    plant = staff(read_plant(write_plant(tmp_path / "plant")))
    fuse, world = await tell_story(tmp_path / "whole", plant, 1 << 30)
    check(tmp_path / "whole", world, "nowhere")
    assert world.told.count(ALARM) == 1
    for at in range(1, fuse.uses + 1):
        blown, world = await tell_story(tmp_path / str(at), plant, at)
        check(tmp_path / str(at), world, f"{at}: {blown.where[-1]}")
