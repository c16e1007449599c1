"""Spikes against their twin, and through the check list."""

import math
import statistics
from dataclasses import dataclass, field
from itertools import accumulate

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.spike import find_floor, find_middle
from plant.condition import Condition
from plant.quality import BAD, GOOD, UNCERTAIN, UNCERTAIN_SUBSTITUTE
from plant.reading import Mark
from plant.words import AlarmSettings, Plant
from tests.detectors.checklist import check_all
from tests.detectors.plants import make_plant, make_tag
from tests.detectors.single_twin import USABLE, SingleTwin
from tests.detectors.streams import T0, run, said
from tests.detectors.twin import Reading, stale_limit


@dataclass(slots=True)
class SpikeTwin(SingleTwin):
    """All usable readings since the last gap, as float32.

    No instrument resolves the eighth digit, and by none of what it drops does a reading stand out.
    """

    known: list[Reading] = field(default_factory=list)
    scatter: float = 0.0

    @property
    def settings(self) -> AlarmSettings:
        """An on-delay would outlast every spike: it is not kept."""
        return (
            make_tag("T", spike=self.check.settings.limit, **self.returning())
            .checks[Condition.SPIKE]
            .settings
        )

    def returning(self) -> dict[str, object]:
        own = self.check.settings
        return {"spike_deadband": own.deadband, "spike_off_delay_s": own.off_delay_ms / 1000}

    def measure(self, reading: Reading) -> float:
        if reading.quality not in USABLE:
            return math.nan
        if self.known and reading.time > self.known[-1].time + stale_limit(self.tag):
            self.known, self.scatter = [], 0.0
        known, self.known = self.known, [*self.known, reading]
        if len(known) < 8:
            return math.nan
        values = [round_reading(one.value) for one in known]
        after = round_reading(reading.value)
        apart = self.hold_against(values[-8:-1], values[-1], after, len(known) - 7)
        return apart if len(known) > 7 + 16 else math.nan

    def hold_against(self, before: list[float], last: float, after: float, n: int) -> float:
        """The nearer side in multiples of the largest of three scatters; the n-th to be learnt."""
        usual = statistics.median(before)
        spread = statistics.median(abs(value - usual) for value in before)
        floor, away = self.find_floor(), abs(last - usual)
        scatter = max(spread, floor, self.scatter)
        learnt = self.scatter + (min(away, 3 * scatter) - self.scatter) / min(n, 32)
        self.scatter = float(np.float32(learnt))
        nearer = min(away, abs(last - after))
        if nearer == 0 and (away == 0 or floor > 0 or spread > 0):
            return 0.0
        return nearer / scatter if floor > 0 or spread > 0 else math.nan

    def find_floor(self) -> float:
        floors = [settings.deadband for settings in self.tag.alarms.values()]
        if self.tag.range_lo is not None and self.tag.range_hi is not None:
            floors.append(0.001 * (self.tag.range_hi - self.tag.range_lo))
        return max(floors, default=0.0)


def round_reading(value: float) -> float:
    return float(np.float32(value))


def make_twins(plant: Plant) -> list[SpikeTwin]:
    return [SpikeTwin(tag, Condition.SPIKE, plant=plant) for tag in plant.tags]


@st.composite
def cases(draw: st.DrawFn) -> tuple[Plant, list[Reading]]:
    """Two tags that mostly scatter a little and now and then jump."""
    tags = [
        make_tag(
            name,
            interval_s=draw(st.sampled_from([None, None, 1])),
            spike=draw(st.sampled_from([3, 6])),
            spike_deadband=draw(st.sampled_from([0, 1])),
            spike_on_delay_s=draw(st.sampled_from([0, 5])),
            spike_off_delay_s=draw(st.sampled_from([0, 5])),
            **draw(
                st.sampled_from([{}, {"range_lo": 0, "range_hi": 100}, {"h": 9, "deadband": 1}])
            ),
        )
        for name in ("T0", "T1")
    ]
    one = st.builds(
        Reading,
        st.sampled_from([0] * 9 + [1]),
        st.just(0),
        st.sampled_from([5.0, 5.0, 5.25, 4.75, 5.1, 40.0, -3.0, math.nan, math.inf]),
        st.sampled_from([GOOD] * 6 + [UNCERTAIN, BAD, UNCERTAIN_SUBSTITUTE]),
        st.sampled_from([0] * 6 + [int(Mark.LATE), int(Mark.SIMULATED)]),
    )
    readings = draw(st.lists(one, min_size=30, max_size=60))
    gaps = draw(
        st.lists(st.sampled_from([1000] * 8 + [0, 500, 5000, 11_000]), min_size=60, max_size=60)
    )
    lag = draw(st.sampled_from([0, 0, 1500, 11_000]))
    stream = [
        reading._replace(time=T0 + time)
        for reading, time in zip(readings, accumulate(gaps), strict=False)
    ]
    return make_plant(*tags), sorted(stream, key=lambda one: one.time + one.row * lag)


