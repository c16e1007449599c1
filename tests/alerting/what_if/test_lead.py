"""Warning time: what an operator had before the event, under either plant."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerting.what_if.lead import compare_leads
from alerting.what_if.reference import Basis, Reference, list_warners
from plant.reading import NEVER
from tests.alerting.kpi.lives import START
from tests.alerting.what_if.runs import run
from tests.alerting.what_if.test_episodes import lives


def event(at, end=None):
    """The crossing of the HH of T1, from seconds."""
    ends = int(NEVER) if end is None else START + 1000 * end
    warners = list_warners("T1", upward=True)
    return Reference(Basis.LIMIT, "T1", "HH", START + 1000 * at, ends, warners, 90.0)


def compare(events, today, other):
    told = compare_leads(events, run(T1_H=today), run(T1_H=other))
    return [(one.verdict, one.gained_ms) for one in told]


CASES = {
    "ten minutes both times": ([(0, 900)], [(0, 900)], "same", 0),
    "raised earlier": ([(300, 900)], [(0, 900)], "longer", 300_000),
    "raised later": ([(0, 900)], [(300, 900)], "shorter", -300_000),
    "not at all any more": ([(0, 900)], [], "lost", None),
    "only when it was too late": ([(0, 900)], [(620, 900)], "lost", -620_000),
    "at the very crossing": ([(0, 900)], [(600, 900)], "lost", -600_000),
    "for the first time": ([], [(100, 900)], "gained", None),
    "neither": ([], [], "missed", None),
    "late both times": ([(601, 900)], [(605, 900)], "missed", -4000),
    "returned for a minute": ([(0, 540)], [(300, 900)], "shorter", -300_000),
    "returned for longer": ([(0, 539)], [(300, 900)], "gained", None),
    "chatter is one telling": ([(0, 5), (9, 70), (99, 900)], [(0, 900)], "same", 0),
    "raised after it was over": ([(0, 900)], [(700, 900)], "lost", None),
}


@pytest.mark.parametrize("today, other, verdict, gained", CASES.values(), ids=CASES)
def test_before_a_crossing_at_600_that_lasts_to_650(today, other, verdict, gained):
    assert compare([event(600, 650)], today, other) == [(verdict, gained)]


def test_of_several_alarms_the_first_counts():
    (told,) = compare_leads(
        [event(600)], run(T1_H=[(300, None)], T1_rate=[(100, 110)]), run(T1_forecast=[(200, None)])
    )
    assert (told.today.alarm, told.today.ms) == ("T1:H", 300_000)
    assert (told.other.alarm, told.gained_ms) == ("T1:forecast", 100_000)


def test_the_other_side_of_the_tag_warns_of_nothing():
    (told,) = compare_leads([event(600)], run(T1_L=[(100, None)]), run())
    assert told.today is None


def test_what_has_stood_since_the_last_event_tells_nothing_new():
    events = [event(600, 650), event(2000, 2050)]
    told = compare(events, [(500, 700), (1900, 2100)], [(500, 2100)])
    assert told == [("same", 0), ("lost", None)]
    standing = compare_leads(events, run(), run(T1_H=[(500, 2100)]))[1].other
    assert (standing.own, standing.ms) == (False, 1_500_000)


@given(lives(), lives(), st.lists(st.integers(0, 60), max_size=4, unique=True))
def test_what_is_gained_one_way_is_lost_the_other(today, other, instants):
    events = [event(at, at) for at in sorted(instants)]
    runs = run(T1_H=[*today]), run(T1_H=[*other])
    forth, back = compare_leads(events, *runs), compare_leads(events, *reversed(runs))
    mirror = {"lost": "gained", "gained": "lost", "shorter": "longer", "longer": "shorter"}
    for one, other_way in zip(forth, back, strict=True):
        assert other_way.verdict == mirror.get(one.verdict, one.verdict)
        assert (one.gained_ms is None) == (other_way.gained_ms is None)
        assert (one.gained_ms or 0) == -(other_way.gained_ms or 0)


@given(lives(), st.lists(st.integers(0, 60), max_size=4, unique=True))
def test_a_run_warns_as_itself(spans, instants):
    events = [event(at, at) for at in sorted(instants)]
    told = compare_leads(events, run(T1_H=spans), run(T1_H=spans))
    assert {one.verdict for one in told} <= {"same", "missed"}
    assert np.sum([one.gained_ms or 0 for one in told]) == 0
