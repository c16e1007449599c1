"""Row classes: F1 and the rates of false and missed alarms, counted by hand."""

import numpy as np
import pytest

from simulators.scoring.row_classes import RowClasses


def test_rows_of_all_runs_are_counted_together():
    first = (np.array([True, True, False, False]), np.array([True, False, True, False]))
    second = (np.array([True, False]), np.array([True, False]))
    classes = RowClasses.of([first, second])
    assert classes == RowClasses(hits=2, false_alarms=1, misses=1, quiet=2)
    assert classes.f1 == pytest.approx(2 * 2 / (2 * 2 + 1 + 1))
    assert classes.far == pytest.approx(1 / 3)
    assert classes.mar == pytest.approx(1 / 3)


def test_where_nothing_is_wrong_and_nothing_was_found_no_rate_is_undefined():
    classes = RowClasses.of([(np.zeros(3, dtype=bool), np.zeros(3, dtype=bool))])
    assert (classes.f1, classes.far, classes.mar) == (0, 0, 0)
