"""The ceiling: a subscriber in a process of its own that counts messages and acknowledges them.

It decodes nothing, keeps nothing and promises nothing, so it shows what the broker itself can
deliver at QoS 1 on this machine at this moment. Not a hard limit: noise has been seen to lift
others above it.
"""

import time
from dataclasses import dataclass
from multiprocessing.connection import Connection

from simulators.child import READY
from simulators.raw_link import receive, subscribe
from simulators.raw_packets import PUBLISH, Packets, write_puback
from tests.bench.link import open_link


@dataclass(frozen=True, slots=True)
class Received:
    """``ended_ns`` is the system's monotonic clock, the same in every process of a machine."""

    messages: int
    ended_ns: int
    cpu_s: float


def run_raw_subscriber(port: int, topics: str, expected: int, pipe: Connection) -> None:
    """Count until all have come or no more do; says READY, then :class:`Received`."""
    with open_link(port, "bench-ceiling") as link:
        subscribe(link, topics)
        packets, messages, ended_ns = Packets(), 0, time.monotonic_ns()
        began_s = time.process_time()
        pipe.send(READY)
        while messages < expected:
            try:
                data = receive(link)
            except TimeoutError:
                break
            bodies = [body for kind, body in packets.split(data) if kind == PUBLISH]
            messages += len(bodies)
            ended_ns = time.monotonic_ns()
            link.sendall(b"".join(map(write_puback, bodies)))
        pipe.send(Received(messages, ended_ns, time.process_time() - began_s))
