"""Frozen values against their twin, and through the check list."""

import math
from dataclasses import dataclass, replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.frozen import make_frozen
from plant.condition import Condition, Priority
from plant.reading import Instant
from plant.words import AlarmSettings, Plant
from tests.detectors.checklist import check_all
from tests.detectors.plants import make_plant, make_tag
from tests.detectors.single_twin import USABLE, SingleTwin
from tests.detectors.streams import streams
from tests.detectors.twin import Reading

CONSTANT = 0x300


@dataclass(slots=True)
class FrozenTwin(SingleTwin):
    """How far a reading is from the last move; a move is more than the band."""

    reference: float | None = None

    def __post_init__(self) -> None:
        self.low = True

    @property
    def settings(self) -> AlarmSettings:
        """Whatever its priority, a raise waits for a reading."""
        return replace(self.check.settings, priority=Priority.LOW)

    def measure(self, reading: Reading) -> float:
        if reading.quality not in USABLE:
            return math.nan
        moved = self.hold_against(reading.value)
        constant = reading.status & CONSTANT == CONSTANT
        if not constant and not moved <= self.settings.limit:
            self.reference = reading.value
        moved = 0.0 if constant else moved
        if self.is_clean(reading.value):
            need = self.settings.limit + self.settings.deadband
            return max(2 * need or 1.0, 0.0 if math.isnan(moved) else moved)
        return moved

    def hold_against(self, value: float) -> float:
        if self.reference is None:
            return math.nan
        exact = abs(Decimal(repr(value)) - Decimal(repr(self.reference)))
        rounding = Decimal("1.3e-7" if self.tag.float32 else "3e-16")
        rounding *= max(abs(Decimal(repr(value))), abs(Decimal(repr(self.reference))))
        if exact <= Decimal(repr(self.settings.limit)) + rounding:
            return min(abs(value - self.reference), self.settings.limit)
        return abs(value - self.reference)

    def is_clean(self, value: float) -> bool:
        """A gas head within its band of zero, or of where its range begins."""
        if self.tag.kind not in ("gas_combustible", "gas_toxic"):
            return False
        rests = [0.0] if self.tag.range_lo is None else [0.0, self.tag.range_lo]
        return any(abs(value - rest) <= self.settings.limit for rest in rests)

    def end_of(self, reading: Reading, value: float) -> Instant:
        """Without an interval what does not move counts at its own instant only."""
        if self.tag.interval_s is None and value <= self.settings.limit:
            return reading.time
        return SingleTwin.end_of(self, reading, value)


def make_twins(plant: Plant) -> list[FrozenTwin]:
    return [
        FrozenTwin(tag, Condition.FROZEN, plant=plant)
        for tag in plant.tags
        if Condition.FROZEN in tag.checks
    ]


@st.composite
def cases(draw: st.DrawFn) -> tuple[Plant, list[Reading]]:
    def settings() -> dict[str, object]:
        return {
            "interval_s": draw(st.sampled_from([None, 1, 4])),
            "kind": draw(st.sampled_from(["level", "gas_toxic", "gas_oxygen"])),
            "float32": draw(st.booleans()),
            "frozen": draw(st.sampled_from([0, 0.1, 0.5])),
            "frozen_deadband": draw(st.sampled_from([0, 0.1])),
            "frozen_on_delay_s": draw(st.sampled_from([0, 1, 5, 12])),
            "frozen_off_delay_s": draw(st.sampled_from([0, 1, 5])),
            "frozen_priority": draw(st.sampled_from([None, "high"])),
            **draw(st.sampled_from([{}, {"range_lo": 0.7, "range_hi": 2.0}])),
        }

    plant = make_plant(make_tag("T0", **settings()), make_tag("T1", **settings()))
    stream = draw(streams(plant))
    held = draw(st.sets(st.integers(0, 25)))
    return plant, [
        reading._replace(status=reading.status | CONSTANT) if place in held else reading
        for place, reading in enumerate(stream)
    ]


@given(cases(), st.sampled_from([1, 20_000]), st.data())
def test_the_check_list(case: tuple[Plant, list[Reading]], wait: int, data: st.DataObject) -> None:
    plant, stream = case

    check_all(plant, stream, wait, make_twins, data)


@pytest.mark.parametrize(
    "tag",
    [
        make_tag("T1", kind="pump_running", frozen=0.5),
        make_tag("T1", alarm_on=1, frozen=0.5),
        make_tag("T1"),
    ],
)
def test_a_plant_without_measurements_to_check_has_none_of_the_kind(tag) -> None:
    assert make_frozen(make_plant(tag)) is None
