"""All stirred reactors of a plant that ``physics.toml`` describes, each under its controller.

The controller of the jacket is part of the plant: it opens the coolant valve with the temperature.
What it can't do with a closed valve or without water is what runs away, until the short-stop valve
lets in what ends the reaction.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from numpy import float64
from numpy.typing import NDArray

from plant.words import Plant
from simulators.physics.machines import Machines
from simulators.physics.physics_file import Physics
from simulators.physics.reactor import (
    Charge,
    Reactor,
    Service,
    gauge_pressure_kpa,
    steady_coolant_m3_s,
    work,
)
from simulators.physics.shown import clip, show_kpa
from simulators.physics.utilities import Utilities
from simulators.physics.valves import Valves

_STEADY = Charge(reactant_mol_m3=5000.0, temperature_c=76.85, jacket_c=26.85)
_DESIGN_WATER_C = 10.0
_STEADY_OPENING = 0.4
_GAIN_PER_K = 0.5
_SECONDS_AN_HOUR = 3600.0
_AGITATED = 0.5  # of the agitator's speed, from which its content counts as stirred


@dataclass(slots=True)
class _Pot:
    reactor: Reactor
    charge: Charge
    row: Mapping[str, Any]
    design_m3_s: float
    coolant_m3_s: float = 0.0
    feed_share: float = 1.0
    in_automatic: bool = True


class Reactors:
    """The reactors of a plant by their equipment."""

    def __init__(self, plant: Plant, physics: Physics) -> None:
        self._plant = plant
        volume = {each.id: each.figures.get("volume_m3", 10.0) for each in plant.equipment}
        self._pots = {
            row["equipment"]: _charge(row, volume[row["equipment"]])
            for row in physics.of("reactor")
        }

    def charge(self, name: str) -> Charge:
        """The state of a reactor."""
        return self._pots[name].charge

    def set_automatic(self, name: str, *, on: bool) -> None:
        """Leave the coolant valve to the controller, or to whoever commands it."""
        self._pots[name].in_automatic = on

    def begin_cold(self, name: str, temperature_c: float = 25.0) -> None:
        """Begin a reactor anew, as before a start-up: solvent at that temperature, no reactant."""
        self._pots[name].charge = Charge(0.0, temperature_c, temperature_c)

    def control(self, valves: Valves) -> None:
        """Let the controllers set their coolant valves."""
        for pot in self._pots.values():
            if pot.in_automatic:
                error = pot.charge.temperature_c - _STEADY.temperature_c
                gain = pot.row.get("gain_per_k", _GAIN_PER_K)
                valves.command(pot.row["coolant_valve"], _STEADY_OPENING * (1.0 + gain * error))

    def step(self, dt_s: float, valves: Valves, machines: Machines, utilities: Utilities) -> None:
        """Let all reactors work with what valves, machines and water give them."""
        for pot in self._pots.values():
            water_c, share = utilities.water(pot.row["cooling_water"])
            opening = valves.opening(pot.row["coolant_valve"])
            pot.coolant_m3_s = pot.design_m3_s * opening / _STEADY_OPENING * share
            pumped = machines.speed(pot.row.get("feed_pump", ""))
            load = pot.row.get("load", 1.0)
            pot.feed_share = load * valves.opening(pot.row.get("feed_valve", "")) * pumped
            stirred = machines.speed(pot.row.get("agitator", "")) >= _AGITATED
            service = Service(
                pot.feed_share, pot.coolant_m3_s, water_c, stirred, _short_stop(pot, valves)
            )
            worked = work(pot.reactor, pot.charge, service, dt_s)
            pot.charge = worked.charge
            if dt_s > 0:
                utilities.load(pot.row["cooling_water"], worked.cooled_j / dt_s / 1e3)

    def show(self, value: NDArray[float64]) -> None:
        """Write what the reactors' instruments read into ``value``, float64 (tags,)."""
        for pot in self._pots.values():
            for name, quantity in _read(pot):
                tag = self._plant.tags[self._plant.row_of[name]]
                shown = show_kpa(quantity, tag.unit) if tag.kind == "pressure" else quantity
                value[self._plant.row_of[name]] = clip(shown, tag)


def _short_stop(pot: _Pot, valves: Valves) -> float:
    """How far the short-stop valve is open."""
    name = pot.row.get("short_stop_valve")
    return valves.opening(name) if name else 0.0


def _read(pot: _Pot) -> Iterator[tuple[str, float]]:
    row = pot.row
    feed_m3h = pot.reactor.volume_m3 / pot.reactor.residence_s * _SECONDS_AN_HOUR
    for name in row.get("temperatures", ()):
        yield name, pot.charge.temperature_c
    for name in row.get("pressures", ()):
        yield name, gauge_pressure_kpa(pot.reactor, pot.charge)
    single = {
        "jacket": pot.charge.jacket_c,
        "feed_flow": pot.feed_share * feed_m3h,
        "coolant_flow": pot.coolant_m3_s * _SECONDS_AN_HOUR,
    }
    yield from ((row[key], quantity) for key, quantity in single.items() if key in row)


def _charge(row: Mapping[str, Any], volume_m3: float) -> _Pot:
    reactor = Reactor(volume_m3)
    design = steady_coolant_m3_s(reactor, _STEADY, _DESIGN_WATER_C)
    return _Pot(reactor, _STEADY, row, design)
