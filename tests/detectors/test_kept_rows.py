"""Saved rows put back by their ids: :mod:`detectors.kept_rows`."""

import numpy as np

from detectors.kept_rows import find_same, match_all, put_back_arrays, put_back_tables
from detectors.sparse_column import SparseColumn

TODAY = {"tags": np.array(["C", "A", "D"]), "limits": np.array(["A:H", "A:HH"])}
SAVED = {
    "tags/ids": np.array(["A", "B", "C"]),
    "tags/value": np.array([1.0, 2.0, 3.0]),
    "tags/told/thing": np.array([0, 1], dtype=np.int32),
    "tags/told/value": np.array([10.0, 20.0]),
    "settings/digest": np.array([7, 8]),
}


def test_values_come_back_to_the_same_ids_wherever_they_stand_now() -> None:
    value = np.array([-1.0, -2.0, -3.0])
    put_back_arrays(SAVED, match_all(SAVED, TODAY), [("tags", "value", value)])
    assert value.tolist() == [3.0, 1.0, -3.0]


def test_what_was_not_saved_stays_as_it_is() -> None:
    value, posture = np.zeros(3), np.array([4, 5])
    rows = [("tags", "other", value), ("limits", "posture", posture)]
    put_back_arrays(SAVED, match_all(SAVED, TODAY), rows)
    assert value.tolist() == [0, 0, 0]
    assert posture.tolist() == [4, 5]


def test_what_is_kept_of_some_moves_with_them_and_leaves_with_who_is_gone() -> None:
    told = SparseColumn(np.float64)
    put_back_tables(SAVED, match_all(SAVED, TODAY), [("tags", "told", told)])
    rows = np.arange(3)
    assert told.read(rows, np.full(3, np.nan)).tolist()[1] == 10.0
    assert len(told) == 1


def test_a_table_that_was_not_saved_is_left_alone() -> None:
    told = SparseColumn(np.float64)
    told.note(np.array([2]), np.array([5.0]), np.array([True]))
    put_back_tables(SAVED, match_all(SAVED, TODAY), [("tags", "heard", told)])
    assert told.read(np.array([2]), np.array([0.0])).tolist() == [5.0]


def test_the_same_is_what_was_saved_under_the_settings_of_today() -> None:
    match = np.array([0, 1]), np.array([2, 0])
    settings = {"digest": np.array([9, 8, 7])}
    assert find_same(SAVED, match, settings, 3).tolist() == [False, False, True]
    assert find_same({}, match, settings, 3).tolist() == [True, False, True]
