"""Canonical variates: windows, whitening, and a fault in dynamics that no single row shows."""

import numpy as np
import pytest

from simulators.scoring.cva import Variates, join_rows, whiten


def test_windows_have_the_newest_row_first():
    rows = np.array([[1.0], [2.0], [3.0]])
    assert join_rows(rows, 2).tolist() == [[2.0, 1.0], [3.0, 2.0]]


def test_whitening_leaves_unit_variances_and_drops_what_does_not_vary():
    random = np.random.default_rng(1)
    rows = random.normal(size=(500, 2)) @ np.array([[2.0, 1.0], [0.0, 0.5]])
    covariance = np.cov(np.column_stack([rows, np.zeros(500)]), rowvar=False)
    white = whiten(covariance)
    assert white @ covariance @ white.T == pytest.approx(np.diag([1.0, 1.0, 0.0]), abs=1e-9)


def test_before_the_first_whole_window_nothing_is_measured():
    rows = np.random.default_rng(2).normal(size=(200, 2))
    measured = Variates.of([rows], 3, 2).measure(rows)
    assert np.isneginf(measured[:2]).all()
    assert np.isfinite(measured[2:]).all()


def test_a_changed_dynamic_is_seen_though_every_value_stays_usual():
    random = np.random.default_rng(5)

    def run(memory, length=3000):
        values = np.zeros((length, 2))
        for row in range(1, length):
            values[row] = memory * values[row - 1] + random.normal(size=2)
        return values / values.std(axis=0)

    model = Variates.of([run(0.95)], 2, 2)
    usual, changed = model.measure(run(0.95))[1:], model.measure(run(0.0))[1:]
    assert np.median(changed) > 5 * np.median(usual)
