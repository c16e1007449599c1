"""The gas above the liquid of a tank: blanketed with nitrogen, breathing through its valves.

Gas is counted in m³ at 0 °C and 1 atm (Nm³) and obeys the ideal gas law. Filling and warming
squeeze it out through the vent; drawing and cooling call for nitrogen, and, where that does not
come, for air through the vacuum valve. A tank that breathes faster than its valves let it bulges
or is sucked in: that is what its pressure alarms are for.
"""

from dataclasses import dataclass

from simulators.physics.standard_conditions import ATMOSPHERE_KPA, ZERO_CELSIUS_K

_SECONDS_AN_HOUR = 3600.0


@dataclass(frozen=True, slots=True)
class Breathing:
    """Set pressures (gauge) and capacities of what the tank breathes through.

    Usual for a blanketed fixed roof: nitrogen at some 0.3 kPa, a vent at 1.5 kPa, vacuum at
    -0.3 kPa (API 2000's valves are set within the roof's +2 and -0.5 kPa; recalled).
    """

    nitrogen_kpa: float = 0.3
    nitrogen_nm3h: float = 500.0
    vent_kpa: float = 1.5
    vent_nm3h: float = 1000.0
    vacuum_kpa: float = -0.3
    vacuum_nm3h: float = 600.0


@dataclass(frozen=True, slots=True)
class Breath:
    """What went through in a step, Nm³, all at least 0, and what is left in the tank."""

    gas_nm3: float
    vented_nm3: float
    nitrogen_nm3: float
    air_nm3: float


def gauge_kpa(gas_nm3: float, space_m3: float, temperature_c: float) -> float:
    """Gauge pressure of the gas in a space of that size."""
    warm = (temperature_c + ZERO_CELSIUS_K) / ZERO_CELSIUS_K
    return ATMOSPHERE_KPA * (gas_nm3 * warm / space_m3 - 1.0)


def fill_nm3(space_m3: float, temperature_c: float, pressure_kpa: float) -> float:
    """The gas that a space holds at a gauge pressure, Nm³."""
    warm = (temperature_c + ZERO_CELSIUS_K) / ZERO_CELSIUS_K
    return space_m3 * (1.0 + pressure_kpa / ATMOSPHERE_KPA) / warm


def breathe(
    breathing: Breathing,
    gas_nm3: float,
    space_m3: float,
    temperature_c: float,
    dt_s: float,
    nitrogen_share: float = 1.0,
) -> Breath:
    """Let the tank breathe for ``dt_s`` after its liquid has moved and its gas has warmed.

    :param space_m3: what the liquid leaves.
    :param nitrogen_share: of the nitrogen's capacity: 0 with its header empty.
    Gas after = gas before - vented + nitrogen + air, exactly.
    """

    def missing(pressure_kpa: float, held: float) -> float:
        return fill_nm3(space_m3, temperature_c, pressure_kpa) - held

    hours = dt_s / _SECONDS_AN_HOUR
    vented = min(max(0.0, -missing(breathing.vent_kpa, gas_nm3)), breathing.vent_nm3h * hours)
    gas = gas_nm3 - vented
    most = breathing.nitrogen_nm3h * nitrogen_share * hours
    nitrogen = min(max(0.0, missing(breathing.nitrogen_kpa, gas)), most)
    gas += nitrogen
    air = min(max(0.0, missing(breathing.vacuum_kpa, gas)), breathing.vacuum_nm3h * hours)
    return Breath(gas + air, vented, nitrogen, air)
