import json

import pytest

from alerting.alarm import Command, CommandKind, Event
from alerting.projection import format_instant, project_entries, shape
from plant.condition import Condition
from plant.reading import Mark
from tests.alerting.tiny_park import (
    LATCHING_GAS,
    LEVEL,
    RULES,
    STALE,
    make_alarms,
    make_entry,
    step,
)


def test_a_line_to_the_byte():
    entry = make_entry(at=1_700_000_000_007, value=80.1, limit=80.0)
    assert project_entries([entry]).decode() == (
        '{"at":"2023-11-14T22:13:20.007Z","alarm":"E1.LT-101:HH","source":"E1.LT-101",'
        '"condition":"HH","event":"raised","state":"unacknowledged","held":null,"value":80.1,'
        '"limit":80.0,"priority":"high","marks":["uncertain","last_known"],'
        '"reason":"液位高高 “beyond”"}\n'
    )


def test_nothing_gives_nothing():
    assert project_entries([]) == b""


def test_what_is_missing_is_null():
    row = json.loads(project_entries([make_entry(value=None, limit=None)]))
    assert (row["value"], row["limit"]) == (None, None)


def test_the_order_is_by_instant_alarm_and_event_whatever_it_was():
    entries = [
        make_entry(at=2),
        make_entry(at=1, alarm="B:H", event=Event.RETURNED),
        make_entry(at=1, alarm="B:H"),
        make_entry(at=1, alarm="A:H"),
    ]
    lines = project_entries(entries)
    assert lines == project_entries(entries[::-1])
    rows = [json.loads(line) for line in lines.splitlines()]
    assert [(row["at"][-4:], row["alarm"], row["event"]) for row in rows] == [
        ("001Z", "A:H", "raised"),
        ("001Z", "B:H", "raised"),
        ("001Z", "B:H", "returned"),
        ("002Z", "E1.LT-101:HH", "raised"),
    ]


@pytest.mark.parametrize("condition", Condition)
def test_conditions_of_the_platform_are_left_out(condition):
    left_out = condition in {"gateway_lost", "gateway_gap", "clock", "system"}
    assert (project_entries([make_entry(alarm=f"X:{condition}")]) == b"") == left_out


def run_shift(people: bool) -> bytes:
    """Alarms of every kind, with somebody at the desk or nobody."""
    alarms, entries = make_alarms(), []
    for at in (1_000, 2_000, 3_000):
        for rule in (LEVEL, LATCHING_GAS, STALE):
            entries += step(alarms, (rule, "raised", at), marks=Mark.UNCERTAIN)
            if people:
                wish = Command(CommandKind.ACKNOWLEDGE, RULES[rule].alarm, "张三")
                entries += alarms.command(wish, at + 1)[1]
            entries += step(alarms, (rule, "returned", at + 2))
            if people:
                wish = Command(CommandKind.RESET, RULES[rule].alarm, "张三")
                entries += alarms.command(wish, at + 3, known=True)[1]
    return project_entries(entries)


def test_what_people_did_does_not_show():
    assert run_shift(people=True) == run_shift(people=False)
    assert run_shift(people=True).count(b"\n") == 3 * 3 * 2


def test_shape_has_the_keys_of_the_contract_in_order():
    assert list(shape(make_entry())) == [
        "at",
        "alarm",
        "source",
        "condition",
        "event",
        "state",
        "held",
        "value",
        "limit",
        "priority",
        "marks",
        "reason",
    ]
    assert shape(make_entry())["at"] == 1_000


@pytest.mark.parametrize(
    "at, text",
    [
        (0, "1970-01-01T00:00:00.000Z"),
        (-1, "1969-12-31T23:59:59.999Z"),
        (1_700_000_000_120, "2023-11-14T22:13:20.120Z"),
    ],
)
def test_instants_have_three_decimals(at, text):
    assert format_instant(at) == text
