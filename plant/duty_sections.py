"""The keys of plant.toml about people: who can be reached, who is on duty, who is told when.

Part of :data:`plant.sections.SECTIONS`; what must fit together is :mod:`plant.duty_checks`.
"""

from collections.abc import Mapping
from typing import Final

from plant.condition import Condition
from plant.duty_readers import read_clock_time, read_day, read_rotation, read_weekday
from plant.readers import read_id
from plant.schema import Field, ListOf, MapOf, Number, Table, read_name, read_text, word_of, words
from plant.tag_columns import LONGEST_DELAY_S, PRIORITIES

_ID: Final = Field(read_id, required=True)
_NAMES: Final = {"name": Field(read_name, required=True), "name_en": Field(read_text)}
_NAMED: Final = Field(ListOf(read_name))
_SOME: Final = Field(ListOf(read_name, least=1), required=True)
_TIME: Final = Field(read_clock_time, required=True)

STEP: Final[Mapping[str, Field]] = {
    "after_s": Field(Number(low=0, high=LONGEST_DELAY_S), required=True),
    "to": _SOME,
    "via": _SOME,
}

AFFECTED: Final[Mapping[str, Field]] = {"hazards": _NAMED, "equipment": _NAMED, "tags": _NAMED}

DUTY_SECTIONS: Final[Mapping[str, Mapping[str, Field]]] = {
    "person": {
        "id": _ID,
        **_NAMES,
        "language": Field(words("zh", "en")),
        "addresses": Field(MapOf(read_name)),
    },
    "shift": {"id": _ID, **_NAMES, "start": _TIME, "end": _TIME},
    "duty": {
        "role": Field(read_name, required=True),
        "persons": Field(read_rotation, required=True),
        "shift": Field(read_name),
        "hazards": _NAMED,
        "days": Field(ListOf(read_weekday, least=1)),
        "begins": Field(read_day),
        "ends": Field(read_day),
    },
    "escalation": {
        "id": _ID,
        "priorities": Field(ListOf(PRIORITIES, least=1), required=True),
        "hazards": _NAMED,
        "conditions": Field(ListOf(word_of(Condition))),
        "steps": Field(ListOf(Table(STEP), least=1), required=True),
    },
    "cause": {
        "id": _ID,
        **_NAMES,
        "source": Field(read_name, required=True),
        "condition": Field(word_of(Condition), required=True),
        "affects": Field(Table(AFFECTED), required=True),
        "window_min": Field(Number(above=0, high=LONGEST_DELAY_S / 60)),
    },
}
