"""A sweep's points, counted by hand."""

from alerting.kpi.terms import Period, Terms
from alerting.what_if.reference import Basis, Reference
from alerting.what_if.sweep import count_points
from tests.alerting.what_if.runs import activate

TERMS = Terms.standard()
DAY = Period(0, 86_400_000)
EVENTS = [
    Reference(Basis.LIMIT, "T1", "HH", at, at + 60_000, ("T1:H", "T1:HH"))
    for at in (600_000, 7_200_000)
]


def count(*judged, period=DAY, events=EVENTS):
    return list(count_points("T1:H", range(len(judged)), judged, events, period, TERMS))


def test_activations_and_nuisances_of_each_value():
    chatter = activate(*[(at, at + 2) for at in range(0, 50, 5)])
    fleeting, calm = activate((500, 510)), activate()
    told = count(chatter, fleeting, calm)
    assert [one.activations for one in told] == [10, 1, 0]
    assert [one.fleeting for one in told] == [0, 1, 0]
    assert told[0].chattering > 0 == told[1].chattering
    assert [one.standing_ms for one in told] == [20_000, 10_000, 0]


def test_warning_times_over_the_events():
    told = count(activate((300, 900), (7_000, 7_300)), activate((590, 900)), activate((601, 900)))
    assert [(one.events, one.warned) for one in told] == [(2, 2), (2, 1), (2, 0)]
    assert [one.shortest_ms for one in told] == [200_000, 10_000, None]
    assert [one.median_ms for one in told] == [250_000, 10_000, None]


def test_an_alarm_that_never_returns_warns_once():
    (told,) = count(activate((300, None)))
    assert (told.warned, told.standing_ms) == (1, 86_400_000 - 300_000)


def test_the_period_bounds_what_is_counted_and_not_what_led_to_it():
    late = Period(500_000, 86_400_000)
    (told,) = count(activate((300, 900)), period=late)
    assert (told.activations, told.events, told.warned) == (0, 2, 1)
    assert told.standing_ms == 400_000


def test_no_events_no_warning_times():
    (told,) = count(activate((300, 900)), events=[])
    assert (told.events, told.warned, told.median_ms) == (0, 0, None)
