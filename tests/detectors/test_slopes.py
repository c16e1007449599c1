"""How good the robust slope and the times made from it are, by seeded simulation.

The figures stand in docs/decisions/0011 beside those of other methods.
"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from detectors.slopes import (
    KEPT,
    LEAST,
    Lookback,
    find_bounds,
    find_scale,
    find_slope,
    look_back,
    make_windows,
    round_values,
    sort_rows,
)
from detectors.trend import find_reach, fit_trend
from tests.detectors.tracks import make_track

WINDOW_MS = 60_000
RUNS = 20_000


def observe(values: NDArray[np.float64], step_ms: int, window_ms: int = WINDOW_MS) -> Lookback:
    """What is kept of series (runs, n) of readings ``step_ms`` apart."""
    runs = len(values)
    point, every = np.arange(runs, dtype=np.intp), np.full(runs, window_ms)
    windows = make_windows(every)
    for place, column in enumerate(values.T):
        windows.take(make_track(point, place * step_ms, column))
    return look_back(windows.tell(point), every)


def make_noise(readings: int, seed: int = 1) -> NDArray[np.float64]:
    return np.random.default_rng(seed).normal(size=(RUNS, readings))


def find_per_window(back: Lookback) -> NDArray[np.float64]:
    return find_slope(back) * WINDOW_MS


@pytest.mark.parametrize("step_ms", [100, 1000, 5000, 10_000, 12_000])
def test_a_ramp_without_noise_is_told_exactly_at_any_rate_of_readings(step_ms: int) -> None:
    readings = 80_000 // step_ms + 1
    back = observe(np.arange(readings)[None, :] * 0.25, step_ms)

    assert find_per_window(back) == pytest.approx(0.25 * WINDOW_MS / step_ms)
    assert LEAST <= back.count[0] <= KEPT
    assert back.age[KEPT - back.count[0], 0] <= WINDOW_MS


@pytest.mark.parametrize("window_ms", [2_000, 9_000, 60_000, 600_000])
def test_readings_at_any_millisecond_move_a_ramp_by_less_than_a_thousandth(window_ms: int) -> None:
    """Their times are kept in units of up to a sixteen-hundredth of the window: no gateway's clock
    and no cycle of a controller tells when a value was measured as well as that."""
    random = np.random.default_rng(3)
    window, point = np.full(RUNS, window_ms), np.arange(RUNS, dtype=np.intp)
    windows, time = make_windows(window), np.zeros(RUNS, dtype=np.int64)
    for _ in range(24):
        time += random.integers(window_ms // 20, window_ms // 16, RUNS)
        windows.take(make_track(point, time, 0.25 * time))

    slope = find_slope(look_back(windows.tell(point), window))

    np.testing.assert_allclose(slope, 0.25, rtol=1e-3)


def test_eight_of_any_order_are_sorted() -> None:
    """What sorts all of zeros and ones sorts everything (Knuth's principle)."""
    columns = (np.arange(256) >> np.arange(8)[:, None] & 1).astype(np.float64)
    slope = columns.copy()

    sort_rows(slope)

    np.testing.assert_array_equal(slope, np.sort(columns, axis=0))


def test_it_is_unbiased_and_about_three_quarters_as_sharp_as_least_squares() -> None:
    """Noise of standard deviation 1, in units a window; least squares over 16 readings has 0.87."""
    slope = find_per_window(observe(make_noise(61), 1000))

    assert abs(slope.mean()) < 0.05
    assert slope.std() < 1.25


@pytest.mark.parametrize("spikes", [1, 2, 3])
def test_up_to_three_wrong_readings_move_it_by_no_more_than_noise(spikes: int) -> None:
    values = make_noise(61)
    columns = np.random.default_rng(2).permuted(np.tile(np.arange(61), (RUNS, 1)), axis=1)
    for column in columns[:, :spikes].T:
        values[np.arange(RUNS), column] += 1000

    assert np.abs(find_per_window(observe(values, 1000))).max() < 8


def test_one_wrong_reading_of_six_moves_it_by_no_more_than_noise() -> None:
    values = make_noise(6)
    values[np.arange(RUNS), np.random.default_rng(2).integers(0, 6, RUNS)] += 1000

    assert np.abs(find_per_window(observe(values, 10_000))).max() < 12


def test_a_ramp_that_begins_is_known_whole_before_its_window_is_over() -> None:
    """Half of it after half a window, nine tenths after two thirds."""
    time = np.arange(121)
    started = {ago: np.maximum(time - (120 - ago), 0.0)[None, :] for ago in (30, 40, 45)}
    found = {ago: find_per_window(observe(values, 1000)) for ago, values in started.items()}

    assert found[30] >= 0.5 * 60
    assert found[40] >= 0.9 * 60
    assert found[45] == pytest.approx(60)


@pytest.mark.parametrize(("readings", "least"), [(6, 0.74), (10, 0.9), (12, 0.9), (16, 0.9)])
def test_the_bounds_hold_the_true_slope_as_often_as_is_said(readings: int, least: float) -> None:
    step_ms = WINDOW_MS // readings + 1
    back = observe(make_noise(readings, seed=readings), step_ms)
    low, high = find_bounds(back)

    assert (back.count == readings).all()
    assert np.mean((low <= 0) & (high >= 0)) >= least


@pytest.mark.parametrize("ahead", [2.0, 10.0, 60.0])
@pytest.mark.parametrize("noise", ["normal", "laplace", "uniform", "spikes"])
def test_the_interval_holds_the_true_time_in_nine_cases_of_ten(noise: str, ahead: float) -> None:
    """A ramp of 1 a minute over five minutes, its noise 0.05, and a limit minutes ahead."""
    random = np.random.default_rng(7)
    minutes = np.arange(301) / 60
    scatter = (
        0.05
        * {
            "normal": random.normal(size=(4000, 301)),
            "laplace": random.laplace(size=(4000, 301)),
            "uniform": random.uniform(-2, 2, size=(4000, 301)),
            "spikes": random.normal(size=(4000, 301))
            + 40 * (random.uniform(size=(4000, 301)) < 0.01),
        }[noise]
    )
    trend = fit_trend(observe(minutes + scatter, 1000, 300_000))

    reach = find_reach(trend, np.full(4000, minutes[-1] + ahead))

    assert np.mean((reach.low <= ahead) & (ahead <= reach.high)) >= 0.9
    assert np.median(reach.minutes) == pytest.approx(ahead, rel=0.02)
    assert np.median(reach.high - reach.low) < 0.25 * ahead + 0.25


@pytest.mark.parametrize("limit", [0.002, 0.1, 0.7, 1.59, 2.0, 6.0, 1250.0])
def test_a_slope_computed_a_hair_below_its_limit_is_the_limit(limit: float) -> None:
    scale = find_scale(np.array([limit]))

    for computed in (limit * (1 - 1e-12), limit * (1 + 1e-12)):
        assert round_values(np.array([computed]), scale) == limit


@pytest.mark.parametrize("limit", [0.002, 0.1, 0.7, 1.59, 2.0, 6.0, 9.99, 1250.0])
@pytest.mark.parametrize("level", [0, 1, 100, 1000])
def test_a_ramp_of_the_limit_in_decimals_is_at_the_limit_however_high_it_stands(
    limit: float, level: int
) -> None:
    """Up to a thousand times as high as what the limit allows in a window."""
    ramp = [round((level + step / 10) * limit, 10) for step in range(12)]
    back = observe(np.array([ramp]), WINDOW_MS // 10)

    found = round_values(find_per_window(back), find_scale(np.array([limit])))

    assert found.tolist() == [limit]


@given(
    st.lists(st.floats(-1e6, 1e6), min_size=16, max_size=16),
    st.sampled_from([0.0, 1e6, -1e9]),
)
def test_how_values_are_kept_moves_a_slope_by_less_than_they_are_high(
    values: list[float], level: float
) -> None:
    """By 2**-35 of them in the half of a window that lies between the readings of a pair."""
    series = np.array(values) + level
    back = observe(series[None, :], WINDOW_MS // 16)
    exact = np.median((series[8:] - series[:8]) * 2)

    assert back.count[0] == KEPT
    bound = 2**-35 * np.abs(series).max() * 2
    assert find_per_window(back)[0] == pytest.approx(exact, rel=1e-15, abs=bound)


@given(st.lists(st.floats(-1e6, 1e6, width=32), min_size=16, max_size=16))
def test_slopes_of_float32_values_are_those_of_the_values_themselves(values: list[float]) -> None:
    series = np.array(values)

    found = find_slope(observe(series[None, :], WINDOW_MS // 16))

    assert found[0] == np.median((series[8:] - series[:8]) / (WINDOW_MS // 2))
