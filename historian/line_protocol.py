"""Readings as InfluxDB line protocol, and the two numbers of a stored quality. Pure.

One line a reading: measurement ``reading``, tag ``point`` (``tag`` is a keyword of InfluxQL),
field ``value`` always a float and ``quality`` always an integer from the first line on, because
InfluxDB fixes a field's type by its first point. How lines are sent is :mod:`historian.influxdb`'s
business. Syntax: InfluxDB v2 reference, "Line protocol".
"""

from collections.abc import Sequence
from typing import Final

import numpy as np

from plant.reading import ReadingBatch

MEASUREMENT: Final = "reading"

NO_NUMBER: Final = 1 << 32
"""Added to the quality of a reading without a number, which has no field ``value``.

Rewriting a point replaces field by field, so leaving ``value`` out would let an older number stand
beside the new quality; this says that the number counts no more.
"""

_ESCAPES: Final = str.maketrans({",": r"\,", " ": r"\ ", "=": r"\="})


class LineEncoder:
    """Encodes batches whose rows index ``tags``; the times of the lines are in ms."""

    def __init__(self, tags: Sequence[str]) -> None:
        self._prefixes = [f"{MEASUREMENT},point={tag.translate(_ESCAPES)} " for tag in tags]

    def encode(self, batch: ReadingBatch) -> list[str]:
        """One line a reading, in order, without line ends.

        Beside value and quality a reading has ``source``, its gateway's own time in ms, where it
        is judged at another, and ``marks`` where it has any. Floats are the shortest that read
        back the same.
        """
        number = np.isfinite(batch.value)
        quality = batch.status.astype(np.int64) + np.where(number, 0, NO_NUMBER)
        columns = (batch.row, batch.value, quality, batch.time)
        lines = [
            f"{self._prefixes[row]}value={value!r},quality={code}i {time}"
            for row, value, code, time in zip(*(c.tolist() for c in columns), strict=True)
        ]
        unusual = ~number | (batch.source != batch.time) | (batch.marks != 0)
        for place in np.flatnonzero(unusual).tolist():
            lines[place] = self._encode_unusual(batch, place, int(quality[place]))
        return lines

    def _encode_unusual(self, batch: ReadingBatch, place: int, quality: int) -> str:
        fields = [f"quality={quality}i"]
        if quality < NO_NUMBER:
            fields.append(f"value={batch.value[place].item()!r}")
        if batch.source[place] != batch.time[place]:
            fields.append(f"source={batch.source[place]}i")
        if batch.marks[place]:
            fields.append(f"marks={batch.marks[place]}i")
        return f"{self._prefixes[batch.row[place]]}{','.join(fields)} {batch.time[place]}"


def last_of_each(batch: ReadingBatch) -> ReadingBatch:
    """Only the last reading of each tag and time, so that lines may arrive in any order."""
    order = np.lexsort((batch.time, batch.row))
    row, time = batch.row[order], batch.time[order]
    last = np.append((row[1:] != row[:-1]) | (time[1:] != time[:-1]), len(order) > 0)
    return batch.take(np.sort(order[last[: len(order)]]))
