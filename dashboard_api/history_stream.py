"""A tag's readings as a stream: as CSV for spreadsheets, as Arrow for programs.

For ranges of which JSON would be too much: what is read is told and let go, a day at a time.
"""

import math
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from typing import Final

import pyarrow as pa

from dashboard_api.sheet import Column, write_csv
from historian.port import Historian, Series
from plant.quality import classify
from plant.reading import Instant
from plant.wording import QUALITIES, Words
from plant.words import Tag

ARROW: Final = "application/vnd.apache.arrow.stream"
AT_ONCE_MS: Final = 86_400_000
"""So much is read at a time: of ten readings a second some twenty megabytes."""

_SCHEMA: Final = pa.schema(
    [
        pa.field("t", pa.timestamp("ms", "UTC"), nullable=False),
        pa.field("v", pa.float64()),
        pa.field("status", pa.uint32(), nullable=False),
    ]
)

_WORDS: Final = {quality: f"{words.zh} {words.en}" for quality, words in QUALITIES.items()}

Reading = tuple[int, float, int, int]
"""Time, value, status code and its class."""

COLUMNS: Final[tuple[Column[Reading], ...]] = (
    Column(Words("时间", "time"), lambda row: row[0], instant=True),
    Column(Words("数值", "value"), lambda row: None if math.isnan(row[1]) else row[1]),
    Column(Words("质量", "quality"), lambda row: _WORDS[row[3]]),
    Column(Words("状态码", "status code"), lambda row: f"0x{row[2]:08X}"),
)


async def read_by_days(
    historian: Historian, tag: str, start: Instant, end: Instant
) -> AsyncIterator[Series]:
    """All readings with start ≤ time < end, a day at a time, days without any as well."""
    for begin in range(start, end, AT_ONCE_MS):
        yield await historian.read(tag, begin, min(begin + AT_ONCE_MS, end))


Writer = Callable[[AsyncIterator[Series], Tag, str], AsyncIterator[bytes]]


async def write_as_csv(days: AsyncIterator[Series], tag: Tag, zone: str) -> AsyncIterator[bytes]:
    """A file with a head; the unit stands in the head of the value."""
    head = Words(f"数值 [{tag.unit}]", "value") if tag.unit else COLUMNS[1].head
    columns = (COLUMNS[0], Column(head, COLUMNS[1].tell), *COLUMNS[2:])
    begun = False
    async for series in days:
        for number, piece in enumerate(write_csv(columns, _list_rows(series), zone)):
            if number or not begun:
                yield piece
        begun = True


def _list_rows(series: Series) -> Iterable[Reading]:
    classes = classify(series.status, series.value)
    columns = series.time, series.value, series.status, classes
    return zip(*(column.tolist() for column in columns), strict=True)


async def write_as_arrow(days: AsyncIterator[Series], tag: Tag, _: str) -> AsyncIterator[bytes]:
    """An Arrow IPC stream with the columns t, v and status; NaN is null."""
    told = {"tag": tag.id, "unit": tag.unit, "name": tag.name, "name_en": tag.name_en}
    schema = _SCHEMA.with_metadata(told)
    sink = _Sink()
    with pa.ipc.new_stream(sink, schema) as writer:
        yield sink.take()
        async for series in days:
            for batch in _make_batches(series, schema):
                writer.write_batch(batch)
            if pieces := sink.take():
                yield pieces
    yield sink.take()


def _make_batches(series: Series, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    if len(series.time):
        value = pa.array(series.value, pa.float64(), from_pandas=True)
        time = pa.array(series.time, pa.timestamp("ms", "UTC"))
        yield pa.record_batch([time, value, pa.array(series.status, pa.uint32())], schema=schema)


class _Sink:
    """What was written since it was last taken."""

    closed = False

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing waits here."""

    def take(self) -> bytes:
        parts, self._parts = self._parts, []
        return b"".join(parts)
