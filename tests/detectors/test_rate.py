"""Rates of change against their twin, through the check list, and whatever the cut explained."""

import math
from dataclasses import dataclass
from statistics import median
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.bank import Bank
from plant.condition import Condition
from plant.words import Plant
from tests.detectors.checklist import check_all
from tests.detectors.plants import make_plant, make_tag
from tests.detectors.streams import T0, run_tick
from tests.detectors.twin import Reading
from tests.detectors.window_twin import WindowTwin, cases, list_slopes, make_settings


@dataclass(slots=True)
class RateTwin(WindowTwin):
    """The median of slopes, per minute, rising, falling or either."""

    def follow(self, reading: Reading) -> float:
        self.keep_in_window(reading, reading.value)
        seen = self.look_back()
        if seen is None:
            return math.nan
        slope = median(list_slopes(seen)) * 60_000
        return self.round(abs(slope) if self.check.direction == 0 else self.check.direction * slope)


def make_twins(plant: Plant) -> list[RateTwin]:
    return [
        RateTwin(tag, Condition.RATE, plant=plant)
        for tag in plant.tags
        if Condition.RATE in tag.checks
    ]


def make_columns(draw: st.DrawFn, _name: str) -> dict[str, Any]:
    direction = draw(st.sampled_from(["both", "rising", "falling"]))
    return {**make_settings(draw, "rate", [0.5, 3.75, 7.5]), "rate_direction": direction}


@given(cases(make_columns), st.data())
def test_the_check_list(case: tuple[Plant, list[Reading]], data: st.DataObject) -> None:
    plant, stream = case

    check_all(plant, stream, data.draw(st.sampled_from([1, 20_000])), make_twins, data)


@pytest.mark.parametrize(
    ("changed", "raised"),
    [({}, True), ({"rate_direction": "rising"}, True), ({"unit": "mm"}, False)],
)
def test_metres_are_no_litres_after_a_restart(changed: dict[str, Any], raised: bool) -> None:
    """A window of another unit begins anew, one that is looked at otherwise goes on."""
    columns: dict[str, Any] = {"unit": "m", "rate": 3.75, "rate_window_s": 10}
    old, new = (make_plant(make_tag("T1", **{**columns, **one})) for one in ({}, changed))
    ramp = [Reading(0, T0 + 1000 * second, 0.125 * second) for second in range(9)]
    first, second = Bank(old, None), Bank(new, None)
    assert run_tick(first, old, ramp[:-1], ramp[-2].time) == []

    second.restore(first.save())

    found = run_tick(second, new, ramp[-1:], ramp[-1].time) + run_tick(second, new, [], T0 + 8001)
    assert [change.alarm for change in found] == ["T1:rate"] * raised
