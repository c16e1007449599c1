"""The keys of plant.toml: contract section 3 as a table.

Each section names its keys, how their values are read, and which must be there. Reading the file is
:mod:`plant.plant_toml`, what must fit together over several sections :mod:`plant.cross_checks`.
"""

from collections.abc import Mapping
from typing import Any, Final

from plant.area_checks import KINDS
from plant.chemicals import load_catalogue
from plant.complaint import Place
from plant.condition import LEVEL_CONDITIONS, Condition, Priority
from plant.duties import RESPONSIBLE_ROLES
from plant.duty_sections import DUTY_SECTIONS
from plant.emergency_plan_reader import read_plan
from plant.filed_stops import LONGEST_STOP_DAYS, StopCategory
from plant.rationalisation_columns import RECORD_FIELDS
from plant.readers import read_cas, read_due, read_id, read_location, read_timezone
from plant.schema import (
    Field,
    ListOf,
    MapOf,
    Number,
    Table,
    Whole,
    Word,
    read_flag,
    read_name,
    read_text,
    word_of,
    words,
)
from plant.tag_columns import INHERITED_FIELDS, LONGEST_DELAY_S, PRIORITIES
from plant.tag_kind import TagKind
from plant.words import LARGEST_FRAME

_ID: Final = Field(read_id, required=True)
_REFERENCE: Final = Field(read_name, required=True)
_NAMES: Final = {"name": Field(read_name, required=True), "name_en": Field(read_text)}
_LOCATION: Final = Field(read_location)
_TAGS: Final = Field(ListOf(read_name, least=1), required=True)
_CONDITION: Final = Field(word_of(Condition), required=True)
_DELAY: Final = Number(low=0, high=LONGEST_DELAY_S)
_NEED: Final = Whole(1, 1000)
LONGEST_HOLD_MIN: Final = 366 * 1440.0
_OPTIONAL_NAMES: Final = {"name": Field(read_name), "name_en": Field(read_text)}


def read_class(value: Any, place: Place) -> str | None:
    """A class symbol of GB 18218-2018, tables 2 and 4."""
    symbol: str | None = words("", *load_catalogue().classes)(value, place)
    return symbol


def read_calibration(value: Any, place: Place) -> tuple[float, float] | None:
    """A level in m and the volume in m³ that a tank holds up to it."""
    if not isinstance(value, list) or len(value) != 2:
        place.complain("must be [level in m, volume in m³]", "应为 [液位 m, 体积 m³]")
        return None
    level = Number(low=0)(value[0], place.inside(0))
    volume = Number(low=0)(value[1], place.inside(1))
    return None if level is None or volume is None else (level, volume)


PARK: Final[Mapping[str, Field]] = {
    "id": _ID,
    **_NAMES,
    "timezone": Field(read_timezone),
    "location": _LOCATION,
    "datum": Field(words("WGS-84", "CGCS2000", "GCJ-02", "BD-09")),
    "atmosphere_kpa": Field(Number(low=50, high=110)),
    "gas_temperature_c": Field(Number(low=-50, high=60)),
    "clock_uncertainty_s": Field(Number(low=0, high=3600)),
}

DEFAULTS: Final = Table({str(kind): Field(Table(INHERITED_FIELDS)) for kind in TagKind})
"""What the tags of each kind take over where their own cells are empty."""

CHEMICAL: Final[Mapping[str, Field]] = {
    "cas": Field(read_cas),
    "quantity_t": Field(Number(low=0), required=True),
    "class": Field(read_class),
}

RESPONSIBLE: Final[Mapping[str, Field]] = {role: Field(read_name) for role in RESPONSIBLE_ROLES}

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

PERMISSIVE: Final[Mapping[str, Field]] = {
    "tag": _REFERENCE,
    "expected": Field(Number(), required=True),
    "tolerance": Field(Number(above=0)),
}

EFFECT: Final[Mapping[str, Field]] = {**PERMISSIVE, "travel_s": Field(_DELAY)}

LIMITS: Final[Mapping[str, Field]] = {
    condition.lower(): Field(Number()) for condition in LEVEL_CONDITIONS
}
"""The limits of a tag that a mode replaces."""

SHAPES: Final = words("vertical", "horizontal", "sphere")

_MINUTES: Final = Number(above=0, high=LONGEST_HOLD_MIN)
_BY_PRIORITY: Final = Table({priority.word: Field(_MINUTES) for priority in Priority})

ROLE_LIMITS: Final[Mapping[str, Field]] = {
    "most": Field(Whole(0, 100_000), required=True),
    "longest_min": Field(_BY_PRIORITY, required=True),
}

HOLD_POLICY: Final[Mapping[str, Field]] = {
    "durations_min": Field(ListOf(_MINUTES, least=1)),
    "second_person": Field(ListOf(PRIORITIES)),
    "roles": Field(MapOf(Table(ROLE_LIMITS))),
}

