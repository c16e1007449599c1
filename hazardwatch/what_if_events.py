"""The events that a person names: ``--events FILE`` and ``--line TAG>=VALUE``.

Read and checked against the plants; every complaint at once. What an event is for is
:mod:`alerting.what_if.reference`'s business.
"""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from alerting.what_if.reference import Basis, Line, Reference, list_process_alarms, list_warners
from hazardwatch.data_flags import FlagError, read_instant
from plant.condition import Condition
from plant.text_encoding import decode_text
from plant.words import Plant

_COLUMNS: Final = ("at", "source", "condition", "name")
_LINE: Final = re.compile(r"(?P<tag>.+?)(?P<way>>=|<=)(?P<value>[^<>=]+)")
_DIRECTIONS: Final[Mapping[str, bool]] = {"HH": True, "H": True, "LL": False, "L": False}


def read_lines(texts: Sequence[str], plants: Sequence[Plant]) -> list[Line]:
    """The lines that flags name.

    :raises FlagError: with every text that names none.
    """
    lines, complaints = [], []
    for text in texts:
        form = _LINE.fullmatch(text.replace(" ", ""))
        value = None if form is None else _read_number(form["value"])
        if form is None or value is None:
            complaints.append(f"--line {text}: does not read TAG>=VALUE or TAG<=VALUE")
        elif not any(form["tag"] in plant.row_of for plant in plants):
            complaints.append(f"--line {text}: no such tag")
        else:
            lines.append(Line(form["tag"], value, form["way"] == ">="))
    _refuse(complaints)
    return lines


def read_events(path: Path, plants: Sequence[Plant], zone: str) -> list[Reference]:
    """The events of a CSV file with the columns ``at,source,condition,name``.

    ``at``: ms or ISO 8601. ``source``: a tag, equipment or anything else that has alarms.
    ``condition``: H or HH, L or LL for the alarms on that side of a tag; another condition for that
    alone; empty for all that tell of the process. ``condition`` and ``name`` may be absent.

    :raises FlagError: with every line that can't be read.
    """
    try:
        text = decode_text(path.read_bytes())
    except OSError as error:
        raise FlagError(f"--events {path}: {error.strerror}") from error
    if text is None:
        raise FlagError(f"--events {path}: neither UTF-8 nor GB18030")
    rows = csv.DictReader(text.splitlines())
    unknown = [name for name in rows.fieldnames or () if name not in _COLUMNS]
    if unknown or not {"at", "source"} <= set(rows.fieldnames or ()):
        raise FlagError(f"--events {path}: the columns are {','.join(_COLUMNS)}")
    complaints: list[str] = []
    events = list(_read_rows(rows, plants, zone, complaints))
    _refuse([f"--events {path}:{complaint}" for complaint in complaints])
    return events


def _read_rows(
    rows: "csv.DictReader[str]", plants: Sequence[Plant], zone: str, complaints: list[str]
) -> Iterator[Reference]:
    for row in rows:
        cells = {name: (cell or "").strip() for name, cell in row.items() if name}
        try:
            yield _read_row(cells, plants, zone)
        except FlagError as error:
            complaints.append(f"{rows.line_num}: {error}")


def _read_row(cells: Mapping[str, str], plants: Sequence[Plant], zone: str) -> Reference:
    at = read_instant("at", cells["at"], zone)
    source, condition = cells["source"], cells.get("condition", "")
    if at is None:
        raise FlagError("at is empty")
    plant = next((one for one in plants if _has_source(one, source)), None)
    if plant is None:
        raise FlagError(f"{source!r} is neither a tag nor equipment, a vote or an interlock")
    if condition not in ("", *Condition):
        raise FlagError(f"{condition!r} is no condition")
    return Reference(
        basis=Basis.LIST,
        source=source,
        condition=condition,
        at=at,
        end=at,
        warners=_choose_warners(plant, source, condition),
        name=cells.get("name", ""),
    )


def _choose_warners(plant: Plant, source: str, condition: str) -> tuple[str, ...]:
    if not condition:
        return list_process_alarms(plant, source)
    if condition in _DIRECTIONS:
        return list_warners(source, _DIRECTIONS[condition])
    return (f"{source}:{condition}",)


def _has_source(plant: Plant, source: str) -> bool:
    groups = (plant.votings, plant.interlocks, plant.gas_arrays, plant.models, plant.equipment)
    return source in plant.row_of or any(one.id == source for group in groups for one in group)


def _read_number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _refuse(complaints: Sequence[str]) -> None:
    if complaints:
        raise FlagError("\n".join(complaints))
