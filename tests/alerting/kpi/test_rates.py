"""Windows, fixed slots and floods of instants that one can count by hand."""

import numpy as np
import pytest

from alerting.kpi.rates import count_slots, count_window, find_floods, number_slots
from alerting.kpi.terms import SLOT_MS, Period, Terms
from tests.alerting.kpi.lives import DAY, MINUTE, SECOND, START

TERMS = Terms.standard()
PERIOD = Period(START, START + DAY)


def seconds(*after):
    return START + 1000 * np.array(after, dtype=np.int64)


def every(gap, number, begin=0):
    return [begin + gap * n for n in range(number)]


def test_a_window_is_open_at_its_beginning_and_counts_all_of_one_instant():
    assert count_window(seconds(0, 5, 10, 10), 10_000).tolist() == [1, 2, 3, 3]


def test_fixed_slots_begin_with_the_epoch():
    assert count_slots(seconds(0, 599, 600, 601, 602), SLOT_MS, 2) == 1
    assert number_slots(PERIOD, SLOT_MS) == 144
    assert number_slots(Period(START + 1, START + SLOT_MS + 1), SLOT_MS) == 2


def test_ten_alarms_in_ten_minutes_are_no_flood_and_eleven_are():
    assert find_floods(seconds(*every(30, 10)), PERIOD, TERMS) == []
    (flood,) = find_floods(seconds(*every(30, 11)), PERIOD, TERMS)
    assert flood.begin == START + 300 * SECOND
    assert (flood.alarms, flood.peak) == (11, 11)


def test_a_flood_ends_when_fewer_than_five_are_left_in_the_window():
    """Of 0, 30 … 300 s the seventh leaves at 780 s: four are left."""
    (flood,) = find_floods(seconds(*every(30, 11)), PERIOD, TERMS)
    assert flood.end == START + (180 + 600) * SECOND


def test_a_flood_goes_on_while_as_many_come_as_leave():
    steady = [*every(30, 11), *every(100, 30, begin=400)]
    (flood,) = find_floods(seconds(*steady), PERIOD, TERMS)
    assert flood.alarms == 41
    assert flood.end > START + 3300 * SECOND


def test_two_floods_are_two():
    one, other = find_floods(seconds(*every(10, 12), *every(10, 20, begin=7200)), PERIOD, TERMS)
    assert (one.alarms, other.alarms, other.peak) == (12, 20, 20)


def test_two_operators_share_a_flood():
    terms = Terms.standard(operators=2)
    assert find_floods(seconds(*every(10, 20)), PERIOD, terms) == []
    (flood,) = find_floods(seconds(*every(10, 24)), PERIOD, terms)
    assert flood.peak == 12


def test_a_flood_that_began_before_the_period_is_in_it_only_as_far_as_it_lies_in_it():
    instants = seconds(*every(30, 30, begin=-450))
    (flood,) = find_floods(instants, PERIOD, TERMS)
    assert flood.begin == START
    assert flood.alarms == int((instants >= START).sum())
    later = Period(START + 5 * MINUTE, START + 6 * MINUTE)
    (part,) = find_floods(instants, later, TERMS)
    assert (part.begin, part.end) == (later.start, later.end)


@pytest.mark.parametrize("instants", [[], [0]])
def test_few_alarms_are_no_flood(instants):
    assert find_floods(seconds(*instants), PERIOD, TERMS) == []
