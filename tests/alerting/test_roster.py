"""Who is told: by the three responsible persons of a hazard, by shifts, weekdays and turns."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerting.roster import Roster, choose_group
from plant.duties import Duty, Person, Shift, find_persons
from plant.words import Enterprise, Hazard
from tests.alerting.tiny_park import PLANT

BEIJING = ZoneInfo("Asia/Shanghai")
MONDAY = date(2026, 11, 23)


def at(text, day=MONDAY):
    """An instant in the park's zone."""
    hour, minute = map(int, text.split(":"))
    return (
        int(datetime(day.year, day.month, day.day, hour, minute, tzinfo=BEIJING).timestamp()) * 1000
    )


def make(*duties):
    return Roster(
        replace(
            PLANT,
            enterprises=(Enterprise("E1", "甲"),),
            hazards=(
                Hazard("H1", "E1", "液氯", responsible={"operating": "丁", "principal": "厂长"}),
                Hazard("H2", "E1", "液氨", responsible={"operating": "p1"}),
            ),
            persons=tuple(Person(f"p{n}", name) for n, name in enumerate("甲乙丙丁", start=1)),
            shifts=(Shift("day", "白班", 480, 1200), Shift("night", "夜班", 1200, 480)),
            duties=duties,
        )
    )


def names(roster, role, instant, hazard="H1"):
    return [person.id for person in roster.find(role, hazard, instant)]


def test_a_responsible_person_is_found_by_name_or_id():
    roster = make()
    assert names(roster, "operating", 0) == ["p4"]
    assert names(roster, "operating", 0, "H2") == ["p1"]


def test_of_several_with_one_name_all_are_meant():
    persons = (Person("p1", "甲"), Person("p2", "甲"), Person("p3", "p1"))
    assert [one.id for one in find_persons(persons, "甲")] == ["p1", "p2"]
    assert [one.id for one in find_persons(persons, "p1")] == ["p1"]


def test_a_name_that_is_no_person_reaches_nobody():
    assert names(make(), "principal", 0) == []
    assert names(make(), "operating", 0, "") == []


@pytest.mark.parametrize(
    ("time", "found"),
    [
        ("07:59", ["p2"]),
        ("08:00", ["p1"]),
        ("19:59", ["p1"]),
        ("20:00", ["p2"]),
        ("23:59", ["p2"]),
        ("00:00", ["p2"]),
    ],
)
def test_a_shift_begins_at_its_minute_and_goes_over_midnight(time, found):
    roster = make(
        Duty("operator", (("p1",),), shift="day"), Duty("operator", (("p2",),), shift="night")
    )
    assert names(roster, "operator", at(time)) == found


def test_after_midnight_it_is_still_the_shift_of_the_day_before():
    roster = make(Duty("operator", (("p1",),), shift="night", days=(0,)))
    tuesday = MONDAY + timedelta(days=1)
    assert names(roster, "operator", at("23:00")) == ["p1"]
    assert names(roster, "operator", at("03:00", tuesday)) == ["p1"]
    assert names(roster, "operator", at("03:00")) == [], "that is Sunday's"
    assert names(roster, "operator", at("23:00", tuesday)) == []


def test_groups_take_turns_day_by_day():
    turns = Duty("operator", (("p1",), ("p2", "p3")), shift="day", begins=MONDAY)
    roster = make(turns)
    found = [names(roster, "operator", at("09:00", MONDAY + timedelta(days=n))) for n in range(3)]
    assert found == [["p1"], ["p2", "p3"], ["p1"]]


def test_turns_count_only_days_of_the_duty():
    weekdays = Duty("operator", (("p1",), ("p2",)), days=(0, 1, 2, 3, 4), begins=MONDAY)
    friday, next_monday = MONDAY + timedelta(days=4), MONDAY + timedelta(days=7)
    assert choose_group(weekdays, friday) == ("p1",)
    assert choose_group(weekdays, next_monday) == ("p2",)


@given(
    st.sets(st.integers(0, 6), min_size=1),
    st.integers(0, 60),
    st.integers(0, 6),
    st.integers(1, 4),
)
def test_whose_turn_it_is_equals_counting_on_the_fingers(days, passed, shifted, groups):
    begins = MONDAY + timedelta(days=shifted)
    rotation = tuple((f"p{n}",) for n in range(groups))
    duty = Duty("operator", rotation, days=tuple(sorted(days)), begins=begins)
    counted = 0
    for n in range(passed):
        counted += (begins + timedelta(days=n)).weekday() in days
    assert choose_group(duty, begins + timedelta(days=passed)) == rotation[counted % groups]


def test_a_duty_begins_and_ends_and_is_for_its_hazards():
    roster = make(
        Duty("park", (("p3",),), hazards=("H2",)),
        Duty("operator", (("p1",),), begins=MONDAY, ends=MONDAY),
    )
    assert names(roster, "park", 0) == []
    assert names(roster, "park", 0, "H2") == ["p3"]
    around = [
        names(roster, "operator", at("12:00", MONDAY + timedelta(days=n))) for n in (-1, 0, 1)
    ]
    assert around == [[], ["p1"], []]


def test_who_has_a_role_twice_is_told_once():
    roster = make(Duty("operator", (("p1",),)), Duty("operator", (("p1", "p2"),)))
    assert names(roster, "operator", 0) == ["p1", "p2"]
