"""All pumps and compressors of a plant: found by their running tags, started, tripped, shown.

A machine is known by the tag of its running feedback (kind ``pump_running``). The first of each
equipment runs at the start, its spares stand, unless ``physics.toml`` says otherwise. One without a
row there has only its feedback.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from numpy import float64
from numpy.typing import NDArray

from plant.tag_kind import TagKind
from plant.words import Plant, Tag
from simulators.calm import first_pumps
from simulators.physics.machine import (
    Drive,
    Machine,
    current_a,
    pressure_rise_kpa,
    start,
    stop,
    turn,
)
from simulators.physics.physics_file import Physics
from simulators.physics.shown import clip, show_kpa
from simulators.physics.valves import Supply

_BEARING_RISE_K = 30.0
_BEARING_S = 900.0
_SUCTION_KPA = 20.0
_FIGURES = ("rated_m3h", "rise_kpa", "shut_in_rise_kpa", "rated_a", "run_up_s", "run_down_s")
_USUAL = Machine(rated_m3h=100.0, rise_kpa=500.0, shut_in_rise_kpa=620.0, rated_a=50.0)


@dataclass(slots=True)
class _Set:
    machine: Machine
    drive: Drive
    enterprise: str
    suction: str
    row: int
    shown: Mapping[str, Tag]
    bearing_c: float
    flow_m3h: float = 0.0


class Machines:
    """The machines of a plant by the ids of their running tags."""

    def __init__(self, plant: Plant, physics: Physics, air_c: float = 22.0) -> None:
        rows = physics.by_id("machine")
        first = first_pumps(plant)
        self._row_of = plant.row_of
        self._sets = {
            tag.id: _set_up(plant, tag, rows.get(tag.id, {}), tag.id in first, air_c)
            for tag in plant.tags
            if tag.kind is TagKind.PUMP_RUNNING
        }

    def __contains__(self, name: str) -> bool:
        return name in self._sets

    def start(self, name: str) -> None:
        """Press the start button, which also resets a trip."""
        self._sets[name].drive = start(self._sets[name].drive)

    def stop(self, name: str) -> None:
        """Press the stop button."""
        self._sets[name].drive = stop(self._sets[name].drive)

    def drive(self, name: str) -> Drive:
        """The state of a machine."""
        return self._sets[name].drive

    def speed(self, name: str) -> float:
        """Speed, 0 to 1; what is no machine counts as at speed."""
        return self._sets[name].drive.speed if name in self._sets else 1.0

    def share(self, names: tuple[str, ...]) -> float:
        """How many of some machines run, 0 to 1 of them all; 1 where there are none."""
        speeds = [self.speed(name) for name in names]
        return sum(speeds) / len(speeds) if speeds else 1.0

    def carry(self, name: str, flow_m3h: float) -> None:
        """Tell what goes through a machine in this step."""
        if name in self._sets:
            self._sets[name].flow_m3h = flow_m3h

    def step(
        self,
        dt_s: float,
        supplies: Mapping[str, Supply],
        level_percent: Mapping[str, float],
        air_c: float,
    ) -> None:
        """Turn all machines; ``level_percent`` is that of the vessels that they draw from."""
        usual = Supply()
        kept = math.exp(-dt_s / _BEARING_S)
        for each in self._sets.values():
            mains = supplies.get(each.enterprise, usual).mains
            suction = level_percent.get(each.suction)
            each.drive = turn(each.machine, each.drive, dt_s, suction, powered=mains)
            settled = air_c + _BEARING_RISE_K * each.drive.speed
            each.bearing_c = settled + (each.bearing_c - settled) * kept

    def show(self, value: NDArray[float64]) -> None:
        """Write feedback, current, discharge and bearing into ``value``, float64 (tags,)."""
        for each in self._sets.values():
            value[each.row] = float(each.drive.runs)
            for key, tag in each.shown.items():
                value[self._row_of[tag.id]] = clip(_read(each, key, tag), tag)


def _read(each: _Set, key: str, tag: Tag) -> float:
    if key == "current":
        return current_a(each.machine, each.drive, each.flow_m3h)
    if key == "bearing":
        return each.bearing_c
    rise = pressure_rise_kpa(each.machine, each.drive, each.flow_m3h)
    return show_kpa(_SUCTION_KPA + rise, tag.unit)


def _set_up(plant: Plant, tag: Tag, row: Mapping[str, Any], first: bool, air_c: float) -> _Set:  # noqa: FBT001
    runs = row.get("runs", first)
    figures = {key: row.get(key, getattr(_USUAL, key)) for key in _FIGURES}
    machine = Machine(
        **figures,
        least_suction=row.get("least_suction_percent"),
        trip_delay_s=row.get("trip_delay_s", 3.0),
    )
    keys = [key for key in ("current", "discharge", "bearing") if key in row]
    shown = {key: plant.tags[plant.row_of[row[key]]] for key in keys}
    drive = Drive(on=runs, speed=float(runs))
    suction, warm = row.get("suction", ""), air_c + _BEARING_RISE_K * drive.speed
    return _Set(machine, drive, tag.enterprise, suction, plant.row_of[tag.id], shown, warm)
