"""CSV (.gz) and Parquet files as blocks of columns; what the columns mean is asked elsewhere.

CSV cells come as text that is not checked: numbers are ASCII in UTF-8 and GB18030 alike, so only
names and words are ever decoded. Parquet columns come as they are typed.
"""

import codecs
import csv
import gzip
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import Any, Final, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

_BLOCK_BYTES: Final = 4 << 20
_HEAD_BYTES: Final = 1 << 20
_SEPARATORS: Final = ",;\t|"

COMPLAINTS: Final = 5
"""Odd rows whose place is looked up; the rest are counted."""


class TableFileError(ValueError):
    """The file is no table of this kind; the message says why."""


class TornRow(NamedTuple):
    """A row left out: its line after the header, from 1 (0: not looked up), and what is wrong."""

    row: int
    what: str


Walk = Callable[[Sequence[int], int], Iterator[list[pa.Array]]]


@dataclass(frozen=True, slots=True)
class TableFile:
    """A table to be read.

    ``walk(columns, rows)`` gives blocks of at most ``rows`` rows, each the arrays of the wanted
    columns (by position, in that order). ``torn`` holds the rows so far that had too
    many or too few cells and were left out.
    """

    names: Sequence[str]
    walk: Walk
    torn: list[TornRow]


def open_table(path: Path, separator: str | None) -> TableFile:
    """Open a file by its ending; anything but ``.parquet`` is CSV.

    :param separator: of CSV; None looks at the header.
    :raises OSError, EOFError, pyarrow.ArrowException, TableFileError: it is no such file.
    """
    return _open_parquet(path) if path.suffix == ".parquet" else _open_csv(path, separator)


def decode_text(raw: bytes) -> str:
    """Text that is UTF-8, with or without a byte order mark, or else GB18030."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("gb18030", "replace")


def _open_parquet(path: Path) -> TableFile:
    file = pq.ParquetFile(path)
    names = file.schema_arrow.names

    def walk(columns: Sequence[int], rows: int) -> Iterator[list[pa.Array]]:
        wanted = [names[column] for column in columns]
        for batch in file.iter_batches(rows, columns=wanted):
            yield [batch.column(name) for name in wanted]

    return TableFile(names, walk, [])


def _open_csv(path: Path, separator: str | None) -> TableFile:
    with _open_bytes(path) as file:
        raw, first = file.readline(_HEAD_BYTES), file.readline(_HEAD_BYTES)
    names, separator = _read_header(raw, separator)
    trailing = _ends_in_separator(names, decode_text(first), separator)
    numbered = [str(place) for place in range(len(names) + trailing)]
    torn: list[TornRow] = []

    def walk(columns: Sequence[int], rows: int) -> Iterator[list[pa.Array]]:
        wanted = [numbered[column] for column in (*columns, *([-1] * trailing))]
        lines = _Lines(path)

        def leave_out(row: Any) -> str:
            what = f"{row.actual_columns} cells, the header has {len(names)}"
            torn.append(TornRow(lines.find(row.text), what))
            return "skip"

        with pacsv.open_csv(
            path,
            pacsv.ReadOptions(
                column_names=numbered,
                skip_rows=1,
                block_size=_BLOCK_BYTES,
                encoding=_find_encoding(path),
            ),
            pacsv.ParseOptions(delimiter=separator, invalid_row_handler=leave_out),
            pacsv.ConvertOptions(
                check_utf8=False,
                column_types=dict.fromkeys(numbered, pa.string()),
                include_columns=wanted,
                strings_can_be_null=True,
                null_values=[""],
            ),
        ) as reader:
            for batch in reader:
                whole = _leave_out_overfull(batch, torn) if trailing else batch
                for start in range(0, len(whole), rows):
                    block = whole.slice(start, rows)
                    yield [block.column(place) for place in range(len(columns))]

    return TableFile(names, walk, torn)


def _open_bytes(path: Path) -> gzip.GzipFile | BufferedReader:
    return gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb")


def _find_encoding(path: Path) -> str:
    """GB18030 if the whole file is that and not UTF-8; a mixture is decoded cell by cell.

    The reader of torn rows knows decoded text only, and would give up at the first in GB18030.
    """
    return next((name for name in ("utf-8", "gb18030") if _is_in(path, name)), "utf-8")


def _is_in(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with _open_bytes(path) as file:
            while chunk := file.read(_BLOCK_BYTES):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _read_header(raw: bytes, separator: str | None) -> tuple[list[str], str]:
    """The columns' names and what separates them."""
    if b"\0" in raw or raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise TableFileError("not text in UTF-8 or GB18030, but perhaps in UTF-16")
    raw = raw.rstrip(b"\r\n")
    if b"\r" in raw:
        raise TableFileError("lines end in CR alone; CR LF or LF is needed")
    head = decode_text(raw)
    separator = separator or max(_SEPARATORS, key=head.count)
    try:
        return [
            name.strip() for name in next(csv.reader([head], delimiter=separator), [])
        ], separator
    except (csv.Error, TypeError) as error:
        raise TableFileError(f"the header can't be read: {error}") from error


def _ends_in_separator(names: Sequence[str], first: str, separator: str) -> bool:
    """Whether rows end in a separator that the header lacks: one more, empty, cell."""
    cells = next(csv.reader([first.rstrip("\r\n")], delimiter=separator), [])
    return len(cells) == len(names) + 1 and not cells[-1].strip()


def _leave_out_overfull(batch: pa.RecordBatch, torn: list[TornRow]) -> pa.RecordBatch:
    """Only an empty cell may stand where the header has no column."""
    empty = pc.is_null(batch.column(batch.num_columns - 1))
    full = len(batch) - (pc.sum(empty).as_py() or 0)
    torn += [TornRow(0, "one cell more than the header")] * full
    return batch.filter(empty) if full else batch


class _Lines:
    """Line numbers of the first few odd rows: the CSV reader knows only their text."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._left = COMPLAINTS
        self._lines: Iterator[tuple[int, bytes]] | None = None

    def find(self, text: str) -> int:
        """The line after the header of the next row of this text, 0 once enough were looked for."""
        self._left -= 1
        if self._left < 0:
            return 0
        self._lines = self._lines or self._walk()
        return next((n for n, line in self._lines if decode_text(line) == text), 0)

    def _walk(self) -> Iterator[tuple[int, bytes]]:
        with _open_bytes(self._path) as file:
            for number, line in enumerate(file):
                yield number, line.rstrip(b"\r\n")
