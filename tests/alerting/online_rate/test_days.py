"""The days of a period, as the park's clocks have them."""

from datetime import UTC
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from alerting.kpi.terms import DAY_MS, HOUR_MS, Period
from alerting.online_rate.days import MOST_DAYS, cut_days

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
MIDNIGHT = 1_795_708_800_000
"""2026-11-27 in Beijing is 2026-11-26T16:00Z."""


def test_a_day_begins_at_the_park_s_midnight_and_the_ends_are_cut():
    period = Period(MIDNIGHT - HOUR_MS, MIDNIGHT + DAY_MS + HOUR_MS)
    assert cut_days(period, SHANGHAI) == [
        Period(MIDNIGHT - HOUR_MS, MIDNIGHT),
        Period(MIDNIGHT, MIDNIGHT + DAY_MS),
        Period(MIDNIGHT + DAY_MS, MIDNIGHT + DAY_MS + HOUR_MS),
    ]


def test_of_more_days_than_anybody_reads_none_is_told():
    whole = Period(0, MOST_DAYS * DAY_MS)
    assert len(cut_days(whole, UTC)) == MOST_DAYS
    assert cut_days(Period(0, whole.end + 1), UTC) == []


@given(
    st.integers(0, 1_900_000_000_000),
    st.integers(1, 40 * DAY_MS),
    st.sampled_from([SHANGHAI, BERLIN]),
)
def test_the_days_of_a_period_are_all_of_it(start, length, zone):
    days = cut_days(Period(start, start + length), zone)
    assert (days[0].start, days[-1].end) == (start, start + length)
    assert all(one.end == other.start for one, other in pairwise(days))
    assert all(day.length <= 25 * HOUR_MS for day in days)
