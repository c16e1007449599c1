"""A tag's readings as an Arrow stream.

A file of its own because pyarrow takes longer to load than the whole platform may take to start:
whoever needs it imports it then.
"""

from collections.abc import AsyncIterator, Iterator
from typing import Final

import pyarrow as pa

from historian.port import Series
from plant.words import Tag

_SCHEMA: Final = pa.schema(
    [
        pa.field("t", pa.timestamp("ms", "UTC"), nullable=False),
        pa.field("v", pa.float64()),
        pa.field("status", pa.uint32(), nullable=False),
    ]
)


async def write_stream(days: AsyncIterator[Series], tag: Tag) -> AsyncIterator[bytes]:
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
