"""Lost noise against its twin, and through the check list."""

import math
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.bank import Bank
from plant.condition import Condition
from plant.quality import BAD, GOOD, UNCERTAIN, UNCERTAIN_SUBSTITUTE
from plant.reading import Instant, Mark
from plant.words import Plant
from tests.detectors.checklist import check_all
from tests.detectors.plants import make_plant, make_tag
from tests.detectors.single_twin import USABLE, SingleTwin
from tests.detectors.streams import T0, run, run_tick, said
from tests.detectors.twin import Reading


@dataclass(slots=True)
class NoiseTwin(SingleTwin):
    """Mean and variance weighted by w = Δt / (τ + Δt), τ a quarter of the span.

    The variance is kept to the seven digits of a float32: it is an estimate of some hundred
    readings, good for one digit or two.
    """

    time: Instant | None = None
    mean: float = 0.0
    variance: float = 0.0
    usual: float = 0.0
    seen: int = 0
    learnt: int = 0

    def __post_init__(self) -> None:
        self.low = True

    def measure(self, reading: Reading) -> float:
        if reading.quality not in USABLE:
            return math.nan
        passed = 0 if self.time is None else reading.time - self.time
        gap = self.time is None or 12 * passed > self.check.window_ms
        self.time = reading.time
        if gap:
            passed, self.seen = 0, 0
        self.seen += passed
        if self.seen == 0:
            self.mean, self.variance = reading.value, 0.0
        else:
            self.follow(reading.value, passed)
        return self.compare(passed) if self.seen >= self.check.window_ms else math.nan

    def follow(self, value: float, passed: int) -> None:
        weight = passed / (self.check.window_ms / 4 + passed)
        off = value - self.mean
        variance = (1 - weight) * (self.variance + weight * off * off)
        self.variance = float(np.float32(variance))
        self.mean += weight * off

    def compare(self, passed: int) -> float:
        known = 4 * self.learnt >= self.check.usual_ms and self.usual > 0
        share = math.sqrt(self.variance / self.usual) if known else math.nan
        if share <= self.settings.limit + self.settings.deadband:
            return share
        over = min(self.learnt, self.check.usual_ms / 4) + passed
        if passed:
            self.usual += passed / over * (self.variance - self.usual)
        self.learnt += passed
        return share


class ExactNoiseTwin(NoiseTwin):
    """The same without rounding."""

    def follow(self, value: float, passed: int) -> None:
        weight = passed / (self.check.window_ms / 4 + passed)
        off = value - self.mean
        self.variance = (1 - weight) * (self.variance + weight * off * off)
        self.mean += weight * off


def make_twins(plant: Plant) -> list[NoiseTwin]:
    return [NoiseTwin(tag, Condition.NOISE_LOST, plant=plant) for tag in plant.tags]


@st.composite
def cases(draw: st.DrawFn) -> tuple[Plant, list[Reading]]:
    """Two tags that scatter at first, less for a while, and again; few gaps and bad readings."""
    tags = [
        make_tag(
            name,
            interval_s=draw(st.sampled_from([None, 1])),
            noise_lost=draw(st.sampled_from([0.35, 0.6])),
            noise_lost_deadband=draw(st.sampled_from([0, 0.25])),
            noise_lost_on_delay_s=draw(st.sampled_from([0, 3])),
            noise_lost_off_delay_s=draw(st.sampled_from([0, 3])),
            noise_lost_window_s=draw(st.sampled_from([6, 7])),
            noise_lost_usual_s=draw(st.sampled_from([4, 16])),
        )
        for name in ("T0", "T1")
    ]
    lively = st.sampled_from([3.0, 5.0, 7.0, 8.0])
    calm = st.sampled_from([5.0] * 15 + [5.25, math.nan])
    first, then = draw(st.integers(28, 32)), draw(st.integers(14, 20))
    values = draw(st.tuples(*[lively] * first, *[calm] * then, *[lively] * (62 - first - then)))
    rows = draw(st.lists(st.sampled_from([0] * 30 + [1]), min_size=62, max_size=62))
    steps = st.sampled_from([500] * 40 + [0, 250, 3000])
    gaps = draw(st.lists(steps, min_size=62, max_size=62))
    statuses = st.sampled_from([GOOD] * 40 + [UNCERTAIN, BAD, UNCERTAIN_SUBSTITUTE])
    marks = st.sampled_from([0] * 40 + [int(Mark.LATE), int(Mark.SIMULATED)])
    lag = draw(st.sampled_from([0, 0, 1500, 11_000]))
    stream = [
        Reading(row, T0 + time, value, draw(statuses), draw(marks))
        for row, time, value in zip(rows, accumulate(gaps), values, strict=True)
    ]
    return make_plant(*tags), sorted(stream, key=lambda one: one.time + one.row * lag)


