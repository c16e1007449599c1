"""The keys of plant.toml and reading it: contract section 3 as a table.

Each section names its keys, how their values are read, and which must be there. What must fit
together over several sections is :mod:`plant.cross_checks`.
"""

import re
import tomllib
from collections.abc import Mapping
from typing import Any, Final

from plant.chemicals import load_catalogue
from plant.complaint import Place
from plant.condition import Condition
from plant.draft import Draft, Row
from plant.schema import (
    Field,
    ListOf,
    Number,
    Table,
    Whole,
    Word,
    read_cas,
    read_fields,
    read_flag,
    read_id,
    read_location,
    read_name,
    read_text,
    read_timezone,
    refuse_unknown,
    word_of,
    words,
)
from plant.tag_columns import INHERITED_FIELDS, LONGEST_DELAY_S
from plant.toml_lines import find_lines
from plant.words import LARGEST_FRAME, TagKind

FILE: Final = "plant.toml"

_ID: Final = Field(read_id, required=True)
_REFERENCE: Final = Field(read_name, required=True)
_NAMES: Final = {"name": Field(read_name, required=True), "name_en": Field(read_text)}
_LOCATION: Final = Field(read_location)
_TAGS: Final = Field(ListOf(read_name, least=1), required=True)
_CONDITION: Final = Field(word_of(Condition), required=True)
_DELAY: Final = Number(low=0, high=LONGEST_DELAY_S)


def read_class(value: Any, place: Place) -> str | None:
    """A class symbol of GB 18218-2018, tables 2 and 4."""
    symbol: str | None = words("", *load_catalogue().classes)(value, place)
    return symbol


PARK: Final[Mapping[str, Field]] = {
    "id": _ID,
    **_NAMES,
    "timezone": Field(read_timezone),
    "location": _LOCATION,
    "datum": Field(words("WGS-84", "CGCS2000", "GCJ-02", "BD-09")),
    "atmosphere_kpa": Field(Number(low=50, high=110)),
    "gas_temperature_c": Field(Number(low=-50, high=60)),
}

CHEMICAL: Final[Mapping[str, Field]] = {
    "cas": Field(read_cas),
    "quantity_t": Field(Number(low=0), required=True),
    "class": Field(read_class),
}

RESPONSIBLE: Final[Mapping[str, Field]] = {
    role: Field(read_name) for role in ("principal", "technical", "operating")
}

FIGURES: Final = (
    "volume_m3",
    "diameter_m",
    "height_m",
    "length_m",
    "width_m",
    "area_m2",
    "max_flow_m3h",
    "max_fill_m3",
    "max_level_m",
    "density_kg_m3",
    "design_pressure_mpa",
    "working_pressure_mpa",
    "relief_pressure_mpa",
    "power_kw",
)
"""The sizes of equipment that are never negative; temperatures may be."""

TEMPERATURES: Final = ("design_temperature_c", "working_temperature_c")

CAUSE: Final[Mapping[str, Field]] = {
    "source": _REFERENCE,
    "condition": _CONDITION,
    "delay_s": Field(_DELAY),
}

EFFECT: Final[Mapping[str, Field]] = {
    "tag": _REFERENCE,
    "expected": Field(Number(), required=True),
    "travel_s": Field(_DELAY),
}

SECTIONS: Final[Mapping[str, Mapping[str, Field]]] = {
    "enterprise": {"id": _ID, **_NAMES, "phone": Field(read_text)},
    "hazard": {
        "id": _ID,
        "enterprise": _REFERENCE,
        **_NAMES,
        "level": Field(Whole(1, 4)),
        "location": _LOCATION,
        "exposed_population": Field(Whole(0, 10**9)),
        "chemicals": Field(ListOf(Table(CHEMICAL))),
        "responsible": Field(Table(RESPONSIBLE)),
    },
    "equipment": {
        "id": _ID,
        "hazard": _REFERENCE,
        "kind": Field(read_name, required=True),
        **_NAMES,
        "location": _LOCATION,
        **dict.fromkeys(FIGURES, Field(Number(low=0))),
        **dict.fromkeys(TEMPERATURES, Field(Number(low=-273.15))),
    },
    "gateway": {
        "id": _ID,
        "enterprise": _REFERENCE,
        "format": Field(words("hazardwatch", "pinyin", "neuron", "hj212", "sparkplug", "bare")),
        "topic": Field(read_text),
        "prefix": Field(read_text),
        "report": Field(words("polled", "exception")),
        "missing": Field(ListOf(Number())),
        "simulation": Field(read_flag),
        "units": Field(Word({"refuse": "", "convert": "convert"})),
        "max_rate": Field(Number(low=1)),
        "max_bytes": Field(Whole(64, LARGEST_FRAME)),
        "sis": Field(read_flag),
    },
    "voting": {
        "id": _ID,
        "tags": _TAGS,
        "need": Field(Whole(1, 1000), required=True),
        "condition": _CONDITION,
        "degraded": Field(words("remove_safe", "remove_avail", "vote_trip", "vote_normal")),
        "max_age_s": Field(Number(above=0)),
    },
    "interlock": {
        "id": _ID,
        "causes": Field(ListOf(Table(CAUSE), least=1), required=True),
        "effects": Field(ListOf(Table(EFFECT), least=1), required=True),
        "bypass": Field(read_text),
        "reset": Field(read_text),
    },
    "model": {
        "id": _ID,
        "kind": Field(words("multivariate"), required=True),
        "tags": _TAGS,
        "false_alarm_rate": Field(Number(above=0, high=1)),
    },
    "camera": {"id": _ID, **_NAMES, "url": Field(read_text), "hazards": Field(ListOf(read_name))},
    "contact": {
        "id": _ID,
        **_NAMES,
        "phone": Field(read_text),
        "hazards": Field(ListOf(read_name)),
    },
}
"""Every array of tables, in the order of the contract."""


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
    known = ("park", "defaults", *SECTIONS)
    for key in tables:
        if key not in known:
            refuse_unknown(key, known, place.inside(key))
    if "park" in tables:
        draft.park = Table(PARK)(tables["park"], place.inside("park")) or {}
    else:
        place.inside("park").complain("is missing", "缺少此项")
    draft.defaults = read_defaults(tables.get("defaults", {}), place.inside("defaults"))
    for section, fields in SECTIONS.items():
        rows = tables.get(section, [])
        draft.sections[section] = list(read_rows(rows, fields, place.inside(section)))


def read_defaults(tables: Any, place: Place) -> dict[str, dict[str, Any]]:
    """What the tags of each kind take over where their own cells are empty."""
    kinds = {str(kind): Field(Table(INHERITED_FIELDS)) for kind in TagKind}
    return Table(kinds)(tables, place) or {}


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
