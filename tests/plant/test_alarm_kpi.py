"""Definitions and targets as data: each with a sense and a source."""

import pytest

from plant.alarm_kpi import Sense, Target, load_definitions, load_targets
from plant.provenance import Provenance

SOURCE = Provenance("", "", "", "")


def test_every_number_says_where_it_comes_from():
    trusts = {"verified", "secondary", "recalled", "conflict", "proposed"}
    for row in (*load_definitions().values(), *load_targets().values()):
        assert row.provenance.standard
        assert row.provenance.source
        assert row.provenance.trust in trusts
        assert row.unit


@pytest.mark.parametrize(
    ("sense", "met"),
    [
        (Sense.AT_MOST, [True, True, False]),
        (Sense.BELOW, [True, False, False]),
        (Sense.AT_LEAST, [False, True, True]),
    ],
)
def test_a_target_has_a_good_side(sense, met):
    target = Target("x", 5, None, sense, "%", SOURCE)
    assert [target.is_met(figure) for figure in (4, 5, 6)] == met
    assert [target.is_manageable(figure) for figure in (4, 5, 6)] == met


def test_a_ceiling_is_what_is_still_manageable():
    target = Target("x", 5, 10, Sense.AT_MOST, "%", SOURCE)
    assert [target.is_manageable(figure) for figure in (5, 10, 11)] == [True, True, False]


def test_a_ceiling_lies_beyond_its_target():
    for target in load_targets().values():
        assert target.ceiling is None or target.ceiling > target.value
