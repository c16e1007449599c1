"""All tanks of a park together: what is filled and drawn, and what their instruments show.

The physics of one is :mod:`simulators.physics.tank`; here the tanks are found in the plant,
started, moved by the scenario's happenings and read by their level, pressure, temperature and flow
tags.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from plant.condition import Condition
from plant.words import Equipment, Hazard, Plant, Tag, TagKind
from simulators.actions import Action
from simulators.calm import calm_room
from simulators.physics.substance import Substance, read_substances
from simulators.physics.tank import Content, Tank, gauge_pressure_kpa, move, warm
from simulators.physics.weather import Air
from simulators.scenario import Happening

_TANK_KINDS = frozenset({"tank", "sphere"})
_READ_KINDS = frozenset({TagKind.LEVEL, TagKind.PRESSURE, TagKind.TEMPERATURE, TagKind.FLOW})
_KPA = {"kPa": 1.0, "MPa": 1e-3, "Pa": 1e3, "bar": 1e-2}
_PRESSURISED_ABOVE_KPA = 50.0
_COOLER_THAN_LIMIT_C = 12.0
_NOISE_SHARE = 5e-4  # of the span


@dataclass(slots=True)
class Storage:
    """A tank in its plant: as built, as filled, and which tag rows read it."""

    id: str
    tank: Tank
    content: Content
    resting_c: float | None
    rows: tuple[int, ...]
    inflow_m3h: float = 0.0


class TankFarm:
    """The tanks of a plant, stepped together. ``start_percent`` overrides their first levels."""

    def __init__(self, plant: Plant, start_percent: Mapping[str, float]) -> None:
        self._tags = plant.tags
        substances = read_substances()
        self.storages = {
            equipment.id: storage
            for equipment in plant.equipment
            if equipment.kind in _TANK_KINDS
            and (storage := _build(plant, equipment, substances, start_percent)) is not None
        }

    def step(self, happenings: Sequence[Happening], air: Air, dt_s: float) -> None:
        """Move all tanks ``dt_s`` on under what goes on in that time."""
        for storage in self.storages.values():
            storage.inflow_m3h = 0.0
            resting = air.temperature_c if storage.resting_c is None else storage.resting_c
            storage.content = warm(storage.tank, storage.content, resting, dt_s)
        for happening in happenings:
            storage_or_none = self.storages.get(happening.target)
            if storage_or_none is None:
                continue
            if happening.action is Action.FILL:
                _fill(storage_or_none, happening, dt_s)
            elif happening.action is Action.DRAW:
                _draw(storage_or_none, happening, dt_s)

    def show(self, value: np.ndarray, generator: np.random.Generator) -> None:
        """Write what the tanks' instruments read into ``value``, float64 (tags,)."""
        for storage in self.storages.values():
            for row in storage.rows:
                tag = self._tags[row]
                bottom, top = tag.range_lo or 0.0, tag.range_hi or 100.0
                noise = _NOISE_SHARE * (top - bottom) * float(generator.standard_normal())
                value[row] = min(top, max(bottom, _read(storage, tag) + noise))


def _fill(storage: Storage, happening: Happening, dt_s: float) -> None:
    flow = happening.amount("flow_m3h")
    storage.inflow_m3h += flow
    seconds = dt_s * happening.amount("pace")
    storage.content, _ = move(storage.tank, storage.content, flow, 0.0, seconds)


def _draw(storage: Storage, happening: Happening, dt_s: float) -> None:
    floor = storage.tank.volume_m3 * happening.amount("to_percent") / 100.0
    above = storage.content.liquid_m3 - floor
    if above <= 0 or dt_s <= 0:
        return
    seconds = dt_s * happening.amount("pace")
    outflow = min(happening.amount("flow_m3h"), above * 3600.0 / seconds)
    storage.content, _ = move(storage.tank, storage.content, 0.0, outflow, seconds)


def _read(storage: Storage, tag: Tag) -> float:
    match tag.kind:
        case TagKind.LEVEL:
            return storage.content.level_percent(storage.tank)
        case TagKind.TEMPERATURE:
            return storage.content.temperature_c
        case TagKind.PRESSURE:
            pressure = gauge_pressure_kpa(storage.tank, storage.content, storage.inflow_m3h)
            return pressure * _KPA.get(tag.unit, 1.0)
        case _:
            return storage.inflow_m3h


def _build(
    plant: Plant,
    equipment: Equipment,
    substances: Mapping[str, Substance],
    start_percent: Mapping[str, float],
) -> Storage | None:
    substance = _substance(plant.hazard_of[equipment.hazard], substances)
    volume = equipment.figures.get("volume_m3")
    rows = [row for row, tag in enumerate(plant.tags) if tag.equipment == equipment.id]
    own = {plant.tags[row].kind: plant.tags[row] for row in reversed(rows)}
    if substance is None or volume is None or TagKind.LEVEL not in own:
        return None
    middle = sum(calm_room(own[TagKind.LEVEL])) / 2.0
    liquid = volume * start_percent.get(equipment.id, middle) / 100.0
    resting = _resting_temperature(own.get(TagKind.TEMPERATURE))
    content = Content(liquid, 22.0 if resting is None else resting)
    tank = _as_built(volume, substance, content, own.get(TagKind.PRESSURE))
    read = tuple(row for row in rows if plant.tags[row].kind in _READ_KINDS)
    return Storage(equipment.id, tank, content, resting, read)


def _as_built(volume: float, substance: Substance, content: Content, pressure: Tag | None) -> Tank:
    if pressure is None:
        return Tank(volume, substance)
    middle_kpa = sum(calm_room(pressure)) / 2.0 / _KPA.get(pressure.unit, 1.0)
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
