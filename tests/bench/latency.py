"""From publishing a changed contact to its alarm on the websocket, under a moderate load.

One process takes all times from one clock: right before the bytes go to the broker, and right
after they came back, once on a raw subscription to the same message and once as the alarm's delta.
So each sample of ours has its yardstick, which is the way through the broker alone. The changes
come at random distances, lest they keep step with the platform's ticks, and never wait for an
answer. Another process publishes the background meanwhile.
"""

import asyncio
import json
import socket
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import dataclass, field
from random import Random
from typing import Final

from websockets.asyncio.client import ClientConnection

from hazardwatch.bench_alarms import open_alarms
from simulators.child import GO, hear, run_child
from simulators.raw_link import receive, subscribe
from simulators.raw_packets import PUBLISH, Packets, read_topic, write_puback, write_publish
from tests.bench.figures import Line, Quantiles
from tests.bench.link import open_link
from tests.bench.park import ALARM_GATEWAY, PARK, name_contacts, name_topic
from tests.bench.publisher import Load, run_publisher
from tests.bench.stage import CONTACTS, Stage

BACKGROUND_HZ: Final = 1000
GAP_S: Final = (0.005, 0.025)
"""Shortest and longest distance of two changes."""

ReadTags = Callable[[bytes], Sequence[str]]

_WARM_UP: Final = 50
_PATIENCE_S: Final = 10.0
_BACKGROUND_END_S: Final = 60.0


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds over all changes that arrived; ``missing`` alarms never did.

    ``pushed_ms``: of that from the verdict to the push, by the platform's own clock.
    """

    background_hz: int
    changes: int
    missing: int
    alarm_ms: Quantiles
    raw_ms: Quantiles
    pushed_ms: Quantiles

    @property
    def lost(self) -> int:
        return self.missing

    def lines(self) -> Iterator[Line]:
        """The table's lines."""
        yield Line.beside(
            f"alarm beside {self.background_hz:,} messages/s",
            self.alarm_ms,
            self.raw_ms,
            f"{self.alarm_ms.samples} alarms, missing {self.missing}, worst"
            f" {self.alarm_ms.worst:.3g}; {self.pushed_ms} from verdict to push",
        )


