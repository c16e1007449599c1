"""CSV (.gz) and Parquet files as blocks of columns; what the columns mean is asked elsewhere.

CSV cells come as UTF-8 that is not checked: a file in GB18030 is recoded while it is read, one
that is in neither encoding comes as it is. Parquet columns come as they are typed, text of
whatever type as strings that are not checked either.
"""

import csv
import gzip
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from io import BufferedReader
from itertools import islice
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq
from numpy.typing import NDArray

from plant.text_encoding import find_encoding

_BLOCK_BYTES: Final = 4 << 20
_HEAD_BYTES: Final = 1 << 20
_PAGE_BYTES: Final = 1 << 16
"""Of each column of a Parquet file so much is in memory, however large its row groups are."""

_SEPARATORS: Final = ",;\t|"
_PREAMBLE: Final = re.compile(
    rb"""(?:\xef\xbb\xbf)?(?:\s*|"?sep=(?!["\w])([\t -~])"?\s*)""", re.IGNORECASE
)
"""A line before the header: a blank one, or the separator as Excel wants to be told of it."""

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
    columns (by position, in that order). A row of too few cells has empty ones for the rest.
    ``torn`` holds the rows so far that had too many cells and were left out. ``rows``: how many
    there are, None where only reading them tells.
    """

    names: Sequence[str]
    walk: Walk
    torn: list[TornRow]
    rows: int | None = None


def open_table(path: Path, separator: str | None) -> TableFile:
    """Open a file by its ending, in any case; anything but ``.parquet`` and ``.pq`` is CSV.

    :param separator: of CSV; None looks at the header, and at a line ``sep=`` before it.
    :raises OSError, EOFError, zlib.error, pyarrow.ArrowException, TableFileError: it is no such
        file.
    """
    if path.suffix.lower() in {".parquet", ".pq"}:
        return _open_parquet(path)
    return _open_csv(path, separator)


def decode_text(raw: bytes) -> str:
    """Text that stands alone, such as a line; what is in neither encoding as GB18030."""
    return raw.decode(find_encoding(lambda: (raw,)) or "gb18030", "replace")


def _open_parquet(path: Path) -> TableFile:
    file = pq.ParquetFile(path, buffer_size=_PAGE_BYTES)
    names = file.schema_arrow.names

    def walk(columns: Sequence[int], rows: int) -> Iterator[list[pa.Array]]:
        wanted = [names[column] for column in columns]
        for batch in file.iter_batches(rows, columns=wanted, use_threads=False):
            places = [batch.schema.get_all_field_indices(name)[0] for name in wanted]
            yield [_as_string(batch.column(place)) for place in places]

    return TableFile(names, walk, [], file.metadata.num_rows)


_BYTES: Final = re.compile(r"(large_|fixed_size_)?binary(_view)?(\[\d+\])?|string_view")
"""Names of the types that hold text as well as those of strings do."""


def _as_string(column: pa.Array) -> pa.Array:
    if pa.types.is_dictionary(column.type) and _BYTES.fullmatch(str(column.type.value_type)):
        column = column.dictionary_decode()
    return column.cast(pa.string(), safe=False) if _BYTES.fullmatch(str(column.type)) else column


def _open_csv(path: Path, separator: str | None) -> TableFile:
    *before, raw, first = _read_head(path)
    _refuse_foreign(raw)
    encoding = find_encoding(partial(_read_pieces, path))
    decode = decode_text if encoding is None else partial(str, encoding=encoding, errors="replace")
    names, separator = _read_header(decode(raw), separator or _find_stated(before))
    trailing = _ends_in_separator(names, decode(first), separator)
    numbered = [str(place) for place in range(len(names) + trailing)]
    torn, head = list[TornRow](), len(before) + 1

    def walk(columns: Sequence[int], rows: int) -> Iterator[list[pa.Array]]:
        wanted = [numbered[column] for column in (*columns, *([-1] * trailing))]
        lines = _Lines(path, head, decode)

        def leave_out(row: Any) -> str:
            what = f"{row.actual_columns} cells, the header has {len(names)}"
            torn.append(TornRow(lines.find(row.text), what))
            return "skip"

        parse = pacsv.ParseOptions(delimiter=separator, invalid_row_handler=leave_out)
        convert = pacsv.ConvertOptions(
            check_utf8=False,
            column_types=dict.fromkeys(numbered, pa.string()),
            include_columns=wanted,
            strings_can_be_null=True,
            null_values=[""],
        )
        for piece in _read_rows(path, head, recoded=encoding == "gb18030"):
            filled = _fill_up(piece, len(numbered), separator)
            # 1. Not as a stream: Arrow reads ahead in a thread, and one that still runs Python when
            #    a walk was given up hangs the interpreter's end.
            # 2. In one block: torn rows are met in the file's order.
            # 3. On this thread: one of Arrow's own may let go of these bytes only after the end of
            #    the interpreter, which then ends the process by force.
            read = pacsv.ReadOptions(
                use_threads=False, column_names=numbered, block_size=len(filled) + 1
            )
            for batch in pacsv.read_csv(pa.BufferReader(filled), read, parse, convert).to_batches():
                whole = _leave_out_overfull(batch, torn) if trailing else batch
                for start in range(0, len(whole), rows):
                    block = whole.slice(start, rows)
                    yield [block.column(place) for place in range(len(columns))]

    return TableFile(names, walk, torn)


def _open_bytes(path: Path) -> gzip.GzipFile | BufferedReader:
    return gzip.open(path, "rb") if path.suffix.lower() == ".gz" else path.open("rb")


def _read_pieces(path: Path) -> Iterator[bytes]:
    with _open_bytes(path) as file:
        yield from iter(partial(file.read, _BLOCK_BYTES), b"")


def _read_head(path: Path) -> list[bytes]:
    """The lines before the header, the header, and the line after it."""
    with _open_bytes(path) as file:
        lines = [file.readline(_HEAD_BYTES)]
        while lines[-1] and _PREAMBLE.fullmatch(lines[-1]):
            lines.append(file.readline(_HEAD_BYTES))
        return [*lines, file.readline(_HEAD_BYTES)]


def _find_stated(before: Sequence[bytes]) -> str | None:
    """The separator that a line before the header states."""
    found = (_PREAMBLE.fullmatch(line) for line in before)
    return next((match[1].decode() for match in found if match and match[1]), None)


def _read_rows(path: Path, head: int, *, recoded: bool) -> Iterator[bytes]:
    """What follows the head, in pieces of whole lines, each with its end."""
    with _open_bytes(path) as file:
        for _ in range(head):
            file.readline()
        while piece := file.read(_BLOCK_BYTES):
            piece += file.readline()
            piece += b"" if piece.endswith(b"\n") else b"\n"
            yield piece.decode("gb18030").encode() if recoded else piece


def _fill_up(lines: bytes, cells: int, separator: str) -> bytes:
    """Whole lines, with empty cells added to those that have too few."""
    text = np.frombuffer(lines, np.uint8)
    ends = np.flatnonzero(text == ord("\n"))
    starts = np.append(0, ends[:-1] + 1)
    short = np.flatnonzero(_count_marks(text, starts, ends, separator) < cells - 1)
    if not len(short):
        return lines
    places: list[int] = []
    for start, end in zip(starts[short].tolist(), ends[short].tolist(), strict=True):
        row = lines[start:end].rstrip(b"\r")
        places += [start + len(row)] * _count_lacking(row, cells, separator)
    return np.insert(text, places, ord(separator)).tobytes()


def _count_marks(
    text: NDArray[np.uint8], starts: NDArray[np.int64], ends: NDArray[np.int64], separator: str
) -> NDArray[np.int64]:
    """Separators of each line, as far as quotes that stand where they should let them be told."""
    marks = np.flatnonzero(text == ord(separator))
    quotes = np.flatnonzero(text == ord('"'))
    if len(quotes):
        line = np.searchsorted(ends, marks)
        before = np.searchsorted(quotes, marks) - np.searchsorted(quotes, starts)[line]
        marks = marks[before % 2 == 0]
    return np.diff(np.searchsorted(marks, ends), prepend=0)


def _count_lacking(row: bytes, cells: int, separator: str) -> int:
    """How many cells a line lacks; none if it is blank, or not whole because a cell goes on."""
    if not row or row.count(b'"') % 2:
        return 0
    if b'"' not in row:
        return cells - 1 - row.count(separator.encode())
    try:
        (found,) = csv.reader([row.decode("latin-1")], delimiter=separator)
    except csv.Error:
        return 0
    return cells - len(found)


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
        names = next(csv.reader([head], delimiter=separator), [])
    except (csv.Error, TypeError) as error:
        raise TableFileError(f"the header can't be read: {error}") from error
    return [name.strip() for name in names], separator


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

    def __init__(self, path: Path, head: int, decode: Callable[[bytes], str]) -> None:
        self._path, self._head, self._decode = path, head, decode
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
            for number, line in enumerate(islice(file, self._head, None), start=1):
                yield number, line.rstrip(b"\r\n")
