"""A storage tank: what is in it by a mass balance of filling and drawing, its heat and pressure.

Volumes are of liquid at storage temperature. A tank can't hold more than its volume nor less than
nothing: what does not fit is spilled, what is not there is not drawn, and both are told, so that
mass is conserved to the last bit of arithmetic. Pure functions; time comes in as a step length.
"""

from dataclasses import dataclass

from simulators.physics.standard_conditions import ATMOSPHERE_KPA
from simulators.physics.substance import Substance

_SECONDS_AN_HOUR = 3600.0


@dataclass(frozen=True, slots=True)
class Tank:
    """A tank as built. ``pad_kpa`` is the gauge pressure of the blanket gas at half filling."""

    volume_m3: float
    substance: Substance
    pad_kpa: float = 0.5
    pressurised: bool = False
    warming_h: float = 48.0
    """Time constant in which the content follows the air."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a tank holds at one instant."""

    liquid_m3: float
    temperature_c: float

    def level_percent(self, tank: Tank) -> float:
        """Level as % of the tank's volume (level transmitters linearised for volume)."""
        return self.liquid_m3 / tank.volume_m3 * 100.0


@dataclass(frozen=True, slots=True)
class Transfer:
    """What really went through in a step, m³: ``filled`` entered the tank or spilled over."""

    filled_m3: float
    drawn_m3: float
    spilled_m3: float


def move(
    tank: Tank,
    content: Content,
    inflow_m3h: float,
    outflow_m3h: float,
    dt_s: float,
    inflow_c: float | None = None,
) -> tuple[Content, Transfer]:
    """Fill and draw for ``dt_s`` seconds at constant flows, then mix.

    Content after = content before + filled - drawn - spilled. ``inflow_c`` is the temperature of
    what enters; None enters as warm as the content.
    :raises ValueError: a flow or the step is negative.
    """
    if min(inflow_m3h, outflow_m3h, dt_s) < 0:
        raise ValueError("flows and steps are not negative: draw what should leave")
    filled = inflow_m3h * dt_s / _SECONDS_AN_HOUR
    drawn = min(outflow_m3h * dt_s / _SECONDS_AN_HOUR, content.liquid_m3 + filled)
    unspilled = content.liquid_m3 + filled - drawn
    liquid = min(unspilled, tank.volume_m3)
    temperature = content.temperature_c
    if inflow_c is not None and content.liquid_m3 + filled > 0:
        share = filled / (content.liquid_m3 + filled)
        temperature += share * (inflow_c - temperature)
    return Content(liquid, temperature), Transfer(filled, drawn, unspilled - liquid)


def warm(tank: Tank, content: Content, air_c: float, dt_s: float) -> Content:
    """Let the content follow the air's temperature (Newton's law of cooling, implicit step)."""
    share = dt_s / (dt_s + tank.warming_h * _SECONDS_AN_HOUR)
    change = share * (air_c - content.temperature_c)
    return Content(content.liquid_m3, content.temperature_c + change)


def gauge_pressure_kpa(tank: Tank, content: Content, inflow_m3h: float = 0.0) -> float:
    """Gauge pressure of the vapour space.

    Pressurised: saturation pressure plus the pad. Atmospheric: the pad alone, raised by the
    breathing of a filling tank (about 0.5 kPa at one volume in 5 h, the vent's resistance).
    """
    if tank.pressurised:
        saturation = tank.substance.vapour_pressure_kpa(content.temperature_c)
        return saturation - ATMOSPHERE_KPA + tank.pad_kpa
    turnover_h = inflow_m3h / tank.volume_m3
    return tank.pad_kpa + 2.5 * turnover_h
