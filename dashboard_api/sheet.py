"""Sheets: rows of anything under heads in both languages, as CSV or as an Excel workbook.

UTF-8 with a byte order mark, as Excel wants it for Chinese; CRLF (RFC 4180). An instant stands
twice, on the park's clock and in UTC. What comes from a plant or a journal can't become a formula.
What columns there are is the business of who has something to tell.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Generic, TypeVar
from zoneinfo import ZoneInfo

from dashboard_api.kpi_text import name_clock
from dashboard_api.spreadsheet import guard_text
from plant.reading import Instant
from plant.wording import Words

Row = TypeVar("Row")
Cell = str | float | int | bool | None

_MARK: Final = b"\xef\xbb\xbf"
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_CHUNK: Final = 500
_WIDEST: Final = 48
"""Characters; a column of a workbook is no wider."""

_OPTIONS: Final = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """``tell`` gives the cell of a row; ``instant``: ms, or None where there is none."""

    head: Words
    tell: Callable[[Row], Cell]
    instant: bool = False
    width: int = 14


def write_csv(columns: Sequence[Column[Row]], rows: Iterable[Row], zone: str) -> Iterator[bytes]:
    """A file, in pieces of some hundred rows; the first has the heads alone."""
    yield _MARK + _to_lines([[*_list_heads(columns, zone)]])
    lines: list[list[Cell]] = []
    for row in rows:
        lines.append([guard_text(cell) for cell in _list_cells(columns, row, zone)])
        if len(lines) == _CHUNK:
            yield _to_lines(lines)
            lines = []
    if lines:
        yield _to_lines(lines)


def write_workbook(
    columns: Sequence[Column[Row]], rows: Iterable[Row], zone: str, name: str
) -> bytes:
    """A workbook of one sheet with its heads held fast; local times are dates to Excel."""
    file = io.BytesIO()
    import xlsxwriter  # noqa: PLC0415 - only who asks for a workbook waits for it

    with xlsxwriter.Workbook(file, _OPTIONS) as book:
        sheet = book.add_worksheet(name)
        head, date = book.add_format({"bold": True, "text_wrap": True}), _make_date(book)
        sheet.freeze_panes(1, 0)
        for place, (text, width) in enumerate(_list_widths(columns, zone)):
            sheet.set_column(place, place, width)
            sheet.write_string(0, place, text, head)
        for number, row in enumerate(rows, start=1):
            for place, cell in enumerate(_list_cells(columns, row, zone, local=_to_date)):
                _write(sheet, number, place, cell, date)
    return file.getvalue()


def _make_date(book: Any) -> Any:
    return book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss.000"})


def _write(sheet: Any, row: int, column: int, cell: Cell | datetime, date: Any) -> None:
    if isinstance(cell, datetime):
        sheet.write_datetime(row, column, cell, date)
    elif isinstance(cell, str):
        sheet.write_string(row, column, cell)
    elif cell is not None:
        sheet.write(row, column, cell)


def _list_heads(columns: Sequence[Column[Row]], zone: str) -> Iterator[str]:
    return (text for text, _ in _list_widths(columns, zone))


def _list_widths(columns: Sequence[Column[Row]], zone: str) -> Iterator[tuple[str, int]]:
    clock = name_clock(zone)
    for column in columns:
        zh, en = column.head.zh, column.head.en
        if column.instant:
            yield f"{zh}（{clock.zh}）{en} ({clock.en})", 24
            yield f"{zh}（UTC）{en} (UTC)", 26
        else:
            yield f"{zh} {en}", min(column.width, _WIDEST)


def _to_text(at: Instant, zone: str) -> str:
    return _to_date(at, zone).isoformat(" ", "milliseconds")


def _to_date(at: Instant, zone: str) -> datetime:
    """On the clock of a zone, without saying of which: so spreadsheets have it."""
    return (_EPOCH + timedelta(milliseconds=at)).astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def _list_cells(
    columns: Sequence[Column[Row]],
    row: Row,
    zone: str,
    local: Callable[[Instant, str], Any] = _to_text,
) -> Iterator[Any]:
    for column in columns:
        cell = column.tell(row)
        if not column.instant:
            yield cell
        elif cell is None:
            yield from (None, None)
        else:
            at = int(cell)
            yield from (local(at, zone), f"{_to_text(at, 'UTC').replace(' ', 'T')}Z")


def _to_lines(lines: Iterable[Sequence[Cell]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(lines)
    return text.getvalue().encode()
