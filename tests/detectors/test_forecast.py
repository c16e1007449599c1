"""Forecasts against their twin, through the check list, and as estimates for screens."""

import math
from dataclasses import dataclass
from statistics import median
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.forecast import LIMITS, Forecast
from detectors.points import make_point
from detectors.trend import FAR
from plant.condition import Condition
from plant.words import Plant
from tests.detectors.checklist import check_all
from tests.detectors.plants import make_plant, make_tag
from tests.detectors.streams import T0, run
from tests.detectors.tracks import make_track
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
        minutes = ahead / (slope * 60_000)
        return (self.round(min(minutes, FAR)) or FAR) if minutes > 0 else FAR

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


def follow(plant: Plant, *levels: list[float]) -> Forecast:
    """A forecast that has followed readings ten seconds apart, one list a tag."""
    points = tuple(
        make_point(row, tag, Condition.FORECAST, figures=(60_000, math.nan, math.nan))
        for row, tag in enumerate(plant.tags)
    )
    forecast = Forecast(points, plant)
    for place, values in enumerate(zip(*levels, strict=True)):
        forecast.follow(make_track(range(len(levels)), T0 + 10_000 * place, values))
    return forecast


def test_an_estimate_is_in_volumes_for_levels_of_known_tanks_and_in_units_for_the_rest() -> None:
    own = {"hh": 9.0, "l": 2.0, "forecast": 15, "forecast_window_s": 60}
    plant = make_plant(
        make_tag("T1", kind="level", unit="m", **own),
        make_tag("T2", kind="pressure", unit="kPa", **own),
        make_tag("T3", kind="level", unit="m", equipment="V2", **own),
        equipment={"V1": {"shape": "vertical", "area_m2": 100.0}},
    )
    rising = [3 + 0.01 * step for step in range(7)]

    forecast = follow(plant, rising, rising, rising[::-1])
    found = forecast.estimate()

    assert forecast.by_volume.tolist() == [True, False, False]
    np.testing.assert_allclose(found.volume, [306, 3.06, 3.0])
    np.testing.assert_allclose(found.rate, [360, 3.6, -3.6])
    minutes = {one: reach.minutes for one, reach in zip(LIMITS, found.reach, strict=True)}
    np.testing.assert_allclose(minutes[Condition.HH], [99, 99, FAR])
    np.testing.assert_allclose(minutes[Condition.H], [FAR, FAR, FAR])
    np.testing.assert_allclose(minutes[Condition.L], [FAR, FAR, 1 / 0.06])
    np.testing.assert_allclose(minutes[Condition.LL], [FAR, FAR, FAR])


def test_a_table_that_ends_below_the_limit_leaves_the_level_to_itself() -> None:
    own = {"kind": "level", "unit": "m", "forecast": 15, "forecast_window_s": 60}
    plant = make_plant(
        make_tag("T1", hh=9.0, **own),
        make_tag("T2", hh=4.0, **own),
        equipment={"V1": {"strapping": [[0, 0], [5, 500]]}},
    )

    assert follow(plant).by_volume.tolist() == [False, True]


@pytest.mark.parametrize("limit", [0.7, 1.9, 3.7, 10.1, 20.3, 57.1])
def test_a_limit_in_decimals_is_reached_when_the_value_is_at_it(limit: float) -> None:
    plant = make_plant(make_tag("T1", hh=limit, forecast=5, forecast_window_s=60))
    ramp = [Reading(0, T0 + 6000 * n, round(limit - 0.1 * (10 - n), 10)) for n in range(11)]

    found = run(plant, [ramp], ramp[-1].time + 1)

    returned = [(change.at, change.value) for change in found if not change.active]
    assert returned == [(ramp[-1].time, str(FAR))]
