"""A whole simulated park: a value for every tag of a plant at every instant of a scenario.

The rooms of physics (tanks, gas, weather, calm wandering) are put together here, what the scenario
sets outright is laid over them, and the sensors show what they make of it. A pure, seeded object:
the same plant, scenario, seed and sequence of steps give the same bytes. No clock, no network;
:mod:`simulators.publisher` has those.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from plant.quality import QualityClass, classify
from plant.tag_kind import TagKind
from plant.words import Plant
from simulators.actions import Action
from simulators.calm import rest
from simulators.direction import direct
from simulators.drift import Drift
from simulators.gateway_faults import GatewayFault, GatewayFaultKind
from simulators.physics.physics_file import Physics
from simulators.physics.process import Process
from simulators.physics.weather import Air, Storm, Weather
from simulators.scenario import Happening, Scenario
from simulators.sensors.fault import FaultKind, SensorFault
from simulators.sensors.sensors import Sensors

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

    def __init__(
        self, plant: Plant, scenario: Scenario, seed: int, physics: Physics | None = None
    ) -> None:
        physics = physics or Physics()
        scenario.check(plant, physics)
        self.plant = plant
        self.scenario = scenario
        self.seed = seed
        self.elapsed_s = 0.0
        self._reached_s = -math.inf
        generator = np.random.default_rng(seed)
        self._generator = generator
        self._calm = rest(plant)
        self._wandering = self._calm.wander.start(generator)
        self._weather = Weather(generator, scenario.wind_m_s, scenario.wind_from_deg)
        air = self._weather.step(0.0, 0.0)
        self.process = Process(plant, physics, scenario.start_percent, air)
        self._drift = Drift(plant)
        self._sensors = Sensors(plant, seed)
        self._air_rows = [
            (row, _WEATHER_KINDS[tag.kind])
            for row, tag in enumerate(plant.tags)
            if tag.kind in _WEATHER_KINDS
        ]
        self._true = self._look(air)
        self._seen = self._true

    def step(self, elapsed_s: float) -> Snapshot:
        """Move on to ``elapsed_s`` seconds of the show and look around.

        :raises ValueError: time went backwards.
        """
        dt_s = elapsed_s - self.elapsed_s
        if dt_s < 0:
            raise ValueError("a park can't go back in time")
        known = self.scenario.around(elapsed_s, self.seed)
        active = [each for each in known if each.active(elapsed_s)]
        air = self._weather.step(elapsed_s, dt_s, _find_storm(active))
        self.process.step(dt_s, air, self._true, self._seen, active)
        direct(self.process, known, self._reached_s, elapsed_s, self._true)
        bursts = [each for each in known if each.begins(self._reached_s, elapsed_s)]
        self._drift.step(dt_s, air, active, bursts)
        self._wandering = self._calm.wander.step(self._wandering, dt_s, self._generator)
        self._true = self._look(air)
        for each in active:
            if each.action is Action.SET:
                self._true[self.plant.row_of[each.target]] = each.amount("value")
        self.elapsed_s = self._reached_s = elapsed_s
        return self._show(dt_s, active)

    def _look(self, air: Air) -> NDArray[np.float64]:
        """What is really there, in the tags' units, float64 (tags,)."""
        value = self._wandering.copy()
        self.process.show(value)
        for row, word in self._air_rows:
            value[row] = getattr(air, word)
        value[self._drift.rows] = self._drift.show(self._calm.wander.centre)
        return value

    def _show(self, dt_s: float, active: list[Happening]) -> Snapshot:
        faults = list_sensor_faults(self.plant, active)
        sensed = self._sensors.step(self._true, self.elapsed_s, dt_s, faults)
        bad = classify(sensed.status, sensed.value) >= QualityClass.BAD
        self._seen = np.where(bad, np.nan, sensed.value)
        return Snapshot(
            self.elapsed_s,
            sensed.value,
            sensed.status,
            sensed.silent,
            self._find_gateways(active, Action.GATEWAY_DOWN),
            self._find_gateways(active, Action.GATEWAY_SILENT),
            list_gateway_faults(self.plant, active),
        )

    def _find_gateways(self, active: list[Happening], action: Action) -> NDArray[np.bool_]:
        meant = np.zeros(len(self.plant.gateways), dtype=np.bool_)
        for each in active:
            if each.action is action:
                meant[self.plant.gateway_row_of[each.target]] = True
        return meant


def _find_storm(active: list[Happening]) -> Storm | None:
    """The storm that is over the park; of two the one that was ordered later."""
    storms = [each for each in active if each.action is Action.STORM]
    if not storms:
        return None
    figures = {key: storms[-1].amount(key) for key in storms[-1].figures}
    return Storm(storms[-1].since_s, storms[-1].until_s, **figures)


def list_sensor_faults(plant: Plant, active: list[Happening]) -> list[SensorFault]:
    """The faults of sensors among what happens."""
    row_of = plant.row_of
    return [
        SensorFault(
            each.action,
            row_of[each.target],
            float(each.figures.get("amount", 0.0)),
            each.since_s,
            float(each.figures.get("period_s", 0.0)),
            row_of.get(str(each.figures.get("partner", "")), -1),
        )
        for each in active
        if isinstance(each.action, FaultKind)
    ]


def list_gateway_faults(plant: Plant, active: list[Happening]) -> tuple[GatewayFault, ...]:
    """The faults of gateways among what happens."""
    return tuple(
        GatewayFault(
            each.action,
            plant.gateway_row_of[each.target],
            float(each.figures.get("amount", 0.0)),
            each.since_s,
            str(each.figures.get("source", "")),
        )
        for each in active
        if isinstance(each.action, GatewayFaultKind)
    )
