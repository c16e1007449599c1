"""Overrides: cells of tags.csv as they might be, ``TAG.column=cell``, for trying a change out.

An override is read and checked exactly as the cell would be, and nothing is written anywhere. What
else a plant directory says is changed in a second directory.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from plant.complaint import Place
from plant.draft import Draft, Row
from plant.tag_columns import FIELDS
from plant.tag_table import find_column, parse_cell

FILE: Final = "--set"
"""What complaints call the overrides; their line is the override's number."""

_FORM: Final = re.compile(r"(?P<tag>.+?)\.(?P<header>[^.=]+)=(?P<cell>.*)", re.DOTALL)


def apply_overrides(draft: Draft, overrides: Sequence[str]) -> None:
    """Put overrides into the rows of a draft, and leave a complaint for each that can't be.

    :param overrides: ``TAG.column=cell`` each, the column by any of its names. Nothing after the
        ``=`` is an empty cell: no limit, no setting of the tag's own.
    """
    if "tag" not in draft.sections:
        return
    rows = draft.sections["tag"] = list(draft.sections["tag"])
    places = {row.id: number for number, row in reversed(list(enumerate(rows)))}
    taken: set[tuple[str, str]] = set()
    for line, text in enumerate(overrides, start=1):
        place = Place(FILE, draft.complaints).at(line)
        found = _read(text.strip(), place)
        if found is None:
            continue
        tag, column, cell = found
        own = place.inside(f"{tag}.{column}")
        if tag not in places:
            own.complain("no such tag", "没有这个位号")
        elif (tag, column) in taken:
            own.complain("stands twice", "重复")
        else:
            taken.add((tag, column))
            rows[places[tag]] = _change(rows[places[tag]], column, cell, own)


def _read(text: str, place: Place) -> tuple[str, str, str] | None:
    """Tag, column and cell, or a complaint and None."""
    form = _FORM.fullmatch(text)
    if form is None:
        place.complain(
            f"{text!r} does not read TAG.column=cell", f"{text!r} 应写作 位号.列名=单元格"
        )
        return None
    tag, header, cell = (part.strip() for part in form.group("tag", "header", "cell"))
    column = find_column(header)
    if column is None or column == "tag":
        place.inside(f"{tag}.{header}").complain(
            "is no column that can be changed", "不是可以更改的列"
        )
        return None
    return tag, column, cell


def _change(row: Row, column: str, cell: str, place: Place) -> Row:
    values: dict[str, Any] = {name: value for name, value in row.values.items() if name != column}
    keys = [name for name in row.keys if name != column]
    if not cell:
        return replace(row, values=values, keys=keys)
    value = FIELDS[column].read(parse_cell(column, cell), place)
    if value is not None:
        values[column] = value
    return replace(row, values=values, keys=[*keys, column])
