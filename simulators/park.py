"""A whole simulated park: a value for every tag of a plant at every instant of a scenario.

The rooms of physics (tanks, gas, weather, calm wandering) are put together here, what the scenario
sets outright is laid over them, and the sensors show what they make of it. A pure, seeded object:
the same plant, scenario, seed and sequence of steps give the same bytes. No clock, no network;
:mod:`simulators.publisher` has those.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from plant.words import GAS_KINDS, Plant, TagKind
from simulators.actions import Action
from simulators.calm import rest
from simulators.gateway_faults import GatewayFault, GatewayFaultKind
from simulators.physics.gas_release import Release, concentrations
from simulators.physics.substance import Substance, read_substances
from simulators.physics.tank_farm import TankFarm
from simulators.physics.weather import Air, Weather
from simulators.places import place_equipment, place_heads
from simulators.scenario import Happening, Scenario
from simulators.sensors.fault import FaultKind, SensorFault
from simulators.sensors.sensors import Sensors

_CLEAN_AIR_OXYGEN = 20.9
_WEATHER_KINDS = {
    TagKind.WIND_SPEED: "wind_m_s",
    TagKind.WIND_DIRECTION: "wind_from_deg",
    TagKind.AIR_TEMPERATURE: "temperature_c",
    TagKind.HUMIDITY: "humidity_percent",
}


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The park at one instant.

    Over tags: ``value`` float64 in the tag's unit, ``status`` uint32 OPC UA, ``silent`` bool.
    Over gateways: ``down`` bool (said goodbye), ``mute`` bool (just does not talk). ``faults``:
    what is wrong with gateways besides.
    """

    elapsed_s: float
    value: NDArray[np.float64]
    status: NDArray[np.uint32]
    silent: NDArray[np.bool_]
    down: NDArray[np.bool_]
    mute: NDArray[np.bool_]
    faults: tuple[GatewayFault, ...] = ()


class Park:
    """The park under a scenario, stepped by its elapsed time.

    :raises ScenarioError: the scenario names what the plant does not have.
    """

    def __init__(self, plant: Plant, scenario: Scenario, seed: int) -> None:
        scenario.check(plant)
        self.plant = plant
        self.scenario = scenario
        self.seed = seed
        self.farm = TankFarm(plant, scenario.start_percent)
        self.elapsed_s = 0.0
        self._generator = np.random.default_rng(seed)
        self._calm = rest(plant)
        self._wandering = self._calm.wander.start(self._generator)
        self._weather = Weather(self._generator, scenario.wind_m_s, scenario.wind_from_deg)
        self._equipment = place_equipment(plant)
        self._heads = [row for row, tag in enumerate(plant.tags) if tag.kind in GAS_KINDS]
        self._head_places = place_heads(plant, [plant.tags[row] for row in self._heads])
        self._sensors = Sensors(plant, seed)
        self._substance_at = _substances_by_equipment(plant)
        self._air_rows = [
            (row, _WEATHER_KINDS[tag.kind])
            for row, tag in enumerate(plant.tags)
            if tag.kind in _WEATHER_KINDS
        ]

    def step(self, elapsed_s: float) -> Snapshot:
        """Move on to ``elapsed_s`` seconds of the show and look around.

        :raises ValueError: time went backwards.
        """
        dt_s = elapsed_s - self.elapsed_s
        if dt_s < 0:
            raise ValueError("a park can't go back in time")
        self.elapsed_s = elapsed_s
        lingering = self.scenario.around(elapsed_s, self.seed)
        happenings = [each for each in lingering if each.active(elapsed_s)]
        air = self._weather.step(elapsed_s, dt_s)
        self.farm.step(happenings, air, dt_s)
        value = self._find_true(lingering, air, dt_s)
        for each in happenings:
            if each.action is Action.SET:
                value[self.plant.row_of[each.target]] = each.amount("value")
        sensed = self._sensors.step(value, elapsed_s, dt_s, self._list_faults(happenings))
        down = self._list_gateways(happenings, Action.GATEWAY_DOWN)
        mute = self._list_gateways(happenings, Action.GATEWAY_SILENT)
        broken = self._list_gateway_faults(happenings)
        return Snapshot(
            elapsed_s, sensed.value, sensed.status, sensed.silent, down, mute, tuple(broken)
        )

    def _find_true(self, lingering: list[Happening], air: Air, dt_s: float) -> NDArray[np.float64]:
        """What is really there, in the tags' units, float64 (tags,)."""
        self._wandering = self._calm.wander.step(self._wandering, dt_s, self._generator)
        value = self._wandering.copy()
        self.farm.show(value, self._generator)
        for row, word in self._air_rows:
            value[row] = getattr(air, word)
        value[self._heads] = self._gas(lingering, air)
        return value

    def _gas(self, lingering: list[Happening], air: Air) -> NDArray[np.float64]:
        """What the heads would show at once, in their own units, float64 (heads,)."""
        shown = self._calm.wander.centre[self._heads].copy()
        for happening in lingering:
            substance = self._substance_at.get(happening.target)
            if happening.action is not Action.LEAK or substance is None:
                continue
            east, north = self._equipment[happening.target]
            release = Release(
                east, north, happening.amount("rate_kg_s"), happening.since_s, happening.until_s
            )
            cloud = concentrations(release, self._head_places, air, self.elapsed_s)
            shown += np.array(
                [
                    _convert(substance, self.plant.tags[row].kind, self.plant.tags[row].unit, mg)
                    for row, mg in zip(self._heads, cloud.tolist(), strict=True)
                ]
            )
        return shown

    def _list_faults(self, happenings: list[Happening]) -> list[SensorFault]:
        row_of = self.plant.row_of
        return [
            SensorFault(
                each.action,
                row_of[each.target],
                float(each.figures.get("amount", 0.0)),
                each.since_s,
                float(each.figures.get("period_s", 0.0)),
                row_of.get(str(each.figures.get("partner", "")), -1),
            )
            for each in happenings
            if isinstance(each.action, FaultKind)
        ]

    def _list_gateway_faults(self, happenings: list[Happening]) -> list[GatewayFault]:
        return [
            GatewayFault(
                each.action,
                self.plant.gateway_row_of[each.target],
                float(each.figures.get("amount", 0.0)),
                each.since_s,
            )
            for each in happenings
            if isinstance(each.action, GatewayFaultKind)
        ]

    def _list_gateways(self, happenings: list[Happening], action: Action) -> NDArray[np.bool_]:
        meant = np.zeros(len(self.plant.gateways), dtype=np.bool_)
        for each in happenings:
            if each.action is action:
                meant[self.plant.gateway_row_of[each.target]] = True
        return meant


def _convert(substance: Substance, kind: TagKind, unit: str, mg_m3: float) -> float:
    """The change that a concentration makes on a head of that kind and unit."""
    if kind is TagKind.GAS_COMBUSTIBLE:
        return substance.percent_lel(mg_m3)
    if kind is TagKind.GAS_OXYGEN:
        return -_CLEAN_AIR_OXYGEN * min(1.0, substance.parts_per_million(mg_m3) / 1e6)
    return substance.parts_per_million(mg_m3) if unit == "ppm" else mg_m3


def _substances_by_equipment(plant: Plant) -> dict[str, Substance]:
    """What leaks from each equipment: the first chemical of its hazard that has figures here."""
    known = read_substances()
    return {
        each.id: known[chemical.cas]
        for each in plant.equipment
        for chemical in reversed(plant.hazard_of[each.hazard].chemicals)
        if chemical.cas in known
    }
