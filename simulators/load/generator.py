"""The generator: a process of its own that sends a load by its schedule and says how it went.

An open loop over bare links: what is due is written, acknowledgements are read in between, and
nothing waits for an answer but where a window is full, which counts as latency of what waited.
Instants are those of the system's monotonic clock, the same in every process of a machine.
"""

import secrets
import selectors
import time
import zlib
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Final

import numpy as np

from plant.reading import Instant
from simulators.broker import Broker
from simulators.child import GO, READY, hear
from simulators.load.counts import Durations
from simulators.load.forms import LoadForm
from simulators.load.schedule import NS, Schedule
from simulators.load.senders import Sender
from simulators.load.turns import Frame, Kept, Turns
from simulators.raw_link import PATIENCE_S, RawLink
from simulators.wire import Message

IN_FLIGHT: Final = 1000
"""Messages that a gateway has sent and not yet seen acknowledged, at most."""

MOST_SELECTED: Final = 100
"""Links for which ``select`` serves, which is punctual to microseconds; ``epoll`` to 1 ms."""

_NAP_S: Final = 0.0005
"""The generator sleeps so long at least where nothing is due: what falls due meanwhile goes out
together, which spares a core at high rates and costs a quarter of a millisecond."""

_CHUNK: Final = 128
"""Messages written at once, so that acknowledgements are read in between."""

_PATIENCE: Final = 2.0
_GRACE_S: Final = 5.0
"""A run takes so many times its time, and so many seconds, at most; the rest stays unsent."""

_WAIT_S: Final = 300.0
_GREETING: Final = -1


@dataclass(frozen=True, slots=True)
class Order:
    """What to send. ``share`` of the messages shall raise an alarm; of ``sampled`` tags everything
    is kept; of the first ``echoed`` senders the checksums are, for who hears them again.
    """

    broker: Broker
    senders: Sequence[Sender]
    form: LoadForm
    schedule: Schedule
    batch: int
    share: float = 0.0
    sampled: int = 0
    echoed: int = 0
    in_flight: int = IN_FLIGHT


@dataclass(frozen=True, slots=True)
class SentExcursion:
    """A reading that raises an alarm, and when its message was due and went out, ns."""

    alarm: str
    source: Instant
    due_ns: int
    sent_ns: int


@dataclass(slots=True)
class Sent:
    """What went out. Durations in µs from the instant at which a message was due.

    ``frames`` and ``readings`` include greeting and farewell, ``messages`` does not. ``unsent``:
    messages for which there was no time. ``published``
    and ``acknowledged`` count every PUBLISH, also those that greet. ``kept``: tag → what was
    sent of it. ``echoes``: checksum and due instant of the messages of echoed senders. ``late_ms``:
    how long after its instant the last message went out. ``held``: how often a full window made
    what was due wait. ``cpu_share`` is the generator's own, of one core. ``begun``: wall clock.
    """

    messages: int = 0
    unsent: int = 0
    frames: int = 0
    readings: int = 0
    published: int = 0
    acknowledged: int = 0
    seconds: float = 0.0
    late_ms: float = 0.0
    held: int = 0
    cpu_share: float = 0.0
    frames_of: dict[str, int] = field(default_factory=dict)
    readings_of: dict[str, int] = field(default_factory=dict)
    boot: str = ""
    sending: Durations = field(default_factory=Durations)
    acknowledging: Durations = field(default_factory=Durations)
    excursions: list[SentExcursion] = field(default_factory=list)
    kept: dict[str, Kept] = field(default_factory=dict)
    echoes: list[tuple[int, int]] = field(default_factory=list)
    begun: Instant = 0


def run_generator(order: Order, pipe: Connection) -> None:
    """Greet, say READY, send at GO; says :class:`Sent`."""
    with ExitStack() as stack:
        generator = _Generator(order, stack)
        generator.greet()
        pipe.send(READY)
        if hear(pipe, _WAIT_S) == GO:
            generator.run()
            generator.settle()
            pipe.send(generator.conclude())


