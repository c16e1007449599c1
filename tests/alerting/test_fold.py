import pytest

from alerting.alarm import Event, Held, State
from alerting.fold import fold, make_up_rule
from plant.condition import Condition, Priority
from tests.alerting.tiny_park import LATCHING_GAS, LEVEL, PLANT, RULES, make_entry


def run(*entries, rule=RULES[LEVEL]):
    alarm = None
    for version, fields in enumerate(entries, start=1):
        alarm = fold(alarm, make_entry(version=version, **fields), rule)
    return alarm


def test_the_first_entry_takes_what_the_alarm_is_about_from_the_rule():
    alarm = run({}, rule=RULES[LATCHING_GAS])
    assert (alarm.id, alarm.source, alarm.unit, alarm.latching) == (
        "E1.AT-201:HH",
        "E1.AT-201",
        "%LEL",
        True,
    )


def test_state_and_held_are_the_entrys():
    alarm = run({}, {"event": Event.SHELVED, "held": Held.SHELVED})
    assert (alarm.state, alarm.held) == (State.UNACKNOWLEDGED, Held.SHELVED)
    assert alarm.stands


@pytest.mark.parametrize("event", [Event.COMMENTED, Event.RESET, Event.SHELVED])
def test_what_is_no_verdict_leaves_value_and_times_alone(event):
    before = run({})
    after = run({}, {"event": event, "value": 1.0, "at": 9, "reason": "x", "marks": ("late",)})
    for name in ("value", "raised_at", "reason", "marks", "source_time", "onset", "by"):
        assert getattr(after, name) == getattr(before, name)


def test_removal_ends_it_and_takes_the_acknowledgement_back():
    before = run({}, {"event": Event.ACKNOWLEDGED, "actor": "张三", "at": 5})
    after = run(
        {},
        {"event": Event.ACKNOWLEDGED, "actor": "张三", "at": 5},
        {"event": Event.REMOVED, "at": 9},
    )
    assert (before.by, before.acknowledged_at) == ("张三", 5)
    assert (after.by, after.acknowledged_at, after.returned_at) == ("", None, 9)
    assert (after.value, after.detected) == (before.value, before.detected)


def test_risen_is_the_version_of_the_last_rise():
    low, high = {"priority": Priority.LOW}, {"priority": Priority.HIGH}
    assert [
        run(*steps).risen for steps in ([high], [low, high], [low, high, low], [high, low])
    ] == [
        0,
        2,
        2,
        0,
    ]


def test_a_made_up_rule_knows_what_the_plant_still_knows():
    known = make_up_rule("E1.AT-201:H", Priority.LOW, PLANT)
    assert (known.alarm, known.condition, known.row, known.unit) == (
        "E1.AT-201:H",
        Condition.H,
        1,
        "%LEL",
    )
    gone = make_up_rule("G1:gateway_lost", Priority.CRITICAL, PLANT)
    assert (gone.source, gone.row, gone.hazard) == ("G1", -1, "")