@given(cases(), st.sampled_from([1, 20_000]), st.data())
def test_the_check_list(case: tuple[Plant, list[Reading]], wait: int, data: st.DataObject) -> None:
    plant, stream = case

    check_all(plant, stream, wait, make_twins, data)


def test_what_is_steady_from_some_moment_on_is_told_within_two_windows() -> None:
    """At a limit of a tenth, whatever the readings' distance."""
    own = {"noise_lost": 0.1, "noise_lost_window_s": 60, "noise_lost_usual_s": 600}
    plant = make_plant(make_tag("T1", **own))
    for every in (100, 1000, 5000):
        lively = [Reading(0, T0 + n * every, 50.0 + n % 2) for n in range(300_000 // every)]
        calm = [Reading(0, T0 + n * every, 50.0) for n in range(300_000 // every, 430_000 // every)]

        ((second, alarm, raised),) = said(run(plant, [lively + calm], T0 + 430_000))

        assert (alarm, raised) == ("T1:noise_lost", True)
        assert 300 < second <= 300 + 2 * 60


@pytest.mark.parametrize("scale", [1e-9, 1.0, 1e9])
def test_what_a_variance_is_rounded_to_moves_no_share_by_a_thousandth_of_a_percent(
    scale: float,
) -> None:
    """Ten readings a second over a quarter of an hour, at any offset: the smallest of weights."""
    own = {"noise_lost": 0.1, "noise_lost_window_s": 900, "noise_lost_usual_s": 1200}
    tag = make_tag("T1", **own)
    kept = NoiseTwin(tag, Condition.NOISE_LOST, plant=make_plant(tag))
    exact = ExactNoiseTwin(tag, Condition.NOISE_LOST, plant=make_plant(tag))
    values = scale * np.random.default_rng(1).normal(1000, 1, 20_000)
    shares = [
        [twin.measure(Reading(0, T0 + 100 * n, value)) for n, value in enumerate(values.tolist())]
        for twin in (kept, exact)
    ]

    assert not math.isnan(shares[0][-1])
    np.testing.assert_allclose(*shares, rtol=1e-5)


def test_a_number_beyond_all_measure_is_forgotten() -> None:
    """A source that fills in the largest number it knows does not blind the check for good."""
    own = {"noise_lost": 0.1, "noise_lost_window_s": 60, "noise_lost_usual_s": 600}
    plant = make_plant(make_tag("T1", **own))
    stream = [Reading(0, T0 + 1000 * n, 50.0 + n % 2) for n in range(3000)]
    stream[20] = stream[20]._replace(value=3.4e38)
    bank = Bank(plant, None)

    run_tick(bank, plant, stream, T0 + 3_000_000)

    variance = bank.save()["kinds/noise_lost/points/deriver_variance"]
    assert variance[0] == pytest.approx(0.25, rel=0.1)


def test_other_spans_are_learnt_anew_another_limit_is_not() -> None:
    """So a process that has become calmer can be given a check without an alarm."""

    def plant(limit: float, usual: float) -> Plant:
        own = {"noise_lost": limit, "noise_lost_window_s": 60, "noise_lost_usual_s": usual}
        return make_plant(make_tag("T1", **own))

    stream = [Reading(0, T0 + 1000 * second, 50.0 + second % 2) for second in range(400)]
    first = Bank(plant(0.1, 600), None)
    assert run_tick(first, plant(0.1, 600), stream, T0 + 400_000) == []
    for limit, usual, known in ((0.2, 600, True), (0.1, 601, False)):
        again = plant(limit, usual)
        bank = Bank(again, None)
        bank.restore(first.save())
        assert run_tick(bank, again, [Reading(0, T0 + 400_000, 50.0)], T0 + 400_000) == []
        assert bank.knows("T1:noise_lost") is known
