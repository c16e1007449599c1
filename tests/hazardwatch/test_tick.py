"""The tick: how a stream of frames is cut changes no verdict, nor does judging it again."""

import json
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from alerting.alarm import Command, CommandKind, Terms
from alerting.projection import project_entries
from hazardwatch.tick import Cores, judge_readings, repeat_tick, run_tick
from ingest.frame import Frame
from plant.condition import Condition
from plant.directory import read_plant
from plant.reading import ReadingBatch
from plant.words import Mode
from tests.contract.plant_directory import write_plant
from tests.detectors.plants import make_model
from tests.hazardwatch.staffed import MINUTE, staff

T0 = 1_700_000_000_000
ROOT = "hazard/v1/P1/ent1/gw1"


@pytest.fixture(scope="module")
def plant(tmp_path_factory):
    return read_plant(write_plant(tmp_path_factory.mktemp("plant")))


@pytest.fixture(scope="module")
def modelled(plant):
    """The same with a model that is raised by next to anything."""
    tags = ["LT-101", "TT-101", "PT-101"]
    model = make_model("MODEL", tags, center=50, spread=10, limit=0.0)
    return replace(plant, models=(model,))


def make_frame(kind, body):
    return Frame(f"{ROOT}/{kind}", json.dumps(body).encode(), T0)


@st.composite
def streams(draw):
    """Frames of one gateway in order of time, statuses among them."""
    frames, ts = [], T0
    for _ in range(draw(st.integers(1, 12))):
        ts += draw(st.sampled_from([0, 1, 1_000, 4_000, 20_000]))
        values = draw(
            st.dictionaries(
                st.sampled_from(["LT-101", "TT-101", "PT-101"]),
                st.sampled_from([5, 50, 79, 85, 95, None]),
            )
        )
        said = draw(
            st.sampled_from(
                [
                    ("data", {"ts": ts, "values": values}),
                    ("data", {"ts": ts, "values": values}),
                    ("backfill", {"ts": ts, "values": values}),
                    ("status", {"online": False}),
                    ("status", {"online": True}),
                    ("status", {"online": True, "sources": {"LT-101": "down"}}),
                ]
            )
        )
        frames.append(make_frame(*said))
    return frames


def start(plant, *, stream=True):
    return Cores.of(plant, stream=stream)


def run(plant, ticks):
    """The limit and quality alarms of a stream, as a backtest would write them."""
    cores, entries = start(plant), []
    records = []
    for frames in ticks:
        turn = run_tick(cores, frames, [], 0)
        entries += turn.entries
        records.append(turn.record)
    entries += judge_readings(cores, ReadingBatch.empty(), 0, ended=True)[1]
    return entries, records


def write(entries):
    """Silence apart: a source that is down and up again within one tick was never seen silent."""
    return project_entries([entry for entry in entries if not entry.alarm.endswith(":stale")])


@given(st.data(), streams())
def test_how_a_stream_is_cut_into_ticks_changes_no_verdict(plant, data, stream):
    cuts = sorted({0, len(stream), *data.draw(st.sets(st.integers(0, len(stream))))})
    cut = [stream[first:last] for first, last in pairwise(cuts)]
    assert write(run(plant, cut)[0]) == write(run(plant, [[frame] for frame in stream])[0])


@given(st.data(), streams())
def test_nor_does_it_change_what_a_model_says(modelled, data, stream):
    told = [frame for frame in stream if frame.topic.endswith("/data")]
    cuts = sorted({0, len(told), *data.draw(st.sets(st.integers(0, len(told))))})
    cut = [told[first:last] for first, last in pairwise(cuts)]
    assert write(run(modelled, cut)[0]) == write(run(modelled, [[frame] for frame in told])[0])


@given(streams())
def test_what_was_spooled_is_judged_again_as_it_was(modelled, stream):
    entries, records = run(modelled, [[frame] for frame in stream])
    cores, again = start(modelled), []
    for record in records:
        if record is not None:
            again += repeat_tick(cores, record)
    again += judge_readings(cores, ReadingBatch.empty(), 0, ended=True)[1]
    assert project_entries(again) == project_entries(entries)


def test_the_last_reading_before_a_goodbye_returns_its_alarm(plant):
    said = [{"ts": T0, "values": {"LT-101": 95}}, {"ts": T0 + 60_000, "values": {"LT-101": 20}}]
    frames = [make_frame("data", body) for body in said]
    entries, _ = run(plant, [[*frames, make_frame("status", {"online": False})]])
    told = [(entry.alarm, entry.event) for entry in entries if entry.alarm.startswith("LT-101:H")]
    assert ("LT-101:HH", "returned") in told
    assert [entry.at for entry in entries if entry.alarm == "gw1:gateway_lost"] == [T0 + 60_001]


def test_our_own_absence_is_nobodys_silence_and_is_judged_again_as_it_was(plant):
    def run_live(cores):
        entries, records = [], []
        for at, resumed in [(T0, True), (T0 + 1_000, False), (T0 + 60_000, True)]:
            body = {"ts": at, "values": {"TT-101": 20}}
            frames = (
                [structs.replace(make_frame("data", body), received=at)] if at < T0 + 9_000 else []
            )
            turn = run_tick(cores, frames, [], at, resumed=resumed)
            entries += turn.entries
            records.append(turn.record)
        return entries, records

    entries, records = run_live(start(plant, stream=False))
    assert entries == []
    cores = start(plant, stream=False)
    assert [entry for record in records for entry in repeat_tick(cores, record)] == []


