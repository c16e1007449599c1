"""Chattering, fleeting and stale: each rule at its edge."""

import pytest

from alerting.kpi.groups import By
from alerting.kpi.report import report_entries
from alerting.kpi.terms import Period, Terms
from tests.alerting.kpi.lives import ALARMS, DAY, HOUR, SITE, START, write

PERIOD = Period(START, START + 3 * DAY)


def report(*entries):
    return report_entries(entries, SITE, PERIOD, Terms.standard(), By.HAZARD)


def pulse(*instants, long=1):
    return [row for at in instants for row in ((at, "raised"), (at + long, "returned"))]


@pytest.mark.parametrize(
    ("raises", "chatters"),
    [
        ((0, 10), 0),
        ((0, 10, 20), 1),
        ((0, 10, 60.9), 1),
        ((0, 10, 61), 0),
        ((0, 10, 20, 30), 2),
    ],
)
def test_chattering_is_three_activations_within_a_minute(raises, chatters):
    """From the first of two returns (a second after the first raise) to the second new raise."""
    figures = report(*write(*pulse(*raises))).total
    assert (figures.chattering, figures.chattering_alarms) == (chatters, min(chatters, 1))


def test_alarms_of_different_tags_don_t_chatter_together():
    turns = [write(*pulse(n * 5), alarm=ALARMS[n % 3]) for n in range(6)]
    assert report(*(entry for turn in turns for entry in turn)).total.chattering == 0


@pytest.mark.parametrize(
    ("rows", "fleeting"),
    [
        (pulse(0, long=60), 1),
        (pulse(0, long=60.001), 0),
        (pulse(0, 62), 2),
        (pulse(0, 61), 0),
        (pulse(0, 30, 300), 1),
        ([(0, "raised"), (5, "acknowledged"), (10, "returned")], 0),
        ([(0, "raised"), (10, "returned"), (15, "acknowledged")], 1),
        ([(0, "raised")], 0),
    ],
)
def test_fleeting_is_short_unacknowledged_and_not_repeated(rows, fleeting):
    assert report(*write(*rows)).total.fleeting == fleeting


@pytest.mark.parametrize(("hours", "stale"), [(24, 0), (24.001, 1)])
def test_an_alarm_is_stale_after_more_than_a_day(hours, stale):
    told = report(*write((0, "raised"), (hours * 3600, "returned")))
    assert (told.total.stale, told.total.stale_most) == (stale, stale)
    assert len(told.stale) == stale


def test_stale_alarms_at_once_are_not_those_one_after_another():
    first = write((0, "raised"), (30 * 3600, "returned"))
    second = write((10 * 3600, "raised"), (50 * 3600, "returned"), alarm=ALARMS[1])
    third = write((4 * 3600, "raised"), (29 * 3600, "returned"), alarm=ALARMS[2])
    told = report(*first, *second, *third)
    assert (told.total.stale, told.total.stale_most) == (3, 2)
    assert [one.ms / HOUR for one in told.stale] == [40, 30, 25]
