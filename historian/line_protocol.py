"""Readings as InfluxDB line protocol, and the two numbers of a stored quality. Pure.

One line a reading: measurement ``reading``, tag ``point`` (``tag`` is a keyword of InfluxQL),
field ``value`` always a float and ``quality`` always an integer from the first line on, because
InfluxDB fixes a field's type by its first point; never a string, of which VictoriaMetrics would
make the number 0. How lines are sent is :mod:`historian.influxdb`'s business. Syntax: InfluxDB v2
reference, "Line protocol".

All lines of a batch are laid out at once in a table of bytes, every column wide enough for its
longest text and filled up with a byte that UTF-8 never uses; leaving that byte out gives the lines.
"""

from collections.abc import Iterable, Sequence
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from plant.reading import ReadingBatch

MEASUREMENT: Final = "reading"

NO_NUMBER: Final = 1 << 32
"""Added to the quality of a reading without a number, which has no field ``value``.

Rewriting a point replaces field by field, so leaving ``value`` out would let an older number stand
beside the new quality; this says that the number counts no more.
"""

_ESCAPES: Final = str.maketrans({",": r"\,", " ": r"\ ", "=": r"\="})

_FILL: Final = b"\xff"
_CELL: Final = 4
"""Bytes that are moved as one number; every column is a multiple of them wide."""

_LONGEST: Final = 24
"""Bytes of the longest shortest form, -2.2250738585072014e-308; an integer has at most 20."""

_ROWS_A_BLOCK: Final = 1000
"""So few that a block's tables stay in the cache and below what malloc asks of the system anew each
time (128 KiB in glibc): the whole batch at once takes twice as long."""

_SCALE: Final = 10**8
_MOST_SHORT: Final = 9e7
"""Values up to this with at most 8 decimals are written from integers: below 2⁵³ when scaled, so
exact as doubles, and of at most 8 digits before the point."""

_FIRST_PLAIN_TIME: Final = 10**12  # the year 2001
_FIRST_LONG_TIME: Final = 10**16
_MARKS_SHIFT: Final = 33
"""Above the bits of a quality."""

Cells = NDArray[np.uint32]
"""Columns of the table: four bytes of text a number, shape (rows, cells)."""


class LineEncoder:
    """Encodes batches whose rows index ``tags``; the times of the lines are in ms."""

    def __init__(self, tags: Sequence[str]) -> None:
        keys = [f"\n{MEASUREMENT},point={tag.translate(_ESCAPES)} " for tag in tags]
        self._keys = _lay_out([*(f"{key}value=" for key in keys), *keys])
        self._tags = len(tags)

    def encode(self, batch: ReadingBatch) -> bytes:
        """One line a reading, in order; no line end after the last.

        Beside value and quality a reading has ``marks`` where it has any, and ``source``, its
        gateway's own time in ms, where it is judged at another. Floats are the shortest that read
        back the same, bit for bit.
        """
        blocks = (slice(at, at + _ROWS_A_BLOCK) for at in range(0, len(batch), _ROWS_A_BLOCK))
        return b"\n".join(self._encode_block(batch, block) for block in blocks)

    def _encode_block(self, batch: ReadingBatch, block: slice) -> bytes:
        value, time = batch.value[block], batch.time[block]
        number = np.isfinite(value)
        columns = [
            self._keys[np.where(number, batch.row[block], batch.row[block] + self._tags)],
            _write_values(value, number),
            _write_qualities(batch.status[block], batch.marks[block], number),
            _write_sources(batch.source[block], time),
            _write_integers(time),
        ]
        return np.concatenate(columns, axis=1).tobytes().translate(None, _FILL)[1:]


def last_of_each(batch: ReadingBatch) -> ReadingBatch:
    """Only the last reading of each tag and time, so that lines may arrive in any order."""
    order = np.lexsort((batch.time, batch.row))
    row, time = batch.row[order], batch.time[order]
    last = np.append((row[1:] != row[:-1]) | (time[1:] != time[:-1]), len(order) > 0)
    return batch.take(np.sort(order[last[: len(order)]]))


def _write_values(value: NDArray[np.float64], number: NDArray[np.bool_]) -> Cells:
    """Empty where there is no number."""
    size = np.abs(value)
    scaled = np.rint(np.fmin(size, _MOST_SHORT) * _SCALE)
    # The quotient of two exact doubles is the double nearest to the decimal, as reading it is.
    short = scaled / _SCALE == size
    cells = _write_decimals(np.where(short, scaled, 0.0).astype(np.int64), np.signbit(value))
    long = np.flatnonzero(number & ~short)
    if len(long):
        cells[long] = _write_each(value[long])
    cells[~number] = _NOTHING
    return cells