@dataclass(slots=True)
class Journey:
    """One way from the sender back: when each contact's change went out, how long it took.

    A change seen late counts with its true time; one overtaken by the contact's next is missing.
    ``pushed_ms``: how long those that were raised took from the verdict to the push.
    """

    sent_ns: dict[str, int] = field(default_factory=dict)
    took_ms: list[float] = field(default_factory=list)
    pushed_ms: list[float] = field(default_factory=list)
    home: asyncio.Event = field(default_factory=asyncio.Event)

    def send(self, tag: str, at_ns: int) -> None:
        """Note the instant of sending."""
        self.sent_ns[tag] = at_ns
        self.home.clear()

    async def wait(self) -> None:
        """Until all are back, or patience ends."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self.home.wait(), _PATIENCE_S)

    def see(self, tag: str, at_ns: int) -> None:
        """Take a change that came; other alarms (a gateway's, a system's) are none of ours."""
        if tag in self.sent_ns:
            self.took_ms.append((at_ns - self.sent_ns.pop(tag)) / 1e6)
            if not self.sent_ns:
                self.home.set()


@dataclass(slots=True)
class Journeys:
    """The same changes on both ways; monotonic ns."""

    alarm: Journey = field(default_factory=Journey)
    raw: Journey = field(default_factory=Journey)

    def send(self, tag: str) -> None:
        """Note that a change goes out now."""
        at_ns = time.monotonic_ns()
        self.alarm.send(tag, at_ns)
        self.raw.send(tag, at_ns)


def measure_latency(stage: Stage, changes: int, random: Random) -> Latency:
    """Toggle contacts in turn, ``changes`` times in all after a warm-up.

    Once a stage: the contacts must be at rest, or the first changes are none.
    """
    gaps = [random.uniform(*GAP_S) for _ in range(changes + _WARM_UP)]
    load = Load(PARK, round((sum(gaps) * 1.5 + 1) * BACKGROUND_HZ), rate=BACKGROUND_HZ)
    stage.settle()
    with run_child(run_publisher, stage.broker_port, load) as publisher:
        publisher.send(GO)
        journeys = asyncio.run(_measure(stage, gaps))
        hear(publisher, _BACKGROUND_END_S)
    stage.settle()
    return Latency(
        BACKGROUND_HZ,
        changes,
        len(gaps) - len(journeys.alarm.took_ms),
        Quantiles.of(journeys.alarm.took_ms[_WARM_UP:]),
        Quantiles.of(journeys.raw.took_ms[_WARM_UP:]),
        Quantiles.of(journeys.alarm.pushed_ms[_WARM_UP:]),
    )


async def _measure(stage: Stage, gaps: list[float]) -> Journeys:
    journeys = Journeys()
    async with follow(stage, name_topic(PARK, ALARM_GATEWAY, "+"), _read_tag, journeys) as sender:
        await _toggle(sender, gaps, journeys)
        await journeys.alarm.wait()
    return journeys


@asynccontextmanager
async def follow(
    stage: Stage, topics: str, read_tags: ReadTags, journeys: Journeys
) -> AsyncIterator[socket.socket]:
    """Follow changes on both ways, raw and as alarms; gives the link on which to send them.

    :param read_tags: the tags that change by a message, from the body of its PUBLISH.
    """
    with (
        closing(open_link(stage.broker_port, "bench-changes")) as sender,
        closing(open_link(stage.broker_port, "bench-echo")) as echo,
    ):
        subscribe(echo, topics)
        loop, packets = asyncio.get_running_loop(), Packets()
        loop.add_reader(sender, receive, sender)
        loop.add_reader(echo, _read_echo, echo, packets, read_tags, journeys.raw)
        async with open_alarms(stage.platform.url, stage.platform.token) as client:
            listening = asyncio.create_task(_read_alarms(client, journeys.alarm))
            yield sender
            await journeys.raw.wait()
            listening.cancel()
            with suppress(asyncio.CancelledError):
                await listening
        loop.remove_reader(sender)
        loop.remove_reader(echo)


async def _toggle(link: socket.socket, gaps: list[float], journeys: Journeys) -> None:
    """Every contact on in turn, then off, then on, as often as there are gaps."""
    contacts = name_contacts(CONTACTS)
    for number, gap in enumerate(gaps):
        await asyncio.sleep(gap)
        lap, which = divmod(number, CONTACTS)
        tag = contacts[which]
        body = json.dumps({"ts": time.time_ns() // 1_000_000, "v": 1 - lap % 2}).encode()
        topic = name_topic(PARK, ALARM_GATEWAY, tag)
        packet = write_publish(topic, body, number % 65_535 + 1, retain=False)
        journeys.send(tag)
        link.sendall(packet)


def _read_echo(
    link: socket.socket, packets: Packets, read_tags: ReadTags, journey: Journey
) -> None:
    data = receive(link)
    at_ns = time.monotonic_ns()
    for kind, body in packets.split(data):
        if kind == PUBLISH:
            link.sendall(write_puback(body))
            for tag in read_tags(body):
                journey.see(tag, at_ns)


def _read_tag(publish: bytes) -> list[str]:
    return [read_topic(publish).decode().rpartition("/")[2]]


async def _read_alarms(client: ClientConnection, journey: Journey) -> None:
    """Note every change of an alarm that comes, for ever."""
    while True:
        text = await client.recv()
        at_ns = time.monotonic_ns()
        frame = json.loads(text)
        for operation in frame["ops"] if frame["t"] == "delta" else ():
            journey.see(operation[1].partition(":")[0], at_ns)
            row = operation[2] if operation[0] == "u" else {}
            if row.get("state") == "unacknowledged":
                journey.pushed_ms.append(row["times"]["pushed"] - row["times"]["detected"])
