"""A valve on its actuator: its travel, where it goes without air or power, its limit switches.

The opening moves in a straight line at the actuator's speed, so that any cut of a step ends at the
same place. What a valve does to the flow is :mod:`simulators.physics.line_up`'s business.
"""

from dataclasses import dataclass
from enum import StrEnum


class Fail(StrEnum):
    """Where the spring takes a valve when its air or its solenoid's power is gone."""

    OPEN = "open"
    CLOSED = "closed"
    LAST = "last"


_FAILED_OPENING = {Fail.OPEN: 1.0, Fail.CLOSED: 0.0}


@dataclass(frozen=True, slots=True)
class Valve:
    """A valve as built.

    ``travel_s`` from closed to open. ``least_air_kpa``: gauge pressure of the supply at which the
    spring wins over the piston. ``switch_share``: how near its end a limit switch makes.
    """

    travel_s: float = 8.0
    fails: Fail = Fail.CLOSED
    least_air_kpa: float = 300.0
    switch_share: float = 0.03


@dataclass(frozen=True, slots=True)
class Travel:
    """Where a valve is and where it is told to go, both 0 closed to 1 open."""

    opening: float
    demand: float
    stuck: bool = False

    def is_open(self, valve: Valve) -> bool:
        """Whether the open limit switch makes."""
        return self.opening >= 1.0 - valve.switch_share

    def is_closed(self, valve: Valve) -> bool:
        """Whether the closed limit switch makes."""
        return self.opening <= valve.switch_share


def travel(
    valve: Valve, now: Travel, dt_s: float, air_kpa: float = 600.0, *, powered: bool = True
) -> Travel:
    """The valve ``dt_s`` later, its supply staying as it is.

    :param air_kpa: gauge pressure of the instrument air at the actuator.
    :param powered: whether its solenoid or positioner has power.
    """
    target = _target(valve, now, air_kpa >= valve.least_air_kpa and powered)
    if now.stuck or now.opening == target:
        return now
    most = dt_s / valve.travel_s
    opening = now.opening + min(most, max(-most, target - now.opening))
    return Travel(opening, now.demand)


def _target(valve: Valve, now: Travel, supplied: bool) -> float:  # noqa: FBT001
    return now.demand if supplied else _FAILED_OPENING.get(valve.fails, now.opening)
