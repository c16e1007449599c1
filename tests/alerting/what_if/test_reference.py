"""The events against which warning time is counted."""

import math

import pytest

from alerting.what_if.reference import (
    Line,
    find_references,
    list_process_alarms,
    mark_crossings,
)
from tests.alerting.kpi.lives import START
from tests.alerting.what_if.runs import PLANT, activate, run
from tests.detectors.plants import make_plant, make_tag

WITHOUT = make_plant(make_tag("T1", h=80))
TRIP = make_plant(
    make_tag("T1", h=80, hh=90),
    make_tag("V1"),
    interlocks={
        "I1": {
            "causes": [{"source": "T1", "condition": "HH"}],
            "effects": [{"tag": "V1", "expected": 0}],
        }
    },
)


def find(today, other):
    return [
        (one.basis, one.source, one.condition, (one.at - START) / 1000)
        for one in find_references(today, other)
    ]


def test_a_crossing_of_todays_hh_is_an_event_whatever_was_tried():
    assert find(run(T1_HH=[(10, 20)]), run(T1_HH=[(5, 30)])) == [("limit", "T1", "HH", 10)]
    assert find(run(T1_HH=[(10, 20)]), run(WITHOUT)) == [("limit", "T1", "HH", 10)]


def test_where_today_has_none_it_is_that_of_the_tried_plant():
    assert find(run(WITHOUT), run(T1_HH=[(5, 30)])) == [("limit", "T1", "HH", 5)]


def test_ll_mirrors_and_its_own_side_warns():
    (found,) = find_references(run(T1_LL=[(10, 20)]), run())
    assert found.warners == ("T1:L", "T1:LL", "T1:rate", "T1:forecast")
    assert (found.limit, found.end) == (90.0, START + 20_000)


@pytest.mark.parametrize("apart, events", [(60, [10]), (61, [10, 81])])
def test_what_follows_within_the_minute_is_the_same_event(apart, events):
    found = find(run(T1_HH=[(10, 20), (20 + apart, 99)]), run())
    assert [at for *_, at in found] == events


def test_a_demand_is_an_event_of_which_the_tags_of_its_causes_warn():
    (found,) = find_references(run(TRIP, I1_demand=[(10, 20)]), run(TRIP))
    assert (found.basis, found.source, found.condition) == ("demand", "I1", "demand")
    assert found.warners == ("T1:H", "T1:HH", "T1:rate", "T1:forecast")
    assert math.isnan(found.limit)


def test_a_line_is_an_event_at_each_crossing():
    (found,) = mark_crossings(Line("T1", 95.0, upward=True), activate((3, 9), (20, None)))
    assert (found.basis, found.at, found.limit) == ("line", 3000, 95.0)


def test_at_equipment_all_of_its_tags_tell():
    plant = make_plant(make_tag("A", equipment="V1"), make_tag("B", equipment="V1"))
    alarms = list_process_alarms(plant, "V1")
    assert {"A:HH", "B:rate"} <= set(alarms)
    assert "A:stale" not in alarms
    assert set(list_process_alarms(PLANT, "T1")) >= {"T1:LL", "T1:digital"}
