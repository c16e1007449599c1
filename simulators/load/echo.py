"""The yardstick: a raw subscriber in a process of its own, that hears what the broker passes on.

It decodes nothing and keeps nothing, so the way from sender to echo is the broker's alone: what a
platform's own latency has to be held against. Messages are known again by their checksum.
"""

import time
import zlib
from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Final

from simulators.broker import Broker
from simulators.child import READY
from simulators.load.counts import Durations
from simulators.raw_link import open_socket, receive, subscribe
from simulators.raw_packets import PUBLISH, Packets, read_payload, write_puback

_POLL_S: Final = 0.2


@dataclass(frozen=True, slots=True)
class Echoes:
    """What was heard: (checksum, arrival on the system's monotonic clock in ns) in order."""

    heard: Sequence[tuple[int, int]]
    cpu_share: float


@dataclass(frozen=True, slots=True)
class Echoed:
    """What came of the messages that were to be heard: ``due to heard`` in µs."""

    expected: int
    heard: int
    lost: int
    repeated: int
    took: Durations


def run_echo(broker: Broker, topics: str, pipe: Connection) -> None:
    """Hear until the pipe says something; says READY, then :class:`Echoes`."""
    with open_socket(broker, f"load-echo-{time.monotonic_ns()}") as link:
        subscribe(link, topics)
        link.settimeout(_POLL_S)
        packets, heard = Packets(), list[tuple[int, int]]()
        began_s, busy_s = time.monotonic(), time.process_time()
        pipe.send(READY)
        while not pipe.poll():
            try:
                data = receive(link)
            except TimeoutError:
                continue
            at_ns = time.monotonic_ns()
            bodies = [body for kind, body in packets.split(data) if kind == PUBLISH]
            heard += [(zlib.crc32(read_payload(body)), at_ns) for body in bodies]
            link.sendall(b"".join(map(write_puback, bodies)))
        share = (time.process_time() - busy_s) / (time.monotonic() - began_s)
        pipe.send(Echoes(heard, share))


def match_echoes(sent: Iterable[tuple[int, int]], heard: Iterable[tuple[int, int]]) -> Echoed:
    """Which message came back when.

    :param sent: (checksum, due instant) in order, ``heard`` (checksum, arrival); ns. Equal
        payloads are told apart by their order. What was heard and never sent counts as repeated
        only where its like was sent.
    """
    waiting: defaultdict[int, deque[int]] = defaultdict(deque)
    expected = 0
    for checksum, due_ns in sent:
        waiting[checksum].append(due_ns)
        expected += 1
    repeated, took_us = 0, list[float]()
    for checksum, at_ns in heard:
        if checksum not in waiting:
            continue
        if waiting[checksum]:
            took_us.append((at_ns - waiting[checksum].popleft()) / 1000)
        else:
            repeated += 1
    took = Durations()
    took.add(took_us)
    return Echoed(expected, len(took_us), expected - len(took_us), repeated, took)
