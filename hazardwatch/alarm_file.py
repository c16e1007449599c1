"""``alarms.jsonl`` while it grows: lines as they fall, sorted in the end, however many there are.

A flood over a month makes millions of alarms, and late data date some of them long before others;
so beyond a number that fits in memory the lines wait on disk, in sorted portions that the end
merges. What a line says is :mod:`alerting.projection`'s business.
"""

from collections.abc import Iterable, Iterator
from heapq import merge
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Final, Self

from alerting.alarm import Entry
from alerting.projection import Line, project

MOST: Final = 200_000
"""Lines that wait in memory: some 100 MB."""


class AlarmFile:
    """The file at ``path``, written when all entries were taken; before that nothing is there.

    :param most: lines that wait in memory at most; more of them wait in files without a name
        beside ``path``.
    """

    def __init__(self, path: Path, most: int = MOST) -> None:
        self._path, self._most = path, most
        self._lines: list[Line] = []
        self._portions: list[IO[str]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for portion in self._portions:
            portion.close()

    def take(self, entries: Iterable[Entry]) -> None:
        """Take entries, in the order in which they came about."""
        self._lines += project(entries)
        if len(self._lines) > self._most:
            self._put_aside()

    def write(self) -> None:
        """Write all that was taken, sorted by (at, alarm, event), equal ones as they came."""
        self._lines.sort(key=_rank)
        portions = [*map(_read_portion, self._portions), iter(self._lines)]
        with self._path.open("w", encoding="utf-8", newline="") as file:
            file.writelines(line.text for line in merge(*portions, key=_rank))

    def _put_aside(self) -> None:
        portion = TemporaryFile(  # noqa: SIM115 - closed with all others
            "w+", encoding="utf-8", newline="", dir=self._path.parent
        )
        self._portions.append(portion)
        self._lines.sort(key=_rank)
        # Ids hold no white space, and JSON no tab.
        portion.writelines(
            f"{line.at}\t{line.alarm}\t{line.event}\t{line.text}" for line in self._lines
        )
        self._lines.clear()


def _rank(line: Line) -> tuple[int, str, str]:
    return line[:3]


def _read_portion(portion: IO[str]) -> Iterator[Line]:
    portion.seek(0)
    for row in portion:
        at, alarm, event, text = row.split("\t", 3)
        yield Line(int(at), alarm, event, text)
