"""The bars of a chart: all annunciations, and of each bar its worst ten minutes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerting.kpi.bars import MOST_BARS, Bar, choose_length, draw_bars
from alerting.kpi.terms import DAY_MS, HOUR_MS, SLOT_MS, Period

START = 1_795_694_400_000
DAY = Period(START, START + DAY_MS)


@pytest.mark.parametrize(
    ("days", "length"), [(1, SLOT_MS), (7, SLOT_MS), (30, HOUR_MS), (366, DAY_MS)]
)
def test_a_bar_is_as_short_as_a_screen_can_show(days, length):
    assert choose_length(Period(START, START + days * DAY_MS)) == length


def test_of_the_longest_report_there_are_few_enough_bars():
    period = Period(START, START + 3_660 * DAY_MS)
    assert period.length / choose_length(period) < MOST_BARS


def test_a_long_bar_still_tells_of_its_worst_ten_minutes():
    instants = np.array([0, 1, 2, SLOT_MS, HOUR_MS]) + START
    assert draw_bars(instants, DAY, HOUR_MS, 2) == [
        Bar(START, 4, 1.5),
        Bar(START + HOUR_MS, 1, 0.5),
    ]


def test_what_lies_outside_the_period_is_left_out():
    instants = np.array([START - 1, START + DAY_MS])
    assert draw_bars(instants, DAY, SLOT_MS, 1) == []


@given(
    st.lists(st.integers(START - DAY_MS, START + 2 * DAY_MS)).map(sorted),
    st.sampled_from([SLOT_MS, HOUR_MS, DAY_MS]),
)
def test_no_annunciation_is_lost_or_told_twice(instants, length):
    bars = draw_bars(np.array(instants, dtype=np.int64), DAY, length, 1)
    inside = [at for at in instants if DAY.start <= at < DAY.end]
    assert sum(bar.alarms for bar in bars) == len(inside)
    for bar in bars:
        mine = [at for at in inside if bar.begin <= at < bar.begin + length]
        slots = [at // SLOT_MS for at in mine]
        assert bar.alarms == len(mine)
        assert bar.most == max(slots.count(slot) for slot in slots)
