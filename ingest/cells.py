"""Cells of a recorded file as readings: numbers, words of bad quality, nothing at all.

Whole columns at a time; Python looks only at cells that are neither number nor empty. Contract
section 2: any non-number cell is a reading of bad quality whose word is kept, an empty cell is
no reading.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from ingest.readings import LONGEST_WORD, as_status
from plant.quality import BAD, BAD_NOT_A_NUMBER, GOOD
from plant.reading import ReadingBatch

_PLAIN: Final = frozenset({pa.float64(), pa.float32(), pa.int64(), pa.int32()})
"""Types of numbers that need no look at single cells."""

_NUMBER: Final = r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$"


@dataclass(frozen=True, slots=True)
class Cells:
    """One column, arrays of shape (n,): float64 value (NaN: no number), uint32 status, bool.

    ``present`` is false where the cell is empty; ``words``: position → the cell's own word.
    """

    value: NDArray[np.float64]
    status: NDArray[np.uint32]
    present: NDArray[np.bool_]
    words: dict[int, str] = field(default_factory=dict)


def read_cells(column: pa.Array, missing: tuple[float, ...] = ()) -> Cells:
    """Read one column of values.

    :param column: numbers, booleans, text as it stands in the file; anything else is its text.
    :param missing: codes that stand for no value: bad quality.
    """
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if pa.types.is_null(column.type):
        column = column.cast(pa.float64())
    cells = _read_numbers(column) if _is_number(column.type) else _read_text(_spell(column))
    return _leave_missing(cells, missing)


def _leave_missing(cells: Cells, missing: tuple[float, ...]) -> Cells:
    """The cells with bad quality, in place, where a number is a code for none."""
    if missing:
        absent = np.isin(cells.value, missing)
        cells.value[absent], cells.status[absent] = np.nan, BAD
    return cells


def _is_number(kind: pa.DataType) -> bool:
    return bool(
        pa.types.is_integer(kind)
        or pa.types.is_floating(kind)
        or pa.types.is_boolean(kind)
        or pa.types.is_decimal(kind)
    )


def _spell(column: pa.Array) -> pa.Array:
    """A column of any type as text."""
    if _is_text(column.type):
        return column
    try:
        return column.cast(pa.string())
    except pa.ArrowNotImplementedError:
        return pa.array([str(cell) if cell.is_valid else None for cell in column], pa.string())


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _read_numbers(column: pa.Array, present: NDArray[np.bool_] | None = None) -> Cells:
    """A column of numbers; nulls are empty cells unless ``present`` says otherwise."""
    value = _to_numpy(column.cast(pa.float64(), safe=False)).astype(np.float64)
    if present is None:
        present = _to_numpy(column.is_valid()).astype(np.bool_)
    return _tell_numbers(value, present)


def _tell_numbers(value: NDArray[np.float64], present: NDArray[np.bool_]) -> Cells:
    """Numbers as cells: one that is not finite is none, in place."""
    status = np.full(len(value), GOOD, dtype=np.uint32)
    odd = ~np.isfinite(value)
    if odd.any():
        value[odd] = np.nan
        status[odd & present] = BAD_NOT_A_NUMBER
    return Cells(value, status, present)


def _read_text(column: pa.Array) -> Cells:
    try:
        cells = _read_numbers(column.cast(pa.float64()))
    except pa.ArrowInvalid:
        column = pc.ascii_trim_whitespace(column)
        number = pc.match_substring_regex(column, _NUMBER)
        numbers = pc.if_else(number, column, None).cast(pa.float64())
        present = _to_numpy(pc.fill_null(pc.not_equal(column, ""), fill_value=False))
        cells = _read_numbers(numbers, present.astype(np.bool_))
    for place in np.flatnonzero(cells.status != GOOD).tolist():
        cells.words[place] = read_word(column[place])
    return cells


def read_word(cell: pa.Scalar) -> str:
    """The text of one cell; what is no UTF-8 is of a file that is neither, and tried as GB18030."""
    raw: bytes = cell.as_buffer().to_pybytes()
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        text = raw.decode("gb18030", "replace")
    return text.strip()[:LONGEST_WORD]


def read_quality(column: pa.Array) -> NDArray[np.uint32]:
    """A quality column: words or OPC UA status codes; empty is good, anything else bad."""
    encoded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    codes = [_code(cell) for cell in encoded.dictionary]
    places = _to_numpy(encoded.indices.fill_null(len(codes))).astype(np.intp)
    return np.array([*codes, GOOD], dtype=np.uint32)[places]


def state_quality(cells: Cells, stated: NDArray[np.uint32]) -> None:
    """Let the quality column speak beside the values, in place.

    A cell that is no number stays bad, a bad word may say why; an empty cell whose quality is
    anything but good is a reading that its source had no value for.
    """
    own = (cells.status == GOOD) | ((stated >= BAD) & (cells.status >= BAD))
    cells.status[own] = stated[own]
    silent = ~cells.present & (stated != GOOD)
    cells.value[silent], cells.present[silent] = np.nan, True
    cells.status[silent] = np.maximum(stated[silent], BAD)


def _code(cell: pa.Scalar) -> int:
    value = read_word(cell) if _is_text(cell.type) else cell.as_py()
    if isinstance(value, str):
        value = int(value) if value.isdecimal() else value or None
    status = as_status(int(value) if isinstance(value, float) and value.is_integer() else value)
    return BAD if status is None else status


def read_names(column: pa.Array) -> tuple[list[str], NDArray[np.int64]]:
    """A column of names as (distinct names, place of each cell's name among them, -1 empty)."""
    encoded = column if pa.types.is_dictionary(column.type) else _spell(column).dictionary_encode()
    names = [read_word(cell) for cell in encoded.dictionary]
    return names, _to_numpy(encoded.indices.fill_null(-1)).astype(np.int64)


def _to_numpy(column: pa.Array) -> NDArray[np.generic]:
    array: NDArray[np.generic] = column.to_numpy(zero_copy_only=False)
    return array


def quote(cell: pa.Scalar) -> str:
    """A cell as it may be quoted in a complaint."""
    if not cell.is_valid:
        return ""
    return read_word(cell) if pa.types.is_string(cell.type) else str(cell)


def read_rows(columns: Sequence[pa.Array], missing: tuple[float, ...] = ()) -> Cells:
    """Read columns side by side, the cells row by row; arguments as of :func:`read_cells`."""
    kinds = {column.type for column in columns}
    cells = _read_plain(columns) if len(kinds) == 1 and kinds <= _PLAIN else _read_mixed(columns)
    return _leave_missing(cells, missing)


def _read_plain(columns: Sequence[pa.Array]) -> Cells:
    """Columns of one type of numbers, at once: a thousand columns are as quick as one."""
    table = pa.RecordBatch.from_arrays(columns, [str(place) for place in range(len(columns))])
    value = table.to_tensor(null_to_nan=True, row_major=True).to_numpy().astype(np.float64)
    present = np.ones(value.shape, dtype=np.bool_)
    for place, column in enumerate(columns):
        if column.null_count:
            present[:, place] = _to_numpy(column.is_valid())
    return _tell_numbers(value.ravel(), present.ravel())


def _read_mixed(columns: Sequence[pa.Array]) -> Cells:
    cells, width = [read_cells(column) for column in columns], len(columns)
    words = {
        place * width + column: word
        for column, of_column in enumerate(cells)
        for place, word in of_column.words.items()
    }
    return Cells(
        np.stack([column.value for column in cells], axis=1).ravel(),
        np.stack([column.status for column in cells], axis=1).ravel(),
        np.stack([column.present for column in cells], axis=1).ravel(),
        words,
    )


def weave(
    rows: NDArray[np.int32],
    ts: NDArray[np.int64],
    cells: Cells,
    timed: NDArray[np.bool_],
) -> ReadingBatch:
    """Cells row by row → the readings among them, of the rows that are timed."""
    width = len(rows)
    if not timed.all():
        cells.present[np.repeat(~timed, width)] = False
    return pick(np.tile(rows, len(ts)), np.repeat(ts, width), cells, cells.present)


def pick(
    rows: NDArray[np.int32],
    ts: NDArray[np.int64],
    cells: Cells,
    chosen: NDArray[np.bool_],
) -> ReadingBatch:
    """The readings that are chosen, as a batch."""
    batch = ReadingBatch.of(rows, ts, cells.value, cells.status, cells.words)
    return batch if chosen.all() else batch.take(np.flatnonzero(chosen))