@given(cases(), st.sampled_from([1, 20_000]), st.data())
def test_the_check_list(case: tuple[Plant, list[Reading]], wait: int, data: st.DataObject) -> None:
    plant, stream = case

    check_all(plant, stream, wait, make_twins, data)


@pytest.mark.parametrize(
    ("columns", "floor"),
    [
        ({}, 0),
        ({"h": 80}, 0),
        ({"h": 80, "hh": 90, "deadband": 1, "hh_deadband": 2}, 2),
        ({"range_lo": -50, "range_hi": 150}, 0.2),
        ({"range_lo": 0, "range_hi": 100, "h": 80, "deadband": 1}, 1),
        ({"range_lo": 0}, 0),
    ],
)
def test_the_least_scatter_of_a_tag(columns, floor):
    assert find_floor(make_tag("T1", **columns)) == floor


@pytest.mark.parametrize("count", [3, 7, 9])
def test_the_middle_of_rows_and_the_middle_of_the_distances_from_it(count: int) -> None:
    values = np.random.default_rng(count).integers(0, 9, (50, count)).astype(np.float32)
    usual = np.median(values, axis=1)

    found = find_middle(values.copy())

    np.testing.assert_array_equal(found[0], usual)
    np.testing.assert_array_equal(found[1], np.median(np.abs(values.T - usual), axis=0))


@pytest.mark.parametrize(("base", "scale"), [(0.0, 1.0), (-273.0, 0.5), (101_325.0, 20.0)])
def test_seven_digits_tell_spikes_as_sixteen_do(
    monkeypatch: pytest.MonkeyPatch, base: float, scale: float
) -> None:
    tag = make_tag("T1", spike=6)
    noise = np.random.default_rng(1).normal(base, scale, 2000)
    noise[::97] += 8 * scale
    readings = [Reading(0, T0 + 1000 * n, value) for n, value in enumerate(noise.tolist())]

    def measure() -> list[float]:
        twin = SpikeTwin(tag, Condition.SPIKE, plant=make_plant(tag))
        return [twin.measure(reading) for reading in readings]

    kept = measure()
    monkeypatch.setattr("tests.detectors.test_spike.round_reading", float)

    np.testing.assert_allclose(kept, measure(), rtol=0, atol=0.01)


def test_what_stands_out_beyond_all_numbers_is_a_spike() -> None:
    tag = make_tag("T1", spike=6, h=2e306, deadband=1e-306)
    values = [*[0.0] * 24, 1e306, 0.0, 0.0]
    stream = [Reading(0, T0 + 1000 * place, value) for place, value in enumerate(values)]

    assert said(run(make_plant(tag), [stream], T0 + 20_000)) == [
        (25, "T1:spike", True),
        (26, "T1:spike", False),
    ]


def test_plain_noise_has_no_spikes() -> None:
    """Of a hundred thousand normally distributed readings hardly one is far enough out."""
    tags = [make_tag(f"T{n}", spike=6) for n in range(100)]
    random = np.random.default_rng(20_240_601)
    readings = [
        Reading(row, T0 + 1000 * second, value)
        for second, values in enumerate(random.normal(50, 1, size=(1000, 100)).tolist())
        for row, value in enumerate(values)
    ]

    assert len(said(run(make_plant(*tags), [readings], T0 + 1_000_001))) <= 10
