"""What is learnt of normal operation holds on runs that nobody trained on."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from detectors.multivariate_fit import (
    FEWEST,
    INSTRUMENT,
    TrainingError,
    find_limit,
    find_steps,
    find_wandering,
    fit,
    learn,
)
from detectors.multivariate_statistic import Memory, Statistic
from plant.training import NormalOperation
from tests.detectors.normal_runs import TAGS, make_run

RUNS = [make_run(500, seed) for seed in range(4)]


def count_over(normal: NormalOperation, rows: NDArray[np.float64]) -> float:
    """The share of rows over the limit."""
    return float(Statistic(normal).judge(rows, Memory.of(normal)).over.mean())


@pytest.mark.parametrize("rate", [0.05, 0.01, 0.001])
def test_the_false_alarm_rate_holds_on_fresh_runs(rate: float) -> None:
    fresh = [make_run(2000, seed) for seed in range(50, 55)]
    trained = [fit([make_run(500, 10 * one + run) for run in range(4)], rate) for one in range(20)]
    shares = [np.mean([count_over(normal, rows) for rows in fresh]) for normal in trained]

    assert np.mean(shares) <= rate
    assert np.median(shares) <= 0.8 * rate


def test_what_no_single_tag_shows_is_found() -> None:
    normal, rows = fit(RUNS), make_run(500, 99)
    rows[:, 1] -= 2 * (rows[:, 1] - 100)  # within its range, against what moves it otherwise

    assert count_over(normal, rows) > 0.9


def test_a_tag_that_never_moved_and_one_hardly_known_are_left_out() -> None:
    hardly = np.full((500, 1), np.nan)
    hardly[::5] = 1.0 + np.arange(100)[:, None]
    wider = [np.hstack([run, np.full((500, 1), 3.3), hardly]) for run in RUNS]

    normal = fit(wider)

    assert normal.learnt.tolist() == list(range(TAGS))
    np.testing.assert_array_equal(normal.covariance, fit(RUNS).covariance)


def test_a_tag_twice_over_does_no_harm() -> None:
    normal = fit([np.hstack([run, run[:, :1], run[:, :1] + run[:, 1:2]]) for run in RUNS])
    fresh = make_run(500, 77)

    rows = np.hstack([fresh, fresh[:, :1], fresh[:, :1] + fresh[:, 1:2]])
    assert count_over(normal, rows) <= 0.02


def test_nothing_is_surer_than_an_instrument() -> None:
    pairs = [np.hstack([run, run[:, :1]]) for run in RUNS]
    values = np.linalg.eigvalsh(fit(pairs).covariance)

    assert values.min() >= INSTRUMENT**2 * (1 - 1e-9)


def test_a_relation_between_coarse_values_is_known_no_better_than_they_are() -> None:
    coarse = [np.round(run) for run in RUNS]
    fine, rough = (
        learn(RUNS, find_steps(RUNS)).covariance,
        learn(coarse, find_steps(coarse)).covariance,
    )

    assert np.linalg.eigvalsh(rough)[0] > np.linalg.eigvalsh(fine)[0]


@settings(max_examples=15)
@given(st.integers(0, 2**31), st.floats(0, 0.4))
def test_missing_cells_leave_a_usable_model(seed: int, share: float) -> None:
    random = np.random.default_rng(seed)
    holed = [np.where(random.random(run.shape) < share, np.nan, run) for run in RUNS]

    normal = fit(holed)

    assert np.linalg.eigvalsh(normal.covariance).min() > 0
    assert count_over(normal, make_run(500, 78)) <= 0.05


def test_no_window_reaches_over_the_border_of_a_run() -> None:
    jump = [make_run(500, 1), make_run(500, 2) + 50]
    steps = find_steps(jump)
    joined, apart = learn([np.vstack(jump)], steps), learn(jump, steps)
    moves = slice(0, TAGS), slice(TAGS, 2 * TAGS)

    assert np.diag(joined.covariance[moves]).max() < np.diag(apart.covariance[moves]).max()


def test_what_is_on_its_way_has_no_usual_level() -> None:
    drift = np.linspace(0, 1, 500)[:, None] * np.array([10.0, 0, 0, 0, 0])
    wandering = find_wandering([make_run(500, 3) + drift])

    assert wandering[0] > 100
    assert wandering[1:].max() < 2
    assert find_wandering([make_run(20, 3)[:1]]).max() == 0


def test_a_limit_keeps_the_clusters_of_its_rows_in_mind() -> None:
    random = np.random.default_rng(4)
    even = random.normal(size=10_000)
    clustered = np.sort(even)  # all that is large comes at once

    assert find_limit([clustered], 0.01) > find_limit([even], 0.01) > np.quantile(even, 0.99)


def test_a_rarer_rate_than_the_rows_can_show_has_a_limit_beyond_them() -> None:
    few = [np.random.default_rng(5).normal(size=200)]

    assert find_limit(few, 1e-6) > few[0].max()
    assert find_limit(few, 1e-6) > find_limit(few, 1e-4) >= find_limit(few, 0.05)


@pytest.mark.parametrize(
    "runs", [[make_run(FEWEST - 1, 1)], [np.ones((FEWEST, 3))], [np.full((FEWEST, 3), np.nan)], []]
)
def test_runs_that_teach_nothing_are_refused(runs: list[NDArray[np.float64]]) -> None:
    with pytest.raises(TrainingError):
        fit(runs)


def test_the_same_runs_teach_the_same() -> None:
    one, other = fit(RUNS), fit([run.copy() for run in RUNS])

    assert (one.limit, one.usual, one.ceiling) == (other.limit, other.usual, other.ceiling)
    np.testing.assert_array_equal(one.covariance, other.covariance)
