"""The online rate by its definition, point by point and millisecond by millisecond."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerting.filed_stops.scope import Points
from alerting.filed_stops.stop import FiledStop, Scope, StopState
from alerting.kpi.terms import Period
from alerting.online_rate.rate import Evidence, Tally, find_force, report_rates
from alerting.online_rate.spans import Spans
from alerting.online_rate.watch_record import Watched
from plant.reading import NEVER
from tests.alerting.filed_stops.works import put_in_force, wish
from tests.alerting.online_rate.test_spans import SPAN, holds, make, spans_of

PERIOD = Period(5, 25)
TAGS = ("A1", "A2", "B1")
POINTS = Points(
    np.array([*TAGS, "A1"]),
    np.array(["V1", "V1", "", "V1"]),
    np.array(["HA", "HA", "HB", "HB"]),
    np.array(["甲", "甲", "乙", "甲"]),
    np.array(["GA", "GA", "GB", "GB"]),
)
"""A1 moved to another hazard and gateway at 15: its two rows are one tag."""
WATCHED = Watched(POINTS, np.array([0, 0, 10, 15]), np.array([15, NEVER, NEVER, NEVER]))
GATEWAYS = np.array(["GA", "GB"])
NONE = Spans.join([])


def make_evidence(**changed):
    whole = {
        "listening": Spans.of([0], [0], [100]),
        "deaf": NONE,
        "watched": WATCHED,
        "stale": NONE,
        "bad": NONE,
        "lost": NONE,
        "gateways": GATEWAYS,
    }
    return Evidence(**(whole | changed))


def make_stop(begin, end, scope=None):
    _, (stop,) = put_in_force(wish(scope=scope or Scope(tags=("A1",))))
    return replace(stop, state=StopState.ENDED, began_at=begin, ended_at=end)


def report(stops=(), settling=0, **changed):
    return report_rates(make_evidence(**changed), stops, PERIOD, settling)


def test_with_nothing_amiss_everything_due_was_heard():
    told = report()
    assert told.total == Tally(3, 20 + 20 + 15, 0, 55, 0, 0, 0)
    assert (told.total.rate, told.listened, told.first) == (100.0, 20, 0)
    assert [(one.id, one.tally.points, one.tally.due) for one in told.hazards] == [
        ("HA", 2, 30),
        ("HB", 2, 25),
    ]
    assert [one.id for one in told.enterprises] == ["乙", "甲"]
    assert told.worst == []


def test_stale_data_and_a_lost_gateway_are_not_heard_and_count_once():
    told = report(stale=Spans.of([0], [6], [10]), lost=Spans.of([0], [8], [11]))
    assert (told.total.unheard, told.total.lost) == (5 + 3, 3 + 3)  # A1 6–11, A2 8–11
    assert told.total.rate == pytest.approx(100 * (55 - 8) / 55)
    assert [(one.id, one.tally.unheard) for one in told.worst] == [("A1", 5), ("A2", 3)]


def test_bad_quality_is_heard_and_told_beside_it():
    told = report(bad=Spans.of([1], [7], [NEVER]), stale=Spans.of([1], [10], [12]))
    assert (told.total.unheard, told.total.bad, told.total.heard) == (2, 16, 53)


def test_a_filed_stop_is_excluded_and_listed():
    stop = make_stop(8, 12)
    told = report([stop], stale=Spans.of([0], [6], [10]))
    assert (told.total.filed, told.total.due, told.total.unheard) == (4, 51, 2)
    assert [(one.stop.id, one.points, one.filed) for one in told.stops] == [("S1", 1, 4)]


def test_a_stop_of_a_gateway_follows_the_tag_to_the_gateway_it_came_by():
    told = report([make_stop(10, 20, Scope(gateways=("GA",)))])
    assert told.total.filed == 5 + 10  # A1 until it moved, A2
    assert told.stops[0].points == 2


def test_a_stop_whose_tags_are_gone_stands_and_excludes_nothing():
    told = report([make_stop(8, 12, Scope(tags=("GONE",)))])
    assert [(one.points, one.filed) for one in told.stops] == [(0, 0)]
    assert told.total.filed == 0


def test_a_stop_of_another_time_is_not_listed():
    assert report([make_stop(0, 5), make_stop(25, 30)]).stops == []


def test_what_the_platform_did_not_listen_to_counts_for_nobody():
    away = {"listening": Spans.of([0, 0], [0, 20], [8, 100])}
    told = report(stale=Spans.of([1], [6], [21]), **away)
    assert told.listened == 3 + 5
    assert (told.total.due, told.total.unheard) == (8 + 8 + 5, 2 + 1)


def test_while_its_own_link_is_away_and_until_all_have_come_again_nobody_s_silence_counts():
    told = report(deaf=Spans.of([0], [8], [12]), stale=Spans.of([1], [9], [14]), settling=3)
    assert told.listened == 20 - 7
    assert told.total.unheard == 0
    assert report(deaf=Spans.of([0], [8], [NEVER]), settling=3).listened == 3


def test_without_any_record_there_is_no_rate():
    empty = np.array([], dtype=np.str_)
    none = np.array([], dtype=np.int64)
    told = report(listening=NONE, watched=Watched(Points(*[empty] * 5), none, none))
    assert (told.total.rate, told.first, told.listened) == (None, None, 0)
    assert told.hazards == told.enterprises == told.stops == []


def test_a_stop_in_force_lasts_until_its_end_and_one_that_never_began_never_was():
    _, (stop,) = put_in_force()
    assert find_force(stop) == (stop.began_at, stop.wish.until)
    assert find_force(replace(stop, began_at=None)) is None
    ended = FiledStop("S", stop.wish, StopState.ENDED, 4, "", 0, began_at=1, ended_at=3)
    assert find_force(ended) == (1, 3)


@given(
    listening=st.lists(SPAN, max_size=1),
    deaf=spans_of(1),
    stale=spans_of(4),
    bad=spans_of(4),
    lost=spans_of(2),
    filed=st.lists(st.tuples(SPAN, st.sampled_from(["V1", "V9"])), max_size=3),
    settling=st.integers(0, 4),
)
def test_the_rate_is_what_counting_gives(listening, deaf, stale, bad, lost, filed, settling):
    stops = [make_stop(*span, Scope(equipment=(unit,))) for span, unit in filed]
    told = report(
        stops,
        settling,
        listening=make([(0, span) for span in listening]),
        deaf=make(deaf),
        stale=make(stale),
        bad=make(bad),
        lost=make(lost),
    ).total
    longer = [(0, (begin, end + settling)) for _, (begin, end) in deaf]
    counts = dict.fromkeys(("watched", "filed", "due", "unheard", "lost", "bad"), 0)
    for row in range(4):
        gateway = GATEWAYS.tolist().index(POINTS.gateway[row])
        for moment in range(PERIOD.start, PERIOD.end):
            watched = WATCHED.since[row] <= moment < WATCHED.until[row]
            watched &= any(one[0] <= moment < one[1] for one in listening)
            if not watched or holds(longer, 0, moment):
                continue
            stopped = any(
                one[0] <= moment < one[1] and unit == POINTS.equipment[row] for one, unit in filed
            )
            away = holds(lost, gateway, moment)
            silent = holds(stale, row, moment) or away
            counts["watched"] += 1
            counts["filed"] += stopped
            counts["due"] += not stopped
            counts["unheard"] += not stopped and silent
            counts["lost"] += not stopped and away
            counts["bad"] += not stopped and not silent and holds(bad, row, moment)
    assert {name: getattr(told, name) for name in counts} == counts


def test_the_days_of_a_period_add_up_to_it():
    cut, stale = Period(PERIOD.start, 12), Spans.of([0, 1], [6, 2], [14, 30])
    days = [cut, Period(cut.end, PERIOD.end)]
    stops = [make_stop(10, 13)]
    told = report_rates(make_evidence(stale=stale), stops, PERIOD, 0, days)
    assert [day.period for day in told.days] == days
    for name in ("due", "heard", "filed", "unheard"):
        assert sum(getattr(day.total, name) for day in told.days) == getattr(told.total, name)
    assert [one.id for one in told.days[0].enterprises] == [one.id for one in told.enterprises]
