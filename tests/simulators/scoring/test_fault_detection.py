"""Faults: what counts as a false alarm, as detection, and when a fault is found."""

import numpy as np
import pytest

from simulators.scoring.fault_detection import find_delay, score_faults


def rows(text: str):
    """``.`` quiet, ``#`` under alarm."""
    return np.array([sign == "#" for sign in text])


@pytest.mark.parametrize(
    ("faulty", "delay"),
    [
        ("######....", 1),
        ("..######..", 3),
        ("#####.######", 7),  # five are not six
        (".....#####", 10),  # they may not go on beyond the end
        ("####", 4),  # too short for six: all of it
        ("", 0),
    ],
)
def test_a_fault_is_found_where_six_successive_alarm_rows_begin(faulty, delay):
    assert find_delay(rows(faulty)) == delay


def test_false_alarms_are_pooled_over_normal_rows_without_the_first_three_of_each_run():
    normal = [rows("###.#"), rows(".....")]  # 2 + 2 rows count, one under alarm
    faulty = {1: rows("#####" + "#..#")}  # 2 rows before the onset count, both under alarm
    score = score_faults(normal, faulty, onset=5)
    assert score.far == pytest.approx(3 / 6)
    assert score.detection == {1: 0.5}
    assert score.delay == {1: 4}


def test_above_one_in_a_hundred_nothing_that_was_found_counts():
    faulty = {1: rows("......" + "#")}
    calm, loud = np.zeros(203, dtype=bool), np.zeros(203, dtype=bool)
    calm[3:5], loud[3:6] = True, True
    assert score_faults([calm], faulty, onset=6).counts  # 2 of 203
    assert not score_faults([loud], faulty, onset=6).counts  # 3 of 203


def test_the_nearly_invisible_faults_are_told_apart():
    faulty = {fault: rows("...." + signs) for fault, signs in ((1, "##"), (2, "#."), (3, ".."))}
    score = score_faults([], faulty, onset=4)
    assert score.average(score.detection) == 0.75
    assert score.average(score.detection, invisible=True) == 0
    assert score_faults([], {1: faulty[1]}, 4).average({1: 1.0}, invisible=True) is None