def _write_decimals(scaled: NDArray[np.int64], negative: NDArray[np.bool_]) -> Cells:
    """Decimals, given as integers of their last place and a sign."""
    whole, behind = np.divmod(scaled, _SCALE)
    high, low = np.divmod(whole, 10_000)
    first, second = np.divmod(behind, 10_000)
    cells = np.empty((len(scaled), _LONGEST // _CELL), dtype=np.uint32)
    cells[:, 0] = np.where(negative, _MINUS, _NOTHING)
    cells[:, 1] = np.where(high, _LEADING[high], _NOTHING)
    cells[:, 2] = np.where(high, _DIGITS[low], _LEADING[low])
    cells[:, 3] = _POINT
    cells[:, 4] = np.where(second, _DIGITS[first], _TRAILING[first])
    cells[:, 5] = np.where(second, _TRAILING[second], _NOTHING)
    return cells


def _write_qualities(
    status: NDArray[np.uint32], marks: NDArray[np.uint16], number: NDArray[np.bool_]
) -> Cells:
    """Quality and marks; as there are few different ones, each is written once."""
    codes = status + np.where(number, 0, NO_NUMBER) + (marks.astype(np.int64) << _MARKS_SHIFT)
    known = np.unique(codes)
    return _lay_out(map(_tell_quality, known.tolist()))[np.searchsorted(known, codes)]


def _tell_quality(code: int) -> str:
    marks, quality = divmod(code, 1 << _MARKS_SHIFT)
    marked = f",marks={marks}i" if marks else ""
    return f"{',' if quality < NO_NUMBER else ''}quality={quality}i{marked}"


def _write_sources(source: NDArray[np.int64], time: NDArray[np.int64]) -> Cells:
    """The gateway's own time where it differs, and the space before the line's time."""
    differs = np.flatnonzero(source != time)
    if not len(differs):
        return np.full((len(time), 1), _SPACE, dtype=np.uint32)
    told = _write_integers(source[differs])
    before, behind = (np.repeat(text, len(differs), axis=0) for text in (_SOURCE, _INTEGER))
    width = before.shape[1] + told.shape[1] + behind.shape[1]
    cells = np.full((len(time), width + 1), _NOTHING, dtype=np.uint32)
    cells[differs, :width] = np.concatenate([before, told, behind], axis=1)
    cells[:, width] = _SPACE
    return cells


def _write_integers(number: NDArray[np.int64]) -> Cells:
    """Integers; faster where all are times in ms of this age."""
    if number.min() < _FIRST_PLAIN_TIME or number.max() >= _FIRST_LONG_TIME:
        return _write_each(number)
    high, low = np.divmod(number, 10**8)
    cells = np.empty((len(number), 4), dtype=np.uint32)
    cells[:, 0], cells[:, 1] = _LEADING[high // 10_000], _DIGITS[high % 10_000]
    cells[:, 2], cells[:, 3] = _DIGITS[low // 10_000], _DIGITS[low % 10_000]
    return cells


def _write_each(number: NDArray[np.float64] | NDArray[np.int64]) -> Cells:
    """Any numbers; JSON writes them as line protocol does, and NaN as a word that is no number."""
    texts = msgspec.json.encode(number.tolist())[1:-1].split(b",")
    table = np.array(texts, dtype=f"S{_LONGEST}").view(np.uint8)
    table[table == 0] = _FILL[0]
    return table.view(np.uint32).reshape(len(texts), _LONGEST // _CELL)


def _lay_out(texts: Iterable[str]) -> Cells:
    """Texts as rows of one width."""
    encoded = [text.encode() for text in texts]
    cells = -(-max(map(len, encoded), default=0) // _CELL) or 1
    table = b"".join(text.ljust(cells * _CELL, _FILL) for text in encoded)
    return np.frombuffer(table, dtype=np.uint32).reshape(len(encoded), cells)


_DIGITS: Final = _lay_out(f"{number:04}" for number in range(10_000))[:, 0]
_LEADING: Final = _lay_out(str(number) for number in range(10_000))[:, 0]
_TRAILING: Final = _lay_out(f"{number:04}".rstrip("0") or "0" for number in range(10_000))[:, 0]
_NOTHING, _MINUS, _POINT, _SPACE = _lay_out(["", "-", ".", " "])[:, 0]
_SOURCE: Final = _lay_out([",source="])
_INTEGER: Final = _lay_out(["i"])
