"""All tanks of a park together: found in the plant, started, filled, drawn, settled and shown.

What one vessel is and does stands in :mod:`simulators.physics.storage`. Any tank or sphere with a
volume, a level tag and a known substance is found; ``physics.toml`` may say more of its build.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from plant.condition import Condition
from plant.tag_kind import TagKind
from plant.words import Equipment, Hazard, Plant, Tag
from simulators.actions import Action
from simulators.calm import calm_room
from simulators.physics.floating_roof import FloatingRoof
from simulators.physics.physics_file import Physics
from simulators.physics.shown import clip, show_kpa, show_metres
from simulators.physics.sphere import Sphere
from simulators.physics.storage import Around, Build, Storage, blanket
from simulators.physics.substance import Substance, read_substances
from simulators.physics.tank import Content, Tank, gauge_pressure_kpa
from simulators.physics.vapour_space import Breathing
from simulators.physics.weather import Air
from simulators.scenario import Happening

_TANK_KINDS = frozenset({"tank", "sphere", "floating_roof_tank"})
_READ_KINDS = frozenset({TagKind.LEVEL, TagKind.PRESSURE, TagKind.TEMPERATURE, TagKind.FLOW})
_PRESSURISED_ABOVE_KPA = 50.0
_COOLER_THAN_LIMIT_C = 12.0
_USUAL_C = 22.0
_NOISE_SHARE = 5e-4  # of the span
_SECONDS_AN_HOUR = 3600.0


class TankFarm:
    """The tanks of a plant, stepped together. ``start_percent`` overrides their first levels."""

    def __init__(
        self, plant: Plant, start_percent: Mapping[str, float], physics: Physics | None = None
    ) -> None:
        self._tags = plant.tags
        substances = read_substances()
        rows = (physics or Physics()).by_id("vessel")
        self.storages = {
            equipment.id: storage
            for equipment in plant.equipment
            if equipment.kind in _TANK_KINDS
            and (
                storage := _build(
                    plant, equipment, substances, start_percent, rows.get(equipment.id, {})
                )
            )
            is not None
        }

    def step(self, happenings: Sequence[Happening], air: Air, dt_s: float) -> None:
        """Move all tanks ``dt_s`` on under what goes on in that time."""
        self.settle(lambda _: Around(air), dt_s)
        self.serve(happenings, dt_s)

    def settle(self, around: Callable[[Storage], Around], dt_s: float) -> None:
        """Let every vessel leak, warm, blow and breathe in what is around it."""
        for storage in self.storages.values():
            storage.settle(around(storage), dt_s)

    def serve(self, happenings: Sequence[Happening], dt_s: float) -> None:
        """Fill and draw as a scenario orders outright, whatever valves and pumps do."""
        for happening in happenings:
            storage_or_none = self.storages.get(happening.target)
            if storage_or_none is None:
                continue
            if happening.action is Action.FILL:
                _fill(storage_or_none, happening, dt_s)
            elif happening.action is Action.DRAW:
                _draw(storage_or_none, happening, dt_s)

    def set_hole(self, vessel: str, hole_mm: float) -> None:
        """Open a round hole in a vessel's bottom; 0 mends it."""
        self.storages[vessel].hole_mm = hole_mm

    def levels_percent(self) -> dict[str, float]:
        """What the level transmitters of all vessels would show."""
        return {name: each.level_percent for name, each in self.storages.items()}

    def show(self, value: np.ndarray, generator: np.random.Generator | None = None) -> None:
        """Write what the tanks' instruments read into ``value``, float64 (tags,)."""
        for storage in self.storages.values():
            for row in storage.rows:
                tag = self._tags[row]
                value[row] = clip(storage.read(tag) + _noise(tag, generator), tag)
            if storage.build.landed_row is not None:
                value[storage.build.landed_row] = float(storage.has_landed)
            if storage.build.outflow_row is not None:
                value[storage.build.outflow_row] = storage.outflow_m3h
            for row, percent in storage.build.switches:
                value[row] = float(storage.level_percent >= percent)


def _noise(tag: Tag, generator: np.random.Generator | None) -> float:
    if generator is None:
        return 0.0
    bottom, top = tag.range_lo or 0.0, tag.range_hi or 100.0
    return _NOISE_SHARE * (top - bottom) * float(generator.standard_normal())


def _fill(storage: Storage, happening: Happening, dt_s: float) -> None:
    flow = happening.amount("flow_m3h")
    storage.pour(flow * dt_s * happening.amount("pace") / _SECONDS_AN_HOUR, flow)