ALARMS: Final = Table(
    {
        "shelving": Field(Table(HOLD_POLICY)),
        "service": Field(Table(HOLD_POLICY)),
        "realarm_min": Field(_BY_PRIORITY),
        "most_realarms": Field(Whole(1, 1000)),
        "quiet_min": Field(Number(low=0, high=1440)),
    }
)
"""The site's own rules for holding alarms: :mod:`plant.alarm_policy`."""

_DAYS: Final = Number(above=0, high=LONGEST_STOP_DAYS)

FILED_STOPS: Final = Table(
    {
        "longest_days": Field(Table({category: Field(_DAYS) for category in StopCategory})),
        "ahead_days": Field(_DAYS),
    }
)
"""The site's own rules for filing stops: :mod:`plant.filed_stops`."""

SECTIONS: Final[Mapping[str, Mapping[str, Field]]] = {
    "area": {
        "id": _ID,
        "kind": Field(words(*KINDS), required=True),
        **_NAMES,
        "within": Field(read_name),
        "location": _LOCATION,
        "outline": Field(ListOf(read_location, least=3)),
    },
    "enterprise": {"id": _ID, **_NAMES, "phone": Field(read_text), "area": Field(read_name)},
    "hazard": {
        "id": _ID,
        "enterprise": _REFERENCE,
        **_NAMES,
        "level": Field(Whole(1, 4)),
        "location": _LOCATION,
        "exposed_population": Field(Whole(0, 10**9)),
        "chemicals": Field(ListOf(Table(CHEMICAL))),
        "responsible": Field(Table(RESPONSIBLE)),
        "plan": Field(read_plan),
        "defaults": Field(DEFAULTS),
    },
    "equipment": {
        "id": _ID,
        "hazard": _REFERENCE,
        "kind": Field(read_name, required=True),
        **_NAMES,
        "location": _LOCATION,
        **dict.fromkeys(FIGURES, Field(Number(low=0))),
        **dict.fromkeys(TEMPERATURES, Field(Number(low=-273.15))),
        "shape": Field(SHAPES),
        "strapping": Field(ListOf(read_calibration, least=2)),
        "state": Field(read_name),
        "defaults": Field(DEFAULTS),
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
        "need": Field(_NEED, required=True),
        "condition": _CONDITION,
        "degraded": Field(words("remove_safe", "remove_avail", "vote_trip", "vote_normal")),
        "max_age_s": Field(Number(above=0)),
        **_OPTIONAL_NAMES,
        "priority": Field(PRIORITIES),
        "latching": Field(read_flag),
        "bypass": Field(ListOf(read_text)),
    },
    "interlock": {
        "id": _ID,
        "causes": Field(ListOf(Table(CAUSE), least=1), required=True),
        "effects": Field(ListOf(Table(EFFECT), least=1), required=True),
        "bypass": Field(read_text),
        "reset": Field(read_text),
        **_OPTIONAL_NAMES,
        "equipment": Field(read_name),
        "need": Field(_NEED),
        "permissives": Field(ListOf(Table(PERMISSIVE))),
        "bypass_s": Field(Number(above=0)),
        "proof_test_due": Field(read_due),
    },
    "gas_array": {
        "id": _ID,
        "tags": _TAGS,
        "need": Field(_NEED),
        "condition": Field(word_of(Condition)),
        "window_s": Field(Number(above=0, high=LONGEST_DELAY_S)),
        "wind_direction": Field(read_name),
        "wind_speed": Field(read_name),
        **_OPTIONAL_NAMES,
        "priority": Field(PRIORITIES),
    },
    "mode": {
        "id": _ID,
        "equipment": _REFERENCE,
        "values": Field(ListOf(Number(), least=1), required=True),
        **_OPTIONAL_NAMES,
        "limits": Field(MapOf(Table(LIMITS))),
        "suppressed": Field(ListOf(read_name)),
    },
    "rationalisation": {
        "sources": Field(ListOf(read_name, least=1)),
        "equipment": Field(ListOf(read_name, least=1)),
        "hazards": Field(ListOf(read_name, least=1)),
        "kinds": Field(ListOf(word_of(TagKind), least=1)),
        "conditions": Field(ListOf(word_of(Condition), least=1)),
        **RECORD_FIELDS,
    },
    "model": {
        "id": _ID,
        "kind": Field(words("multivariate"), required=True),
        "tags": _TAGS,
        "false_alarm_rate": Field(Number(above=0, high=1)),
        **_OPTIONAL_NAMES,
        "priority": Field(PRIORITIES),
    },
    "camera": {"id": _ID, **_NAMES, "url": Field(read_text), "hazards": Field(ListOf(read_name))},
    "contact": {
        "id": _ID,
        **_NAMES,
        "phone": Field(read_text),
        "hazards": Field(ListOf(read_name)),
    },
    **DUTY_SECTIONS,
}
"""Every array of tables, in the order of the contract."""
