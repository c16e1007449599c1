"""What reading Sparkplug costs, beside ``json.loads`` of the same readings.

Payloads of one device with aliases, as data messages are, in several sizes; and its birth, with
names, datatypes and a unit a metric. Measured twice: the bare reading of the payload, and the whole
way to readings through the node's state. ``json.loads`` only parses its text and makes no readings
of it, so a ratio below 1 is no fault of either. CPU time of this thread, the best of several
passes.
"""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from ingest.formats.sparkplug_node import SparkplugNode
from ingest.formats.sparkplug_payload import read_payload
from tests.bench.figures import Line, tell_ratio
from tests.ingest.formats.edge import T0, Edge, Sent
from tests.ingest.formats.sparkplug_wire import metric, prop

METRICS: Final = (1, 10, 100, 1_000)
_PER_PASS: Final = 50_000
"""Metrics read in one pass, whatever the size of a payload."""


@dataclass(frozen=True, slots=True)
class Metrics:
    """Microseconds of CPU a payload of so many metrics."""

    what: str
    metrics: int
    payload_us: float
    node_us: float
    json_us: float

    def lines(self) -> Iterator[Line]:
        """The table's lines."""
        payloads, metrics = 1e6 / self.node_us, 1e6 * self.metrics / self.node_us
        note = f"payload alone {self.payload_us:,.1f}; {payloads:,.0f}/s, {metrics:,.0f} metrics/s"
        figures = f"{self.node_us:,.1f}", f"{self.json_us:,.1f}"
        ratio = tell_ratio(self.node_us, self.json_us)
        yield Line(f"Sparkplug {self.what}, {self.metrics:,}", "us/payload", *figures, ratio, note)


def measure_sparkplug(passes: int) -> list[Metrics]:
    """Data messages of every size, then a birth of the largest."""
    data = [measure_data(count, passes) for count in METRICS]
    return [*data, measure_birth(METRICS[-1], passes)]


def measure_data(count: int, passes: int) -> Metrics:
    """A device's data, all its metrics by alias."""
    edge, node, names = bear_device(count)
    repeats = max(_PER_PASS // count, 1)
    contents = [metric(None, "double", 20.5, alias=at, ts=T0) for at in range(count)]
    messages = [edge.send("DDATA", *contents, source="D1") for _ in range(repeats)]
    text = json.dumps({"ts": T0, "seq": 7, "values": dict.fromkeys(names, 20.5)}).encode()
    return Metrics(
        "data",
        count,
        clock(lambda: [read_payload(sent.payload) for sent in messages], passes) / repeats,
        clock(lambda: hear(node, messages), passes, reset=node) / repeats,
        clock(lambda: [json.loads(text) for _ in range(repeats)], passes) / repeats,
    )


def measure_birth(count: int, passes: int) -> Metrics:
    """A device's birth with all that names its metrics."""
    edge, node, names = bear_device(count)
    repeats = max(_PER_PASS // count, 1)
    messages = [edge.send("DBIRTH", *define(count), source="D1") for _ in range(repeats)]
    units = dict.fromkeys(names, "MPa")
    body = {"ts": T0, "seq": 7, "values": dict.fromkeys(names, 20.5), "units": units}
    text = json.dumps(body).encode()
    return Metrics(
        "birth",
        count,
        clock(lambda: [read_payload(sent.payload) for sent in messages], passes) / repeats,
        clock(lambda: hear(node, messages), passes, reset=node) / repeats,
        clock(lambda: [json.loads(text) for _ in range(repeats)], passes) / repeats,
    )


def bear_device(count: int) -> tuple[Edge, SparkplugNode, list[str]]:
    """An edge node with one device that was born, and the names of its metrics."""
    edge, node = Edge(("", "D1")), SparkplugNode()
    hear(node, [edge.nbirth(), edge.send("DBIRTH", *define(count), source="D1")])
    return edge, node, node.list_tags("D1")


def define(count: int) -> list[bytes]:
    unit = {"engUnit": prop("string", "MPa", datatype=12)}
    return [
        metric(f"Area 1/PT-{at:04}", "double", 20.5, alias=at, ts=T0, datatype=10, props=unit)
        for at in range(count)
    ]


def hear(node: SparkplugNode, messages: list[Sent]) -> None:
    """Every message must give as many live readings as it has metrics, or the figures are void."""
    for sent in messages:
        heard = node.hear(sent.topic, sent.payload, T0)
        if not heard.live or heard.in_doubt or heard.lost or heard.live[0].complaints:
            raise RuntimeError(f"not read as expected: {heard}")


def clock(work: Callable[[], object], passes: int, *, reset: SparkplugNode | None = None) -> float:
    """Microseconds of the fastest pass; ``reset`` goes back to what it was before each."""
    saved = None if reset is None else reset.save()
    best = float("inf")
    for _ in range(passes):
        if reset is not None and saved is not None:
            reset.restore(saved)
        began = time.thread_time_ns()
        work()
        best = min(best, (time.thread_time_ns() - began) / 1_000)
    return best
