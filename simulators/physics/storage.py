"""One vessel in its plant: what it holds, how it is built, what its instruments read.

An ordinary tank keeps its pad; one that ``physics.toml`` describes has a blanket that breathes, a
floating roof, or is a sphere under its vapour pressure. The laws are those of
:mod:`simulators.physics.tank`, ``vapour_space``, ``floating_roof`` and ``sphere``; which vessels
there are and who fills them is :mod:`simulators.physics.tank_farm`'s business.
"""

import math
from dataclasses import dataclass, field

from plant.tag_kind import TagKind
from plant.words import Tag
from simulators.physics import floating_roof, sphere
from simulators.physics.floating_roof import FloatingRoof
from simulators.physics.shell_leak import leak_m3h
from simulators.physics.shown import show_kpa, show_metres
from simulators.physics.sphere import Sphere, Surroundings
from simulators.physics.standard_conditions import GAS_CONSTANT_J_MOL_K, ZERO_CELSIUS_K
from simulators.physics.tank import Content, Tank, gauge_pressure_kpa, move, warm
from simulators.physics.vapour_space import Breathing, breathe, fill_nm3, gauge_kpa
from simulators.physics.weather import Air

_SHELL_SHARE = 1.1  # of the nominal volume, up to the roof
_GAS_S = 1800.0  # in which the gas below a roof follows the air
_SECONDS_AN_HOUR = 3600.0


@dataclass(slots=True)
class Gas:
    """The gas above a blanketed tank's liquid."""

    breathing: Breathing
    nitrogen: str
    amount_nm3: float
    temperature_c: float
    air_nm3: float = 0.0
    """What air came in through the vacuum valve so far: oxygen above the product."""
    taken_nm3: float = 0.0
    """What nitrogen it took in the last step."""


