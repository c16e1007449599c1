"""A tag's readings as a stream: as CSV for spreadsheets, as Arrow for programs.

For ranges of which JSON would be too much: what is read is told and let go, a day at a time.
"""

import asyncio
import math
from collections.abc import AsyncIterator, Callable, Iterable
from importlib import import_module
from typing import Final

from dashboard_api.sheet import Column, write_csv
from historian.port import Historian, Series
from plant.quality import classify
from plant.reading import Instant
from plant.wording import QUALITIES, Words
from plant.words import Tag

ARROW: Final = "application/vnd.apache.arrow.stream"
AT_ONCE_MS: Final = 86_400_000
"""So much is read at a time: of ten readings a second some twenty megabytes."""

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
    """What :mod:`dashboard_api.history_arrow` says, which is loaded beside the loop."""
    await asyncio.to_thread(import_module, "pyarrow")
    from dashboard_api.history_arrow import write_stream  # noqa: PLC0415 - see there

    async for piece in write_stream(days, tag):
        yield piece
