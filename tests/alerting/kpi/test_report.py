"""The report against its slow twin, cut anywhere; and what its parts must add up to."""

from dataclasses import replace
from datetime import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerting.alarm import Held
from alerting.kpi.columns import AlarmNames, Columns, is_late
from alerting.kpi.groups import By
from alerting.kpi.report import make_report, report_entries
from alerting.kpi.terms import Period, Terms
from tests.alerting.kpi.lives import (
    ALARMS,
    BEGINS,
    DAY,
    ENDS,
    HOUR,
    MINUTE,
    SECOND,
    SITE,
    START,
    journals,
    write,
)
from tests.alerting.kpi.naive import count

TERMS = Terms.standard(flood_begins=4, flood_ends=2, busy_slot=2, busy_hour=3, chattering_times=2)
"""Small numbers, so that a few alarms are a flood."""
WEEK = Period(START, START + 7 * DAY)
BUSY = (1, SECOND, 10 * SECOND, 5 * MINUTE)
periods = st.sampled_from(
    [
        WEEK,
        Period(START, START + 10 * MINUTE),
        Period(START + 7 * MINUTE, START + 3 * HOUR + 1),
        Period(START - DAY, START + 30 * HOUR),
    ]
)


def flatten(figures):
    told = {name: getattr(figures, name) for name in figures.__slots__}
    everything = figures.response[0]
    return told | {
        "acknowledged": everything.acknowledged,
        "median": everything.median,
        "waiting": everything.waiting,
    }


def expect(figures, twin):
    told = flatten(figures)
    for name, value in twin.items():
        assert told[name] == pytest.approx(value), name


@given(journals() | journals(gaps=BUSY), periods, st.sampled_from((1, 2)))
@settings(max_examples=300)
def test_figures_are_those_of_the_slow_twin(entries, period, operators):
    terms = replace(TERMS, operators=operators)
    report = report_entries(entries, SITE, period, terms, By.HAZARD)
    expect(report.total, count(entries, period, terms))


@given(journals(), periods)
def test_a_group_has_the_figures_of_its_alarms_alone(entries, period):
    report = report_entries(entries, SITE, period, TERMS, By.ENTERPRISE)
    assert [group.key for group in report.groups][:2] == ["E1", "E2"]
    for group in report.groups:
        twin = count(entries, period, TERMS, lambda alarm, key=group.key: key == owner(alarm))
        expect(group.figures, twin | {"flood_ms": None})


def owner(alarm):
    place = SITE.places.get(alarm.partition(":")[0])
    return place.enterprise if place else ""


@given(journals(), st.lists(st.integers(0, 60), max_size=4))
def test_how_the_journal_is_cut_into_pages_changes_nothing(entries, cuts):
    names = AlarmNames()
    bounds = [0, *sorted(min(cut, len(entries)) for cut in cuts), len(entries)]
    pages = [shape(entries[first:last], names) for first, last in pairwise(bounds)]
    whole = report_entries(entries, SITE, WEEK, TERMS, By.HAZARD)
    assert make_report(pages, names, SITE, WEEK, TERMS, By.HAZARD, whole.first) == whole


def shape(entries, names):
    return Columns.of(entries, [is_late(entry.marks) for entry in entries], names)


@given(journals() | journals(gaps=BUSY), st.integers(1, 7 * 24 * 6 - 1))
def test_two_halves_add_up(entries, cut):
    """Cut at a 10-minute period: nothing that happens is counted twice or in neither half."""
    middle = START + cut * 10 * MINUTE
    whole, first, second = (
        report_entries(entries, SITE, period, TERMS, By.PRIORITY)
        for period in (WEEK, Period(START, middle), Period(middle, WEEK.end))
    )
    for name in ("annunciated", "held", "late", "slots", "busy_slots", "chattering", "flood_ms"):
        parts = [getattr(half.total, name) for half in (first, second)]
        assert sum(parts) == getattr(whole.total, name), name
    assert whole.total.peak_10min == max(first.total.peak_10min, second.total.peak_10min)
    assert second.total.standing == whole.total.standing
    given_in = [half.total.response[0].acknowledged for half in (first, second)]
    assert sum(given_in) == whole.total.response[0].acknowledged
    for place, holding in enumerate(whole.holdings):
        halves = [half.holdings[place] for half in (first, second)]
        for name in ("begun", "ms", "raised"):
            assert sum(getattr(half, name) for half in halves) == getattr(holding, name), name


