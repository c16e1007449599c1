"""Records of messages: what a line costs beside plain gzip, and how exactly a pace is kept.

The yardstick of writing and reading is zlib at the same level over the bare payloads: what any form
would pay at least. That of the pace is ``asyncio.sleep`` for the same instants in the same loop,
without record, reading ahead or outlet. CPU time of this thread, the median of several passes.
"""

import asyncio
import json
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Final

from plant.reading import Instant
from simulators.message_record import Head, Message
from simulators.playback import Playback
from simulators.player import Pace, Span
from simulators.record_reader import RecordReader
from simulators.record_writer import RecordWriter
from tests.bench.figures import Line, Quantiles, tell_ratio

START: Final = 1_700_000_000_000
STEP_MS: Final = 10
LEVEL: Final = 4


@dataclass(frozen=True, slots=True)
class Recording:
    """Messages a CPU second, bytes a message, and ms behind the instants of a pace."""

    messages: int
    payload_bytes: float
    kept_bytes: float
    write_rate: float
    gzip_rate: float
    read_rate: float
    gunzip_rate: float
    late: Quantiles
    sleep_late: Quantiles

    def lines(self) -> Iterator[Line]:
        """The table's lines."""
        note = f"{self.payload_bytes:.0f} bytes, {self.kept_bytes:.0f} kept"
        for what, ours, raw in (
            ("recorded", self.write_rate, self.gzip_rate),
            ("read from a record", self.read_rate, self.gunzip_rate),
        ):
            figures = f"{ours:,.0f}", f"{raw:,.0f}", tell_ratio(ours, raw)
            yield Line(f"messages {what}", "messages/s", *figures, note)
        yield Line.beside("behind the pace of a replay", self.late, self.sleep_late, "10 ms apart")


def measure_records(folder: Path, messages: int, passes: int) -> Recording:
    """Write, read and play so many messages."""
    sent = [make_message(number) for number in range(messages)]
    payloads = [message.payload for message in sent]
    paths = iter(folder / f"pass-{number}.jsonl.gz" for number in range(passes))
    write_s = clock(lambda: write(next(paths), sent), passes)
    gzip_s = clock(lambda: zlib.compress(b"".join(payloads), LEVEL), passes)
    read: list[Message] = []
    record = folder / "pass-0.jsonl.gz"
    read_s = clock(lambda: read.extend(RecordReader(record)), passes)  # type: ignore[arg-type]
    if read != sent * passes:
        raise RuntimeError("a record is not read as it was written")
    small = zlib.compress(b"".join(payloads), LEVEL)
    gunzip_s = clock(lambda: zlib.decompress(small), passes)
    late, sleep_late = asyncio.run(pace(min(messages, 500)))
    return Recording(
        messages,
        sum(map(len, payloads)) / messages,
        record.stat().st_size / messages,
        *(messages / seconds for seconds in (write_s, gzip_s, read_s, gunzip_s)),
        late,
        sleep_late,
    )


def make_message(number: int) -> Message:
    """A frame of ten tags, other values each time."""
    at = START + STEP_MS * number
    values = {
        f"A-LT{1101 + tag}": (number * 7919 + tag * 104_729) % 9973 / 100 for tag in range(10)
    }
    body = {"ts": at - 3, "values": values, "seq": number, "boot": "5f0c2d1a", "sent": at - 1}
    return Message(at, f"hazard/v1/P/E/gw{number % 7}/data", json.dumps(body).encode(), 1)


def write(path: Path, messages: Sequence[Message]) -> None:
    writer = RecordWriter(path, Head(START))
    for message in messages:
        writer.write(message)
    writer.close()


def clock(work: Callable[[], object], passes: int) -> float:
    """CPU seconds of one pass."""
    taken = []
    for _ in range(passes):
        began = time.thread_time()
        work()
        taken.append(time.thread_time() - began)
    return median(taken)


class Instants:
    """Items a step apart, as a source, and as the outlet that notes how late each came, ms."""

    latest = None

    def __init__(self, items: int) -> None:
        self.times: list[float] = []
        self._items = items

    def open(self, span: Span) -> Iterator[Sequence[tuple[Instant, int]]]:
        del span
        yield [(START + STEP_MS * number, number) for number in range(self._items)]

    async def send(self, item: int, stamp: Instant, turn: int) -> None:
        del item, stamp, turn
        self.times.append(asyncio.get_running_loop().time())

    def tell_late(self) -> Quantiles:
        """Ms behind the first item's time and the steps since."""
        began = self.times[0]
        return Quantiles.of(
            [1000 * (at - began) - STEP_MS * number for number, at in enumerate(self.times)]
        )


async def pace(items: int) -> tuple[Quantiles, Quantiles]:
    """How late a playback sends, and how late plain sleeping wakes."""
    played, slept = Instants(items), Instants(items)
    await Playback(played, played, Pace(), START).run()
    loop = asyncio.get_running_loop()
    began = loop.time()
    for number in range(items):
        await asyncio.sleep(max(0.0, began + STEP_MS * number / 1000 - loop.time()))
        await slept.send(number, 0, 0)
    return played.tell_late(), slept.tell_late()
