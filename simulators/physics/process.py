"""The process of a whole park: every room of physics, stepped together in the order of cause.

Power and headers first, then what the safety systems decide, valves, machines, vessels, lines and
reactors. Long steps are cut into parts of two seconds (longer ones beyond twenty minutes), so that
delays and travels keep their length. Commands are those of the rooms; no weather is made here and
no gas drifts.
"""

import math
from collections.abc import Mapping, Sequence

from numpy import float64
from numpy.typing import NDArray

from plant.tag_kind import TagKind
from plant.words import Plant
from simulators.physics.earth import resistance_ohm, soak
from simulators.physics.lines import Lines
from simulators.physics.machines import Machines
from simulators.physics.physics_file import Physics
from simulators.physics.reactors import Reactors
from simulators.physics.safety_system import SafetySystem
from simulators.physics.storage import Around, Storage
from simulators.physics.tank_farm import TankFarm
from simulators.physics.utilities import Utilities
from simulators.physics.valves import Valves
from simulators.physics.weather import Air
from simulators.scenario import Happening

_PART_S = 2.0
_MOST_PARTS = 600
_START = Air(wind_m_s=3.0, wind_from_deg=135.0, temperature_c=22.0, humidity_percent=60.0)


class Process:
    """The rooms of a park. Each is public: its methods are the commands.

    :raises KeyError: a command names what the room does not have.
    """

    def __init__(
        self,
        plant: Plant,
        physics: Physics,
        start_percent: Mapping[str, float],
        air: Air = _START,
    ) -> None:
        self.valves = Valves(plant, physics)
        self.machines = Machines(plant, physics, air.temperature_c)
        self.utilities = Utilities(plant, physics, air)
        self.farm = TankFarm(plant, start_percent, physics)
        self.lines = Lines(plant, physics)
        self.reactors = Reactors(plant, physics)
        self.safety = SafetySystem(plant, physics)
        self.wetness = 0.0
        self._earth = [
            row for row, tag in enumerate(plant.tags) if tag.kind is TagKind.EARTH_RESISTANCE
        ]

    def step(
        self,
        dt_s: float,
        air: Air,
        true: NDArray[float64],
        sensed: NDArray[float64] | None = None,
        happenings: Sequence[Happening] = (),
    ) -> None:
        """Move everything ``dt_s`` on.

        :param true: float64 (tags,), what was true at the end of the step before.
        :param sensed: what the transmitters made of it, NaN where bad; None: the same.
        :param happenings: fillings and drawings that a scenario orders outright.
        """
        parts = min(_MOST_PARTS, max(1, math.ceil(dt_s / _PART_S)))
        for _ in range(parts):
            self._step(dt_s / parts, air, true, true if sensed is None else sensed)
            self.farm.serve(happenings, dt_s / parts)

    def show(self, value: NDArray[float64]) -> None:
        """Write what is true into ``value``, float64 (tags,); other tags are left as they are.

        Earth resistances come as in dry soil and are wetted.
        """
        for room in (
            self.valves,
            self.machines,
            self.utilities,
            self.farm,
            self.lines,
            self.reactors,
            self.safety,
        ):
            room.show(value)
        value[self._earth] = resistance_ohm(value[self._earth], self.wetness)

    def _step(
        self, dt_s: float, air: Air, true: NDArray[float64], sensed: NDArray[float64]
    ) -> None:
        self.wetness = soak(self.wetness, air.rain_mm_h, dt_s)
        self.utilities.step(dt_s, air, self.machines)
        supplies = self.utilities.supplies()
        self.reactors.control(self.valves)
        self.safety.step(dt_s, true, sensed, self.valves, self.machines)
        self.valves.step(dt_s, supplies)
        self.machines.step(dt_s, supplies, self.farm.levels_percent(), air.temperature_c)
        self.farm.settle(lambda storage: self._around(storage, air), dt_s)
        for storage in self.farm.storages.values():
            if storage.gas is not None:
                self.utilities.take(storage.gas.nitrogen, storage.gas.taken_nm3)
        self.lines.step(dt_s, self.valves, self.machines, self.farm)
        self.utilities.begin()
        self.reactors.step(dt_s, self.valves, self.machines, self.utilities)

    def _around(self, storage: Storage, air: Air) -> Around:
        spray = self.valves.opening(storage.build.spray) if storage.build.spray else 0.0
        nitrogen = self.utilities.nitrogen_share(storage.gas.nitrogen) if storage.gas else 1.0
        return Around(air, nitrogen, spray)
