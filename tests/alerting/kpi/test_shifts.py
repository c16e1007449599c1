"""Shifts in the park's zone: where they begin, over midnight, at a change of clocks."""

from datetime import time
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np

from alerting.kpi.shifts import cut_shifts
from alerting.kpi.terms import Period, Terms
from tests.alerting.kpi.lives import DAY, HOUR, START

BEIJING = Terms.standard(zone=ZoneInfo("Asia/Shanghai"))


def test_day_and_night_in_beijing_begin_at_midnight_and_noon_utc():
    shifts = cut_shifts(Period(START, START + DAY), BEIJING)
    assert shifts.list_parts(0) == [Period(START, START + 12 * HOUR)]
    assert shifts.list_parts(1) == [Period(START + 12 * HOUR, START + DAY)]


def test_a_period_within_one_shift_has_no_other():
    shifts = cut_shifts(Period(START + HOUR, START + 2 * HOUR), BEIJING)
    assert shifts.list_parts(0) == [Period(START + HOUR, START + 2 * HOUR)]
    assert shifts.list_parts(1) == []


def test_a_shift_begins_at_its_instant():
    shifts = cut_shifts(Period(START - HOUR, START + DAY), BEIJING)
    instants = np.array([START - 1, START, START + 12 * HOUR - 1, START + 12 * HOUR])
    assert shifts.find(instants).tolist() == [1, 0, 0, 1]


def test_the_parts_of_all_shifts_are_the_whole_period():
    terms = Terms.standard(zone=ZoneInfo("Europe/Berlin"), shifts=(time(6), time(14), time(22)))
    period = Period(START - 200 * DAY + 17, START + 200 * DAY + 5)
    shifts = cut_shifts(period, terms)
    parts = sorted((part.start, part.end) for kind in range(3) for part in shifts.list_parts(kind))
    assert parts[0][0] == period.start
    assert parts[-1][1] == period.end
    assert all(one[1] == other[0] for one, other in pairwise(parts))


def test_a_night_in_which_clocks_go_forward_is_an_hour_short():
    """29 March 2026, 02:00 in Berlin is 03:00."""
    terms = Terms.standard(zone=ZoneInfo("Europe/Berlin"), shifts=(time(6), time(22)))
    evening = 1_774_731_600_000  # 2026-03-28 22:00 in Berlin
    night = cut_shifts(Period(evening, evening + DAY), terms).list_parts(1)
    assert night[0] == Period(evening, evening + 7 * HOUR)


def test_one_shift_a_day_is_all_of_it():
    terms = Terms.standard(shifts=(time(8),))
    period = Period(START, START + 3 * DAY)
    assert sum(part.length for part in cut_shifts(period, terms).list_parts(0)) == 3 * DAY
