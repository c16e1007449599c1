"""A pump or compressor on its motor: starting, running down, tripping on low suction, current.

Speed moves in a straight line while the motor runs up or the rotor coasts. What it moves, and from
where to where, is :mod:`simulators.physics.line_up`'s business.
"""

from dataclasses import dataclass, replace

_RUNNING_SPEED = 0.9  # from which the auxiliary contact and the flow say that it runs


@dataclass(frozen=True, slots=True)
class Machine:
    """A machine as built, its figures those of its data sheet.

    ``rise_kpa`` at rated flow and ``shut_in_rise_kpa`` against a closed valve. ``least_suction`` is
    in the unit of what is measured there (a level in % or a pressure in kPa); None: no such trip.
    """

    rated_m3h: float
    rise_kpa: float
    shut_in_rise_kpa: float
    rated_a: float
    idle_share: float = 0.35
    run_up_s: float = 4.0
    run_down_s: float = 12.0
    least_suction: float | None = None
    trip_delay_s: float = 3.0


@dataclass(frozen=True, slots=True)
class Drive:
    """The state of a machine. ``on``: its contactor; ``speed`` 0 to 1 of rated.

    ``starved_s``: for how long its suction has been too low. A ``tripped`` machine stays off until
    it is started again.
    """

    on: bool = False
    speed: float = 0.0
    starved_s: float = 0.0
    tripped: bool = False

    @property
    def runs(self) -> bool:
        """Whether the running feedback is given."""
        return self.on and self.speed >= _RUNNING_SPEED


def start(drive: Drive) -> Drive:
    """The start button; it also resets a trip."""
    return replace(drive, on=True, tripped=False, starved_s=0.0)


def stop(drive: Drive) -> Drive:
    """The stop button, or a contactor that falls off when the mains dip."""
    return replace(drive, on=False, starved_s=0.0)


def turn(
    machine: Machine,
    drive: Drive,
    dt_s: float,
    suction: float | None = None,
    *,
    powered: bool = True,
) -> Drive:
    """The machine ``dt_s`` later, its suction and its power staying as they are.

    :param suction: in the unit of ``least_suction``; None where nothing is measured there.
    """
    if not drive.on and drive.speed == 0.0:
        return drive
    if not drive.on or not powered:
        return _coast(machine, stop(drive), dt_s)
    starved = (
        machine.least_suction is not None
        and suction is not None
        and suction < machine.least_suction
    )
    left_s = machine.trip_delay_s - drive.starved_s
    if starved and dt_s >= left_s:
        at_trip = _speed_up(machine, drive, left_s)
        return _coast(
            machine, replace(at_trip, on=False, tripped=True, starved_s=0.0), dt_s - left_s
        )
    starved_s = drive.starved_s + dt_s if starved else 0.0
    if drive.speed == 1.0 and starved_s == drive.starved_s:
        return drive
    return replace(_speed_up(machine, drive, dt_s), starved_s=starved_s)


def _speed_up(machine: Machine, drive: Drive, dt_s: float) -> Drive:
    return replace(drive, speed=min(1.0, drive.speed + dt_s / machine.run_up_s))


def _coast(machine: Machine, drive: Drive, dt_s: float) -> Drive:
    return replace(drive, speed=max(0.0, drive.speed - dt_s / machine.run_down_s))


def pressure_rise_kpa(machine: Machine, drive: Drive, flow_m3h: float) -> float:
    """Discharge above suction pressure: a parabola, by the affinity laws at other speeds."""
    steepness = (machine.shut_in_rise_kpa - machine.rise_kpa) / machine.rated_m3h**2
    return max(0.0, machine.shut_in_rise_kpa * drive.speed**2 - steepness * flow_m3h**2)


def current_a(machine: Machine, drive: Drive, flow_m3h: float) -> float:
    """What the motor draws: its idle share and the rest with the flow; nothing once it is off."""
    if not drive.on:
        return 0.0
    load = machine.idle_share + (1.0 - machine.idle_share) * flow_m3h / machine.rated_m3h
    return machine.rated_a * load * drive.speed
