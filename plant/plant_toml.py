"""Reading plant.toml into rows, each with its lines, and the complaints about them.

Which keys there are is :mod:`plant.sections`, what must fit together over several sections
:mod:`plant.cross_checks`.
"""

import re
import tomllib
from collections.abc import Mapping
from typing import Any, Final

from plant.complaint import Place
from plant.draft import Draft, Row
from plant.handling_settings import HANDLING
from plant.schema import Field, Table, read_fields, refuse_unknown
from plant.sections import ALARMS, DEFAULTS, FILED_STOPS, PARK, SECTIONS
from plant.toml_lines import find_lines

FILE: Final = "plant.toml"


def read_plant_toml(content: bytes, draft: Draft) -> None:
    """Fill the draft with what plant.toml holds, and with the complaints about it."""
    place = Place(FILE, draft.complaints)
    text = decode(content, place)
    if text is None:
        return
    try:
        tables, lines = tomllib.loads(text), find_lines(text)
    except (ValueError, RecursionError) as error:
        refuse_text(error, place)
        return
    read_tables(tables, Place(FILE, draft.complaints, lines), draft)


def decode(content: bytes, place: Place) -> str | None:
    """The file as text, without the byte order mark that some editors add."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        place.at(line).complain("is not UTF-8 here", "此处不是 UTF-8 编码")
        return None


def refuse_text(error: Exception, place: Place) -> None:
    """Complain about a text that is no TOML, at the line that the parser names."""
    match = re.search(r" \(at line (\d+), column \d+\)$", str(error))
    reason = str(error)[: match.start()] if match else str(error)
    place.at(int(match[1]) if match else 0).complain(
        f"is no TOML: {reason}", f"不是合法的 TOML：{reason}"
    )


def read_tables(tables: Mapping[str, Any], place: Place, draft: Draft) -> None:
    """Read every section, known or not."""
    known = ("park", "defaults", "alarms", "handling", "filed_stops", *SECTIONS)
    for key in tables:
        if key not in known:
            refuse_unknown(key, known, place.inside(key))
    if "park" in tables:
        draft.park = Table(PARK)(tables["park"], place.inside("park")) or {}
    else:
        place.inside("park").complain("is missing", "缺少此项")
    draft.defaults = DEFAULTS(tables.get("defaults", {}), place.inside("defaults")) or {}
    draft.alarms = ALARMS(tables.get("alarms", {}), place.inside("alarms")) or {}
    if "handling" in tables:
        inside = place.inside("handling")
        draft.handling = Row(HANDLING(tables["handling"], inside) or {}, inside)
    stops = FILED_STOPS(tables.get("filed_stops", {}), place.inside("filed_stops"))
    draft.filed_stops = stops or {}
    for section, fields in SECTIONS.items():
        rows = tables.get(section, [])
        draft.sections[section] = list(read_rows(rows, fields, place.inside(section)))


def read_rows(rows: Any, fields: Mapping[str, Field], place: Place) -> list[Row]:
    """The tables of one array of tables."""
    if not isinstance(rows, list):
        place.complain(f"must be written as [[{place.key}]]", f"应写作 [[{place.key}]]")
        return []
    read = []
    for position, row in enumerate(rows):
        inside = place.inside(position)
        if isinstance(row, dict):
            read.append(Row(read_fields(row, fields, inside), inside, row.keys()))
        else:
            inside.complain("must be a table", "应为表")
    return read
