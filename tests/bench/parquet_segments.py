"""The other way to keep readings with nothing to install: a log and sealed Parquet segments.

The yardstick of :mod:`tests.bench.historian`, not a product: a batch is durable in a plain log when
``append`` returns; what has gathered is sealed into one Parquet file of the day, sorted by tag and
time, with the encodings that were smallest on the demonstration's data. It has no replay of the
log, no late data and no other reader, which all cost more.
"""

import os
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from historian.bins import summarise
from historian.port import Bins, Series
from historian.sealing import DAY_MS
from plant.reading import Instant, ReadingBatch

_COLUMNS: Final = ("row", "time", "value", "status")
_ROW_GROUP: Final = 1 << 16


class ParquetSegments:
    """A log and a folder of segments. ``sealing``: rows at which a segment is made."""

    def __init__(self, folder: Path, sealing: int) -> None:
        folder.mkdir()
        self._folder = folder
        self._sealing = sealing
        self._log = os.open(folder / "log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self._gathered: list[ReadingBatch] = []
        self._rows = 0
        self._segments = 0

    def append(self, batch: ReadingBatch) -> None:
        """Keep a batch durably."""
        columns = [getattr(batch, name) for name in _COLUMNS]
        os.write(self._log, b"".join(column.tobytes() for column in columns))
        os.fdatasync(self._log)
        self._gathered.append(batch)
        self._rows += len(batch)
        if self._rows >= self._sealing:
            self.seal()

    def seal(self) -> None:
        """Turn what has gathered into segments, and begin the log anew."""
        if not self._gathered:
            return
        columns = {
            name: np.concatenate([getattr(batch, name) for batch in self._gathered])
            for name in _COLUMNS
        }
        for day in np.unique(columns["time"] // DAY_MS).tolist():
            chosen = columns["time"] // DAY_MS == day
            self._write(day, {name: column[chosen] for name, column in columns.items()})
        os.ftruncate(self._log, 0)
        self._gathered, self._rows = [], 0

    def summarise(self, row: int, start: Instant, end: Instant, bins: int) -> Bins:
        """One tag in equal bins, as :meth:`historian.port.Historian.summarise` gives it."""
        table = self._read(pc.field("row") == row, start, end)
        time = table.column("time").to_numpy()
        order = np.argsort(time, kind="stable")
        value, status = (table.column(name).to_numpy()[order] for name in ("value", "status"))
        return summarise(Series(time[order], value, status), start, end, bins)

    def window(self, start: Instant, end: Instant) -> pa.Table:
        """All tags' readings of a range."""
        return self._read(None, start, end)

    def close(self) -> None:
        os.close(self._log)

    def _write(self, day: int, columns: dict[str, NDArray[np.generic]]) -> None:
        order = np.lexsort((columns["time"], columns["row"]))
        table = pa.table({name: column[order] for name, column in columns.items()})
        folder = self._folder / str(day)
        folder.mkdir(exist_ok=True)
        self._segments += 1
        pq.write_table(
            table,
            folder / f"{self._segments:06d}.parquet",
            compression="zstd",
            row_group_size=_ROW_GROUP,
            use_dictionary=["value", "status"],
            column_encoding={"row": "DELTA_BINARY_PACKED", "time": "DELTA_BINARY_PACKED"},
        )

    def _read(self, wanted: pc.Expression | None, start: Instant, end: Instant) -> pa.Table:
        inside = (pc.field("time") >= start) & (pc.field("time") < end)
        chosen = inside if wanted is None else wanted & inside
        days = range(start // DAY_MS, (end - 1) // DAY_MS + 1)
        files = [file for day in days for file in sorted((self._folder / str(day)).glob("*"))]
        parts = [pq.read_table(file, filters=chosen, use_threads=False) for file in files]
        return pa.concat_tables(parts)


def count_bytes(folder: Path) -> int:
    """Bytes of all files under a folder."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
