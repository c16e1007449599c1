"""A flood begins with more than ten annunciations in ten minutes an operator, ends below five."""

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from alerting.alarm import Event, Held
from alerting.flood import FloodWatch
from alerting.kpi.rates import find_floods
from alerting.kpi.terms import Period, Terms
from plant.condition import Priority
from tests.alerting.tiny_park import make_entry

TERMS = Terms.standard()
WINDOW = TERMS.window
HAZARDS = {"A:H": "H1", "B:H": "H2"}


def raised(at, alarm="A:H", **fields):
    return make_entry(alarm=alarm, event=Event.RAISED, at=at, marks=(), **fields)


def watch(*entries, terms=TERMS):
    flood = FloodWatch(lambda alarm: HAZARDS.get(alarm, ""), terms)
    flood.feed(entries)
    return flood


def test_it_begins_with_the_one_that_is_too_many():
    assert watch(*(raised(at) for at in range(10))).flood is None
    flood = watch(raised(0, "B:H"), *(raised(at) for at in range(1, 11))).flood
    assert (flood.since, flood.began, flood.first) == (10, 0, "B:H")
    assert (flood.recent, flood.alarms) == (11, 11)
    assert flood.by_hazard == {"H1": 10, "H2": 1}


def test_it_counts_on_and_ends_when_fewer_than_five_are_left_in_the_window():
    watched = watch(*(raised(100 * n) for n in range(12)))
    assert watched.flood.alarms == 12
    assert watched.next_due() == WINDOW
    assert not watched.pass_time(WINDOW + 700 - 1)
    assert watched.flood.recent == 5
    assert watched.pass_time(WINDOW + 700)
    assert watched.flood is None


def test_two_operators_bear_twice_as_many():
    terms = replace(TERMS, operators=2)
    assert watch(*(raised(at) for at in range(20)), terms=terms).flood is None
    assert watch(*(raised(at) for at in range(21)), terms=terms).flood is not None


def test_what_calls_nobody_is_not_counted():
    many = range(11)
    assert watch(*(raised(at, held=Held.SHELVED) for at in many)).flood is None
    late = (replace(raised(at), marks=("late",)) for at in many)
    simulated = (replace(raised(at), marks=("simulated",)) for at in many)
    assert watch(*late).flood is None
    assert watch(*simulated).flood is None
    critical = (raised(at, held=Held.SHELVED, priority=Priority.CRITICAL) for at in many)
    assert watch(*critical).flood is not None


@given(st.lists(st.integers(0, WINDOW // 4), max_size=60), st.data())
def test_it_agrees_with_the_report_however_often_one_looks(gaps, data):
    at = np.cumsum([WINDOW, *gaps]).tolist()
    entries = [raised(one) for one in at]
    watched, spans, since = watch(), [], None

    def look(now):
        nonlocal since
        watched.pass_time(now)
        if since is not None and (watched.flood is None or watched.flood.since != since):
            spans.append(since)
            since = None
        if watched.flood is not None and since is None:
            since = watched.flood.since

    for entry in entries:
        if data.draw(st.booleans()):
            look(entry.at - 1)
        watched.feed([entry])
        look(entry.at)
    look(at[-1] + 2 * WINDOW)
    assert watched.flood is None
    period = Period(0, at[-1] + 3 * WINDOW)
    assert spans == [flood.begin for flood in find_floods(np.array(at), period, TERMS)]
