"""The tables [[rationalisation]] as what they stand for: values beside those of a tag's own cells,
of its equipment's defaults, its hazard's or the plant's.

A table is another notation for columns and defaults, for texts that are long or shared by many. So
it inherits like them, and what both say of one alarm at one level is said twice: a complaint.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, Final, NamedTuple

from plant.complaint import Place
from plant.draft import Draft, Row
from plant.rationalisation_columns import RECORD_FIELDS
from plant.references import Index
from plant.subsystem import SUBSYSTEMS

SECTION: Final = "rationalisation"

SOURCE_SECTIONS: Final = ("tag", "voting", "interlock", "gas_array", "gateway", "model")
"""What can be the source of an alarm; the platform's own parts are the others."""


class Level(IntEnum):
    """Where a value stands, the nearest to the alarm first."""

    SOURCE = 0
    EQUIPMENT = 1
    HAZARD = 2
    PLANT = 3


class Scope(NamedTuple):
    """Whose alarms a value is about: of one id at a level (empty for the plant's), of one kind of
    tags or, where ``kind`` is empty, of every source.
    """

    level: Level
    id: str
    kind: str = ""


_SECTIONS: Final = {Level.SOURCE: "tag", Level.EQUIPMENT: "equipment", Level.HAZARD: "hazard"}


class Said(NamedTuple):
    """A value and where it is written."""

    value: Any
    place: Place


@dataclass(frozen=True, slots=True)
class Layers:
    """What the tables say: scope → key as in tags.csv → value. ``repeated`` are places of a key
    that another table has said already, with where.
    """

    said: Mapping[Scope, Mapping[str, Said]] = field(default_factory=dict)
    repeated: tuple[tuple[Place, Place], ...] = ()

    def merge(self, scope: Scope, table: Mapping[str, Any]) -> Mapping[str, Any]:
        """What holds at a scope: of every kind, of this kind, and what ``table`` says itself."""
        general = self.said.get(scope._replace(kind=""), {})
        own = self.said.get(scope, {}) if scope.kind else {}
        if not general and not own:
            return table
        return {**_values(general), **_values(own), **table}


def layer_records(draft: Draft) -> Layers:
    """Spread every table over the scopes and conditions that it names."""
    said: dict[Scope, dict[str, Said]] = {}
    repeated = []
    for row in draft.rows(SECTION):
        for scope in list_scopes(row):
            values = said.setdefault(scope, {})
            for key, one in _spread(row):
                first = values.setdefault(key, one)
                if first is not one:
                    repeated.append((one.place, first.place))
    return Layers(said, tuple(repeated))


def list_scopes(row: Row) -> Iterator[Scope]:
    """The scopes of a table: those of the nearest level that it names, by kind."""
    sources, equipment, hazards = (
        row.values.get(key, ()) for key in ("sources", "equipment", "hazards")
    )
    owners = (
        [(Level.SOURCE, name) for name in sources]
        or [(Level.EQUIPMENT, name) for name in equipment]
        or [(Level.HAZARD, name) for name in hazards]
        or [(Level.PLANT, "")]
    )
    for level, name in owners:
        for kind in row.values.get("kinds", ()) or ("",):
            yield Scope(level, name, str(kind))


def _spread(row: Row) -> Iterator[tuple[str, Said]]:
    for name in RECORD_FIELDS:
        if name in row.values:
            one = Said(row.values[name], row.place.inside(name))
            for condition in row.values.get("conditions", ()) or (None,):
                yield name if condition is None else f"{condition.lower()}_{name}", one


def _values(said: Mapping[str, Said]) -> dict[str, Any]:
    return {key: one.value for key, one in said.items()}


def check_records(draft: Draft, index: Index) -> None:
    """Leave a complaint for every table that reaches nothing, says nothing or says it again."""
    for row in draft.rows(SECTION):
        check_reach(row, index)
    layers = layer_records(draft)
    for place, first in layers.repeated:
        complain_again(place, f"{first.file}:{first.line}")
    for scope, values in layers.said.items():
        table, where = find_table(draft, scope, index)
        for key, one in values.items():
            if key in table:
                complain_again(one.place, f"{where}: {key}")


def complain_again(place: Place, where: str) -> None:
    """Of one alarm the same is said twice at one level."""
    place.complain(f"is said twice; already at {where}", f"重复，已写于 {where}")


def check_reach(row: Row, index: Index) -> None:
    """A table names one level, what it names is there, and it says something."""
    named = [key for key in ("sources", "equipment", "hazards") if key in row.keys]
    if len(named) > 1:
        row.place.inside(named[1]).complain(
            f"can't stand beside {named[0]}: a table is about one level",
            f"不能与 {named[0]} 同时出现：每张表只针对一个层级",
        )
    if "sources" in row.keys and "kinds" in row.keys:
        row.place.inside("kinds").complain("does nothing beside sources", "有 sources 时不起作用")
    if not any(key in RECORD_FIELDS for key in row.keys):
        row.place.complain("says nothing about any alarm", "没有说明任何报警内容")
    for position, name in enumerate(row.values.get("sources", ())):
        check_source(name, index, row.place.inside("sources", position))


def check_source(name: str, index: Index, place: Place) -> None:
    """A source of alarms is there; if a file could not be read nothing can be said."""
    if any(section not in index for section in SOURCE_SECTIONS) or name in SUBSYSTEMS:
        return
    if not any(name in index[section] for section in SOURCE_SECTIONS):
        place.complain(f"nothing named {name} has alarms", f"没有名为 {name} 的报警来源")


def find_table(draft: Draft, scope: Scope, index: Index) -> tuple[Mapping[str, Any], str]:
    """The directory's own cells or defaults at a scope, and where they stand."""
    if scope.level is Level.PLANT:
        return draft.defaults.get(scope.kind, {}), f"defaults.{scope.kind}"
    section = _SECTIONS[scope.level]
    row = index.get(section, {}).get(scope.id)
    if row is None:
        return {}, ""
    where = f"{row.place.file}:{row.place.line}"
    if scope.level is Level.SOURCE:
        return row.values, where
    return row.values.get("defaults", {}).get(scope.kind, {}), where
