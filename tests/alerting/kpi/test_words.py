"""Verdicts have their words."""

import pytest

from alerting.kpi.words import MANAGEABLE, MET, MISSED, UNKNOWN, judge


@pytest.mark.parametrize(
    ("met", "manageable", "words"),
    [
        (None, None, UNKNOWN),
        (True, True, MET),
        (False, True, MANAGEABLE),
        (False, False, MISSED),
        (False, None, MISSED),
    ],
)
def test_a_verdict_is_said_in_words(met, manageable, words):
    assert judge(met, manageable) is words
