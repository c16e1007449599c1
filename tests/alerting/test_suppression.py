"""Alarms that an operating state suppresses: marked, never dropped, and called anew afterwards."""

from dataclasses import replace

import pytest

from alerting.alarm import SYSTEM, Command, CommandKind, Event, Held, State
from alerting.alarms import Alarms
from tests.alerting.tiny_park import (
    LATCHING_GAS,
    LEVEL,
    PLANT,
    RULES,
    change,
    get,
    make_alarms,
    step,
    suppression,
)

STOPPED = "工况 停车 shut down"


def suppress(alarms, at, *, active=True, rule=LEVEL, verdicts=()):
    return alarms.step(change(*verdicts), RULES, 10_000, suppression((rule, at, active)))


def acknowledge(alarms, now=3_000):
    alarms.command(Command(CommandKind.ACKNOWLEDGE, RULES[LEVEL].alarm, "张三"), now)


def test_an_alarm_that_never_was_is_suppressed_and_stands_on_the_list():
    alarms = make_alarms()
    (entry,) = suppress(alarms, 1_000)

    assert (entry.event, entry.at, entry.actor) == (Event.SUPPRESSED, 1_000, SYSTEM)
    assert (entry.state, entry.held, entry.reason) == (State.NORMAL, Held.SUPPRESSED, STOPPED)
    alarm = get(alarms)
    assert (alarm.held, alarm.hold.reason, alarm.version) == (Held.SUPPRESSED, STOPPED, 1)
    assert alarms.standing() == [alarm]
    assert alarms.suppressed() == [alarm.id]


def test_its_verdicts_go_on_being_journalled():
    alarms = make_alarms()
    suppress(alarms, 1_000)
    raised, returned = step(alarms, (LEVEL, "raised", 2_000), (LEVEL, "returned", 3_000))

    assert (raised.state, raised.held) == (State.UNACKNOWLEDGED, Held.SUPPRESSED)
    assert (returned.state, returned.held) == (State.RETURNED_UNACKNOWLEDGED, Held.SUPPRESSED)
    assert get(alarms).hold.reason == STOPPED


def test_what_is_active_when_the_suppression_ends_wants_acknowledgement_again():
    alarms = make_alarms()
    step(alarms, (LEVEL, "raised", 1_000))
    suppress(alarms, 2_000)
    acknowledge(alarms)
    assert get(alarms).state is State.ACKNOWLEDGED
    (entry,) = suppress(alarms, 4_000, active=False)

    assert (entry.state, entry.held) == (State.UNACKNOWLEDGED, None)
    alarm = get(alarms)
    assert (alarm.acknowledged_at, alarm.by, alarm.hold) == (None, "", None)
    assert alarm.raised_at == 1_000


@pytest.mark.parametrize(
    ("rule", "state"),
    [(LEVEL, State.RETURNED_UNACKNOWLEDGED), (LATCHING_GAS, State.LATCHED_UNACKNOWLEDGED)],
)
def test_what_returned_or_latched_meanwhile_stays_so(rule, state):
    alarms = make_alarms()
    suppress(alarms, 1_000, rule=rule)
    step(alarms, (rule, "raised", 2_000), (rule, "returned", 3_000))
    suppress(alarms, 4_000, active=False, rule=rule)

    assert (get(alarms, rule).state, get(alarms, rule).held) == (state, None)


def test_in_one_tick_each_verdict_is_held_by_what_suppressed_it_then():
    alarms = make_alarms()
    verdicts = ((LEVEL, "raised", 1_000), (LEVEL, "returned", 2_000))
    entries = suppress(alarms, 2_000, verdicts=verdicts)

    assert [(entry.event, entry.held) for entry in entries] == [
        ("raised", None),
        ("suppressed", Held.SUPPRESSED),
        ("returned", Held.SUPPRESSED),
    ]


def test_what_is_no_news_is_dropped():
    alarms = make_alarms()
    assert suppress(alarms, 1_000, active=False) == []
    suppress(alarms, 2_000)
    assert suppress(alarms, 3_000) == []


def test_a_plant_that_suppresses_it_no_more_releases_it():
    alarms = make_alarms()
    suppress(alarms, 1_000)
    assert alarms.retire(5_000, {RULES[LEVEL].alarm}) == []
    (entry,) = alarms.retire(5_000)

    assert (entry.event, entry.at, entry.held) == (Event.UNSUPPRESSED, 5_000, None)
    assert alarms.standing() == []


def test_an_alarm_whose_limit_is_gone_is_released_and_removed():
    before = make_alarms()
    entries = step(before, (LEVEL, "raised", 1_000)) + suppress(before, 2_000)
    alarms = Alarms(PLANT, [])
    alarms.take_up(entries)

    assert [entry.event for entry in alarms.retire(5_000)] == ["unsuppressed", "removed"]
    assert (get(alarms).state, get(alarms).held) == (State.RETURNED_UNACKNOWLEDGED, None)


def test_judging_the_spool_again_gives_no_suppression_twice():
    alarms, entries = make_alarms(), []
    for at, active in ((1_000, True), (2_000, False), (3_000, True)):
        entries += suppress(alarms, at, active=active)
    again = make_alarms()
    again.take_up([replace(entry, seq=seq) for seq, entry in enumerate(entries, 1)])

    for at, active in ((1_000, True), (2_000, False), (3_000, True)):
        assert suppress(again, at, active=active) == []
    assert again.suppressed() == [RULES[LEVEL].alarm]
