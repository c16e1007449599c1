"""All lines of a plant that ``physics.toml`` lays: run through valves and machines between vessels.

What a line is asked for is commanded; what flows is what its line-up, its machine and its sources
let through.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from numpy import float64
from numpy.typing import NDArray

from plant.words import Plant, Tag
from simulators.physics.line_up import OUTSIDE, End, Flows, Line, run
from simulators.physics.machines import Machines
from simulators.physics.physics_file import Physics
from simulators.physics.shown import clip
from simulators.physics.tank_farm import TankFarm
from simulators.physics.valves import Valves

_SECONDS_AN_HOUR = 3600.0
_INSTANT_S = 1e-6  # a shorter step is a look and no time


@dataclass(slots=True)
class _Laid:
    line: Line
    product_c: float | None
    meter: Tag | None
    asked_m3h: float
    start_m3h: float
    pace: float = 1.0
    flow_m3h: float = 0.0
    moved_m3: float = 0.0


class Lines:
    """The lines of a plant by their ids. ``moved_m3`` of each counts from the start."""

    def __init__(self, plant: Plant, physics: Physics) -> None:
        self._row_of = plant.row_of
        self._laid = {row["id"]: _lay(plant, row) for row in physics.of("line")}

    def __contains__(self, name: str) -> bool:
        return name in self._laid

    def set_flow(self, name: str, flow_m3h: float, pace: float = 1.0) -> None:
        """Ask a line for a flow; at a pace of 60 its vessels live a minute a second."""
        self._laid[name].asked_m3h = flow_m3h
        self._laid[name].pace = pace

    def asked_m3h(self, name: str) -> float:
        """What a line is asked for."""
        return self._laid[name].asked_m3h

    def rest(self, name: str) -> None:
        """Ask a line for what it was asked at the start."""
        laid = self._laid[name]
        laid.asked_m3h, laid.pace = laid.start_m3h, 1.0

    def flow_m3h(self, name: str) -> float:
        """What flowed through a line in the last step."""
        return self._laid[name].flow_m3h

    def moved_m3(self, name: str) -> float:
        """What has gone through a line since the start."""
        return self._laid[name].moved_m3

    def step(self, dt_s: float, valves: Valves, machines: Machines, farm: TankFarm) -> None:
        """Let all lines flow for ``dt_s`` and tell their machines what they carry."""
        openings = valves.openings()
        carried: dict[str, float] = defaultdict(float)
        for laid in self._laid.values():
            flows = _flow(laid, openings, machines, farm, dt_s)
            _transfer(laid, flows, farm, dt_s)
            carried[laid.line.machine] += laid.flow_m3h
        for name, flow_m3h in carried.items():
            machines.carry(name, flow_m3h)

    def show(self, value: NDArray[float64]) -> None:
        """Write what the flow meters read into ``value``, float64 (tags,)."""
        for laid in self._laid.values():
            if laid.meter is not None:
                value[self._row_of[laid.meter.id]] = clip(laid.flow_m3h, laid.meter)


def _flow(
    laid: _Laid, openings: Mapping[str, float], machines: Machines, farm: TankFarm, dt_s: float
) -> Flows:
    held = {name: each.content.liquid_m3 for name, each in farm.storages.items()}
    speed = machines.speed(laid.line.machine)
    return run(laid.line, laid.asked_m3h, openings, speed, held, _seconds(laid, dt_s))


def _transfer(laid: _Laid, flows: Flows, farm: TankFarm, dt_s: float) -> None:
    hours = _seconds(laid, dt_s) / _SECONDS_AN_HOUR
    real = 1.0 if dt_s > _INSTANT_S else 0.0
    laid.flow_m3h = flows.moved_m3 / hours
    laid.moved_m3 += real * flows.moved_m3
    for end, amount in zip(laid.line.sources, flows.given_m3, strict=True):
        if end.vessel != OUTSIDE:
            farm.storages[end.vessel].draw(real * amount, amount / hours)
    for end, amount in zip(laid.line.destinations, flows.got_m3, strict=True):
        if end.vessel != OUTSIDE:
            vessel = farm.storages[end.vessel]
            before_m = vessel.level_m
            vessel.pour(real * amount, amount / hours, _warmth(laid, farm))
            vessel.let_out(before_m)


def _seconds(laid: _Laid, dt_s: float) -> float:
    """How long a line's vessels live in a step; in a look a second, so that flows can be told."""
    return (dt_s if dt_s > _INSTANT_S else 1.0) * laid.pace


def _warmth(laid: _Laid, farm: TankFarm) -> float | None:
    """How warm the product comes: as the line says, else as its first source is."""
    first = laid.line.sources[0].vessel
    if laid.product_c is not None or first == OUTSIDE:
        return laid.product_c
    return farm.storages[first].content.temperature_c


def _lay(plant: Plant, row: Mapping[str, Any]) -> _Laid:
    line = Line(
        row["id"],
        tuple(_end(each) for each in row["from"]),
        tuple(_end(each) for each in row["to"]),
        row["flow_m3h"],
        row.get("valves", ()),
        row.get("machine", ""),
    )
    meter = plant.tags[plant.row_of[row["flow"]]] if "flow" in row else None
    start = row.get("start_m3h", line.flow_m3h)
    return _Laid(line, row.get("product_c"), meter, start, start)


def _end(row: Mapping[str, Any]) -> End:
    return End(row.get("vessel", OUTSIDE), row.get("valve", ""))
