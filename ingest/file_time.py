"""Times of a recorded file: epoch milliseconds, ISO 8601, a given format, or plain counting.

Contract section 2. Naive times are in the park's zone or a given one; what a clock change makes
ambiguous is taken for the first of the two.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from ingest.cells import read_word
from ingest.readings import END_OF_TIME

_QUARTER_MS: Final = 15 * 60 * 1000
"""Offsets from UTC change only at quarter hours of local time."""

_EPOCH_NUMBER: Final = r"^\d+(\.\d*)?([eE]\+?\d+)?$"
_EPOCH_SECONDS: Final = frozenset({"%s", "%s.%f"})
_HAS_SECONDS: Final = re.compile(r"(?<!%)(?:%%)*%s")
_SLASHES: Final = r"^(\d{4})/(\d\d)/(\d\d)"
_SLASHED: Final = re.compile(r"^(\d{4})/(\d{1,2})/(\d{1,2})(?:[ T](\d{1,2})(?=:))?", re.ASCII)
_END_OF_DAY: Final = re.compile(r"(?<=[T ])24(?=(?::?00){0,2}(?:[.,]0+)?(?:Z|[+-].*)?$)", re.ASCII)

UNREADABLE: Final = np.int64(-1)
"""Stands for a time that can't be read: no file's time lies before 1970."""


def can_read(time_format: str) -> bool:
    """Whether a format can be meant: seconds since 1970 have no zone and no other parts."""
    return time_format in _EPOCH_SECONDS or not _HAS_SECONDS.search(time_format)


class TimeReader:
    """From time columns to ms UTC, int64, shape (n,), :data:`UNREADABLE` where there is none."""

    def __init__(self, timezone: str, time_format: str | None) -> None:
        self._zone: tzinfo = ZoneInfo(timezone)
        self._format = time_format

    def read(self, columns: Sequence[pa.Array]) -> NDArray[np.int64]:
        """Read the time of each row; several columns are joined by a space."""
        column = columns[0]
        if len(columns) > 1:
            texts = [column.cast(pa.string()) for column in columns]
            column = pc.binary_join_element_wise(*texts, " ")
        if pa.types.is_timestamp(column.type) or pa.types.is_date(column.type):
            times = self._read_timestamps(column)
        elif self._format in _EPOCH_SECONDS:
            times = _read_numbers(column, 1000)
        elif pa.types.is_integer(column.type) or pa.types.is_floating(column.type):
            times = _read_numbers(column, 1)
        else:
            times = self._read_texts(column.cast(pa.string()))
        times[(times < 0) | (times >= END_OF_TIME)] = UNREADABLE
        return times

    def _read_timestamps(self, column: pa.Array) -> NDArray[np.int64]:
        zoned = pa.types.is_timestamp(column.type) and column.type.tz is not None
        unit = pa.timestamp("ms", "UTC") if zoned else pa.timestamp("ms")
        times = _to_int(column.cast(unit, safe=False).cast(pa.int64()))
        return times if zoned else self._to_utc(times)

    def _read_texts(self, column: pa.Array) -> NDArray[np.int64]:
        """All at once where the whole column is of one kind, else one by one."""
        column = pc.ascii_trim_whitespace(column)
        if self._format is not None and not _all_at_once(self._format):
            return self._read_one_by_one(column)
        try:
            if self._format is not None:
                parsed = pc.strptime(column, format=self._format, unit="ms")
                return self._to_utc(_to_int(parsed.cast(pa.int64())))
            if _all_match(column, r"^\d+$"):
                return _to_int(column.cast(pa.int64()))
            if _all_match(column, _EPOCH_NUMBER):
                return _read_numbers(column, 1)
            column = pc.replace_substring_regex(column, _SLASHES, r"\1-\2-\3")
            return self._read_timestamps(column.cast(_timestamp_type(column)))
        except pa.ArrowInvalid:
            return self._read_one_by_one(column)

    def _read_one_by_one(self, column: pa.Array) -> NDArray[np.int64]:
        cells = [read_word(cell) if cell.is_valid else None for cell in column]
        return np.array([self._read_cell(cell) for cell in cells], dtype=np.int64)

    def _read_cell(self, cell: str | None) -> int:
        try:
            if cell is None:
                return int(UNREADABLE)
            if self._format is not None:
                moment = datetime.strptime(cell, self._format)  # noqa: DTZ007 - zoned just below
            elif re.fullmatch(_EPOCH_NUMBER, cell, re.ASCII):
                return int(min(float(cell), END_OF_TIME))
            else:
                moment = _read_iso(cell)
        except (ValueError, OverflowError):
            return int(UNREADABLE)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=self._zone)
        return (moment - _EPOCH) // timedelta(milliseconds=1)

    def _to_utc(self, local: NDArray[np.int64]) -> NDArray[np.int64]:
        """Local ms to UTC ms: the offset is asked once for each quarter of an hour."""
        quarters, which = np.unique(local // _QUARTER_MS, return_inverse=True)
        offsets = [self._offset(quarter) for quarter in quarters.tolist()]
        shifted = local - np.array(offsets, dtype=np.int64)[which]
        return np.where(local < 0, UNREADABLE, shifted)

    def _offset(self, quarter: int) -> int:
        if not 0 <= quarter * _QUARTER_MS < END_OF_TIME:
            return 0
        moment = _EPOCH.replace(tzinfo=None) + timedelta(milliseconds=quarter * _QUARTER_MS)
        offset = moment.replace(tzinfo=self._zone).utcoffset() or timedelta()
        return offset // timedelta(milliseconds=1)


def _all_at_once(time_format: str) -> bool:
    """Whether Arrow reads the format as Python does: it knows no offsets, and seconds anywhere."""
    return "%z" not in time_format and can_read(time_format)


def _read_numbers(column: pa.Array, unit_ms: int) -> NDArray[np.int64]:
    """Numbers since 1970, perhaps as text, as ms; beyond all time is the end of time."""
    if pa.types.is_string(column.type):
        column = pc.ascii_trim_whitespace(column)
        column = pc.if_else(pc.match_substring_regex(column, _EPOCH_NUMBER), column, None)
    numbers = column.cast(pa.float64(), safe=False).to_numpy(zero_copy_only=False)
    ms = numbers if unit_ms == 1 else np.rint(numbers * unit_ms)
    known = np.where(np.isnan(ms), UNREADABLE, np.clip(ms, UNREADABLE, END_OF_TIME))
    return known.astype(np.int64)


def _read_iso(cell: str) -> datetime:
    """ISO 8601 with what Python leaves out: small letters, the end of a day as 24:00."""
    text = _SLASHED.sub(_with_dashes, cell.upper())
    begun = _END_OF_DAY.sub("00", text)
    return datetime.fromisoformat(begun) + timedelta(days=begun != text)


def _with_dashes(slashed: re.Match[str]) -> str:
    """``2024/1/1 8:00`` as spreadsheets write it → ``2024-01-01 08:00``."""
    year, month, day, hour = slashed.groups()
    date = f"{year}-{month:0>2}-{day:0>2}"
    return date if hour is None else f"{date} {hour:0>2}"


_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def count_time(start: int, step_s: float, first: int, rows: int) -> NDArray[np.int64]:
    """Times of rows that only count, ms: ``start`` plus ``step_s`` for each row before."""
    steps: NDArray[np.int64] = np.rint(np.arange(first, first + rows) * (step_s * 1000)).astype(
        np.int64
    )
    return steps + start


def _all_match(column: pa.Array, pattern: str) -> bool:
    return bool(pc.all(pc.match_substring_regex(column, pattern), min_count=0).as_py())


def _timestamp_type(column: pa.Array) -> pa.DataType:
    """Zoned if the first time says its offset; a mixture is read one by one."""
    zoned = len(column) and pc.match_substring_regex(column[0], r"\d(Z|z|[+-]\d\d:?\d\d)$").as_py()
    return pa.timestamp("us", "UTC") if zoned else pa.timestamp("us")


def _to_int(column: pa.Array) -> NDArray[np.int64]:
    """int64 without nulls, writable."""
    return np.array(column.fill_null(int(UNREADABLE)).to_numpy(zero_copy_only=False))
