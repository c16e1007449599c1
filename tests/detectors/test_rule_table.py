"""Thresholds as they are compiled: exact in decimal, on the safe side in float32."""

import numpy as np
import pytest

from detectors.rule_table import compile_rules
from plant.condition import Condition
from tests.detectors.plants import make_plant, make_tag


def compile_one(**settings):
    """The limit table of one tag with one limit."""
    return compile_rules(make_plant(make_tag("T", **settings))).limits


@pytest.mark.parametrize(
    "limit, deadband, clear", [(0.8, 0.1, 0.7), (0.3, 0.1, 0.2), (90, 2, 88), (1e-9, 0, 1e-9)]
)
def test_a_high_limit_clears_below_the_decimal_difference(limit, deadband, clear):
    table = compile_one(hh=limit, deadband=deadband)
    assert (table.sign[0], table.trip[0], table.clear[0]) == (1, limit, clear)


def test_a_low_limit_is_a_high_one_of_the_negated_value():
    table = compile_one(ll=10, deadband=0.1)
    assert (table.sign[0], table.trip[0], table.clear[0]) == (-1, -10, -10.1)


def test_float32_limits_lie_one_step_on_the_safe_side():
    table = compile_one(hh=90, deadband=2, float32=True)
    below = float(np.nextafter(np.float32(90), np.float32(0)))
    assert table.trip[0] == below
    assert table.clear[0] < 88
    low = compile_one(ll=10, float32=True)
    assert low.trip[0] == -float(np.nextafter(np.float32(10), np.float32(100)))


def test_rules_are_named_by_source_and_condition_and_grouped_by_tag():
    table = compile_rules(make_plant(make_tag("A", h=80, hh=90), make_tag("B", ll=5)))
    alarms = [rule.alarm for rule in table.rules]
    assert alarms[:3] == ["A:H", "A:HH", "B:LL"]
    assert table.limits.first.tolist() == [0, 2, 3]
    assert len(set(alarms)) == len(alarms)
    assert table.rules[table.bad_quality].condition is Condition.BAD_QUALITY
    assert table.rules[table.stale].condition is Condition.STALE
