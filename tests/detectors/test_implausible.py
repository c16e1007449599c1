"""Implausible moves against their twin, and through the check list."""

import math
from dataclasses import dataclass
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from plant.condition import Condition
from plant.words import Plant
from tests.detectors.checklist import check_all
from tests.detectors.twin import Reading
from tests.detectors.window_twin import WindowTwin, cases, make_settings


@dataclass(slots=True)
class ImplausibleTwin(WindowTwin):
    """The fastest move from any of the four readings kept; each takes a window at least."""

    def follow(self, reading: Reading) -> float:
        self.forget(reading, 2**31 // 4)
        window_ms = self.check.window_ms
        moves = [
            abs(reading.value - value) / max(reading.time - time, window_ms)
            for time, value in self.window
        ]
        self.keep(reading.time, reading.value, window_ms // 2, 4)
        return self.round(max(moves) * 60_000) if moves else math.nan


def make_twins(plant: Plant) -> list[ImplausibleTwin]:
    return [
        ImplausibleTwin(tag, Condition.IMPLAUSIBLE, plant=plant)
        for tag in plant.tags
        if Condition.IMPLAUSIBLE in tag.checks
    ]


def make_columns(draw: st.DrawFn, _name: str) -> dict[str, Any]:
    return make_settings(draw, "implausible", [0.375, 3.75, 7.5])


@given(cases(make_columns), st.data())
def test_the_check_list(case: tuple[Plant, list[Reading]], data: st.DataObject) -> None:
    plant, stream = case

    check_all(plant, stream, data.draw(st.sampled_from([1, 20_000])), make_twins, data)
