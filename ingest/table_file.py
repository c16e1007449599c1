"""CSV (.gz) and Parquet files as blocks of columns; what the columns mean is asked elsewhere.

CSV cells come as UTF-8 that is not checked: a file in GB18030 is recoded while it is read, one
that is in neither encoding comes as it is. Parquet columns come as they are typed.
"""

import csv
import gzip
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from io import BufferedReader
from pathlib import Path
from typing import Any, Final, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from plant.text_encoding import find_encoding

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
    :raises OSError, EOFError, zlib.error, pyarrow.ArrowException, TableFileError: it is no such
        file.
    """
    return _open_parquet(path) if path.suffix == ".parquet" else _open_csv(path, separator)


def decode_text(raw: bytes) -> str:
    """Text that stands alone, such as a line; what is in neither encoding as GB18030."""
    return raw.decode(find_encoding(lambda: (raw,)) or "gb18030", "replace")


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
    _refuse_foreign(raw)
    encoding = find_encoding(partial(_read_pieces, path))
    decode = decode_text if encoding is None else partial(str, encoding=encoding, errors="replace")
    names, separator = _read_header(decode(raw), separator)
    trailing = _ends_in_separator(names, decode(first), separator)
    numbered = [str(place) for place in range(len(names) + trailing)]
    torn: list[TornRow] = []

    def walk(columns: Sequence[int], rows: int) -> Iterator[list[pa.Array]]:
        wanted = [numbered[column] for column in (*columns, *([-1] * trailing))]
        lines = _Lines(path, decode)

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
                encoding="gb18030" if encoding == "gb18030" else "utf-8",
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


def _read_pieces(path: Path) -> Iterator[bytes]:
    with _open_bytes(path) as file:
        yield from iter(partial(file.read, _BLOCK_BYTES), b"")


def _refuse_foreign(header: bytes) -> None:
    if b"\0" in header or header.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise TableFileError("not text in UTF-8 or GB18030, but perhaps in UTF-16")
    if b"\r" in header.rstrip(b"\r\n"):
        raise TableFileError("lines end in CR alone; CR LF or LF is needed")


def _read_header(head: str, separator: str | None) -> tuple[list[str], str]:
    """The columns' names and what separates them."""
    head = head.rstrip("\r\n")
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

    def __init__(self, path: Path, decode: Callable[[bytes], str]) -> None:
        self._path, self._decode = path, decode
        self._left = COMPLAINTS
        self._lines: Iterator[tuple[int, bytes]] | None = None

    def find(self, text: str) -> int:
        """The line after the header of the next row of this text, 0 once enough were looked for."""
        self._left -= 1
        if self._left < 0:
            return 0
        self._lines = self._lines or self._walk()
        return next((n for n, line in self._lines if self._decode(line) == text), 0)

    def _walk(self) -> Iterator[tuple[int, bytes]]:
        with _open_bytes(self._path) as file:
            for number, line in enumerate(file):
                yield number, line.rstrip(b"\r\n")
