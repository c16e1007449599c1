"""Change points: which change of verdict is found, missed and false, and what it is worth."""

import numpy as np
import pytest

from simulators.scoring.change_points import (
    Changes,
    find_changes,
    lay_windows,
    weigh_place,
)
from simulators.scoring.profiles import PROFILES

TIMES = np.arange(0, 300_000, 1000)


def verdicts(*spans: tuple[int, int]):
    """Under alarm in spans of seconds."""
    told = np.zeros(300, dtype=bool)
    for first, last in spans:
        told[first:last] = True
    return told


def match(told, *true: int) -> Changes:
    return Changes.of([(TIMES, told, np.array(true) * 1000)])


def test_both_ends_of_an_alarm_are_changes_and_an_alarm_on_the_first_row_is_one():
    assert find_changes(TIMES, verdicts((0, 2), (10, 12))).tolist() == [0, 2000, 10000, 12000]


def test_only_what_follows_within_a_minute_finds_a_change():
    assert match(verdicts((100, 300)), 100) == Changes((0.0,), 0)
    assert match(verdicts((100, 300)), 70) == Changes((0.5,), 0)
    assert match(verdicts((100, 300)), 40) == Changes((1.0,), 0)
    assert match(verdicts((100, 300)), 39) == Changes((None,), 1)
    assert match(verdicts((100, 300)), 101) == Changes((None,), 1)


def test_further_changes_within_a_window_are_not_false():
    assert match(verdicts((100, 110), (120, 130)), 95) == Changes((5 / 60,), 0)


def test_a_window_begins_where_the_one_before_it_ends():
    assert list(lay_windows(np.array([0, 40_000]))) == [(0, 60_000), (60_000, 100_000)]


def test_a_find_at_once_is_worth_most_and_falls_to_a_false_alarm():
    standard = PROFILES["standard"]
    assert weigh_place(0.0, standard) == pytest.approx(1.0)
    assert weigh_place(1.0, standard) == pytest.approx(-0.11)
    assert weigh_place(0.5, standard) == pytest.approx((1 - 0.11) / 2, abs=0.01)


def test_the_score_by_hand():
    changes = Changes((0.0, None), false=3)
    gained = 1.0 - 1.0 - 3 * 0.11
    assert changes.missed == 1
    assert changes.score(PROFILES["standard"]) == pytest.approx(100 * (gained + 2) / 4)
