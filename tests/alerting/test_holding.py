"""Shelving and taking out of service: owned, with a reason, within the site's rules, and ending."""

from dataclasses import replace

import pytest

from alerting.alarm import SYSTEM, Command, CommandKind, Event, Held, Outcome, State, Terms
from alerting.alarms import Alarms
from alerting.life_cycle import Refusal
from plant.alarm_policy import MINUTE_MS, apply_settings
from plant.condition import Priority
from tests.alerting.tiny_park import (
    LATCHING_GAS,
    LEVEL,
    PLANT,
    RULES,
    STALE,
    get,
    make_alarms,
    step,
)

SHELVE, UNSHELVE = CommandKind.SHELVE, CommandKind.UNSHELVE
REMOVE, RETURN = CommandKind.REMOVE_FROM_SERVICE, CommandKind.RETURN_TO_SERVICE
START = 10_000


def ask(alarms, kind, rule=LEVEL, now=START, **fields):
    usual = {"actor": "张三", "role": "operator", "reason": "抖动"}
    if kind in (REMOVE, RETURN):
        usual |= {"role": "engineer", "work_order": "WO-7"}
    return alarms.command(Command(kind, RULES[rule].alarm, **(usual | fields)), now)


def raised(*, priority=Priority.MEDIUM) -> Alarms:
    alarms = make_alarms()
    step(alarms, (LEVEL, "raised", 1_000), priority=priority)
    return alarms


def pass_time(alarms, now):
    return [(entry.event, entry.at, entry.state) for entry in alarms.pass_time(now)]


def test_a_shelved_alarm_keeps_its_state_and_says_who_why_and_until_when():
    alarms = raised()
    answer, (entry,) = ask(alarms, SHELVE, duration_ms=3_600_000)
    assert answer.outcome is Outcome.DONE
    assert (entry.event, entry.held, entry.state) == (
        Event.SHELVED,
        Held.SHELVED,
        State.UNACKNOWLEDGED,
    )
    assert entry.terms == Terms(until=START + 3_600_000)
    hold = get(alarms).hold
    assert (hold.actor, hold.at, hold.reason, hold.terms) == ("张三", START, "抖动", entry.terms)
    assert not get(alarms).annunciated


def test_who_says_nothing_of_the_time_gets_the_shortest():
    alarms = raised()
    _, (entry,) = ask(alarms, SHELVE)
    assert entry.terms == Terms(until=START + 15 * MINUTE_MS)


def test_it_is_judged_and_journalled_meanwhile():
    alarms = raised()
    ask(alarms, SHELVE)
    back, again = step(alarms, (LEVEL, "returned", 11_000), (LEVEL, "raised", 12_000))
    assert (back.held, again.held) == (Held.SHELVED, Held.SHELVED)
    assert get(alarms).state is State.UNACKNOWLEDGED


@pytest.mark.parametrize("acknowledged", [False, True])
def test_unshelved_by_hand_it_is_known_only_if_it_was_acknowledged(acknowledged):
    alarms = raised()
    if acknowledged:
        ask(alarms, CommandKind.ACKNOWLEDGE)
    ask(alarms, SHELVE)
    _, (entry,) = ask(alarms, UNSHELVE, now=20_000)
    known = State.ACKNOWLEDGED if acknowledged else State.UNACKNOWLEDGED
    assert (entry.state, entry.held) == (known, None)
    assert get(alarms).holds == {}


def test_an_acknowledgement_of_another_activation_does_not_count():
    alarms = raised()
    ask(alarms, CommandKind.ACKNOWLEDGE)
    ask(alarms, SHELVE)
    step(alarms, (LEVEL, "returned", 11_000), (LEVEL, "raised", 12_000))
    _, (entry,) = ask(alarms, UNSHELVE, now=20_000)
    assert entry.state is State.UNACKNOWLEDGED


def test_unshelved_by_its_time_what_is_active_is_a_new_call():
    alarms = raised()
    ask(alarms, CommandKind.ACKNOWLEDGE)
    ask(alarms, SHELVE, duration_ms=5_000)
    assert pass_time(alarms, 14_999) == []
    (entry,) = alarms.pass_time(16_000)
    assert (entry.event, entry.at, entry.actor) == (Event.UNSHELVED, 15_000, SYSTEM)
    assert (entry.state, entry.held) == (State.UNACKNOWLEDGED, None)
    assert (get(alarms).by, get(alarms).acknowledged_at) == ("", None)
    assert pass_time(alarms, 99_000) == []


@pytest.mark.parametrize(
    ("rule", "state"),
    [(LEVEL, State.RETURNED_UNACKNOWLEDGED), (LATCHING_GAS, State.LATCHED_UNACKNOWLEDGED)],
)
def test_what_returned_or_latched_meanwhile_stays_so(rule, state):
    alarms = make_alarms()
    step(alarms, (rule, "raised", 1_000))
    ask(alarms, SHELVE, rule, duration_ms=5_000)
    step(alarms, (rule, "returned", 12_000))
    assert pass_time(alarms, 20_000) == [(Event.UNSHELVED, 15_000, state)]


