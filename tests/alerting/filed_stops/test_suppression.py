"""What filed stops do to alarms: silence that was filed is quiet, and nothing else is."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerting.alarm import Held, State
from alerting.alarms import Alarms
from alerting.filed_stops import suppression as suppressing
from alerting.filed_stops.reach import Reach
from alerting.filed_stops.stop import Scope
from alerting.filed_stops.suppression import (
    CALLS_ALL_THE_SAME,
    STATE_GOES_ON,
    STOP_ENDED,
    StopSuppression,
    find_covers,
    list_touched,
)
from detectors.bank import Bank
from detectors.verdict import Changes, Suppressions
from plant.condition import Condition, Priority
from plant.link import Links
from plant.reading import LONG_AGO, Mark
from tests.alerting.filed_stops.works import HOUR, NOW, PLANT, act, put_in_force, wish

LINKS = Links.of(PLANT).gateway_of
RULES = Bank(PLANT).rules
REACH = Reach.of(PLANT, RULES, LINKS)
PLACES = {rule.alarm: place for place, rule in enumerate(RULES)}


class Watchroom:
    """Live alarms and what filed stops do to them, a millisecond a step."""

    def __init__(self, *wishes):
        self.alarms = Alarms(PLANT, RULES)
        self.suppression = StopSuppression()
        self.register, _ = put_in_force(*wishes)
        self.now = NOW
        self.by_state = set()
        self.journal = []
        self.follow_stops()

    def follow_stops(self):
        self.suppression.cover(find_covers(self.register.list_in_force(self.now), REACH))
        return self.settle([])

    def settle(self, entries):
        entries = [*entries, *self.alarms.pass_time(self.now)]
        told = self.suppression.settle(self.alarms, entries, self.now, self.by_state.__contains__)
        self.journal += [*entries, *told]
        return [(entry.alarm, entry.event.value) for entry in [*entries, *told]]

    def judge(self, alarm, *, active=True, priority=None, marks=0):
        self.now += 1
        place, at = PLACES[alarm], np.array([self.now])
        changes = Changes(
            rule=np.array([place], dtype=np.int32),
            at=at,
            onset=at,
            active=np.array([active]),
            value=np.array([math.nan]),
            marks=np.array([marks], dtype=np.uint16),
            priority=np.array([priority or RULES[place].priority], dtype=np.int8),
            limit=np.array([math.nan]),
            source=np.array([LONG_AGO]),
            received=np.array([LONG_AGO]),
        )
        return self.settle(self.alarms.step(changes, RULES, self.now))

    def enter_state(self, alarm, *, active=True):
        """An operating state suppresses an alarm, or no longer does."""
        self.now += 1
        (self.by_state.add if active else self.by_state.discard)(alarm)
        told = Suppressions(
            np.array([PLACES[alarm]], dtype=np.int32),
            np.array([self.now]),
            np.array([active]),
            ["工况 停车 shut down"],
        )
        return self.settle(self.alarms.step(Changes.none(), RULES, self.now, told))

    def get(self, alarm):
        return self.alarms.get(alarm)


@pytest.fixture
def room():
    return Watchroom(wish(scope=Scope(equipment=("V1",)), lasts=HOUR))


def test_stale_data_and_bad_quality_of_what_is_covered_are_suppressed_and_say_why(room):
    held = {alarm.id for alarm in room.alarms.standing()}
    assert held == {"A1:stale", "A1:bad_quality", "A2:stale", "A2:bad_quality"}
    hold = room.get("A1:stale").hold
    assert (hold.actor, hold.terms.until, hold.terms.work_order) == ("system", NOW + HOUR, "S1")
    assert hold.reason == "报备停用 S1 检修：检修 1 号罐液位计 filed stop, overhaul"
    assert room.judge("A1:stale") == [("A1:stale", "raised")]
    assert not room.get("A1:stale").calls


@pytest.mark.parametrize("alarm", ["A1:H", "B1:stale", "GA:gateway_lost", "GA:gateway_gap"])
def test_everything_else_calls_as_ever(alarm):
    room = Watchroom(wish(scope=Scope(tags=("A1",), gateways=("GA",))))
    room.judge(alarm)
    assert room.get(alarm).calls


def test_critical_tags_keep_calling_when_they_fall_silent():
    room = Watchroom(wish(scope=Scope(hazards=("HA",))))
    room.judge("A3:bad_quality")
    assert RULES[PLACES["A3:bad_quality"]].priority is Priority.CRITICAL
    assert room.get("A3:bad_quality").calls


@pytest.mark.parametrize("more", [{"marks": Mark.POSSIBLY_BEYOND}, {"priority": Priority.CRITICAL}])
def test_an_activation_that_may_be_true_calls_and_the_next_one_is_quiet_again(room, more):
    told = room.judge("A1:bad_quality", **more)
    assert told == [("A1:bad_quality", "raised"), ("A1:bad_quality", "unsuppressed")]
    assert room.get("A1:bad_quality").calls
    assert room.journal[-1].reason == CALLS_ALL_THE_SAME
    told = room.judge("A1:bad_quality", active=False)
    assert told == [("A1:bad_quality", "returned"), ("A1:bad_quality", "suppressed")]


def test_what_stands_when_the_stop_ends_wants_acknowledgement(room):
    room.judge("A1:stale")
    room.now = NOW + HOUR
    room.settle([])
    alarm = room.get("A1:stale")
    assert (alarm.state, alarm.held, alarm.calls) == (State.UNACKNOWLEDGED, None, True)
    assert room.alarms.standing() == [alarm]
    assert {entry.at for entry in room.journal[-4:]} == {NOW + HOUR}


def test_an_early_end_releases_at_once_with_its_own_words(room):
    act(room.register, "S1", "end", now=room.now)
    told = room.follow_stops()
    assert sorted(told) == [
        (f"{tag}:{what}", "unsuppressed")
        for tag in ("A1", "A2")
        for what in ("bad_quality", "stale")
    ]
    assert {entry.reason for entry in room.journal[-4:]} == {STOP_ENDED}


def test_of_two_stops_the_one_that_ends_last_holds():
    room = Watchroom(wish(lasts=HOUR), wish(lasts=2 * HOUR))
    assert room.get("A1:stale").hold.terms.work_order == "S2"
    act(room.register, "S2", "end", now=room.now)
    room.follow_stops()
    hold = room.get("A1:stale").hold
    assert (hold.terms.work_order, hold.terms.until) == ("S1", NOW + HOUR)


def test_an_operating_state_and_a_stop_don_t_end_each_other(room):
    assert room.enter_state("A1:stale") == []  # the stop holds it already
    assert room.enter_state("A1:stale", active=False) == []
    assert room.get("A1:stale").held is Held.SUPPRESSED
    room.enter_state("A1:stale")
    room.now = NOW + HOUR
    assert room.settle([])[-1] == ("A1:stale", "suppressed")
    hold = room.get("A1:stale").hold
    assert (hold.terms, hold.reason) == (None, STATE_GOES_ON)
    assert room.enter_state("A1:stale", active=False) == [("A1:stale", "unsuppressed")]


def test_a_stop_takes_over_from_an_operating_state():
    room = Watchroom(wish(scope=Scope(tags=("A2",))))
    room.enter_state("A1:stale")
    room.register, _ = put_in_force(wish())
    room.follow_stops()
    assert room.get("A1:stale").hold.terms is None
    told = room.enter_state("A1:stale", active=False)
    assert told == [("A1:stale", "unsuppressed"), ("A1:stale", "suppressed")]


def test_after_a_restart_nothing_is_said_anew_and_what_is_over_is_released(room):
    room.judge("A1:stale")
    again = Watchroom(wish(scope=Scope(tags=("A1",)), lasts=HOUR))
    again.alarms = Alarms(PLANT, RULES)
    again.alarms.take_up(room.journal)
    assert again.alarms.retire(room.now) == []  # a suppression with an end is no mode's
    assert again.alarms.suppressed() == []
    again.now = room.now
    assert sorted(again.follow_stops()) == [
        ("A2:bad_quality", "unsuppressed"),
        ("A2:stale", "unsuppressed"),
    ]
    assert again.get("A1:stale").held is Held.SUPPRESSED


def test_what_a_stop_did_is_not_awaited_when_verdicts_are_judged_again(room):
    room.judge("A1:stale")
    kept = [replace(entry, seq=seq) for seq, entry in enumerate(room.journal, start=1)]
    again = Watchroom(wish(scope=Scope(equipment=("V1",)), lasts=HOUR))
    again.alarms, again.now = Alarms(PLANT, RULES), NOW
    again.alarms.take_up(kept, known_after=0)
    again.follow_stops()
    assert again.judge("A1:stale") == []
    assert again.judge("A1:stale", active=False) == [("A1:stale", "returned")]
    assert again.get("A1:stale").hold == room.get("A1:stale").hold


def test_a_whole_site_is_suppressed_in_several_ticks(monkeypatch):
    monkeypatch.setattr(suppressing, "MOST_AT_ONCE", 3)
    room = Watchroom(wish(scope=Scope(equipment=("V1",))))
    assert len(room.alarms.standing()) == 3
    assert len(room.settle([])) == 1
    assert room.settle([]) == []


def test_who_looks_at_an_alarm_is_told_of_the_stops_that_touch_it():
    other = wish(scope=Scope(tags=("B1",)), enterprise="乙")
    _, stops = put_in_force(wish(), wish(scope=Scope(gateways=("GA",))), other)
    touched = list_touched(stops, REACH)
    assert touched["A1:H"] == ("S1", "S2")
    assert touched["A3:H"] == touched["GA:gateway_lost"] == ("S2",)
    assert "GB:gateway_lost" not in touched
    assert touched["B1:stale"] == ("S3",)


ALARMS = st.sampled_from(sorted(PLACES))
STEPS = st.one_of(
    st.tuples(st.just("judge"), ALARMS, st.booleans(), st.sampled_from([None, Priority.CRITICAL])),
    st.tuples(st.just("state"), st.sampled_from(["A1:stale", "A2:stale"]), st.booleans()),
    st.tuples(st.just("end"), st.sampled_from(["S1", "S2"])),
    st.tuples(st.just("wait"), st.integers(1, 2 * HOUR)),
)


@given(st.lists(STEPS, max_size=25))
def test_whatever_happens_only_silence_that_was_filed_is_quiet(steps):
    room = Watchroom(
        wish(scope=Scope(equipment=("V1",)), lasts=HOUR), wish(scope=Scope(gateways=("GA",)))
    )
    for kind, *rest in steps:
        match kind:
            case "judge":
                alarm, active, priority = rest
                room.judge(alarm, active=active, priority=priority)
            case "state":
                room.enter_state(rest[0], active=rest[1])
            case "end":
                room.now += 1
                act(room.register, rest[0], "end", now=room.now)
                room.follow_stops()
            case "wait":
                room.now += rest[0]
                room.settle([])
        in_force = room.register.list_in_force(room.now)
        touched = list_touched(in_force, REACH)
        for alarm in room.alarms.all():
            hold = alarm.holds.get(Held.SUPPRESSED)
            if hold is not None and hold.terms is not None:
                assert alarm.condition in {Condition.STALE, Condition.BAD_QUALITY}
                assert hold.terms.work_order in touched[alarm.id]
                assert not (alarm.active and alarm.priority is Priority.CRITICAL)
            elif hold is not None:
                assert alarm.id in room.by_state
