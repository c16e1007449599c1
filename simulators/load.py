"""A plain load: many gateways sending single readings or batches at a rate, and when each went out.

For benchmarks. The frames are those of contract section 5; the values alternate calmly inside the
tags' limits, so that what is measured is the way and not the alarms. They are marked as simulated:
a live platform takes them only from gateways that its plant declares a simulation.
"""

import asyncio
import math
import secrets
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ingest.codec import encode_columns, encode_values
from ingest.topic import Kind, TopicPath
from plant.words import Plant
from simulators.broker import parse_broker_url
from simulators.calm import rest
from simulators.frame_writer import Form, write_status
from simulators.gateway_link import wall_clock
from simulators.raw_link import RawLink
from simulators.routing import route_tags


@dataclass(frozen=True, slots=True)
class Load:
    """What to send: ``messages`` in all, spread evenly over the plant's gateways.

    ``batch``      readings a message; 1 sends single readings
    ``rate``       messages a second over all gateways; infinity: as fast as acknowledged
    ``in_flight``  messages a gateway has sent and not yet seen acknowledged, at most
    """

    messages: int
    batch: int = 1
    rate: float = math.inf
    in_flight: int = 100
    form: Form = Form.COLUMNS


@dataclass(frozen=True, slots=True)
class Sent:
    """What was sent, all of it acknowledged; arrays over messages in the order of sending.

    ``gateway`` int64, row in the plant's gateways; ``seq`` int64, the frame's own; ``sent_ns``
    int64, wall clock at sending; ``seconds`` from the first sending to the last acknowledgement.
    """

    gateway: NDArray[np.int64]
    seq: NDArray[np.int64]
    sent_ns: NDArray[np.int64]
    readings: int
    seconds: float

    @property
    def readings_per_second(self) -> float:
        """Rate over the whole run."""
        return self.readings / self.seconds if self.seconds > 0 else 0.0


async def send_load(plant: Plant, broker_url: str, load: Load) -> Sent:
    """Send a load and wait for every acknowledgement.

    Source times are the wall clock, one ms apart at least for each gateway, so that no reading is
    a duplicate of another.

    :raises ValueError: the plant has no tag that a gateway could send, or the URL is none.
    :raises OSError: the broker can't be reached, or was lost.
    """
    broker = parse_broker_url(broker_url)
    routes = route_tags(plant)
    mouths = [_Mouth(plant, row, routes, load) for row in sorted(set(routes.tolist()) - {-1})]
    if not mouths:
        raise ValueError("no gateway of this plant has a tag to send")
    async with AsyncExitStack() as links:
        for mouth in mouths:
            mouth.link = await RawLink.open(broker, mouth.name, load.in_flight)
            links.callback(mouth.link.close)
            await mouth.greet()
        return await _pump(mouths, load)


class _Mouth:
    """One gateway's next frames: its tags in turn, a value that alternates, times that advance."""

    link: RawLink

    def __init__(self, plant: Plant, gateway: int, routes: NDArray[np.int64], load: Load) -> None:
        self.gateway = gateway
        self._boot = secrets.token_hex(4)
        self._path = (plant.park.id, plant.gateways[gateway].enterprise, plant.gateways[gateway].id)
        self.name = f"load-{self._path[-1]}-{self._boot}"
        self.topic = str(TopicPath(*self._path, Kind.DATA))
        rows = np.flatnonzero(routes == gateway)
        self._names = [plant.tags[row].id for row in rows]
        calm = rest(plant).wander
        low, high = calm.centre[rows], calm.centre[rows] + calm.spread[rows]
        self._values: tuple[list[float], list[float]] = (low.tolist(), high.tolist())
        self.batch = min(load.batch, len(rows))  # no tag stands twice in a frame
        self._form = load.form
        self.seq = self._next = self._round = self._ts = 0

    async def greet(self) -> None:
        """Say online."""
        online = write_status(online=True, ts=wall_clock())
        await self.link.send(str(TopicPath(*self._path, Kind.STATUS)), online, retain=True)
        await self.link.drain()

    def write(self) -> bytes:
        """The next frame; ``seq`` is its number."""
        if self._next + self.batch > len(self._names):
            self._next = 0
            self._round += 1
        chosen = slice(self._next, self._next + self.batch)
        self._next += self.batch
        self.seq += 1
        self._ts = max(wall_clock(), self._ts + 1)
        names, values = self._names[chosen], self._values[self._round % 2][chosen]
        keys = {"seq": self.seq, "boot": self._boot, "simulation": True}
        if self._form is Form.VALUES:
            return encode_values(self._ts, dict(zip(names, values, strict=True)), **keys)
        return encode_columns(names, self._ts, values, **keys)


async def _pump(mouths: list[_Mouth], load: Load) -> Sent:
    columns = np.zeros((3, load.messages), dtype=np.int64)
    began_s = time.perf_counter()
    readings = 0
    for number in range(load.messages):
        await _wait_until(began_s + number / load.rate)
        mouth = mouths[number % len(mouths)]
        frame = mouth.write()
        columns[:, number] = mouth.gateway, mouth.seq, time.time_ns()
        await mouth.link.send(mouth.topic, frame)
        readings += mouth.batch
    for mouth in mouths:
        await mouth.link.drain()
    gateway, seq, sent_ns = columns
    return Sent(gateway, seq, sent_ns, readings, time.perf_counter() - began_s)


async def _wait_until(due_s: float) -> None:
    left_s = due_s - time.perf_counter()
    if left_s > 0:
        await asyncio.sleep(left_s)
