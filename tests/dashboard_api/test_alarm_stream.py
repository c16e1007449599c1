"""The alarms as shown, and the ring from which clients resume."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerting.annotations import Annotations
from dashboard_api import frames
from dashboard_api.alarm_stream import NOT_YET, AlarmStream, encode_ops
from dashboard_api.selection import Selection
from plant.condition import Priority
from tests.dashboard_api.house import EPOCH, House

ALL = Selection()


def make_stream(house, **how):
    return AlarmStream(EPOCH, Annotations(house.plant, house.bank.rules), **how)


@pytest.fixture
def stream(house):
    return make_stream(house)


def ops_of(steps, selection, plant):
    return [json.loads(op) for op in encode_ops(steps, selection, plant)]


def test_a_listed_alarm_is_an_update_and_a_normal_one_a_deletion(house, stream):
    steps = stream.take(house.judge("T1:HH"), house.plant, 7)
    ((kind, key, row),) = ops_of(steps, ALL, house.plant)
    assert (kind, key, row["state"], row["times"]["pushed"]) == ("u", "T1:HH", "unacknowledged", 7)
    steps = stream.take(house.judge("T1:HH", active=False), house.plant, 8)
    assert ops_of(steps, ALL, house.plant)[0][2]["state"] == "returned_unacknowledged"


def test_when_the_journal_had_an_alarm_is_kept_when_its_row_is_made_anew(house, stream):
    stream.take(house.judge("T1:HH"), house.plant, 7, 5)
    stream.take_up_plant(house.plant, house.bank.rules, house.get)
    times = stream.standing["T1:HH"].row.times
    assert (times.journalled, times.pushed) == (5, 7)


async def test_acknowledged_and_returned_is_gone(house, stream):
    await acknowledge(house, house.judge("T1:HH"))
    house.judge("T1:HH", active=False)
    steps = stream.take(committed(house), house.plant, 8)
    assert ops_of(steps, ALL, house.plant)[-1] == ["d", "T1:HH"]
    assert stream.standing == {}
    assert set(stream.known) == {"T1:HH"}


def test_who_filters_by_priority_loses_what_falls_below_and_nothing_else(house, stream):
    high = Selection.of(frames.Filter(min_priority="high"))
    raised = house.judge("T1:HH", priority=Priority.CRITICAL)
    house.judge("T1:HH", active=False)
    again = house.judge("T1:HH", priority=Priority.LOW)
    low = house.judge("T2:HH", priority=Priority.LOW)
    assert len(ops_of(stream.take(raised, house.plant, 1), high, house.plant)) == 1
    assert ops_of(stream.take(again, house.plant, 1), high, house.plant) == [["d", "T1:HH"]]
    assert ops_of(stream.take(low, house.plant, 1), high, house.plant) == []


def test_an_entry_taken_before_is_passed_over(house, stream):
    committed = house.judge("T1:HH")
    assert len(stream.take(committed, house.plant, 1)) == 1
    assert stream.take(committed, house.plant, 2) == []


def test_what_the_journal_could_not_take_is_shown_as_unrecorded_and_comes_again(house, stream):
    ((entry, alarm),) = house.judge("T1:HH")
    (step,) = stream.take([(unnumbered(entry), alarm)], house.plant, 1)
    assert "unrecorded" in step.after.row.marks
    assert (step.q, stream.head) == (0, 0)
    (step,) = stream.take([(entry, alarm)], house.plant, 2)
    assert "unrecorded" not in step.after.row.marks
    assert stream.head == 1


def test_an_alarm_keeps_its_place_as_long_as_it_stands(house, stream):
    def since(pairs):
        stream.take(pairs, house.plant, 1)
        return stream.known["T1:HH"].since

    ((entry, alarm),) = house.judge("T1:HH")
    assert since([(unnumbered(entry), alarm)]) == NOT_YET
    assert since([(entry, alarm)]) == 1
    house.judge("T2:HH")
    ((entry, alarm),) = house.judge("T1:HH", active=False)
    assert since([(unnumbered(entry), alarm)]) == 1
    assert since([(entry, alarm)]) == 1
    assert since(house.judge("T1:HH")) == 1


async def test_an_alarm_that_comes_up_again_has_a_new_place(house, stream):
    await acknowledge(house, house.judge("T1:HH"))
    house.judge("T1:HH", active=False)
    house.judge("T1:HH")
    stream.take(committed(house), house.plant, 1)
    assert stream.standing["T1:HH"].since == 4


def test_after_a_restart_what_came_up_before_the_ring_is_the_oldest(house, stream):
    for alarm in ("T1:HH", "T2:HH", "T3:HH"):
        house.judge(alarm)
    house.judge("T2:HH", active=False)
    stream.remember(committed(house)[2:], house.shown.all(), house.plant)
    places = {name: shown.since for name, shown in stream.standing.items()}
    assert places == {"T1:HH": 0, "T2:HH": 0, "T3:HH": 3}
    stream.take_up_plant(house.plant, house.bank.rules, house.get)
    assert {name: shown.since for name, shown in stream.standing.items()} == places


def test_the_ring_answers_for_what_it_holds_and_says_when_it_does_not(house):
    stream = make_stream(house, kept=3)
    for _ in range(3):
        stream.take(house.judge("T1:HH"), house.plant, 1)
        stream.take(house.judge("T1:HH", active=False), house.plant, 1)
    assert stream.head == 6
    assert stream.since(2) is None
    assert [step.q for step in stream.since(3)] == [4, 5, 6]
    assert stream.since(6) == []
    assert stream.since(7) is None


async def test_a_restart_fills_the_ring_from_the_journal(house, stream):
    await acknowledge(house, house.judge("T1:HH"))
    house.judge("T2:HH")
    house.judge("T1:HH", active=False)
    pairs = committed(house)
    stream.remember(pairs[1:], house.shown.standing(), house.plant)
    assert stream.head == 4
    assert stream.since(0) is None
    steps = stream.since(2)
    assert [step.q for step in steps] == [3, 4]
    assert [op[:2] for op in ops_of(steps, ALL, house.plant)] == [["u", "T2:HH"], ["d", "T1:HH"]]
    assert set(stream.standing) == {"T2:HH"}


def test_an_empty_journal_is_resumed_from_nothing(house, stream):
    stream.remember([], [], house.plant)
    assert stream.since(0) == []


@given(st.lists(st.tuples(st.sampled_from(["T1:H", "T1:HH", "T2:H"]), st.booleans()), max_size=40))
def test_whoever_applies_the_steps_from_anywhere_ends_with_the_list(happenings):
    house = House()
    stream = make_stream(house, kept=20)
    pictures = [{}]
    for alarm, active in happenings:
        for pair in house.judge(alarm, active=active, publish=False):
            stream.take([pair], house.plant, 1)
            rows = [json.loads(row) for row in stream.snapshot(ALL, house.plant)]
            pictures.append({row["id"]: row for row in rows})
    for q, before in enumerate(pictures):
        steps = stream.since(q)
        if steps is None:
            assert q < stream.head - 20
            continue
        rows = dict(before)
        for op in ops_of(steps, ALL, house.plant):
            if op[0] == "u":
                rows[op[1]] = op[2]
            else:
                del rows[op[1]]
        assert rows == pictures[-1]


def unnumbered(entry):
    from dataclasses import replace

    return replace(entry, seq=0)


async def acknowledge(house, raised):
    from alerting.alarm import Command, CommandKind

    await house.command([Command(CommandKind.ACKNOWLEDGE, raised[0][0].alarm, "op")])


def committed(house):
    """The whole journal with each alarm right after its entry, folded anew."""
    from alerting.alarms import Alarms

    fold = Alarms(house.plant, house.bank.rules)
    return [(entry, fold.take(entry)) for entry in house.journal.entries]


def test_an_alarm_that_chatters_is_marked_and_the_mark_ends_by_time_alone(house, stream):
    for _ in range(3):
        stream.take(house.judge("T1:H"), house.plant, house.time)
        stream.take(house.judge("T1:H", active=False), house.plant, house.time)
    row = stream.standing["T1:H"].row
    assert [mark.kind for mark in row.nuisances] == ["chattering"]
    assert (row.line.count, row.line.under, row.root) == (3, "", "")
    until = row.nuisances[0].until
    assert stream.pass_time(until - 1, house.plant) == []
    (step,) = stream.pass_time(until, house.plant)
    assert (step.q, step.after.row.nuisances, step.after.row.version) == (6, [], row.version)
    assert stream.since(6) == [], "no entry of the journal stands behind it"
    assert stream.pass_time(until, house.plant) == []


def test_marks_are_known_again_after_a_restart(house, stream):
    for _ in range(3):
        house.judge("T1:H")
        house.judge("T1:H", active=False)
    stream.remember(committed(house), house.shown.standing(), house.plant)
    assert [mark.kind for mark in stream.standing["T1:H"].row.nuisances] == ["chattering"]