@given(journals(), st.sampled_from(By))
def test_the_groups_of_a_report_add_up_to_all(entries, by):
    report = report_entries(entries, SITE, WEEK, TERMS, by)
    for name in ("annunciated", "held", "late", "chattering", "fleeting"):
        parts = [getattr(group.figures, name) for group in report.groups]
        assert sum(parts) == getattr(report.total, name), name
    if by is By.SHIFT:
        assert sum(group.figures.flood_ms for group in report.groups) == report.total.flood_ms


def test_what_stood_before_the_period_stands_in_it_and_calls_nobody():
    entries = write((-30 * 3600, "raised"), (-29 * 3600, "acknowledged"), (3600, "returned"))
    report = report_entries(entries, SITE, Period(START, START + DAY), TERMS, By.HAZARD)
    assert (report.total.annunciated, report.total.stale, report.total.stale_most) == (0, 1, 1)
    assert report.total.standing_mean == pytest.approx(1 / 24)
    assert report.stale[0].ms == 31 * HOUR


def test_an_acknowledgement_is_counted_when_it_is_given():
    entries = write((-100, "raised"), (20, "acknowledged"), (30, "returned"))
    report = report_entries(entries, SITE, WEEK, TERMS, By.HAZARD)
    response = report.total.response[0]
    assert (response.acknowledged, response.median, response.longest) == (1, 120_000, 120_000)
    assert report.total.annunciated == 0


def test_late_excursions_and_held_raises_stand_apart():
    late = write((10, "raised"), (20, "returned"), marks=("late", "backfill"))
    live = write((30, "raised"), alarm=ALARMS[1], marks=("late", "backfill", "last_known"))
    held = write((40, "raised"), alarm=ALARMS[2], held=Held.SUPPRESSED)
    total = report_entries([*late, *live, *held], SITE, WEEK, TERMS, By.HAZARD).total
    assert (total.annunciated, total.late, total.held) == (1, 1, 1)


@pytest.mark.parametrize("held", Held)
def test_holding_is_counted_by_its_kind(held):
    entries = write(
        (-60, BEGINS[held]), (60, ENDS[held]), (90, BEGINS[held]), (100, "raised", {"held": held})
    )
    report = report_entries(entries, SITE, Period(START, START + HOUR), TERMS, By.HAZARD)
    mine = next(holding for holding in report.holdings if holding.kind is held)
    assert (mine.begun, mine.alarms, mine.standing, mine.raised) == (1, 1, 1, 1)
    assert mine.ms == 60 * SECOND + HOUR - 90 * SECOND
    assert report.total.standing_held == 1
    assert [other.begun for other in report.holdings if other is not mine] == [0, 0]


def test_ten_alarms_that_do_the_most_are_named_with_their_share():
    loud = [row for n in range(9) for row in ((n * 600, "raised"), (n * 600 + 300, "returned"))]
    entries = [*write(*loud), *write((7000, "raised"), alarm=ALARMS[2])]
    report = report_entries(entries, SITE, WEEK, TERMS, By.HAZARD)
    assert [(one.alarm, one.count) for one in report.bad_actors] == [(ALARMS[0], 9), (ALARMS[2], 1)]
    assert report.bad_actors[0].share == 0.9


def test_an_empty_journal_has_figures_and_no_shares():
    report = report_entries([], SITE, WEEK, TERMS, By.SHIFT)
    assert report.first is None
    assert report.total.annunciated == 0
    verdicts = {one.target.name: one.met for one in report.assessments}
    assert verdicts["alarms_per_day"] is True
    assert verdicts["share_low"] is None
    assert [group.key for group in report.groups] == ["08:00", "20:00"]


def test_a_sample_shorter_than_thirty_days_is_said_so():
    assert report_entries([], SITE, WEEK, TERMS, By.SHIFT).short_sample
    month = Period(START, START + 30 * DAY)
    assert not report_entries([], SITE, month, TERMS, By.SHIFT).short_sample


def test_a_shift_has_its_own_hours():
    terms = replace(TERMS, shifts=(time(0), time(8), time(16)))
    report = report_entries(write((3600, "raised")), SITE, WEEK, terms, By.SHIFT)
    assert [group.figures.operator_hours for group in report.groups] == [56, 56, 56]
    assert [group.figures.annunciated for group in report.groups] == [1, 0, 0]


@given(journals())
def test_of_a_part_of_a_site_only_its_own_alarms_count(entries):
    places = dict(list(SITE.places.items())[:1])
    alone = replace(SITE, places=places, alone=True)
    own = [entry for entry in entries if entry.alarm.rpartition(":")[0] in places]
    part = report_entries(entries, alone, WEEK, TERMS, By.HAZARD)
    expected = report_entries(own, SITE, WEEK, TERMS, By.HAZARD)
    assert (part.total, part.bad_actors, part.holdings) == (
        expected.total, expected.bad_actors, expected.holdings,
    )  # fmt: skip
