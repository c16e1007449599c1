"""The statistic against plain arithmetic, and that no cut of a stream changes it by a bit."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from detectors.multivariate_fit import fit
from detectors.multivariate_statistic import (
    MEMORY,
    Memory,
    RowVerdicts,
    Statistic,
    join_windows,
    round_shares,
)
from tests.detectors.normal_runs import TAGS, make_run

NORMAL = fit([make_run(400, 1), make_run(400, 2)])
ROWS = make_run(120, 3)
ROWS[60:90, 1] += 3
ROWS[30, 2] = ROWS[70:75, 4] = np.nan
ROWS[40] = np.nan
NEVER_KNOWN = np.full(TAGS, np.nan)


def judge(rows: NDArray[np.float64], memory: Memory | None = None) -> RowVerdicts:
    return Statistic(NORMAL).judge(rows, memory or Memory.of(NORMAL))


def tell(window: NDArray[np.float64]) -> float:
    """The squared Mahalanobis distance of what is known of a window, by solving."""
    known = np.isfinite(window)
    own = window[known]
    return float(own @ np.linalg.solve(NORMAL.covariance[np.ix_(known, known)], own))


def list_windows(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    return join_windows(Statistic(NORMAL).scale(rows), NEVER_KNOWN, None)


def test_the_statistic_is_the_smoothed_logarithm_of_the_distance() -> None:
    smooth, expected = NORMAL.usual, []
    for row, window in zip(ROWS, list_windows(ROWS), strict=True):
        if np.isfinite(row).sum() * 2 < TAGS:
            expected.append(np.nan)
            continue
        raw = np.log(tell(window) / np.isfinite(window).sum())
        smooth += (np.clip(raw, NORMAL.floor, NORMAL.ceiling) - smooth) / MEMORY
        expected.append(np.exp(smooth))

    found = judge(ROWS)

    np.testing.assert_allclose(found.statistic, expected, rtol=1e-9)
    np.testing.assert_array_equal(found.over, np.nan_to_num(expected) > np.exp(NORMAL.limit))


def test_what_a_tag_adds_is_what_the_distance_loses_without_it() -> None:
    windows = list_windows(ROWS)
    _, shares = Statistic(NORMAL).measure(windows)

    for window, share in zip(windows, shares, strict=True):
        for tag in range(TAGS):
            without = window.copy()
            without[[tag, TAGS + tag]] = np.nan
            assert share[tag] == pytest.approx(tell(window) - tell(without), rel=1e-6, abs=1e-9)


def test_a_tag_is_expected_where_it_would_bring_its_distance_down_most() -> None:
    before, row = Statistic(NORMAL).scale(ROWS[60:62])
    expected = Statistic(NORMAL).expect(row, before)

    def distance(value: float) -> float:
        own = ROWS[60:62].copy()
        own[1, 1] = value
        return tell(list_windows(own)[1])

    assert distance(expected[1]) < distance(ROWS[61, 1])
    assert abs(expected[1] - (ROWS[61, 1] - 3)) < 1.5
    assert np.isfinite(expected).all()


def test_the_moved_tag_is_named() -> None:
    found = judge(ROWS)

    assert found.over[75:90].all()
    assert (found.top[75:90] == 1).all()
    assert not found.over[:60].any()


@given(st.lists(st.integers(0, len(ROWS)), max_size=8))
def test_no_cut_of_a_stream_changes_anything_by_a_bit(cuts: list[int]) -> None:
    whole, memory = judge(ROWS), Memory.of(NORMAL)
    parts = [judge(part, memory) for part in np.split(ROWS, sorted(cuts))]

    for name in ("statistic", "over", "top"):
        joined = np.concatenate([getattr(part, name) for part in parts])
        np.testing.assert_array_equal(joined, getattr(whole, name))


def test_one_wild_row_is_not_over_and_is_soon_forgotten() -> None:
    rows = make_run(200, 5)
    rows[50] = 1e300
    rows[51, 0] = -np.inf
    found = judge(rows)

    assert np.isfinite(found.statistic[52:]).all()
    assert not found.over[50]
    assert not found.over[80:].any()


def test_too_little_known_is_no_verdict() -> None:
    rows = make_run(3, 6)
    rows[1, :3] = np.nan
    found = judge(rows)

    assert np.isfinite(found.statistic).tolist() == [True, False, True]
    assert found.top[1] == -1


def test_after_a_gap_the_row_before_says_nothing() -> None:
    rows = make_run(2, 7)
    alone = Statistic(NORMAL).judge(rows, Memory.of(NORMAL), np.array([False, True]))
    smooth = Memory.of(NORMAL)
    judge(rows[:1], smooth)
    smooth.before[:] = np.nan

    assert alone.statistic[1] == judge(rows[1:], smooth).statistic[0]


def test_a_tag_that_is_not_learnt_changes_nothing() -> None:
    wider = replace(
        NORMAL, center=np.append(NORMAL.center, 7.0), spread=np.append(NORMAL.spread, 0.0)
    )
    rows = np.hstack([ROWS, np.linspace(-1e9, 1e9, len(ROWS))[:, None]])

    found = Statistic(wider).judge(rows, Memory.of(wider))

    np.testing.assert_array_equal(found.statistic, judge(ROWS).statistic)


def test_of_two_that_add_the_same_the_first_comes_first_whatever_their_last_bits():
    shares = np.array([[2.0, 2.0 + 1e-12, 1.0], [0.0, 0.0, 0.0]])
    assert round_shares(shares).argmax(axis=1).tolist() == [0, 0]
    assert np.argsort(-round_shares(shares[0]), kind="stable").tolist() == [0, 1, 2]
