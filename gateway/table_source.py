"""A growing CSV file (wide, ``ts,<tag>,…``) as a historian writes it beside the DCS, followed.

Turns whole lines into bodies of frames and says how far it has got. Which file the lines are in
is :mod:`gateway.followed_file`'s question, keeping them the outbox's. The file is opened for
reading only.

A cell that is no number goes out as the word it is; the platform makes it bad quality. An empty
cell is no reading. A row whose time can't be read is left out and counted, and the source is
down as long as its newest row is such a one: values that can't be placed in time must not look
fresh, and must not vanish unseen either.
"""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec
import pyarrow as pa

from gateway.followed_file import Content, FollowedFile, Lines
from gateway.source import Taken
from ingest.codec import encode_values
from ingest.file_time import UNREADABLE, TimeReader
from ingest.readings import LONGEST_WORD, clean
from ingest.table_file import decode_text
from plant.reading import Instant

MOST_TAGS: Final = 1000
"""Tags of one frame: with the longest names and words still far below the 1 MiB of a payload."""

PATIENCE_MS: Final = 10_000
"""A file may be away so long while it is rotated."""

_SEPARATORS: Final = ",;\t|"
_NUMBER: Final = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class TableOptions:
    """How to read the table. ``timezone`` is that of naive times; ``separator`` None: sniffed.

    ``time_column`` None: the column ``ts``, else the first. ``quiet_ms``: the source counts as
    down when nothing was added for so long; None: a file may rest.
    """

    timezone: str = "Asia/Shanghai"
    time_column: str | None = None
    time_format: str | None = None
    separator: str | None = None
    quiet_ms: int | None = None


@dataclass(slots=True)
class TableCounts:
    """``rows`` sent on; left out: ``torn`` (cells not as the header), ``timeless``; ``lost``:
    bytes known to have gone before they were read (an unfinished line, a file that vanished).
    """

    rows: int = 0
    torn: int = 0
    timeless: int = 0
    lost: int = 0


class _Place(msgspec.Struct, frozen=True):
    content: Content
    header: str


class _Header:
    """Names of columns, and which of them is the time."""

    def __init__(self, line: str, options: TableOptions) -> None:
        self.line = line
        self.separator = options.separator or max(_SEPARATORS, key=line.count)
        self.names = [name.strip() for name in self.split(line)] or [""]
        wanted = options.time_column or ("ts" if "ts" in self.names else self.names[0])
        self.time = self.names.index(wanted) if wanted in self.names else -1
        self.tags = {
            name: place
            for place, name in reversed(list(enumerate(self.names)))
            if name and place != self.time
        }

    def split(self, line: str) -> list[str]:
        """The cells of a line; one that is no CSV has none."""
        try:
            return next(csv.reader([line], delimiter=self.separator, strict=True), [])
        except csv.Error:
            return []

    def announces(self, cells: Sequence[str]) -> bool:
        """Whether a row is a new header: it names the time column and holds no number."""
        stripped = [cell.strip() for cell in cells]
        return (
            self.time >= 0
            and self.names[self.time] in stripped
            and not any(_NUMBER.fullmatch(cell) for cell in stripped)
        )


class TableSource:
    """One followed table; see :class:`gateway.source.Source`."""

    def __init__(self, name: str, path: Path, options: TableOptions) -> None:
        self.counts = TableCounts()
        self.trouble = ""
        self._name = name
        self._options = options
        self._file = FollowedFile(path)
        self._times = TimeReader(options.timezone, options.time_format)
        self._complaint = ""
        self._seen: Instant | None = None
        self._grown: Instant | None = None

    @property
    def name(self) -> str:
        return self._name

    def read(self, place: str | None, now: Instant) -> Taken:
        """Read on from ``place``, a bounded number of lines."""
        before = None if place is None else msgspec.json.decode(place, type=_Place)
        content = None if before is None else before.content
        try:
            lines = self._file.read(content)
        except OSError as error:
            self._judge(now, f"{type(error).__name__}: {error.strerror}")
            return Taken((), None)
        self.counts.lost += lines.lost
        if lines.content == content:
            self._judge(now, "")
            return Taken((), None)
        self._grown = now
        header = None if before is None or lines.fresh else before.header
        bodies, header = self._take(lines, header)
        self._judge(now, "")
        after = msgspec.json.encode(_Place(lines.content, header or "")).decode()
        return Taken(bodies, after, lines.more)

    def _take(self, lines: Lines, header: str | None) -> tuple[list[bytes], str | None]:
        """The bodies of some lines, and the header that stands after them."""
        known = _Header(header, self._options) if header else None
        bodies: list[bytes] = []
        rows: list[list[str]] = []
        for raw in lines.lines:
            line = decode_text(raw.strip(b"\0\r\n"))
            if not line.strip():
                continue
            cells = known.split(line) if known else []
            if known is None or known.announces(cells):
                bodies += self._encode(known, rows)
                known, rows = _Header(line, self._options), []
            else:
                rows.append(cells)
        bodies += self._encode(known, rows)
        return bodies, known.line if known else None

    def _encode(self, header: _Header | None, rows: list[list[str]]) -> Iterator[bytes]:
        """Rows of one header as bodies."""
        if header is None or not rows:
            return
        if header.time < 0:
            self.counts.timeless += len(rows)
            self._complaint = f"no column {self._options.time_column!r}"
            return
        whole = [row for row in rows if len(row) == len(header.names)]
        self.counts.torn += len(rows) - len(whole)
        column = pa.array([row[header.time] for row in whole], pa.string())
        for row, ts in zip(whole, self._times.read([column]).tolist(), strict=True):
            if ts == UNREADABLE:
                self.counts.timeless += 1
                self._complaint = f"a time can't be read: {row[header.time][:LONGEST_WORD]!r}"
                continue
            self._complaint = ""
            self.counts.rows += 1
            yield from _encode_row(header, row, ts)

    def _judge(self, now: Instant, missing: str) -> None:
        """Whether the source is up, as the newest look at it says."""
        if not missing or self._seen is None:
            self._seen = now
        if self._grown is None:
            self._grown = now
        quiet = self._options.quiet_ms
        if missing and now - self._seen >= PATIENCE_MS:
            self.trouble = missing
        elif quiet is not None and now - self._grown > quiet:
            self.trouble = f"nothing new for {(now - self._grown) // 1000} s"
        else:
            self.trouble = self._complaint


def _encode_row(header: _Header, row: Sequence[str], ts: Instant) -> Iterator[bytes]:
    values = {
        clean(name): _read_cell(cell)
        for name, place in reversed(header.tags.items())
        if (cell := row[place].strip())
    }
    names = list(values)
    for first in range(0, len(names), MOST_TAGS):
        part = {name: values[name] for name in names[first : first + MOST_TAGS]}
        yield encode_values(ts, part)


def _read_cell(cell: str) -> float | str:
    return float(cell) if _NUMBER.fullmatch(cell) else cell[:LONGEST_WORD]
