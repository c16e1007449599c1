"""Reading ``physics.toml``, beside a park's plant directory: all complaints at once, or sound rows.

The keys are :mod:`simulators.physics.sections`; what a row means is the business of the room that
takes it. A park without the file has the rooms that its plant directory alone gives.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from plant.complaint import Complaint, Place, PlantError
from plant.draft import Row
from plant.plant_toml import read_rows, refuse_text
from plant.schema import refuse_unknown
from plant.tag_kind import TagKind
from plant.toml_lines import find_lines
from plant.words import Plant
from simulators.physics.sections import EQUIPMENT_KEYS, IDENTITY, SECTIONS, TAG_KEYS

FILE: Final = "physics.toml"
_VALVES: Final = frozenset({TagKind.VALVE_POSITION})
_MACHINES: Final = frozenset({TagKind.PUMP_RUNNING})
_KINDS: Final[Mapping[tuple[str, str], frozenset[TagKind]]] = {
    ("valve", "tag"): _VALVES,
    ("machine", "tag"): _MACHINES,
    ("line", "valves"): _VALVES,
    ("line", "machine"): _MACHINES,
    ("header", "machines"): _MACHINES,
    ("cooling_water", "pumps"): _MACHINES,
    ("cooling_water", "chillers"): _MACHINES,
    ("reactor", "coolant_valve"): _VALVES,
    ("reactor", "short_stop_valve"): _VALVES,
    ("reactor", "feed_valve"): _VALVES,
    ("reactor", "feed_pump"): _MACHINES,
    ("reactor", "agitator"): _MACHINES,
    ("vessel", "spray"): _VALVES,
}
"""Of what kind a tag must be that serves as a valve or a machine."""


@dataclass(frozen=True)
class Physics:
    """The rows of a sound file by section, each a mapping of its keys."""

    rows: Mapping[str, tuple[Mapping[str, Any], ...]] = field(default_factory=dict)

    def of(self, section: str) -> tuple[Mapping[str, Any], ...]:
        """The rows of a section in the order of the file."""
        return self.rows.get(section, ())

    def by_id(self, section: str) -> dict[str, Mapping[str, Any]]:
        """The rows of a section by what each is known by."""
        return {row[IDENTITY[section]]: row for row in self.of(section)}


def read_physics(folder: Path, plant: Plant) -> Physics:
    """Read a park's ``physics.toml``, empty where there is none.

    :raises PlantError: with every complaint about it.
    """
    path = folder / FILE
    return parse_physics(path.read_text(encoding="utf-8"), plant) if path.exists() else Physics()


def parse_physics(text: str, plant: Plant) -> Physics:
    """The rows of a ``physics.toml``.

    :raises PlantError: with every complaint about it.
    """
    complaints: list[Complaint] = []
    rows = _read(text, complaints)
    for section, found in rows.items():
        for row in found:
            _check_names(section, row, plant)
        _check_identities(section, found)
    _check_references(rows, plant)
    if complaints:
        raise PlantError(complaints)
    return Physics({section: tuple(row.values for row in found) for section, found in rows.items()})


def _read(text: str, complaints: list[Complaint]) -> dict[str, list[Row]]:
    try:
        tables = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        refuse_text(error, Place(FILE, complaints))
        return {}
    place = Place(FILE, complaints, find_lines(text))
    for key in tables.keys() - SECTIONS.keys():
        refuse_unknown(key, SECTIONS, place.inside(key))
    return {
        section: list(read_rows(tables.get(section, []), fields, place.inside(section)))
        for section, fields in SECTIONS.items()
    }


def _check_names(section: str, row: Row, plant: Plant) -> None:
    equipment = {each.id for each in plant.equipment}
    for key, name, place in _named(row, TAG_KEYS.get(section, ())):
        if name not in plant.row_of:
            place.complain(f"there is no tag {name}", f"没有位号 {name}")
        elif (kinds := _KINDS.get((section, key))) and _kind(plant, name) not in kinds:
            place.complain(
                f"{name} is no {'/'.join(kinds)}", f"{name} 的类型应为 {'/'.join(kinds)}"
            )
    for _, name, place in _named(row, EQUIPMENT_KEYS.get(section, ())):
        if name not in equipment:
            place.complain(f"there is no equipment {name}", f"没有设备 {name}")


def _named(row: Row, keys: tuple[str, ...]) -> Iterator[tuple[str, str, Place]]:
    for key in keys:
        value = row.values.get(key, ())
        for name in (value,) if isinstance(value, str) else value:
            yield key, name, row.place.inside(key)


def _kind(plant: Plant, tag: str) -> TagKind:
    return plant.tags[plant.row_of[tag]].kind


def _check_identities(section: str, rows: list[Row]) -> None:
    seen: set[str] = set()
    for row in rows:
        name = row.values.get(IDENTITY[section], "")
        if name and name in seen:
            row.place.complain(f"{name} stands here twice", f"{name} 重复")
        seen.add(name)


def _check_references(rows: Mapping[str, list[Row]], plant: Plant) -> None:
    """What names another row of this file, or something of the plant that is no tag."""
    known = {section: _identities(rows, section) for section in SECTIONS}
    enterprises = {each.id for each in plant.enterprises}
    _check_vessels(rows, known["header"], plant)
    for row in rows.get("header", ()):
        for name in row.values.get("serves", ()):
            if name not in enterprises:
                row.place.inside("serves").complain(f"there is no {name} here", f"此处没有 {name}")
    for row in rows.get("reactor", ()):
        _must_be_one(row, "cooling_water", known["cooling_water"])
    for row in rows.get("power", ()):
        _must_be_one(row, "enterprise", enterprises)
    for row in rows.get("safety_function", ()):
        _must_be_one(row, "interlock", {each.id for each in plant.interlocks})


def _check_vessels(rows: Mapping[str, list[Row]], headers: set[str], plant: Plant) -> None:
    vessels = {each.id for each in plant.equipment if "volume_m3" in each.figures}
    for row in rows.get("vessel", ()):
        _must_be_one(row, "nitrogen", headers)
        _must_be_one(row, "equipment", vessels)
        for switch in row.values.get("switches", ()):
            if switch.get("tag") not in plant.row_of:
                row.place.inside("switches").complain(
                    f"there is no tag {switch.get('tag')}", f"没有位号 {switch.get('tag')}"
                )
    for row in rows.get("line", ()):
        for key in ("from", "to"):
            for end in row.values.get(key, ()):
                _check_end(end, row.place.inside(key), vessels, plant)


def _identities(rows: Mapping[str, list[Row]], section: str) -> set[str]:
    return {row.values.get(IDENTITY[section], "") for row in rows.get(section, ())}


def _must_be_one(row: Row, key: str, known: set[str]) -> None:
    name = row.values.get(key)
    if name is not None and name not in known:
        row.place.inside(key).complain(f"there is no {name} here", f"此处没有 {name}")


def _check_end(end: Mapping[str, Any], place: Place, vessels: set[str], plant: Plant) -> None:
    vessel, valve = end.get("vessel"), end.get("valve")
    if vessel is not None and vessel not in vessels:
        place.complain(f"{vessel} holds nothing", f"{vessel} 不是储存设备")
    if valve is not None and (
        valve not in plant.row_of or _kind(plant, valve) is not TagKind.VALVE_POSITION
    ):
        place.complain(f"{valve} is no valve", f"{valve} 不是阀位")
