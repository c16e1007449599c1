"""Attacks: S and its parts by hand, and the two detectors that look at nothing."""

import numpy as np
import pytest

from simulators.scoring.attack_detection import list_spans, score_attacks

ATTACK = np.array([0, 0, 1, 1, 1, 1, 0, 0, 1, 1], dtype=bool)


def test_rows_that_follow_one_another_are_one_attack():
    assert list_spans(ATTACK) == [(2, 6), (8, 10)]


def test_the_score_by_hand():
    verdicts = np.array([1, 0, 0, 1, 0, 1, 0, 0, 0, 0], dtype=bool)
    score = score_attacks(verdicts, ATTACK)
    # The first attack is found after one row of four, the second never.
    assert score.s_ttd == pytest.approx(1 - (1 / 4 + 1) / 2)
    assert score.tpr == pytest.approx(2 / 6)
    assert score.tnr == pytest.approx(3 / 4)
    assert score.s == pytest.approx((0.375 + (1 / 3 + 3 / 4) / 2) / 2)
    assert score.found == 1


@pytest.mark.parametrize(("alarm", "s"), [(True, 0.75), (False, 0.25)])
def test_who_looks_at_nothing_scores_what_the_protocol_says(alarm, s):
    assert score_attacks(np.full(10, alarm), ATTACK).s == s


def test_an_alarm_before_an_attack_does_not_find_it():
    verdicts = np.zeros(10, dtype=bool)
    verdicts[[1, 7]] = True
    assert score_attacks(verdicts, ATTACK).s_ttd == 0
