"""The NAB score: its weights as NAB states them, and what never, perfect and late come to."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators.scoring.nab_score import (
    gain_points,
    scale_sigmoid,
    score_nab,
    weigh_false,
    weigh_hit,
)
from simulators.scoring.profiles import PROFILES

STANDARD = PROFILES["standard"]
WINDOW = (20, 29)


def alarms(*rows: int, length: int = 100):
    verdicts = np.zeros(length, dtype=bool)
    verdicts[list(rows)] = True
    return verdicts


@pytest.mark.parametrize(
    ("place", "weight"), [(-1.0, 0.98661), (-0.5, 0.84828), (0.0, 0.0), (1.0, -0.98661), (3.1, -1)]
)
def test_the_sigmoid_is_what_nab_writes_beside_its_own(place, weight):
    assert scale_sigmoid(place) == pytest.approx(weight, abs=5e-6)


@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
def test_never_scores_nothing_and_all_at_once_a_hundred(profile):
    assert score_nab([(alarms(), [WINDOW], 10)], profile) == 0
    assert score_nab([(alarms(20), [WINDOW], 10)], profile) == pytest.approx(100)


def test_a_false_alarm_costs_what_the_profile_says():
    found = (alarms(12, 20), [WINDOW], 10)
    assert score_nab([found], PROFILES["standard"]) == pytest.approx(100 - 11 / 2)
    assert score_nab([found], PROFILES["low FP"]) == pytest.approx(100 - 22 / 2)
    assert score_nab([found], PROFILES["low FN"]) == pytest.approx(100 - 11 / 3)


def test_a_window_counts_by_its_earliest_alarm():
    assert weigh_hit(20, WINDOW) == 1
    assert gain_points(alarms(25, 28), [WINDOW], 0, STANDARD) == pytest.approx(
        weigh_hit(25, WINDOW)
    )


def test_just_behind_a_window_a_false_alarm_is_forgiven_more_than_far_from_it():
    # nine rows from the first to the last: one row behind is a ninth of the way
    assert weigh_false(30, [WINDOW]) == pytest.approx(scale_sigmoid(1 / 9))
    assert weigh_false(99, [WINDOW]) == -1
    assert weigh_false(5, [WINDOW]) == -1


def test_rows_of_the_probation_neither_find_nor_cost():
    silent = gain_points(alarms(), [WINDOW], 25, STANDARD)
    assert gain_points(alarms(3, 20, 24), [WINDOW], 25, STANDARD) == silent == -1
    assert gain_points(alarms(), [WINDOW], 30, STANDARD) == 0


@given(st.integers(20, 28))
def test_an_earlier_alarm_is_worth_more(row):
    earlier, later = ((alarms(at), [WINDOW], 10) for at in (row, row + 1))
    assert score_nab([earlier], STANDARD) > score_nab([later], STANDARD)
