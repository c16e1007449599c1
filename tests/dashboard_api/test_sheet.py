"""Sheets as CSV and as workbooks: what a spreadsheet finds in them."""

import csv
import io
import zipfile
from typing import NamedTuple
from xml.etree import ElementTree as ET

from dashboard_api.sheet import Column, write_csv, write_workbook
from plant.wording import Words

NOON = 1_764_000_000_123  # 2025-11-25 00:00:00.123 in Beijing
BEIJING = "Asia/Shanghai"
_NS = {"s": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


class Thing(NamedTuple):
    name: str
    at: int | None
    value: float | None


COLUMNS = (
    Column(Words("名称", "name"), lambda row: row.name),
    Column(Words("时间", "at"), lambda row: row.at, instant=True),
    Column(Words("数值", "value"), lambda row: row.value),
)
THINGS = [
    Thing("球罐", NOON, 1.5),
    Thing('=HYPERLINK("http://x")', None, -2.0),
    Thing('a "quoted",\nname', 0, None),
]


def read_csv(body: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline="")))


def read_workbook(body: bytes) -> list[list[str | float | None]]:
    """The cells of the first sheet: texts as texts, numbers as numbers; formulas are none."""
    with zipfile.ZipFile(io.BytesIO(body)) as book:
        sheet = ET.fromstring(book.read("xl/worksheets/sheet1.xml"))  # noqa: S314 - ours
    assert not sheet.findall(".//s:f", _NS)
    found: list[list[str | float | None]] = []
    for row in sheet.iterfind(".//s:row", _NS):
        cells: dict[str, str | float | None] = {}
        for cell in row.iterfind("s:c", _NS):
            text, number = cell.find("s:is/s:t", _NS), cell.find("s:v", _NS)
            column = cell.get("r", "").rstrip("0123456789")
            cells[column] = (number is not None and float(number.text)) or (
                None if text is None else text.text or ""
            )
        found.append([cells.get(column) for column in "ABCD"])
    return found


def test_csv_is_what_excel_wants_of_chinese() -> None:
    body = b"".join(write_csv(COLUMNS, THINGS, BEIJING))

    assert body.startswith(b"\xef\xbb\xbf")
    assert body.count(b"\r\n") == 4
    assert read_csv(body) == [
        ["名称 name", "时间（北京时间）at (Beijing time)", "时间（UTC）at (UTC)", "数值 value"],
        ["球罐", "2025-11-25 00:00:00.123", "2025-11-24T16:00:00.123Z", "1.5"],
        ['\'=HYPERLINK("http://x")', "", "", "-2.0"],
        ['a "quoted",\nname', "1970-01-01 08:00:00.000", "1970-01-01T00:00:00.000Z", ""],
    ]


def test_many_rows_come_in_pieces_and_none_is_lost() -> None:
    pieces = list(write_csv(COLUMNS, (Thing(str(n), n, n) for n in range(1201)), BEIJING))

    assert len(pieces) == 4
    assert [row[0] for row in read_csv(b"".join(pieces))[1:]] == [str(n) for n in range(1201)]


def test_a_workbook_has_dates_numbers_and_no_formula() -> None:
    head, first, second, third = read_workbook(write_workbook(COLUMNS, THINGS, BEIJING, "things"))

    assert head[0] == "名称 name"
    assert first[0] == "球罐"
    assert abs(first[1] - (45986 + 0.123 / 86_400)) < 1e-9  # days since 1899-12-30, on our clocks
    assert first[2:] == ["2025-11-24T16:00:00.123Z", 1.5]
    assert second == ['=HYPERLINK("http://x")', None, None, -2.0]
    assert third[0] == 'a "quoted",\nname'