def _draw(storage: Storage, happening: Happening, dt_s: float) -> None:
    floor = storage.tank.volume_m3 * happening.amount("to_percent") / 100.0
    above = storage.content.liquid_m3 - floor
    wanted = happening.amount("flow_m3h") * dt_s * happening.amount("pace") / _SECONDS_AN_HOUR
    if above > 0:
        storage.draw(min(wanted, above))


def _build(
    plant: Plant,
    equipment: Equipment,
    substances: Mapping[str, Substance],
    start_percent: Mapping[str, float],
    row: Mapping[str, Any],
) -> Storage | None:
    substance = _substance(plant.hazard_of[equipment.hazard], substances)
    volume = equipment.figures.get("volume_m3")
    rows = [place for place, tag in enumerate(plant.tags) if tag.equipment == equipment.id]
    own = {plant.tags[place].kind: plant.tags[place] for place in reversed(rows)}
    if substance is None or volume is None or TagKind.LEVEL not in own:
        return None
    percent = start_percent.get(equipment.id, row.get("start_percent"))
    if percent is None:
        percent = _middle_percent(own[TagKind.LEVEL], equipment)
    resting = _resting_temperature(own.get(TagKind.TEMPERATURE))
    warmth = row.get("start_c", _USUAL_C if resting is None else resting)
    content = Content(volume * percent / 100.0, warmth)
    tank = _as_built(volume, substance, content, own.get(TagKind.PRESSURE))
    read = tuple(place for place in rows if plant.tags[place].kind in _READ_KINDS)
    storage = Storage(equipment.id, tank, content, resting, read)
    _finish(storage, plant, equipment, row)
    return storage


def _middle_percent(level: Tag, equipment: Equipment) -> float:
    """The middle between a level's limits as % of the volume."""
    middle = sum(calm_room(level)) / 2.0
    area = _area_m2(equipment)
    per_metre = show_metres(1.0, level.unit)
    if per_metre is not None and area:
        return 100.0 * middle / per_metre * area / equipment.figures["volume_m3"]
    return middle


def _finish(storage: Storage, plant: Plant, equipment: Equipment, row: Mapping[str, Any]) -> None:
    """Fit what ``physics.toml`` says: roof, blanket, ball, switches."""
    area = _area_m2(equipment)
    legs = row.get("roof_legs_m")
    storage.build = Build(
        area_m2=area,
        roof=FloatingRoof(area, legs) if legs is not None else None,
        ball=_ball(storage, equipment, row) if equipment.kind == "sphere" and row else None,
        spray=row.get("spray", ""),
        landed_row=plant.row_of.get(row.get("landed", "")),
        outflow_row=plant.row_of.get(row.get("outflow", "")),
        switches=tuple(
            (plant.row_of[each["tag"]], each["percent"]) for each in row.get("switches", ())
        ),
    )
    if "nitrogen" in row:
        given = ("nitrogen_nm3h", "vent_nm3h", "vacuum_nm3h")
        breathing = replace(Breathing(), **{key: row[key] for key in given if key in row})
        storage.gas = blanket(storage, breathing, row["nitrogen"], _USUAL_C)


def _ball(storage: Storage, equipment: Equipment, row: Mapping[str, Any]) -> Sphere:
    usual = (6.0 * storage.tank.volume_m3 / math.pi) ** (1.0 / 3.0)
    diameter = equipment.figures.get("diameter_m", usual)
    figures = {key: row[key] for key in ("relief_kpa", "relief_kg_s") if key in row}
    return Sphere(diameter, storage.tank.substance, **figures)


def _area_m2(equipment: Equipment) -> float:
    diameter = equipment.figures.get("diameter_m", 0.0)
    return equipment.figures.get("area_m2", math.pi * diameter**2 / 4.0)


def _as_built(volume: float, substance: Substance, content: Content, pressure: Tag | None) -> Tank:
    if pressure is None:
        return Tank(volume, substance)
    middle_kpa = sum(calm_room(pressure)) / 2.0 / show_kpa(1.0, pressure.unit)
    pressurised = middle_kpa > _PRESSURISED_ABOVE_KPA
    bare = gauge_pressure_kpa(Tank(volume, substance, 0.0, pressurised), content)
    return Tank(volume, substance, middle_kpa - bare, pressurised)


def _resting_temperature(tag: Tag | None) -> float | None:
    """Where a tank's temperature rests: cooled ones below their limit, others follow the air."""
    settings = tag.alarms.get(Condition.H) if tag else None
    if settings is None or settings.limit > 35.0:
        return None
    return settings.limit - _COOLER_THAN_LIMIT_C


def _substance(hazard: Hazard, substances: Mapping[str, Substance]) -> Substance | None:
    return next((substances[each.cas] for each in hazard.chemicals if each.cas in substances), None)