@dataclass(frozen=True, slots=True)
class Build:
    """How a vessel differs from an ordinary tank."""

    area_m2: float = 0.0
    roof: FloatingRoof | None = None
    ball: Sphere | None = None
    spray: str = ""
    landed_row: int | None = None
    outflow_row: int | None = None
    switches: tuple[tuple[int, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Around:
    """What reaches a vessel in a step besides product."""

    air: Air
    nitrogen_share: float = 1.0
    spray_share: float = 0.0
    spray_c: float = 25.0


@dataclass(slots=True)
class Storage:
    """A tank in its plant: as built, as filled, and which tag rows read it."""

    id: str
    tank: Tank
    content: Content
    resting_c: float | None
    rows: tuple[int, ...]
    inflow_m3h: float = 0.0
    outflow_m3h: float = 0.0
    build: Build = field(default_factory=Build)
    gas: Gas | None = None
    hole_mm: float = 0.0
    lost_m3: float = 0.0
    spilled_m3: float = 0.0
    blown_kg: float = 0.0
    emitted_kg: float = 0.0
    """Vapour that a landed roof let out so far."""

    @property
    def level_m(self) -> float:
        """Height of the liquid; 0 where the plant gives no diameter."""
        if self.build.ball is not None:
            share = sphere.level_percent(self.build.ball, self.content) / 100.0
            return share * self.build.ball.diameter_m
        return self.content.liquid_m3 / self.build.area_m2 if self.build.area_m2 else 0.0

    @property
    def level_percent(self) -> float:
        """As its transmitter reads: of a sphere's diameter, else of the volume."""
        if self.build.ball is not None:
            return sphere.level_percent(self.build.ball, self.content)
        return self.content.level_percent(self.tank)

    @property
    def pressure_kpa(self) -> float:
        """Gauge pressure of the vapour space."""
        if self.build.ball is not None:
            return sphere.gauge_pressure_kpa(self.build.ball, self.content)
        if self.build.roof is not None:
            return 0.0
        if self.gas is not None:
            return gauge_kpa(self.gas.amount_nm3, self._space_m3, self.gas.temperature_c)
        return gauge_pressure_kpa(self.tank, self.content, self.inflow_m3h)

    @property
    def has_landed(self) -> bool:
        """Whether its floating roof stands on its legs."""
        roof = self.build.roof
        return roof is not None and floating_roof.has_landed(roof, self.level_m)

    @property
    def _space_m3(self) -> float:
        return _SHELL_SHARE * self.tank.volume_m3 - self.content.liquid_m3

    def pour(self, amount_m3: float, flow_m3h: float, celsius: float | None = None) -> None:
        """Let product in; ``flow_m3h`` is what the inlet's meter shows of it."""
        self.inflow_m3h += flow_m3h
        hour = _SECONDS_AN_HOUR
        self.content, moved = move(self.tank, self.content, amount_m3, 0.0, hour, celsius)
        self.spilled_m3 += moved.spilled_m3

    def draw(self, amount_m3: float, flow_m3h: float = 0.0) -> float:
        """Take product out, of which the outlet's meter shows ``flow_m3h``; what came, m³."""
        self.outflow_m3h += flow_m3h
        hour = _SECONDS_AN_HOUR
        self.content, moved = move(self.tank, self.content, 0.0, amount_m3, hour)
        return moved.drawn_m3

    def settle(self, around: Around, dt_s: float) -> None:
        """Leak, warm, blow and breathe for ``dt_s``; its meters begin anew."""
        self.inflow_m3h = self.outflow_m3h = 0.0
        self._leak(dt_s)
        if self.build.ball is not None:
            self._settle_ball(self.build.ball, around, dt_s)
        else:
            resting = around.air.temperature_c if self.resting_c is None else self.resting_c
            self.content = warm(self.tank, self.content, resting, dt_s)
        if self.gas is not None:
            self._breathe(self.gas, around, dt_s)

    def let_out(self, before_m: float) -> None:
        """Count the vapour that a landed roof lets out since the liquid stood at ``before_m``."""
        if self.build.roof is None:
            return
        pushed = floating_roof.move(self.build.roof, before_m, self.level_m).pushed_out_m3
        kelvin = self.content.temperature_c + ZERO_CELSIUS_K
        saturated_kpa = self.tank.substance.vapour_pressure_kpa(self.content.temperature_c)
        kg_m3 = (
            saturated_kpa * self.tank.substance.molar_mass_g_mol / (GAS_CONSTANT_J_MOL_K * kelvin)
        )
        self.emitted_kg += pushed * kg_m3

    def read(self, tag: Tag) -> float:
        """What an instrument of the vessel would show of the true state, in its unit."""
        match tag.kind:
            case TagKind.LEVEL:
                metres = show_metres(self.level_m, tag.unit)
                return self.level_percent if metres is None else metres
            case TagKind.TEMPERATURE:
                return self.content.temperature_c
            case TagKind.PRESSURE:
                return show_kpa(self.pressure_kpa, tag.unit)
            case _:
                return self.inflow_m3h

    def _leak(self, dt_s: float) -> None:
        if self.hole_mm <= 0.0:
            return
        density = self.tank.substance.density_kg_m3
        flow = leak_m3h(self.hole_mm, self.level_m, self.pressure_kpa, density)
        self.lost_m3 += self.draw(flow * dt_s / _SECONDS_AN_HOUR)

    def _settle_ball(self, ball: Sphere, around: Around, dt_s: float) -> None:
        spray_c = around.spray_c if around.spray_share >= 0.5 else None
        surroundings = Surroundings(around.air.temperature_c, around.air.sun_w_m2, spray_c)
        warmed = sphere.warm(ball, self.content, surroundings, dt_s)
        blown = sphere.relieve(ball, warmed, dt_s)
        self.content = blown.content
        self.blown_kg += blown.blown_kg

    def _breathe(self, gas: Gas, around: Around, dt_s: float) -> None:
        kept = math.exp(-dt_s / _GAS_S)
        air_c = around.air.temperature_c
        gas.temperature_c = air_c + (gas.temperature_c - air_c) * kept
        breath = breathe(
            gas.breathing,
            gas.amount_nm3,
            self._space_m3,
            gas.temperature_c,
            dt_s,
            around.nitrogen_share,
        )
        gas.amount_nm3 = breath.gas_nm3
        gas.air_nm3 += breath.air_nm3
        gas.taken_nm3 = breath.nitrogen_nm3


def blanket(storage: Storage, breathing: Breathing, nitrogen: str, air_c: float) -> Gas:
    """A tank's gas at the start: its nitrogen at set pressure, as warm as the air."""
    space = _SHELL_SHARE * storage.tank.volume_m3 - storage.content.liquid_m3
    return Gas(breathing, nitrogen, fill_nm3(space, air_c, breathing.nitrogen_kpa), air_c)
