"""Forecasts against their twin, and through the check list."""

import math
from dataclasses import dataclass
from statistics import median
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from detectors.trend import FAR
from plant.condition import Condition
from plant.words import Plant
from tests.detectors.checklist import check_all
from tests.detectors.twin import Reading
from tests.detectors.window_twin import WindowTwin, cases, list_slopes, make_settings


@dataclass(slots=True)
class ForecastTwin(WindowTwin):
    """Minutes to HH, else H, when rising, to LL, else L, when falling."""

    low: bool = True

    def follow(self, reading: Reading) -> float:
        value = self.measure(reading.value)
        if math.isnan(value):
            return math.nan
        self.keep_in_window(reading, value)
        seen = self.look_back()
        if seen is None:
            return math.nan
        slope = median(list_slopes(seen))
        now = median(value + slope * (seen[-1][0] - time) for time, value in seen[-3:])
        wanted = [Condition.HH, Condition.H] if slope > 0 else [Condition.LL, Condition.L]
        limits = [self.tag.alarms[one].limit for one in wanted if one in self.tag.alarms]
        if not limits or slope == 0:
            return FAR
        ahead = self.measure(limits[0]) - now
        return self.round(min(ahead / (slope * 60_000), FAR)) if ahead * slope > 0 else FAR

    def measure(self, level: float) -> float:
        """The volume in a sphere if the tank is one that holds both limits, else the level."""
        tank = self.plant.equipment_of[self.tag.equipment]
        if tank.shape != "sphere" or Condition.LL in self.tag.alarms:
            return level
        radius = tank.figures["diameter_m"] / 2
        inside = 0 <= level <= 2 * radius
        return math.pi * level * level * (3 * radius - level) / 3 if inside else math.nan


def make_twins(plant: Plant) -> list[ForecastTwin]:
    return [
        ForecastTwin(tag, Condition.FORECAST, plant=plant)
        for tag in plant.tags
        if Condition.FORECAST in tag.checks
    ]


def make_columns(draw: st.DrawFn, _name: str) -> dict[str, Any]:
    limits = {"ll": -0.5, "l": 0.25, "h": 1.25, "hh": 2.0}
    own = draw(st.sets(st.sampled_from(list(limits)), min_size=1))
    settings = make_settings(draw, "forecast", [0.1, 0.5, 2.0])
    return {"kind": "level", "unit": "m", **settings, **{name: limits[name] for name in own}}


SHAPES = [{}, {"shape": "sphere", "diameter_m": 4.0}]


@given(cases(make_columns, SHAPES), st.data())
def test_the_check_list(case: tuple[Plant, list[Reading]], data: st.DataObject) -> None:
    plant, stream = case

    check_all(plant, stream, data.draw(st.sampled_from([1, 20_000])), make_twins, data)
