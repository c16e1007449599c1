"""Two runs side by side, counted by hand."""

from alerting.kpi.terms import Period
from alerting.what_if.comparison import compare_runs
from alerting.what_if.reference import Line, mark_crossings
from tests.alerting.kpi.lives import START
from tests.alerting.what_if.runs import PERIOD, activate, run

TODAY = run(T1_H=[(0, 5), (10, 15), (20, 25), (3000, 3010)], T1_HH=[(4000, 4100)])
OTHER = run(T1_H=[(0, 25), (3500, 4100)], T1_HH=[(4000, 4100)])


def test_alarms_are_counted_one_by_one_and_together():
    told = compare_runs(TODAY, OTHER, PERIOD)
    assert (told.removed, told.added) == (3, 1)
    high, higher = told.alarms
    assert (high.alarm, high.removed, high.added) == ("T1:H", 3, 1)
    assert (high.today.activations, high.other.activations) == (4, 2)
    assert (higher.alarm, higher.removed, higher.added) == ("T1:HH", 0, 0)
    assert (high.today.fleeting, high.other.fleeting) == (1, 1)


def test_the_event_is_warned_of_for_the_first_time():
    (outcome,) = compare_runs(TODAY, OTHER, PERIOD).outcomes
    assert (outcome.verdict, outcome.other.ms) == ("gained", 500_000)


def test_more_events_stand_among_those_of_the_plants_in_time():
    # The lives' clock begins at START.
    crossing = activate(((START // 1000) + 3900, (START // 1000) + 3950))
    more = mark_crossings(Line("T1", 85.0, upward=True), crossing)
    told = compare_runs(TODAY, OTHER, PERIOD, more)
    assert [(one.reference.basis, one.verdict) for one in told.outcomes] == [
        ("line", "gained"),
        ("limit", "gained"),
    ]


def test_only_what_began_in_the_period_is_told_but_what_led_to_it_counts():
    late = Period(START + 3_600_000, START + 7_200_000)
    told = compare_runs(TODAY, OTHER, late)
    assert [one.alarm for one in told.episodes] == ["T1:HH"]
    assert [one.other.ms for one in told.outcomes] == [500_000]
