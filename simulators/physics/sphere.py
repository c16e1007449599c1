"""A sphere of liquefied gas: warmed by sun and air, cooled by its spray, at its vapour pressure.

One lumped heat balance of the liquid, solved exactly over a step; the gas above it is saturated.
Level goes by the sphere's shape and the liquid's expansion. What its relief valve blows off is
evaporated from the liquid and cools it.
"""

import math
from dataclasses import dataclass

from simulators.physics.standard_conditions import ATMOSPHERE_KPA
from simulators.physics.substance import Substance
from simulators.physics.tank import Content

_REFERENCE_C = 20.0
_SECONDS_AN_HOUR = 3600.0
_DRAG_W_M2_K = 6.0  # natural convection and radiation to painted steel, light wind
_SPRAY_W_M2_K = 100.0  # a water film outside, natural convection inside
_ABSORBED_SHARE = 0.3  # of the sun by white paint


@dataclass(frozen=True, slots=True)
class Sphere:
    """A sphere as built. ``relief_kpa`` gauge, ``relief_kg_s`` at a tenth above it."""

    diameter_m: float
    substance: Substance
    relief_kpa: float = 1770.0
    relief_kg_s: float = 20.0

    @property
    def volume_m3(self) -> float:
        return math.pi / 6.0 * self.diameter_m**3

    @property
    def area_m2(self) -> float:
        return math.pi * self.diameter_m**2


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is around a sphere. ``sun_w_m2`` on a plane across the rays; a ball casts a quarter."""

    air_c: float
    sun_w_m2: float = 0.0
    spray_c: float | None = None


@dataclass(frozen=True, slots=True)
class Blown:
    """A step of the relief valve: the content after it and what went to the flare."""

    content: Content
    blown_kg: float


def seen_m3(sphere: Sphere, content: Content) -> float:
    """The liquid's volume at its own temperature; ``content`` counts it at 20 °C."""
    warmer_k = content.temperature_c - _REFERENCE_C
    return content.liquid_m3 * (1.0 + sphere.substance.expansion_per_k * warmer_k)


def level_percent(sphere: Sphere, content: Content) -> float:
    """Height of the liquid as % of the diameter."""
    share = min(1.0, max(0.0, seen_m3(sphere, content) / sphere.volume_m3))
    return 100.0 * height_share(share)


def height_share(volume_share: float) -> float:
    """Height over diameter of a sphere filled to a share of its volume.

    Solves v = 3h² - 2h³, the segment's formula, in closed form.
    """
    return 0.5 - math.sin(math.asin(1.0 - 2.0 * volume_share) / 3.0)


def gauge_pressure_kpa(sphere: Sphere, content: Content) -> float:
    """The saturation pressure of the liquid above the atmosphere."""
    return sphere.substance.vapour_pressure_kpa(content.temperature_c) - ATMOSPHERE_KPA


def warm(sphere: Sphere, content: Content, around: Surroundings, dt_s: float) -> Content:
    """The content after ``dt_s`` in these surroundings; its mass stays."""
    heat_j_k = _mass_kg(sphere, content) * sphere.substance.heat_capacity_j_kg_k
    if heat_j_k <= 0.0:
        return content
    air_w_k = _DRAG_W_M2_K * sphere.area_m2
    spray_w_k = 0.0 if around.spray_c is None else _SPRAY_W_M2_K * sphere.area_m2
    absorbed_w = _ABSORBED_SHARE * around.sun_w_m2 * sphere.area_m2 / 4.0
    total_w_k = air_w_k + spray_w_k
    pull_w = air_w_k * around.air_c + spray_w_k * (around.spray_c or 0.0) + absorbed_w
    settled = pull_w / total_w_k
    kept = math.exp(-total_w_k * dt_s / heat_j_k)
    return Content(content.liquid_m3, settled + (content.temperature_c - settled) * kept)


def relieve(sphere: Sphere, content: Content, dt_s: float) -> Blown:
    """Let the relief valve blow for ``dt_s``: what evaporates cools the rest."""
    over = gauge_pressure_kpa(sphere, content) - sphere.relief_kpa
    if over <= 0.0 or content.liquid_m3 <= 0.0:
        return Blown(content, 0.0)
    mass = _mass_kg(sphere, content)
    opened = min(1.0, over / (0.1 * sphere.relief_kpa))
    latent_j_kg = sphere.substance.latent_heat_j_kg
    capacity = sphere.substance.heat_capacity_j_kg_k
    surplus_k = content.temperature_c - sphere.substance.saturation_c(
        sphere.relief_kpa + ATMOSPHERE_KPA
    )
    enough = mass * capacity * surplus_k / (latent_j_kg + capacity * surplus_k)
    blown = min(sphere.relief_kg_s * opened * dt_s, enough)
    left = mass - blown
    cooled_k = blown * latent_j_kg / (left * capacity)
    liquid = content.liquid_m3 * left / mass
    return Blown(Content(liquid, content.temperature_c - cooled_k), blown)


def _mass_kg(sphere: Sphere, content: Content) -> float:
    return content.liquid_m3 * sphere.substance.density_kg_m3
