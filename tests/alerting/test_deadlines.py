"""Calling again: an acknowledged alarm whose condition stands, where the plant asks for it."""

from dataclasses import replace

from alerting.alarm import SYSTEM, Command, CommandKind, Event, State
from alerting.alarms import Alarms
from plant.alarm_policy import MINUTE_MS, apply_settings
from plant.condition import Priority
from tests.alerting.tiny_park import LEVEL, PLANT, RULES, change, get

AFTER = 10 * MINUTE_MS
POLICY = apply_settings({"realarm_min": {"high": 10}, "most_realarms": 2})


def begin(priority=Priority.HIGH):
    alarms = Alarms(replace(PLANT, alarm_policy=POLICY), RULES)
    alarms.step(change((LEVEL, "raised", 1_000), priority=priority), RULES, 1_000)
    return alarms


def ask(alarms, kind, now, **fields):
    wish = Command(kind, RULES[LEVEL].alarm, "张三", "x", role="operator", **fields)
    return alarms.command(wish, now)


def acknowledge(alarms, now):
    ask(alarms, CommandKind.ACKNOWLEDGE, now)


def test_it_calls_again_after_its_time_and_wants_acknowledgement():
    alarms = begin()
    acknowledge(alarms, 2_000)
    assert alarms.pass_time(2_000 + AFTER - 1) == []
    (entry,) = alarms.pass_time(2_000 + AFTER)
    assert (entry.event, entry.at, entry.actor) == (Event.REALARMED, 2_000 + AFTER, SYSTEM)
    alarm = get(alarms)
    assert (alarm.state, alarm.by, alarm.realarms) == (State.UNACKNOWLEDGED, "", 1)
    assert alarm.raised_at == 1_000


def test_not_for_ever():
    alarms, now = begin(), 2_000
    for _ in range(2):
        acknowledge(alarms, now)
        now += AFTER
        assert len(alarms.pass_time(now)) == 1
    acknowledge(alarms, now)
    assert alarms.pass_time(now + 100 * AFTER) == []


def test_the_next_activation_counts_anew():
    alarms = begin()
    acknowledge(alarms, 2_000)
    alarms.pass_time(2_000 + AFTER)
    later = 2_000 + 2 * AFTER
    alarms.step(change((LEVEL, "returned", later), (LEVEL, "raised", later + 1)), RULES, later + 1)
    assert get(alarms).realarms == 0


def test_what_nobody_asked_for_does_not_call():
    alarms = begin(Priority.LOW)
    acknowledge(alarms, 2_000)
    assert alarms.pass_time(100 * AFTER) == []


def test_what_is_gone_or_not_acknowledged_does_not_call():
    alarms = begin()
    assert alarms.pass_time(100 * AFTER) == []
    acknowledge(alarms, 2_000)
    alarms.step(change((LEVEL, "returned", 3_000)), RULES, 3_000)
    assert alarms.pass_time(100 * AFTER) == []


def test_what_is_shelved_calls_when_it_is_free_again():
    alarms = begin()
    acknowledge(alarms, 2_000)
    ask(alarms, CommandKind.SHELVE, 3_000, duration_ms=2 * AFTER)
    assert alarms.pass_time(2_000 + AFTER) == []
    ask(alarms, CommandKind.UNSHELVE, 3_000 + AFTER)
    assert [entry.event for entry in alarms.pass_time(3_000 + AFTER)] == [Event.REALARMED]


def test_its_call_is_dated_to_the_release_so_that_nobody_counts_as_told_before():
    alarms = begin()
    acknowledge(alarms, 2_000)
    ask(alarms, CommandKind.SHELVE, 3_000, duration_ms=5 * AFTER)
    ask(alarms, CommandKind.UNSHELVE, 4 * AFTER)
    (entry,) = alarms.pass_time(4 * AFTER + 500)
    assert (entry.event, entry.at) == (Event.REALARMED, 4 * AFTER)
    assert get(alarms).called_at == 4 * AFTER