class _Generator:
    def __init__(self, order: Order, stack: ExitStack) -> None:
        self.order, self.schedule = order, order.schedule
        self.sent = Sent(boot=secrets.token_hex(4))
        sampled = -(-order.sampled // len(order.senders))
        self.turns = [
            Turns(sender, order.form, order.batch, self.sent.boot, sampled=sampled)
            for sender in order.senders
        ]
        self.links: list[RawLink] = []
        few = len(order.senders) <= MOST_SELECTED
        self.selector = stack.enter_context(
            selectors.SelectSelector() if few else selectors.DefaultSelector()
        )
        for turns in self.turns:
            name = f"load-{turns.sender.gateway.id}-{self.sent.boot}"
            link = RawLink.open(order.broker, name, order.in_flight)
            stack.callback(link.close)
            self.links.append(link)
            self.selector.register(link.socket, selectors.EVENT_READ, link)
        self.unwritten: set[RawLink] = set()
        self.began_ns = self.wall_ns = 0
        self.owed = 0.0

    def greet(self) -> None:
        """Have every gateway greet; waits until all of it is acknowledged."""
        now = self.sent.begun = time.time_ns() // 1_000_000
        self.say([turns.greet(now) for turns in self.turns])

    def settle(self) -> None:
        """Have every tag be calm again; waits until all of it is acknowledged."""
        now = time.time_ns() // 1_000_000
        self.say([turns.settle(now) for turns in self.turns])

    def say(self, frames: Sequence[Sequence[Frame]]) -> None:
        for link, own in zip(self.links, frames, strict=True):
            for message in (message for frame in own for message in frame.messages):
                if link.full:
                    self.drain()
                self.publish(link, message, _GREETING)
        self.drain()

    def publish(self, link: RawLink, message: Message, number: int) -> None:
        link.publish(message.topic, message.payload, number, retain=message.retain)
        self.unwritten.add(link)

    def run(self) -> None:
        """Send by the schedule, then wait for what is not acknowledged yet."""
        busy_s = time.process_time()
        self.began_ns = time.monotonic_ns()
        self.wall_ns = time.time_ns() - self.began_ns
        number = passed_ns = 0
        longest_ns = (self.schedule.seconds * _PATIENCE + _GRACE_S) * NS
        while number < self.schedule.messages and passed_ns < longest_ns:
            number = self.send_due(number)
            self.turn(self.find_wait(number))
            passed_ns = time.monotonic_ns() - self.began_ns
        self.sent.seconds = passed_ns / 1e9
        self.sent.late_ms = (passed_ns - self.schedule.due_ns(number - 1)) / 1e6
        self.sent.unsent = self.schedule.messages - number
        self.sent.cpu_share = (time.process_time() - busy_s) / self.sent.seconds
        self.drain()

    def send_due(self, number: int) -> int:
        """Write what is due from this number on; returns the first that was not written.

        In their order: one that must wait holds those behind it, for they share the broker.
        """
        due = self.schedule.count_due(time.monotonic_ns() - self.began_ns)
        end = min(due, number + _CHUNK)
        written: list[tuple[int, Frame]] = []
        while number < end:
            place = number % len(self.links)
            link = self.links[place]
            if link.full:
                self.sent.held += 1
                break
            written.append((number, self.write(number, self.turns[place], link)))
            number += 1
        if written:
            self.note(written)
        return number

    def write(self, number: int, turns: Turns, link: RawLink) -> Frame:
        self.owed = min(self.owed + self.order.share, 2.0)
        due_ms = (self.wall_ns + self.began_ns + self.schedule.due_ns(number)) // 1_000_000
        frame = turns.write(due_ms, beyond=self.owed >= 1)
        self.owed -= frame.beyond is not None
        for message in frame.messages:
            self.publish(link, message, number)
        return frame

    def note(self, written: Sequence[tuple[int, Frame]]) -> None:
        """Hand what was written to the kernel and note when."""
        self.flush()
        sent_ns = time.monotonic_ns()
        numbers = np.array([number for number, _ in written])
        due_ns = self.began_ns + self.schedule.due_all(numbers)
        self.sent.sending.add((sent_ns - due_ns) / 1000)
        self.sent.messages += len(written)
        for (number, frame), due in zip(written, due_ns.tolist(), strict=True):
            if frame.beyond is not None:
                beyond = frame.beyond
                self.sent.excursions.append(
                    SentExcursion(beyond.alarm, beyond.source, due, sent_ns)
                )
            if number % len(self.links) < self.order.echoed:
                self.sent.echoes += [
                    (zlib.crc32(message.payload), due) for message in frame.messages
                ]

    def find_wait(self, number: int) -> float:
        """Seconds until something is to be done."""
        if number >= self.schedule.messages:
            return 0.0
        due_ns = self.began_ns + self.schedule.due_ns(number) - time.monotonic_ns()
        return max(due_ns / 1e9, _NAP_S) if due_ns > 0 else 0.0

    def turn(self, wait_s: float) -> int:
        """Read acknowledgements for so long, or until some came; returns how many did."""
        if wait_s and not self.unwritten:
            time.sleep(min(wait_s, _NAP_S))
            wait_s = max(0.0, wait_s - _NAP_S)
        elif self.unwritten:
            wait_s = min(wait_s, _NAP_S)
        came = 0
        for key, _ in self.selector.select(wait_s):
            numbers = key.data.receive()
            came += len(numbers)
            ours = numbers[numbers != _GREETING]
            due_ns = self.began_ns + self.schedule.due_all(ours)
            self.sent.acknowledging.add((time.monotonic_ns() - due_ns) / 1000)
        self.sent.acknowledged += came
        self.flush()
        return came

    def flush(self) -> None:
        """Write what the kernel takes."""
        self.unwritten = {link for link in self.unwritten if not link.flush()}

    def drain(self) -> None:
        """Wait until everything is acknowledged, or no more acknowledgements come."""
        heard_s = time.monotonic()
        while any(link.under_way for link in self.links):
            if self.turn(0.05):
                heard_s = time.monotonic()
            elif time.monotonic() - heard_s > PATIENCE_S:
                return

    def conclude(self) -> Sent:
        sent = self.sent
        for turns in self.turns:
            gateway = turns.sender.gateway.id
            sent.frames_of[gateway], sent.readings_of[gateway] = turns.seq, turns.readings
            sent.kept |= {turns.sender.tags[place]: kept for place, kept in turns.kept.items()}
        sent.published = sum(link.published for link in self.links)
        sent.frames, sent.readings = sum(sent.frames_of.values()), sum(sent.readings_of.values())
        return sent
