"""Reading tags.csv into rows: encoding, headers by any of their names, cells by their columns.

A cell is trimmed; an empty one is absent. What is absent stays absent here; what it then means is
:mod:`plant.tag_settings`.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any, Final

from plant.check_columns import NONE, REFERENCE_COLUMNS, WORD_ALIASES, read_side
from plant.complaint import Place
from plant.draft import Draft, Row
from plant.schema import Number, NumberOr, read_fields, read_flag, refuse_unknown
from plant.tag_columns import CELL_ALIASES, FIELDS, FLAGS, HEADERS, read_state
from plant.text_encoding import decode_text

FILE: Final = "tags.csv"

_UNITS: Final = {"(s)": "_s", "(秒)": "_s", "(min)": "_min", "(分钟)": "_min"}
"""What a header may say of the unit → how the column must end."""

_FULL_WIDTH: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x2212: "-"}
_DECIMAL: Final = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)


def read_tags(content: bytes, draft: Draft) -> None:
    """Fill the draft with the rows of tags.csv, and with the complaints about them.

    :param content: the file: UTF-8 with or without byte order mark, or GB18030.
    """
    file = Place(FILE, draft.complaints)
    text = decode(content, file)
    if text is None:
        return
    lines = read_lines(text, file)
    line, header = next(lines, (1, []))
    columns = read_header(header, file.at(line))
    if "tag" in columns:
        draft.sections["tag"] = [read_row(cells, columns, file.at(line)) for line, cells in lines]


def decode(content: bytes, place: Place) -> str | None:
    """The file as text, or a complaint and None."""
    text = decode_text(content)
    if text is None:
        place.complain("is neither UTF-8 nor GB18030", "既不是 UTF-8 也不是 GB18030 编码")
    return text


def read_lines(text: str, file: Place) -> Iterator[tuple[int, list[str]]]:
    """The lines that hold anything, each with the number it starts at, cells trimmed."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    while True:
        try:
            cells = [cell.strip() for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error as error:
            file.at(max(line, reader.line_num)).complain(
                f"can't be read from here on: {error}", f"自此行起无法读取：{error}"
            )
            return
        if any(cells):
            yield line, cells
        line = reader.line_num + 1


def read_header(cells: Sequence[str], place: Place) -> list[str | None]:
    """The column of each header, empty for one without a header, None for a refused one."""
    columns: list[str | None] = []
    for cell in cells:
        column = find_column(cell) if cell else ""
        if cell and column is None:
            refuse_unknown(cell, FIELDS, place.inside(cell))
        elif column and column in columns:
            place.inside(column).complain(f"stands twice ({cell})", f"列重复（{cell}）")
            column = None
        columns.append(column)
    if "tag" not in columns:
        place.inside("tag").complain("is missing among the columns", "缺少位号列")
    return columns


def find_column(header: str) -> str | None:
    """The column that a header names, None if none; its unit of time may be added to it."""
    word = unicodedata.normalize("NFKC", header).casefold().replace(" ", "_")
    column = HEADERS.get(word)
    unit = next((unit for unit in _UNITS if word.endswith(unit)), "")
    if column or not unit:
        return column
    column = HEADERS.get(word.removesuffix(unit).rstrip("_"), "")
    return column if column.endswith(_UNITS[unit]) else None


def read_row(cells: Sequence[str], columns: Sequence[str | None], place: Place) -> Row:
    """One line's accepted values, its tag as ``id``."""
    headed = [*columns, *[""] * (len(cells) - len(columns))]
    if any(cell and column == "" for cell, column in zip(cells, headed, strict=False)):
        place.complain("has a cell under no header", "有单元格没有对应的列名")
    found = {
        column: parse_cell(column, cell)
        for cell, column in zip(cells, headed, strict=False)
        if cell and column
    }
    fields = {column: FIELDS[column] for column in columns if column}
    values = read_fields(found, fields, place)
    if "tag" in values:
        values["id"] = values.pop("tag")
    return Row(values, place, found.keys())


def parse_cell(column: str, cell: str) -> Any:
    """What a cell says, as the column's reader wants it; the text itself where it says nothing."""
    word = unicodedata.normalize("NFKC", cell).casefold()
    read = FIELDS[column].read
    if column in REFERENCE_COLUMNS and WORD_ALIASES.get(word) == NONE:
        return NONE
    if isinstance(read, Number) or read is read_side:
        return parse_number(cell)
    if isinstance(read, NumberOr):
        return parse_number(WORD_ALIASES.get(word, cell))
    if read in (read_flag, read_state):
        return FLAGS.get(word, cell)
    return CELL_ALIASES[column].get(word, word) if column in CELL_ALIASES else cell


def parse_number(cell: str) -> float | str:
    """A decimal number, full-width digits and signs among them.

    Nothing that merely looks like one: Python would read ``8_0`` as 80, and Unicode's
    compatibility form of ``10²`` is 102.
    """
    plain = cell.translate(_FULL_WIDTH).strip()
    return float(plain) if _DECIMAL.fullmatch(plain) else cell
