"""Recorded readings sent again: batches in, the frames of a plant's gateways out.

Rows go out in the record's order, one frame an instant and gateway, each value bit by bit as it was
read. Where the batches come from is :mod:`simulators.readings_record`'s business, when they are due
:mod:`simulators.playback`'s; here are the gateways' connections. Between frames of different
gateways it waits for the acknowledgement, so that the broker passes everything on in the record's
order whatever the pace.
"""

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from plant.reading import Instant, ReadingBatch
from plant.words import Plant
from simulators.broker import parse_broker_url
from simulators.frame_writer import Form, write_frame
from simulators.gateway_link import GatewayLink, find_version, wall_clock
from simulators.playback import Playback
from simulators.player import EVERYTHING, Pace, Span
from simulators.portions import Portion
from simulators.readings_record import Batches, Cut, FrameSource
from simulators.routing import route_tags

__all__ = ["AS_RECORDED", "Replayed", "replay"]

AS_RECORDED: Final = Pace()
"""Second by second, with the record's own times."""


@dataclass(slots=True)
class Replayed:
    """What was sent so far; everything counted here was acknowledged once :func:`replay` returns.

    ``unsent``: readings of tags that no gateway of the plant could bring. ``newest``: the last
    source time sent, ms, None before the first.
    """

    passes: int = 0
    instants: int = 0
    frames: int = 0
    readings: int = 0
    unsent: int = 0
    newest: Instant | None = None


async def replay(
    batches: Batches,
    plant: Plant,
    broker_url: str,
    pace: Pace = AS_RECORDED,
    *,
    span: Span = EVERYTHING,
    stop: asyncio.Event | None = None,
    done: Replayed | None = None,
    watch: Callable[[Playback[Cut]], object] | None = None,
) -> Replayed:
    """Send a record to a broker; returns when everything sent was acknowledged.

    :param batches: opens the record; it is read in a thread, so a slow disk holds up nothing else.
    :param stop: set it to end early and cleanly.
    :param done: counts are written into it while it runs, but passes and unsent at the end.
    :param watch: is given the playback before it begins, to steer it and to show how far it is.
    :raises ValueError: the URL is none.
    :raises aiomqtt.MqttError: the broker can't be reached, or was lost.
    """
    done = done if done is not None else Replayed()
    source = FrameSource(batches, route_tags(plant))
    outlet = await _open_outlet(plant, broker_url, pace, done)
    playback = Playback(source, outlet, pace, wall_clock(), span=span, stop=stop)
    if watch is not None:
        watch(playback)
    try:
        await playback.run()
        await outlet.drain()
    finally:
        done.passes, done.unsent = playback.passes, source.unsent
        if playback.ended is not None:
            done.newest = max(playback.ended, done.newest or 0)
        await outlet.leave()
    return done


async def _open_outlet(plant: Plant, broker_url: str, pace: Pace, done: Replayed) -> "_Gateways":
    broker, boot = parse_broker_url(broker_url), secrets.token_hex(4)
    version = await find_version(broker)
    links = {
        row: GatewayLink(
            broker,
            plant.park.id,
            plant.gateways[row],
            boot,
            simulated=pace.shift_to_now,
            version=version,
        )
        for row in sorted(set(route_tags(plant).tolist()) - {-1})
    }
    return _Gateways(plant, links, done)


class _Gateways:
    """The outlet: the gateways of a plant, each connected when it first has something to say."""

    def __init__(self, plant: Plant, links: dict[int, GatewayLink], done: Replayed) -> None:
        self._plant = plant
        self._links = links
        self._done = done
        self._last: GatewayLink | None = None
        self._met: set[int] = set()

    async def send(self, item: Cut, stamp: Instant, turn: int) -> None:
        """Send one frame; its number counts on whatever the turn, so that no gap appears."""
        del turn
        batch, part = item
        link = await self._turn_to(part.gateway, stamp)
        await link.send(self._write(batch, part, stamp, link))
        self._count(part, stamp)

    async def drain(self) -> None:
        """Wait until the broker has acknowledged everything."""
        for link in self._links.values():
            await link.drain()

    async def leave(self) -> None:
        """Say offline for every gateway that said online."""
        for link in self._links.values():
            await link.leave(self._done.newest or wall_clock())

    async def _turn_to(self, gateway: int, ts: Instant) -> GatewayLink:
        """The gateway's link, connected once; a link that broke is never made again in silence."""
        link = self._links[gateway]
        if self._last is not None and self._last is not link:
            await self._last.drain()
        self._last = link
        if gateway not in self._met:
            await link.connect(ts)
            self._met.add(gateway)
        return link

    def _write(self, batch: ReadingBatch, part: Portion, ts: Instant, link: GatewayLink) -> bytes:
        return write_frame(
            Form.VALUES,
            ts,
            [self._plant.tags[row].id for row in batch.row[part.positions].tolist()],
            batch.value[part.positions],
            batch.status[part.positions],
            _pick_words(batch, part.positions),
            link.envelope(),
        )

    def _count(self, part: Portion, ts: Instant) -> None:
        self._done.instants += ts != self._done.newest
        self._done.newest = ts
        self._done.frames += 1
        self._done.readings += len(part.positions)


def _pick_words(batch: ReadingBatch, positions: NDArray[np.intp]) -> dict[int, str]:
    """The words of some positions, by their place among them."""
    if not batch.words:
        return {}
    return {
        place: batch.words[old]
        for place, old in enumerate(positions.tolist())
        if old in batch.words
    }
