"""One small plant with an instrument of every sort, and a way to watch one fault do its work."""

from dataclasses import replace

import numpy as np

from plant.condition import Condition, Priority
from plant.tag_kind import TagKind
from plant.words import AlarmSettings
from simulators.sensors.fault import FaultKind, SensorFault
from simulators.sensors.sensors import Sensors
from tests.ingest.parks import make_plant, make_tag

LEVEL, PRESSURE, TEMPERATURE, HEAD, ANALYSER, CONTACT = range(6)


def _tag(name, kind, low, high):
    return replace(make_tag(name, "E1"), kind=kind, range_lo=low, range_hi=high)


def make_contact(name):
    settings = AlarmSettings(Condition.DIGITAL, 1.0, 0.0, 0, 0, Priority.HIGH, latching=False)
    return replace(
        make_tag(name, "E1"), kind=TagKind.ALARM_CONTACT, alarms={Condition.DIGITAL: settings}
    )


PLANT = make_plant(
    tags=(
        _tag("LT-1", TagKind.LEVEL, 0.0, 20.0),
        _tag("PT-1", TagKind.PRESSURE, -0.1, 1.5),
        _tag("TT-1", TagKind.TEMPERATURE, 0.0, 200.0),
        _tag("GT-1", TagKind.GAS_TOXIC, 0.0, 10.0),
        _tag("AT-1", TagKind.COMPOSITION, 0.0, 100.0),
        make_contact("XA-1"),
    )
)
CALM = np.array([10.0, 0.6, 80.0, 0.0, 50.0, 0.0])


def fault(kind, row, amount=0.0, since_s=0.0, **more):
    return SensorFault(FaultKind(kind), row, amount, since_s, **more)


def watch(faults, true=lambda _: CALM, until_s=60, step_s=1.0, seed=3, sensors=None):
    """What is shown second by second: instant → :class:`Sensed`.

    :param faults: those of an instant, or a list that is always there.
    """
    sensors = sensors or Sensors(PLANT, seed)
    at = faults if callable(faults) else lambda _: faults
    times = np.arange(0.0, until_s + step_s / 2, step_s).tolist()
    return {
        now: sensors.step(np.array(true(now), dtype=float), now, step_s if now else 0.0, at(now))
        for now in times
    }


def values(seen, row):
    return np.array([each.value[row] for each in seen.values()])
