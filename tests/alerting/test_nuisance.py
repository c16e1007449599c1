"""Which alarms are marked as nuisances, since when, and for how many activations."""

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerting.nuisance import Nuisance, NuisanceMarks
from plant.wording import NUISANCES
from tests.alerting import nuisance_twin
from tests.alerting.messages import read, tell
from tests.alerting.tiny_park import get, make_alarms, step

REDUNDANT = {"A1": frozenset({"A2"}), "A2": frozenset({"A1"})}
SCENARIOS = tomllib.loads(
    (Path(__file__).parent / "nuisance_scenarios.toml").read_text(encoding="utf-8")
)
DAY = 86_400_000


def show(marks: NuisanceMarks, alarms, now) -> set[str]:
    return {
        f"{alarm}={mark.kind}×{mark.count}@{mark.since / 1000:g}"
        for alarm in alarms
        for mark in marks.marks_of(alarm, now)
    }


@pytest.mark.parametrize("name", SCENARIOS)
def test_scenario(name):
    entries = read(SCENARIOS[name]["events"])
    alarms = {entry.alarm for entry in entries}
    for second, expected in SCENARIOS[name]["expect"].items():
        marks, now = NuisanceMarks(REDUNDANT), int(second) * 1000
        marks.feed(entry for entry in entries if entry.at <= now)
        assert show(marks, alarms, now) == set(expected.split()), f"at {second} s"


steps = st.sampled_from([1, 5, 20, 55, 60, 61, 580, 600, 601, 30_000, 86_400])
walks = st.lists(st.tuples(steps, st.sampled_from(["T1:H", "T1:HH", "A1:H", "A2:H"])), max_size=40)


def walk(moves, noticed=()) -> list:
    """Each move raises an alarm or, where it is active, acknowledges or returns it."""
    entries, active, now = [], set(), 0
    for place, (step_s, alarm) in enumerate(moves):
        now += step_s
        if alarm not in active:
            active.add(alarm)
            entries.append(tell(alarm, "+", now))
        elif place in noticed:
            entries.append(tell(alarm, "a", now))
        else:
            active.discard(alarm)
            entries.append(tell(alarm, "-", now))
    return entries


@given(walks, st.sets(st.integers(0, 40), max_size=4), st.lists(st.booleans(), min_size=40))
def test_no_cut_of_the_entries_and_no_clock_between_changes_the_marks(moves, noticed, cuts):
    entries = walk(moves, noticed)
    whole, cut = NuisanceMarks(REDUNDANT), NuisanceMarks(REDUNDANT)
    whole.feed(entries)
    end = (entries[-1].at if entries else 0) + 30_000
    told = {}
    for entry, here in zip(entries, cuts, strict=False):
        cut.feed([entry])
        if here:
            told |= {one.alarm: one.marks for one in cut.drain(entry.at)}
    told |= {one.alarm: one.marks for one in cut.drain(end)}

    assert {alarm: marks for alarm, marks in told.items() if marks} == {
        one.alarm: one.marks for one in whole.drain(end)
    }


@given(walks, st.sets(st.integers(0, 40), max_size=4), steps)
def test_the_marks_are_those_of_the_slow_twin(moves, noticed, later):
    entries = walk(moves, noticed)
    marks = NuisanceMarks()
    for count, entry in enumerate(entries, start=1):
        marks.feed([entry])
        following = entries[count].at if count < len(entries) else entry.at + 100_000_000
        now = min(entry.at + later * 1000, following)
        found = {
            str(mark.kind): (mark.since, mark.count)
            for mark in marks.marks_of(entry.alarm, now)
            if mark.kind != "duplicate"
        }
        assert found == nuisance_twin.judge(entries[:count], entry.alarm, now)


@given(walks, st.sets(st.integers(0, 40), max_size=4))
def test_whatever_changes_without_an_entry_is_due_when_it_changes(moves, noticed):
    entries = walk(moves, noticed)
    marks = NuisanceMarks(REDUNDANT)
    marks.feed(entries)
    now = entries[-1].at if entries else 0
    marks.drain(now)
    for _ in range(30):
        due = marks.next_due()
        if due > now + 2 * DAY:
            return
        before = {alarm: marks.marks_of(alarm, now) for alarm in {e.alarm for e in entries}}
        assert all(marks.marks_of(alarm, due - 1) == before[alarm] for alarm in before)
        now = due
        marks.drain(now)
    raise AssertionError("time alone changes marks without end")


def test_a_drain_tells_each_change_once_and_an_end_as_no_marks():
    marks = NuisanceMarks()
    marks.feed(read("0+T1:H 9-T1:H"))
    (begun,) = marks.drain(9_000)
    assert [mark.kind for mark in begun.marks] == ["fleeting"]
    assert begun.marks[0].until == 9_000 + DAY
    assert marks.drain(10_000) == []
    assert marks.next_due() == 9_000 + DAY
    (ended,) = marks.drain(9_000 + DAY)
    assert ended.marks == ()


def test_every_kind_has_its_words():
    assert list(NUISANCES) == list(Nuisance)


def test_late_data_mark_nothing():
    marks = NuisanceMarks()
    marks.feed(read("0+T1:H 5-T1:H 20+T1:H 25-T1:H 40+T1:H", marks=("late",)))
    assert marks.drain(40_000) == []


def test_with_another_plant_other_tags_are_redundant():
    entries = read(SCENARIOS["a_redundant_tag_is_kin"]["events"])
    marks = NuisanceMarks()
    marks.feed(entries[:2])
    marks.adopt(REDUNDANT)
    marks.feed(entries[2:])
    assert show(marks, ["A2:H"], 401_000) == set()  # the second and third time are but two
    marks.feed(read("500-A1:H 500-A2:H 600+A1:H 601+A2:H"))
    assert show(marks, ["A2:H"], 601_000) == {"A2:H=duplicate×3@201"}


def test_at_start_what_stands_counts_from_when_it_was_raised():
    alarms = make_alarms()
    step(alarms, (0, "raised", 1_000))
    marks = NuisanceMarks()
    marks.take_up(alarms.standing(), [])
    (marking,) = marks.drain(1_000 + DAY)
    assert [(mark.kind, mark.since) for mark in marking.marks] == [("long_standing", 1_000 + DAY)]


def test_at_start_the_last_day_gives_the_marks_that_were():
    entries = read("0+T1:H 5-T1:H 20+T1:H 25-T1:H 40+T1:H")
    alarms = make_alarms()
    step(alarms, (0, "raised", 40_000))
    before, after = NuisanceMarks(), NuisanceMarks()
    before.feed(entries)
    after.take_up([replace(get(alarms), id="T1:H")], entries)
    assert after.drain(50_000) == before.drain(50_000) != []
