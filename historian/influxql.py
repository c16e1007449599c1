"""InfluxQL: the queries by which readings are read back, and what the answers mean. Pure.

InfluxQL is the one dialect that InfluxDB 1, 2 and 3 Core all read. Sending is
:mod:`historian.influxdb`'s business.
"""

from collections.abc import Sequence
from typing import Any, Final

import msgspec
import numpy as np

from historian.bins import bin_width, empty_bins
from historian.line_protocol import MEASUREMENT, NO_NUMBER
from historian.port import Bins, Series
from plant.quality import UNCERTAIN
from plant.reading import Instant

_BAD: Final = 0x80000000
"""OPC 10000-4: status codes from here on have the severity bad."""

_READING: Final = '"value", "quality"'

Row = list[Any]
"""One answered point: its time in ms, then what was selected, None where there is nothing."""


class Answered(msgspec.Struct):
    """One series of an answer: whose it is, its tags and its rows."""

    name: str
    values: list[Row]
    tags: dict[str, str] = {}


class _Result(msgspec.Struct):
    series: list[Answered] = []
    error: str = ""


class _Answer(msgspec.Struct):
    results: list[_Result] = []
    error: str = ""


class AnswerError(Exception):
    """The server answered with an error of its own."""


def decode_answer(body: bytes) -> list[Answered]:
    """The series of the answer to one statement.

    :raises AnswerError: when it says that something is wrong, or is no answer at all.
    """
    try:
        answer = msgspec.json.decode(body, type=_Answer)
    except msgspec.DecodeError as error:
        raise AnswerError(f"not an answer: {error}") from error
    for complaint in (answer.error, *(result.error for result in answer.results)):
        if complaint:
            raise AnswerError(complaint)
    found = [series for result in answer.results for series in result.series]
    for series in found:
        if series.name != MEASUREMENT:
            raise AnswerError(f"not an answer to what was asked: {series.name}")
    return found


def select_range(tag: str | None, start: Instant, end: Instant) -> str:
    """Readings with start ≤ time < end of one tag, or of all by tag."""
    between = f"time >= {start}ms AND time < {end}ms"
    if tag is None:
        return _select(_READING, f'WHERE {between} GROUP BY "point"')
    return _select(_READING, f"WHERE {_is(tag)} AND {between}")


def select_last() -> str:
    """The newest reading of every tag, whether it has a number or not."""
    # last("value") would step over the readings without a number.
    return _select(_READING, 'GROUP BY "point" ORDER BY time DESC LIMIT 1')


def select_bins(tag: str, start: Instant, end: Instant, bins: int) -> str:
    """Usable readings in bins that begin at ``start``."""
    width = bin_width(start, end, bins)
    return _select(
        'min("value"), max("value"), mean("value"), count("value")',
        f'WHERE {_is(tag)} AND "quality" < {_BAD} AND time >= {start}ms AND time < {end}ms'
        f" GROUP BY time({width}ms, {start % width}ms) fill(none)",
    )


def to_series(rows: Sequence[Row]) -> Series:
    """Rows of (time, value, quality) as a series.

    A point that somebody else wrote without quality is uncertain.
    """
    quality = np.array([UNCERTAIN if row[2] is None else row[2] for row in rows], dtype=np.int64)
    value = np.array([np.nan if row[1] is None else row[1] for row in rows], dtype=np.float64)
    value[quality >= NO_NUMBER] = np.nan
    time = np.array([row[0] for row in rows], dtype=np.int64)
    return Series(time, value, (quality % NO_NUMBER).astype(np.uint32))


def to_bins(rows: Sequence[Row], start: Instant, end: Instant, bins: int) -> Bins:
    """Rows of (time, least, most, mean, count) in their bins."""
    result = empty_bins(start, end, bins)
    for time, low, high, mean, count in rows:
        place = (time - start) // result.width_ms
        result.low[place], result.high[place] = low, high
        result.mean[place], result.count[place] = mean, count
    return result


def _select(fields: str, clauses: str) -> str:
    return f'SELECT {fields} FROM "{MEASUREMENT}" {clauses}'  # noqa: S608 - only _is has foreign text


def _is(tag: str) -> str:
    literal = tag.replace("\\", "\\\\").replace("'", "\\'")
    return f"\"point\" = '{literal}'"
