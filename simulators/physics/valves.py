"""All valves of a plant: found by their position tags, commanded, moved, shown.

A valve is known by the tag of its position (kind ``valve_position``): without a unit that is its
open switch, in % its opening. Its air is that of the instrument-air header of its enterprise, its
solenoid lives on that enterprise's battery-backed supply.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from numpy import float64
from numpy.typing import NDArray

from plant.tag_kind import TagKind
from plant.words import Plant, Tag
from simulators.physics.physics_file import Physics
from simulators.physics.valve import Travel, Valve, travel

_CONTROL_START = 0.5


@dataclass(frozen=True, slots=True)
class Supply:
    """What reaches the actuators and motors of an enterprise."""

    air_kpa: float = 600.0
    instruments: bool = True
    mains: bool = True


@dataclass(slots=True)
class _Fitted:
    valve: Valve
    now: Travel
    enterprise: str
    row: int
    in_percent: bool
    closed_row: int | None


class Valves:
    """The valves of a plant by the ids of their position tags."""

    def __init__(self, plant: Plant, physics: Physics) -> None:
        rows = physics.by_id("valve")
        self._fitted = {
            tag.id: _fit(plant, tag, rows.get(tag.id, {}))
            for tag in plant.tags
            if tag.kind is TagKind.VALVE_POSITION
        }

    def __contains__(self, name: str) -> bool:
        return name in self._fitted

    def command(self, name: str, demand: float) -> None:
        """Tell a valve where to go: 0 closed to 1 open."""
        fitted = self._fitted[name]
        fitted.now = replace(fitted.now, demand=min(1.0, max(0.0, demand)))

    def stick(self, name: str, *, stuck: bool) -> None:
        """Let a valve be stuck where it is, or free it."""
        fitted = self._fitted[name]
        fitted.now = replace(fitted.now, stuck=stuck)

    def opening(self, name: str) -> float:
        """How far a valve is open; what is no valve is wide open."""
        return self._fitted[name].now.opening if name in self._fitted else 1.0

    def openings(self) -> dict[str, float]:
        """Every valve's opening."""
        return {name: fitted.now.opening for name, fitted in self._fitted.items()}

    def step(self, dt_s: float, supplies: Mapping[str, Supply]) -> None:
        """Move all valves under their enterprises' air and power."""
        usual = Supply()
        for fitted in self._fitted.values():
            supply = supplies.get(fitted.enterprise, usual)
            fitted.now = travel(
                fitted.valve, fitted.now, dt_s, supply.air_kpa, powered=supply.instruments
            )

    def show(self, value: NDArray[float64]) -> None:
        """Write positions and switches into ``value``, float64 (tags,)."""
        for fitted in self._fitted.values():
            is_open = float(fitted.now.is_open(fitted.valve))
            value[fitted.row] = 100.0 * fitted.now.opening if fitted.in_percent else is_open
            if fitted.closed_row is not None:
                value[fitted.closed_row] = float(fitted.now.is_closed(fitted.valve))


def _fit(plant: Plant, tag: Tag, row: Mapping[str, Any]) -> _Fitted:
    in_percent = tag.unit == "%"
    figures = {key: row[key] for key in ("travel_s", "fails", "least_air_kpa") if key in row}
    start = row.get("start", _CONTROL_START if in_percent else 1.0)
    return _Fitted(
        Valve(**figures),
        Travel(start, start),
        tag.enterprise,
        plant.row_of[tag.id],
        in_percent,
        plant.row_of.get(row.get("closed_switch", "")),
    )
