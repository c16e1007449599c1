"""Recorded readings sent again: files in, the frames of a plant's gateways out, at a chosen pace.

Rows go out in the file's order, one frame an instant and gateway, each value bit by bit as it was
read. Reading files is :mod:`ingest.data_file`'s business; this shell owns the connections and the
clock of the pace. Between frames of different gateways it waits for the acknowledgement, so that
the broker passes everything on in the file's order whatever the pace.
"""

import asyncio
import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ingest.data_file import DataFile, DataFileOptions, read_data_files
from plant.reading import Instant, ReadingBatch
from plant.words import Plant
from simulators.broker import parse_broker_url
from simulators.frame_writer import Form, write_frame
from simulators.gateway_link import GatewayLink, find_version, wall_clock
from simulators.pace import Pace, Stage
from simulators.portions import Portion, portion
from simulators.routing import route_tags

__all__ = ["AS_RECORDED", "Pace", "Record", "Replayed", "Source", "replay"]

AS_RECORDED: Final = Pace()
"""Second by second, with the record's own times."""

Source = Callable[[], Iterable[ReadingBatch]]
"""Opens the recorded readings from their beginning; asked again for every pass of a loop."""


class Record:
    """Recorded files, one after the other, as a source that may be opened again and again.

    ``files``: those of the present pass as far as they were opened, for their counts and for the
    columns they skipped.
    """

    def __init__(self, paths: Sequence[Path], options: DataFileOptions, plant: Plant) -> None:
        self.files: list[DataFile] = []
        self._paths = tuple(paths)
        self._options = options
        self._plant = plant

    @property
    def latest(self) -> Instant | None:
        """The latest time of any row read so far, also of rows without a reading."""
        return max((file.latest for file in self.files if file.latest is not None), default=None)

    def __call__(self) -> Iterator[ReadingBatch]:
        """The batches of all files, each in its own order.

        :raises ingest.data_file.DataFileError: a file can't be read.
        """
        self.files.clear()
        for file in read_data_files(self._paths, self._options, self._plant):
            self.files.append(file)
            yield from file.batches


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
    source: Source,
    plant: Plant,
    broker_url: str,
    pace: Pace = AS_RECORDED,
    *,
    form: Form = Form.VALUES,
    in_flight: int = 16,
    stop: asyncio.Event | None = None,
    done: Replayed | None = None,
) -> Replayed:
    """Send a record to a broker; returns when everything sent was acknowledged.

    :param source: opens the record; it is read in a thread, so a slow disk holds up nothing else.
    :param in_flight: frames sent and not yet acknowledged, at most.
    :param stop: set it to end early and cleanly.
    :param done: counts are written into it while it runs, for whoever shows progress.
    :raises ValueError: the URL is none.
    :raises aiomqtt.MqttError: the broker can't be reached, or was lost.
    """
    routes = route_tags(plant)
    used = sorted(set(routes.tolist()) - {-1})
    broker, boot = parse_broker_url(broker_url), secrets.token_hex(4)
    version = await find_version(broker)
    links = {
        row: GatewayLink(
            broker,
            plant.park.id,
            plant.gateways[row],
            boot,
            simulated=pace.shift_to_now,
            in_flight=in_flight,
            version=version,
        )
        for row in used
    }
    sender = _Sender(plant, links, pace, form, stop or asyncio.Event(), done or Replayed())
    try:
        await sender.run(source, routes)
        for link in links.values():
            await link.drain()
    finally:
        for link in links.values():
            await link.leave(sender.done.newest or wall_clock())
    return sender.done


class _Sender:
    """Sends portion after portion, keeping the pace, the order and the count."""

    def __init__(
        self,
        plant: Plant,
        links: dict[int, GatewayLink],
        pace: Pace,
        form: Form,
        stop: asyncio.Event,
        done: Replayed,
    ) -> None:
        self.done = done
        self._plant = plant
        self._links = links
        self._pace = pace
        self._form = form
        self._stop = stop
        self._stage = Stage(pace, wall_clock())
        self._began_s = asyncio.get_running_loop().time()
        self._last: GatewayLink | None = None
        self._met: set[int] = set()

    async def run(self, source: Source, routes: NDArray[np.int64]) -> None:
        """All passes, until the end or the stop."""
        while True:
            before = self.done.readings
            batches = iter(await asyncio.to_thread(source))
            opening = True
            while (batch := await asyncio.to_thread(next, batches, None)) is not None:
                if opening and self.done.passes and len(batch):
                    self._stage.rewind(int(batch.source[0]))
                opening = opening and not len(batch)
                await self._send_batch(batch, routes)
                if self._stop.is_set():
                    return
            self._reach(source.latest if isinstance(source, Record) else None)
            self.done.passes += 1
            if not self._pace.loop or self.done.readings == before:
                return

    def _reach(self, latest: Instant | None) -> None:
        """The pass is over: its last rows may hold no reading, and time has passed all the same."""
        if latest is not None:
            self.done.newest = max(self._stage.place(latest)[1], self.done.newest or 0)

    async def _send_batch(self, batch: ReadingBatch, routes: NDArray[np.int64]) -> None:
        words: dict[int, str] = dict(batch.words)
        for part in portion(batch, routes):
            due_s, ts = self._stage.place(part.ts)
            if part.gateway < 0:
                self.done.unsent += len(part.positions)
                continue
            await self._wait(due_s)
            if self._stop.is_set():
                return
            link = await self._turn_to(part.gateway, ts)
            await link.send(self._write(batch, part, ts, words, link))
            self._count(part, ts)

    async def _wait(self, due_s: float) -> None:
        loop = asyncio.get_running_loop()
        if self._began_s + due_s <= loop.time():
            return
        try:
            async with asyncio.timeout_at(self._began_s + due_s):
                await self._stop.wait()
        except TimeoutError:
            return

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

    def _write(
        self,
        batch: ReadingBatch,
        part: Portion,
        ts: Instant,
        words: dict[int, str],
        link: GatewayLink,
    ) -> bytes:
        positions = part.positions.tolist()
        own = {place: words[old] for place, old in enumerate(positions) if old in words}
        return write_frame(
            self._form,
            ts,
            [self._plant.tags[row].id for row in batch.row[part.positions].tolist()],
            batch.value[part.positions],
            batch.status[part.positions],
            own,
            link.envelope(),
        )

    def _count(self, part: Portion, ts: Instant) -> None:
        self.done.instants += ts != self.done.newest
        self.done.newest = ts
        self.done.frames += 1
        self.done.readings += len(part.positions)