def test_a_single_shelving_ends_with_the_return():
    alarms = raised()
    ask(alarms, SHELVE, once=True, duration_ms=60_000)
    assert pass_time(alarms, 11_000) == []
    step(alarms, (LEVEL, "returned", 12_000))
    assert pass_time(alarms, 13_000) == [(Event.UNSHELVED, 12_000, State.RETURNED_UNACKNOWLEDGED)]


def test_a_single_shelving_of_what_has_returned_waits_for_the_next():
    alarms = raised()
    step(alarms, (LEVEL, "returned", 2_000))
    ask(alarms, SHELVE, once=True, duration_ms=60_000)
    step(alarms, (LEVEL, "raised", 20_000))
    assert pass_time(alarms, 30_000) == []
    step(alarms, (LEVEL, "returned", 40_000))
    assert [event for event, _, _ in pass_time(alarms, 41_000)] == [Event.UNSHELVED]


def test_shelving_again_is_on_new_terms_and_counts_once():
    alarms = raised()
    ask(alarms, SHELVE, duration_ms=5_000)
    answer, _ = ask(alarms, SHELVE, now=14_000, duration_ms=5_000, reason="仍在抖动")
    assert answer.outcome is Outcome.DONE
    assert pass_time(alarms, 18_999) == []
    assert get(alarms).hold.reason == "仍在抖动"
    assert [at for _, at, _ in pass_time(alarms, 19_000)] == [19_000]


def test_what_ran_out_before_a_verdict_comes_before_it_also_within_one_step():
    alarms = raised()
    ask(alarms, CommandKind.ACKNOWLEDGE)
    ask(alarms, SHELVE, duration_ms=5_000)
    entries = step(alarms, (LEVEL, "returned", 20_000))
    assert [(entry.event, entry.at, entry.held) for entry in entries] == [
        (Event.UNSHELVED, 15_000, None),
        (Event.RETURNED, 20_000, None),
    ]
    assert get(alarms).state is State.RETURNED_UNACKNOWLEDGED, "nobody knew that it stood unshelved"


def test_a_verdict_of_the_instant_at_which_a_shelving_ends_comes_before_its_end():
    alarms = raised()
    ask(alarms, SHELVE, duration_ms=5_000)
    (back,) = step(alarms, (LEVEL, "returned", 15_000))
    assert (back.event, back.held) == (Event.RETURNED, Held.SHELVED)
    assert [at for _, at, _ in pass_time(alarms, 15_000)] == [15_000]


def test_unshelving_what_is_not_shelved_does_no_harm():
    answer, entries = ask(raised(), UNSHELVE)
    assert (answer.outcome, answer.detail, entries) == (Outcome.DONE, Refusal.NOT_HELD, [])


@pytest.mark.parametrize(
    ("kind", "fields", "refusal"),
    [
        (SHELVE, {"reason": " "}, Refusal.REASON_MISSING),
        (SHELVE, {"role": "engineer"}, Refusal.ROLE_MAY_NOT),
        (SHELVE, {"role": ""}, Refusal.ROLE_MAY_NOT),
        (SHELVE, {"duration_ms": 480 * MINUTE_MS + 1}, Refusal.TOO_LONG),
        (SHELVE, {"duration_ms": 0}, Refusal.TOO_LONG),
        (SHELVE, {"duration_ms": -5}, Refusal.TOO_LONG),
        (REMOVE, {"work_order": " "}, Refusal.WORK_ORDER_MISSING),
        (REMOVE, {"reason": ""}, Refusal.REASON_MISSING),
    ],
)
def test_the_sites_rules_are_kept(kind, fields, refusal):
    alarms = raised()
    answer, entries = ask(alarms, kind, **fields)
    assert (answer.outcome, answer.detail, entries) == (Outcome.REFUSED, refusal, [])
    assert get(alarms).held is None


def test_how_long_depends_on_the_priority_and_on_the_role():
    an_hour = 60 * MINUTE_MS
    high = raised(priority=Priority.HIGH)
    assert ask(high, SHELVE, duration_ms=an_hour + 1)[0].detail == Refusal.TOO_LONG
    answer, _ = ask(high, SHELVE, duration_ms=an_hour + 1, role="shift_leader")
    assert answer.outcome is Outcome.DONE


def test_a_critical_one_needs_a_second_person_and_calls_all_the_same():
    alarms = raised(priority=Priority.CRITICAL)
    assert ask(alarms, SHELVE)[0].detail == Refusal.SECOND_PERSON_MISSING
    answer, (entry,) = ask(alarms, SHELVE, witness="李四")
    assert answer.outcome is Outcome.DONE
    assert entry.terms.witness == "李四"
    assert get(alarms).annunciated


