"""The matrix as data: graver or sooner is never less urgent, and each number has its source."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plant.alarm_priorities import load_alarm_priorities, name_provenances
from plant.condition import Priority
from plant.rationalisation import Severity
from plant.wording import SEVERITY_WORDS

MATRIX = load_alarm_priorities()
MINUTES = st.floats(min_value=0.01, max_value=MATRIX.longest_min)


@pytest.mark.parametrize(
    ("severity", "minutes", "priority"),
    [
        ("severe", 2.99, Priority.CRITICAL),
        ("severe", 3, Priority.HIGH),
        ("severe", 9.99, Priority.HIGH),
        ("severe", 10, Priority.MEDIUM),
        ("severe", 30, Priority.MEDIUM),
        ("severe", 30.01, None),
        ("catastrophic", 30, Priority.HIGH),
        ("catastrophic", 31, None),
        ("minor", 1, Priority.MEDIUM),
        ("serious", 5, Priority.MEDIUM),
    ],
)
def test_an_edge_belongs_to_the_band_that_it_begins(severity, minutes, priority):
    assert MATRIX.find(Severity(severity), minutes) is priority


@given(MINUTES, MINUTES)
def test_less_time_or_a_graver_consequence_is_never_less_urgent(one, other):
    sooner, later = sorted((one, other))
    for severity in Severity:
        assert MATRIX.find(severity, sooner) >= MATRIX.find(severity, later)
    for milder, graver in pairwise(Severity):
        assert MATRIX.find(graver, one) >= MATRIX.find(milder, one)


def test_each_severity_has_a_row_of_all_bands_a_description_and_a_word():
    assert {len(row) for row in MATRIX.matrix.values()} == {len(MATRIX.from_min)}
    assert set(MATRIX.matrix) == set(MATRIX.scale) == set(SEVERITY_WORDS) == set(Severity)
    assert all(zh and en for zh, en in MATRIX.scale.values())


def test_the_target_of_the_three_levels_is_everything():
    split = MATRIX.split
    assert split[Priority.LOW] + split[Priority.MEDIUM] + split[Priority.HIGH] == 100
    assert set(split) == set(Priority)


def test_every_number_says_where_it_comes_from():
    for provenance in name_provenances():
        assert provenance.standard
        assert provenance.source
        assert provenance.trust in {"verified", "secondary", "recalled", "conflict", "proposed"}
