"""Who is told of an alarm that nobody acknowledges, after how long, and who is left in peace."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerting.alarm import Command, CommandKind
from alerting.alarms import Alarms
from alerting.escalation import Escalations
from plant.condition import Priority
from plant.duties import Duty, Escalation, EscalationStep, Person
from plant.reading import Mark
from plant.words import Enterprise, Hazard
from tests.alerting.tiny_park import LATCHING_GAS, LEVEL, PLANT, RULES, STALE, change

MINUTE = 60_000
LADDER = Escalation(
    "all",
    tuple(Priority),
    (
        EscalationStep(0, ("operator",), ("sms",)),
        EscalationStep(2 * MINUTE, ("operating",), ("voice", "sms")),
        EscalationStep(5 * MINUTE, ("technical", "principal"), ("voice",)),
        EscalationStep(30 * MINUTE, ("park",), ("voice",)),
    ),
)
STAFFED = replace(
    PLANT,
    enterprises=(Enterprise("E1", "甲"),),
    hazards=(
        Hazard(
            "H1",
            "E1",
            "液氯罐区",
            responsible={"operating": "丙", "technical": "丁", "principal": "戊"},
        ),
    ),
    persons=tuple(Person(f"p{n}", name) for n, name in enumerate("甲乙丙丁戊己", start=1)),
    duties=(Duty("operator", (("p1", "p2"),)), Duty("park", (("p6",),))),
    escalations=(LADDER,),
)


class Watched:
    """Alarms with the escalations that follow them, by a clock that a test moves."""

    def __init__(self, plant=STAFFED):
        self.plant, self.now = plant, 1_000
        self.alarms = Alarms(plant, RULES)
        self.escalations = Escalations(plant)
        self.told = []

    def follow(self, entries):
        for entry in entries:
            self.escalations.follow(self.alarms.get(entry.alarm))
        return self.wait(0)

    def verdict(self, rule, event, priority=Priority.CRITICAL, marks=0):
        changes = change((rule, event, self.now), priority=priority, marks=marks)
        return self.follow(self.alarms.step(changes, RULES, self.now))

    def raise_(self, rule=LEVEL, priority=Priority.CRITICAL, marks=0):
        return self.verdict(rule, "raised", priority, marks)

    def ask(self, kind, rule=LEVEL, **fields):
        wish = Command(kind, RULES[rule].alarm, "p1", "x", role="shift_leader", **fields)
        return self.follow(self.alarms.command(wish, self.now)[1])

    def wait(self, ms):
        """Who is told by then, as (person, step)."""
        self.now += ms
        for entry in self.alarms.pass_time(self.now):
            self.escalations.follow(self.alarms.get(entry.alarm))
        notices = self.escalations.pass_time(self.now)
        self.told += notices
        return [(notice.person, notice.step) for notice in notices]

    def restart(self):
        told = {}
        for notice in self.told:
            name = notice.alarms[0], notice.called_at
            told[name] = max(told.get(name, 0), notice.step)
        self.escalations = Escalations(self.plant)
        self.escalations.resume(self.alarms.standing(), told, self.now)


def test_step_by_step_for_as_long_as_nobody_acknowledges():
    park = Watched()
    assert park.raise_() == [("p1", 0), ("p2", 0)]
    assert park.wait(2 * MINUTE - 1) == []
    assert park.wait(1) == [("p3", 1)]
    assert park.wait(3 * MINUTE) == [("p4", 2), ("p5", 2)]
    assert park.wait(25 * MINUTE) == [("p6", 3)]
    assert park.wait(24 * 60 * MINUTE) == []


def test_a_notice_says_what_where_and_how_urgent_in_both_languages():
    park = Watched()
    park.raise_()
    notice = park.told[0]
    assert (notice.alarms, notice.hazard, notice.via) == (("E1.LT-101:HH",), "H1", ("sms",))
    assert (
        notice.zh
        == "【紧急】液氯罐区 E1.LT-101 高高限报警：85.00 % ≥ 80 %，08:00:01，请立即确认处置"
    )
    assert notice.en.startswith("[critical] 液氯罐区: E1.LT-101: ")
    assert len({notice.key for notice in park.told}) == len(park.told)


def test_an_acknowledgement_ends_it_and_what_is_pending_need_not_be_told():
    park = Watched()
    park.raise_()
    park.ask(CommandKind.ACKNOWLEDGE)
    assert park.wait(60 * MINUTE) == []
    assert park.escalations.drain_ended() == [("E1.LT-101:HH", 1_000)]


def test_who_is_told_of_it_as_graver_is_told_by_a_notice_of_its_own():
    park = Watched()
    park.raise_(priority=Priority.HIGH)
    alarm = park.alarms.get(RULES[LEVEL].alarm)
    park.escalations.follow(replace(alarm, priority=Priority.CRITICAL))
    assert park.wait(0) == [("p1", 0), ("p2", 0)]
    assert park.escalations.drain_ended() == [(alarm.id, alarm.called_at)]
    assert len({notice.key for notice in park.told}) == 4


@pytest.mark.parametrize(
    ("priority", "goes_on"),
    [(Priority.CRITICAL, True), (Priority.HIGH, True), (Priority.MEDIUM, False)],
)
def test_what_returned_by_itself_goes_on_only_where_it_was_grave(priority, goes_on):
    park = Watched()
    park.raise_(priority=priority)
    park.verdict(LEVEL, "returned", priority)
    assert bool(park.wait(2 * MINUTE)) == goes_on


def test_a_latched_alarm_calls_until_it_is_acknowledged():
    park = Watched()
    park.raise_(LATCHING_GAS)
    park.verdict(LATCHING_GAS, "returned")
    assert park.wait(2 * MINUTE) == [("p3", 1)]
    park.ask(CommandKind.ACKNOWLEDGE, LATCHING_GAS)
    assert park.wait(60 * MINUTE) == []


def test_a_new_activation_begins_at_the_foot_of_the_ladder():
    park = Watched()
    park.raise_()
    park.wait(2 * MINUTE)
    park.verdict(LEVEL, "returned")
    assert park.raise_() == [("p1", 0), ("p2", 0)]
    assert len({notice.key for notice in park.told}) == len(park.told)


def test_what_is_held_calls_nobody_and_when_it_is_free_again_it_does():
    park = Watched()
    park.raise_(priority=Priority.MEDIUM)
    park.ask(CommandKind.SHELVE, duration_ms=10 * MINUTE)
    assert park.wait(9 * MINUTE) == []
    assert park.wait(MINUTE) == [("p1", 0), ("p2", 0)]
    assert park.wait(2 * MINUTE) == [("p3", 1)]


def test_a_shelved_critical_alarm_goes_on_calling():
    park = Watched()
    park.raise_()
    park.ask(CommandKind.SHELVE, duration_ms=30 * MINUTE, witness="p2")
    assert park.wait(2 * MINUTE) == [("p3", 1)]


def test_a_simulated_alarm_is_told_to_nobody():
    park = Watched()
    assert park.raise_(marks=Mark.SIMULATED) == []
    assert park.wait(60 * MINUTE) == []


def test_only_alarms_that_a_ladder_is_for():
    park = Watched(
        replace(STAFFED, escalations=(replace(LADDER, priorities=(Priority.CRITICAL,)),))
    )
    assert park.raise_(priority=Priority.HIGH) == []
    elsewhere = replace(LADDER, hazards=("H2",))
    gentle = replace(LADDER, id="gentle", steps=(EscalationStep(MINUTE, ("park",), ("sms",)),))
    park = Watched(replace(STAFFED, escalations=(elsewhere, gentle)))
    assert park.raise_() == []
    assert park.wait(MINUTE) == [("p6", 0)]


def test_where_nobody_is_on_duty_those_of_the_next_step_are_told_at_once():
    park = Watched(replace(STAFFED, duties=STAFFED.duties[1:]))
    assert park.raise_() == [("p3", 0)]
    assert park.escalations.unreached == {("operator", "H1"): 1_000}
    assert park.wait(2 * MINUTE) == [("p3", 1)]


def test_nobody_at_all_is_no_fault():
    park = Watched(replace(STAFFED, persons=(), duties=()))
    assert park.raise_() == []
    assert park.wait(60 * MINUTE) == []
    assert ("park", "H1") in park.escalations.unreached


class TestQuiet:
    """Five minutes in which a person is not told of more of a hazard that is no more urgent."""

    def test_the_rest_is_told_together_and_the_gravest_of_it_leads(self):
        park = Watched()
        assert len(park.raise_(LEVEL, Priority.HIGH)) == 2
        assert park.raise_(STALE, Priority.LOW) == []
        assert park.raise_(LATCHING_GAS, Priority.HIGH) == []
        park.wait(5 * MINUTE)
        together = [notice for notice in park.told if len(notice.alarms) > 1]
        assert {notice.person for notice in together} >= {"p1", "p2"}
        assert together[0].alarms == ("E1.AT-201:HH", "E1.LT-101:stale")
        assert "又有 2 条报警未确认" in together[0].zh

    def test_what_is_more_urgent_is_told_at_once(self):
        park = Watched()
        park.raise_(STALE, Priority.LOW)
        assert park.raise_(LEVEL, Priority.HIGH) == [("p1", 0), ("p2", 0)]

    def test_never_for_what_is_critical(self):
        park = Watched()
        park.raise_(LEVEL, Priority.CRITICAL)
        assert park.raise_(LATCHING_GAS, Priority.CRITICAL) == [("p1", 0), ("p2", 0)]

    def test_what_was_acknowledged_meanwhile_is_not_told_any_more(self):
        park = Watched()
        park.raise_(LEVEL, Priority.MEDIUM)
        park.raise_(STALE, Priority.LOW)
        park.ask(CommandKind.ACKNOWLEDGE, LEVEL)
        park.ask(CommandKind.ACKNOWLEDGE, STALE)
        assert park.wait(10 * MINUTE) == []


class TestRestart:
    def test_what_was_told_is_not_told_again_and_the_ladder_goes_on(self):
        park = Watched()
        park.raise_(priority=Priority.HIGH)
        park.wait(2 * MINUTE)
        park.restart()
        assert park.wait(0) == []
        assert park.wait(3 * MINUTE) == [("p4", 2), ("p5", 2)]

    def test_what_is_critical_is_told_again_where_it_had_come_to(self):
        park = Watched()
        park.raise_()
        park.wait(2 * MINUTE)
        park.now += 1_000
        park.restart()
        assert park.wait(0) == [("p3", 1)]
        assert len({notice.key for notice in park.told}) == len(park.told)

    def test_what_nobody_was_told_of_is_told_from_the_foot_up(self):
        park = Watched()
        park.raise_()
        park.told.clear()
        park.now += 2 * MINUTE
        park.restart()
        assert park.wait(0) == [("p1", 0), ("p2", 0), ("p3", 1)]


def test_a_changed_plant_goes_on_at_the_step_that_was_reached():
    park = Watched()
    park.raise_()
    park.wait(2 * MINUTE)
    staffed = replace(STAFFED, duties=(*STAFFED.duties, Duty("principal", (("p2",),))))
    park.escalations = park.escalations.succeed(staffed, park.alarms.get)
    assert park.wait(3 * MINUTE) == [("p4", 2), ("p5", 2), ("p2", 2)]


RULE = st.sampled_from([LEVEL, LATCHING_GAS, STALE])
ACTS = st.lists(
    st.tuples(st.sampled_from(["raised", "returned", "ack", "wait"]), RULE, st.integers(0, 8)),
    max_size=25,
)


class Model:
    """From each call on, each step that falls due before the call ends."""

    def __init__(self):
        self.expected = set()
        self.calls = set()

    def wait(self, now):
        for alarm, begin in self.calls:
            due = (step for step, rung in enumerate(LADDER.steps) if begin + rung.after_ms <= now)
            self.expected |= {(alarm, begin, step) for step in due}

    def follow(self, alarm, now):
        if alarm is not None:
            self.calls = {call for call in self.calls if call[0] != alarm.id}
            self.calls |= {(alarm.id, alarm.called_at)} if alarm.calls else set()
        self.wait(now)


@given(ACTS, st.integers(1, 7))
def test_every_critical_call_is_told_in_full_however_often_one_looks_at_the_clock(acts, looks):
    park, model = Watched(), Model()
    for act, rule, minutes in acts:
        for _ in range(looks):
            park.wait(minutes * MINUTE // looks if act == "wait" else 10)
        model.wait(park.now)
        if act == "ack":
            park.ask(CommandKind.ACKNOWLEDGE, rule)
        elif act != "wait":
            park.verdict(rule, act)
        model.follow(park.alarms.get(RULES[rule].alarm), park.now)
    told = {(notice.alarms[0], notice.called_at, notice.step) for notice in park.told}
    assert told == model.expected
    assert len({notice.key for notice in park.told}) == len(park.told)