def test_what_the_plant_calls_critical_by_now_needs_a_second_person():
    alarms = raised()
    alarms.adopt(PLANT, [replace(one, priority=Priority.CRITICAL) for one in RULES])
    assert ask(alarms, SHELVE)[0].detail == Refusal.SECOND_PERSON_MISSING
    step(alarms, (LEVEL, "returned", 2_000))
    ask(alarms, CommandKind.ACKNOWLEDGE, now=3_000)
    assert get(alarms).state is State.NORMAL
    assert ask(alarms, SHELVE)[0].detail == Refusal.SECOND_PERSON_MISSING


def test_what_was_critical_once_does_not_need_one_for_ever():
    alarms = raised(priority=Priority.CRITICAL)
    alarms.adopt(PLANT, [replace(one, priority=Priority.MEDIUM) for one in RULES])
    assert ask(alarms, SHELVE)[0].detail == Refusal.SECOND_PERSON_MISSING
    step(alarms, (LEVEL, "returned", 2_000))
    ask(alarms, CommandKind.ACKNOWLEDGE, now=3_000)
    assert ask(alarms, SHELVE)[0].outcome is Outcome.DONE


def test_what_becomes_critical_while_it_is_shelved_calls():
    alarms = raised()
    ask(alarms, SHELVE)
    step(alarms, (LEVEL, "returned", 11_000))
    step(alarms, (LEVEL, "raised", 12_000), priority=Priority.CRITICAL)
    assert (get(alarms).held, get(alarms).annunciated) == (Held.SHELVED, True)


def test_who_saw_less_than_what_stands_shelves_nothing():
    alarms = raised()
    step(alarms, (LEVEL, "returned", 2_000))
    step(alarms, (LEVEL, "raised", 3_000), priority=Priority.HIGH)
    answer, _ = ask(alarms, SHELVE, version=1)
    assert (answer.outcome, answer.detail) == (Outcome.CONFLICT, Refusal.PRIORITY_ROSE)


def test_nobody_holds_more_than_the_role_may():
    few = apply_settings(
        {"shelving": {"roles": {"operator": {"most": 1, "longest_min": {"low": 60, "high": 60}}}}}
    )
    alarms = Alarms(replace(PLANT, alarm_policy=few), RULES)
    assert ask(alarms, SHELVE, LEVEL)[0].outcome is Outcome.DONE
    assert ask(alarms, SHELVE, STALE)[0].detail == Refusal.TOO_MANY_HELD
    assert ask(alarms, SHELVE, STALE, actor="李四")[0].outcome is Outcome.DONE
    assert ask(alarms, SHELVE, LEVEL, now=11_000)[0].outcome is Outcome.DONE, "the same one again"
    ask(alarms, UNSHELVE, LEVEL)
    assert ask(alarms, SHELVE, LATCHING_GAS)[0].outcome is Outcome.DONE


def test_an_alarm_that_never_was_can_be_held_and_is_listed():
    alarms = make_alarms()
    answer, (entry,) = ask(alarms, REMOVE, duration_ms=5_000)
    assert (answer.outcome, entry.state, entry.version) == (Outcome.DONE, State.NORMAL, 1)
    assert [alarm.held for alarm in alarms.standing()] == [Held.OUT_OF_SERVICE]
    assert pass_time(alarms, 15_000) == [(Event.RETURNED_TO_SERVICE, 15_000, State.NORMAL)]
    assert alarms.standing() == []


def test_back_in_service_what_is_active_is_a_new_call_even_by_hand():
    alarms = raised()
    ask(alarms, CommandKind.ACKNOWLEDGE)
    ask(alarms, REMOVE)
    _, (entry,) = ask(alarms, RETURN, now=20_000)
    assert (entry.event, entry.state) == (Event.RETURNED_TO_SERVICE, State.UNACKNOWLEDGED)


def test_of_two_holds_one_ends_and_the_other_counts_on():
    alarms = raised()
    ask(alarms, SHELVE, duration_ms=5_000)
    ask(alarms, REMOVE, duration_ms=60_000)
    assert get(alarms).held is Held.OUT_OF_SERVICE
    alarms.pass_time(16_000)
    assert set(get(alarms).holds) == {Held.OUT_OF_SERVICE}
    ask(alarms, SHELVE, now=17_000, duration_ms=500_000)
    alarms.pass_time(80_000)
    assert get(alarms).held is Held.SHELVED


def test_an_end_survives_a_restart():
    alarms = raised()
    _, (entry,) = ask(alarms, SHELVE, duration_ms=5_000)
    again = raised()
    again.take(entry)
    assert pass_time(again, 99_000) == [(Event.UNSHELVED, 15_000, State.UNACKNOWLEDGED)]


def test_a_shelving_on_terms_that_nobody_knows_is_over():
    alarms = raised()
    _, (entry,) = ask(alarms, SHELVE)
    again = raised()
    again.take(replace(entry, terms=None))
    assert [event for event, _, _ in pass_time(again, 10_000)] == [Event.UNSHELVED]
