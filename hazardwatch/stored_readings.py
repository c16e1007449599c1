"""Stored readings for commands that run beside a platform, whatever keeps them.

What is only in the spool yet is not found: a platform that runs feeds it within seconds.
"""

import asyncio
from collections.abc import Iterable, Iterator

from hazardwatch.data_directory import DataDirectory
from hazardwatch.settings import Settings
from historian.embedded_reader import EmbeddedReader
from historian.port import Series
from plant.reading import Instant


def read_series(
    settings: Settings, data: DataDirectory, tags: Iterable[str], start: Instant, end: Instant
) -> Iterator[tuple[str, Series]]:
    """Each tag with its readings of start ≤ time < end, one at a time: a month of one is much.

    :raises HistorianUnavailableError: the store can't be reached.
    :raises HistorianRefusedError: it refuses, or a file is damaged.
    """
    for tag in tags:
        if settings.historian.kind == "embedded":
            yield tag, EmbeddedReader(data.historian).read(tag, start, end)
        else:
            yield tag, asyncio.run(_ask(settings, data, tag, start, end))


async def _ask(
    settings: Settings, data: DataDirectory, tag: str, start: Instant, end: Instant
) -> Series:
    from hazardwatch.assemble import build_historian

    historian = build_historian(settings.historian, data)
    try:
        await historian.open((tag,))
        return await historian.read(tag, start, end)
    finally:
        await historian.close()
