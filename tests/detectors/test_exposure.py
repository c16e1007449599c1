"""Exposure against its twin, against the true mean, and through the check list."""

import math
from dataclasses import dataclass, field
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.bank import Bank
from detectors.exposure import name_substance
from detectors.step_sums import BUCKETS
from plant.condition import Condition
from plant.quality import BAD, GOOD, UNCERTAIN, UNCERTAIN_LAST_USABLE, UNCERTAIN_SUBSTITUTE
from plant.reading import Instant, Mark
from plant.words import Plant
from tests.detectors.checklist import check_all
from tests.detectors.plants import make_plant, make_tag, situation
from tests.detectors.single_twin import USABLE, SingleTwin
from tests.detectors.streams import T0, run, run_tick, said
from tests.detectors.twin import Reading, make_batch, stale_limit

HOLDS = (*USABLE, 2)
"""Classes of readings whose value holds: forced ones do too, without being sure."""


@dataclass(slots=True)
class ExposureTwin(SingleTwin):
    """Everything that was ever held, piece by piece; values and times without rounding."""

    pieces: list[tuple[Instant, Instant, float, bool]] = field(default_factory=list)
    held: Reading | None = None

    @property
    def width(self) -> int:
        return self.check.window_ms // 30

    def measure(self, reading: Reading) -> float:
        if self.held is not None and self.held.quality in HOLDS:
            end = min(reading.time, self.held.time + stale_limit(self.tag))
            sure = self.held.quality in USABLE
            self.pieces.append((self.held.time, end, max(self.held.value, 0.0), sure))
        self.held = reading
        begin = (reading.time // self.width - 30) * self.width
        span = reading.time - begin
        dose = self.add_up(begin, lambda value, _: value)
        sure = self.add_up(begin, lambda _, sure: 1.0 if sure else 0.0)
        if dose / span >= self.settings.limit:
            return dose / span
        if 4 * sure >= 3 * span and dose / sure < self.settings.limit:
            return dose / sure
        return math.nan

    def add_up(self, since: Instant, weigh) -> float:
        return sum(
            weigh(value, sure) * max(end - max(begin, since), 0)
            for begin, end, value, sure in self.pieces
        )

    def tell(self, reading: Reading, value: float) -> Reading:
        """What is known of the past does not hang on the present reading."""
        usable = reading.quality in HOLDS
        return reading._replace(value=value, status=reading.status if usable else GOOD)


def make_twins(plant: Plant) -> list[ExposureTwin]:
    return [
        ExposureTwin(tag, condition, plant=plant)
        for tag in plant.tags
        for condition in (Condition.STEL, Condition.TWA)
        if condition in tag.checks
    ]


@st.composite
def cases(draw: st.DrawFn) -> tuple[Plant, list[Reading]]:
    """Two tags with short windows, and values and times whose sums binary numbers hold exactly."""

    def settings(name: str, window: float) -> dict[str, object]:
        return {
            name: draw(st.sampled_from([0.5, 2])),
            f"{name}_window_s": window,
            f"{name}_deadband": draw(st.sampled_from([0, 0.25])),
            f"{name}_on_delay_s": draw(st.sampled_from([0, 3])),
            f"{name}_off_delay_s": draw(st.sampled_from([0, 3])),
            f"{name}_priority": draw(st.sampled_from([None, "high"])),
        }

    tags = [
        make_tag(
            tag,
            interval_s=draw(st.sampled_from([None, 1])),
            **settings("stel", 15),
            **settings("twa", draw(st.sampled_from([1.2, 60]))),
        )
        for tag in ("T0", "T1")
    ]
    one = st.builds(
        Reading,
        st.sampled_from([0, 0, 0, 1]),
        st.just(0),
        st.sampled_from([0.0, 0.25, 1.0, 2.0, 4.0, 64.0, -5.0, math.nan, math.inf]),
        st.sampled_from([GOOD] * 5 + [UNCERTAIN, BAD, UNCERTAIN_LAST_USABLE, UNCERTAIN_SUBSTITUTE]),
        st.sampled_from([0] * 6 + [int(Mark.LATE), int(Mark.SIMULATED)]),
    )
    readings = draw(st.lists(one, min_size=5, max_size=30))
    gaps = draw(
        st.lists(st.sampled_from([0, 1, 499, 500, 2000, 9000, 14_000]), min_size=30, max_size=30)
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


@given(st.lists(st.tuples(st.integers(1, 20_000), st.floats(0, 1000)), min_size=1, max_size=60))
def test_it_is_never_below_the_true_mean_by_more_than_one_step(
    course: list[tuple[int, float]],
) -> None:
    """The true mean just beyond what the steps may hide is always told."""
    window = 30_000
    times = [T0, *(T0 + time for time in accumulate(gap for gap, _ in course))]
    values = [*(value for _, value in course), 0.0]
    held = list(zip(times, times[1:], values, strict=False))
    worst = max(find_mean(held, time, window) for time in times)
    limit = worst * BUCKETS / (BUCKETS + 1)
    if limit < 1e-6:
        return
    plant = make_plant(make_tag("T1", stel=limit, stel_window_s=window / 1000))
    stream = [Reading(0, time, value) for time, value in zip(times, values, strict=True)]

    assert said(run(plant, [stream], times[-1] + 1))


def find_mean(held: list[tuple[int, int, float]], now: int, window: int) -> float:
    return (
        sum(value * max(min(end, now) - max(begin, now - window), 0) for begin, end, value in held)
        / window
    )


@given(st.floats(0.001, 1e6), st.lists(st.integers(1, 5000), min_size=15, max_size=30))
def test_a_steady_concentration_at_the_limit_is_told_and_just_below_it_is_not(
    limit: float, gaps: list[int]
) -> None:
    plant = make_plant(make_tag("T1", stel=limit, stel_window_s=3))
    times = [T0 + time for time in accumulate([0, *gaps, 4000])]
    for value, told in ((limit, True), (limit * 0.99999, False)):
        stream = [Reading(0, time, value) for time in times]
        assert bool(said(run(plant, [stream], times[-1] + 1))) is told


def test_another_window_begins_anew_another_limit_does_not() -> None:
    """The doses of a window are of no use to another one; a limit changes none of them."""

    def plant(limit: float, window: float) -> Plant:
        return make_plant(make_tag("T1", twa=limit, twa_window_s=window))

    stream = [Reading(0, T0 + 1000 * second, 20.0) for second in range(78)]
    first = Bank(plant(30, 30), None)
    assert run_tick(first, plant(30, 30), stream[:31], T0 + 30_000) == []
    saved = first.save()
    for limit, window, known in ((25, 30, [31, 32]), (30, 60, [76, 77])):
        again = plant(limit, window)
        bank = Bank(again, None)
        bank.restore(saved)
        knows = []
        for second in range(31, 78):
            assert run_tick(bank, again, [stream[second]], T0 + 1000 * second) == []
            knows += [second] * bank.knows("T1:twa")
        assert knows[:2] == known


@pytest.mark.parametrize("value", [1e300, 1e308])
def test_an_absurd_reading_is_forgotten_when_it_has_left_the_window(value: float) -> None:
    plant = make_plant(make_tag("T1", stel=10, stel_window_s=30))
    stream = [Reading(0, T0 + 1000 * second, 1.0) for second in range(100)]
    stream[40] = stream[40]._replace(value=value)

    assert said(run(plant, [stream], T0 + 100_000)) == [
        (41, "T1:stel", True),
        (pytest.approx(71, abs=1), "T1:stel", False),
    ]


def test_while_a_source_is_silent_nothing_is_held() -> None:
    """Live, a source declared down holds nothing, and says nothing of its exposure."""
    plant = make_plant(make_tag("T1", stel=10, stel_window_s=30))
    for silent, told in ((False, True), (True, False)):
        bank = Bank(plant, T0)
        moment = situation(plant, T0, by_silence=True)
        bank.judge(make_batch([Reading(0, T0, 50.0)]), moment)
        if silent:
            down = situation(plant, T0 + 1, by_silence=True)
            down.down[:] = T0 + 1
            bank.judge(make_batch([]), down)
        later = [Reading(0, T0 + 20_000, 0.0)]
        changes = bank.judge(make_batch(later), situation(plant, T0 + 20_000, by_silence=True))
        alarms = {bank.rules[rule].condition for rule in changes.rule[changes.active]}
        assert (Condition.STEL in alarms) is told


def test_substances_are_called_by_their_names() -> None:
    assert name_substance("7783-06-4")[1] == " to hydrogen sulfide"
    assert name_substance("64-17-5") == ("CAS 64-17-5 ", " to CAS 64-17-5")
    assert name_substance("") == ("", "")
