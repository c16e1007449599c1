"""A gas header with its receiver: air or nitrogen, fed to a set pressure and drawn by users.

What users take is proportional to the gauge pressure: what orifices pass at sonic flow, and nothing
once it is the atmosphere's. So a header that has lost its feed decays exponentially. Amounts are
in m³ at 0 °C and 1 atm (Nm³). Each phase is solved exactly: the length of a step does not show.
"""

import math
from dataclasses import dataclass

from simulators.physics.standard_conditions import ATMOSPHERE_KPA

_SECONDS_AN_HOUR = 3600.0


@dataclass(frozen=True, slots=True)
class Header:
    """A header as built. ``use_nm3h`` is what its users take at the set pressure (gauge)."""

    receiver_m3: float
    set_kpa: float
    feed_nm3h: float
    use_nm3h: float


@dataclass(frozen=True, slots=True)
class Supplied:
    """A step of a header: the pressure after it (gauge), what came in and what was taken, Nm³."""

    pressure_kpa: float
    fed_nm3: float
    taken_nm3: float


def stock_nm3(header: Header, pressure_kpa: float) -> float:
    """What the receiver holds at a gauge pressure, Nm³ (isothermal, ideal)."""
    return header.receiver_m3 * (pressure_kpa + ATMOSPHERE_KPA) / ATMOSPHERE_KPA


def supply(
    header: Header,
    pressure_kpa: float,
    dt_s: float,
    *,
    feed_share: float = 1.0,
    leak_nm3h: float = 0.0,
) -> Supplied:
    """The header ``dt_s`` later; stock after = stock before + fed - taken.

    :param feed_share: of the feed that is there: 0 with all compressors stopped.
    :param leak_nm3h: what a leak takes besides the users, at the set pressure.
    The feed stands still above the set pressure and gives at it just what is used.
    """
    use_nm3h = header.use_nm3h + leak_nm3h
    feed_nm3h = header.feed_nm3h * feed_share
    if pressure_kpa == header.set_kpa and feed_nm3h >= use_nm3h:
        amount = use_nm3h * dt_s / _SECONDS_AN_HOUR
        return Supplied(pressure_kpa, amount, amount)
    flowing = 0.0 if pressure_kpa > header.set_kpa else feed_nm3h
    phase_s = min(dt_s, _reach_s(header, pressure_kpa, flowing, use_nm3h))
    after = _relax(header, pressure_kpa, phase_s, flowing, use_nm3h)
    if phase_s < dt_s:
        after = header.set_kpa
    fed = flowing * phase_s / _SECONDS_AN_HOUR
    taken = fed - stock_nm3(header, after) + stock_nm3(header, pressure_kpa)
    if phase_s >= dt_s:
        return Supplied(after, fed, taken)
    rest = supply(header, after, dt_s - phase_s, feed_share=feed_share, leak_nm3h=leak_nm3h)
    return Supplied(rest.pressure_kpa, fed + rest.fed_nm3, taken + rest.taken_nm3)


def _gain_kpa_s(header: Header, feed_nm3h: float) -> float:
    return feed_nm3h / _SECONDS_AN_HOUR * ATMOSPHERE_KPA / header.receiver_m3


def _relax(
    header: Header, before_kpa: float, dt_s: float, feed_nm3h: float, use_nm3h: float
) -> float:
    """Gauge pressure under a constant feed: V/p_N · dp/dt = feed - use · p/p_set."""
    if use_nm3h == 0.0:
        return before_kpa + _gain_kpa_s(header, feed_nm3h) * dt_s
    settled = header.set_kpa * feed_nm3h / use_nm3h
    speed = _gain_kpa_s(header, use_nm3h) / header.set_kpa
    return settled + (before_kpa - settled) * math.exp(-speed * dt_s)


def _reach_s(header: Header, before_kpa: float, feed_nm3h: float, use_nm3h: float) -> float:
    """Seconds until the set pressure is reached; infinite where it never is, or is left."""
    missing = header.set_kpa - before_kpa
    if missing == 0.0:
        return math.inf
    if use_nm3h == 0.0:
        return missing / _gain_kpa_s(header, feed_nm3h) if missing > 0 < feed_nm3h else math.inf
    settled = header.set_kpa * feed_nm3h / use_nm3h
    left = settled - header.set_kpa
    if left * missing <= 0.0:
        return math.inf
    speed = _gain_kpa_s(header, use_nm3h) / header.set_kpa
    return math.log((settled - before_kpa) / left) / speed