def give_modes(plant):
    """The pressure transmitter tells the operating state: 0 is shut down, 1 start-up."""
    return replace(
        plant,
        equipment=tuple(replace(one, state="PT-101") for one in plant.equipment),
        modes=(
            Mode("STOP", "V-101", (0.0,), "停车", "shut down", suppressed=("LT-101:L",)),
            Mode("UP", "V-101", (1.0,), "开车", "start-up", {"LT-101": {Condition.H: 70.0}}),
        ),
    )


def say(cores, at, **values):
    body = {"ts": at, "values": {name.replace("_", "-"): value for name, value in values.items()}}
    return run_tick(cores, [make_frame("data", body)], [], at)


def test_an_operating_state_suppresses_and_its_end_calls_anew(plant):
    cores = start(give_modes(plant))
    stopped = say(cores, T0, PT_101=0, LT_101=8)
    acknowledge = Command(CommandKind.ACKNOWLEDGE, "LT-101:L", "张三")
    run_tick(cores, [], [acknowledge], T0)
    running = say(cores, T0 + 1_000, PT_101=2)

    assert [(entry.alarm, entry.event, entry.held) for entry in stopped.entries] == [
        ("LT-101:L", "suppressed", "suppressed"),
        ("LT-101:L", "raised", "suppressed"),
    ]
    (entry,) = running.entries
    assert (entry.event, entry.state, entry.held) == ("unsuppressed", "unacknowledged", None)
    assert entry.reason == "工况 运行 running：LT-101:L"


def test_an_entry_tells_the_limit_that_was_in_force(plant):
    cores = start(give_modes(plant))
    say(cores, T0, PT_101=2, LT_101=75)
    (entry,) = say(cores, T0 + 1_000, PT_101=1).entries

    assert (entry.alarm, entry.event, entry.limit) == ("LT-101:H", "raised", 70.0)
    assert entry.reason == "工况 开车 start-up：限值 limit 70 %"


def test_what_was_suppressed_is_judged_again_as_it_was(plant):
    moded = give_modes(plant)
    cores, entries, records = start(moded), [], []
    for second, state in enumerate((0, 2, 0, 1, 0)):
        turn = say(cores, T0 + 1_000 * second, PT_101=state, LT_101=8)
        entries += [replace(entry, seq=0) for entry in turn.entries]
        records.append(turn.record)
    numbered = [replace(entry, seq=seq) for seq, entry in enumerate(entries, 1)]

    again = start(moded)
    again.alarms.take_up(numbered)
    assert [entry for record in records for entry in repeat_tick(again, record)] == []
    assert again.alarms.standing() == cores.alarms.standing()
    missing = start(moded)
    missing.alarms.take_up(numbered[:2])
    repeated = [entry for record in records for entry in repeat_tick(missing, record)]
    assert [(e.event, e.at) for e in repeated] == [(e.event, e.at) for e in entries[2:]]


def tick_live(cores, at, *commands, **values):
    body = {"ts": T0 + at, "values": {name.replace("_", "-"): one for name, one in values.items()}}
    frames = [structs.replace(make_frame("data", body), received=T0 + at)] if values else []
    return run_tick(cores, frames, commands, T0 + at)


def test_a_turn_says_who_is_to_be_told_and_when_nobody_need_be_any_more(plant):
    cores = Cores.of(staff(plant), stream=False, now=T0)
    turn = tick_live(cores, 0, LT_101=95)
    assert [(one.person, one.alarms) for one in turn.calls.notices] == [("wang", ("LT-101:HH",))]
    assert (turn.calls.ended, turn.calls.at) == ([], T0)
    assert not tick_live(cores, MINUTE - 1).calls
    (later,) = tick_live(cores, MINUTE).calls.notices
    assert (later.person, later.step, later.facts["value"]) == ("desk", 1, "95")
    told = tick_live(cores, MINUTE + 1, Command(CommandKind.ACKNOWLEDGE, "LT-101:HH", "wang"))
    assert (told.calls.notices, told.calls.ended) == ([], [("LT-101:HH", T0)])


def test_on_a_streams_clock_nobody_is_told(plant):
    cores = Cores.of(staff(plant), stream=True)
    turn = run_tick(cores, [make_frame("data", {"ts": T0, "values": {"LT-101": 95}})], [], 0)
    assert [entry.alarm for entry in turn.entries] == ["LT-101:H", "LT-101:HH"]
    assert not turn.calls


def test_what_else_a_tick_comes_to_is_its_last_step_and_is_not_repeated(plant):
    cores, seen = start(plant), []

    def settle(of, happened, now):
        seen.append([entry.alarm for entry in happened])
        return of.alarms.suppress("TT-101:stale", now, "报备停用 S1", Terms(until=now + 1_000))

    frame = make_frame("data", {"ts": T0, "values": {"LT-101": 95}})
    turn = run_tick(cores, [frame], [], 0, settle=settle)
    assert seen == [["LT-101:H", "LT-101:HH"]]
    assert [entry.event for entry in turn.entries] == ["raised", "raised", "suppressed"]
    again = repeat_tick(start(plant), turn.record)
    assert [entry.alarm for entry in again] == seen[0]
