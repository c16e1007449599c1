"""What a plant makes of its people."""

from datetime import date

from plant.condition import Condition, Priority
from plant.duties import Duty, EscalationStep, Person, Shift
from plant.root_causes import Affected, RootCause
from tests.plant.conftest import PLANT_TOML
from tests.plant.shift_plan import PEOPLE
from tests.plant.tank_farm import change


def read(check, toml=PEOPLE):
    return check(PLANT_TOML + toml).plant


def test_people_and_shifts(check):
    plant = read(check)
    assert plant.persons[2] == Person(
        "boss", "总经理", language="en", addresses={"sms": "8001", "voice": "8001"}
    )
    assert plant.persons[1].language == "zh"
    assert plant.shifts == (
        Shift("day", "白班", 480, 1200, "Day shift"),
        Shift("night", "夜班", 1200, 480),
    )


def test_a_shift_may_end_at_24_00(check):
    plant = read(check, change(PEOPLE, 'end = "20:00"', 'end = "24:00"'))
    assert plant.shifts[0].end == 0


def test_duties_with_turns_and_a_flat_list(check):
    duties = read(check).duties
    assert duties[0] == Duty("operator", (("wang",), ("li",)), shift="day", begins=date(2026, 1, 5))
    assert duties[2] == Duty(
        "park", (("wang", "li"),), hazards=("chlorine",), days=(0, 4), ends=date(2030, 12, 31)
    )


def test_a_ladder(check):
    (ladder,) = read(check).escalations
    assert set(ladder.priorities) == {Priority.HIGH, Priority.CRITICAL}
    assert ladder.steps[1] == EscalationStep(120_000, ("operating",), ("voice", "sms"))
    assert (ladder.hazards, ladder.conditions) == ((), ())


def test_a_root_cause(check):
    (cause,) = read(check).causes
    assert cause == RootCause(
        "air",
        "仪表气源失压",
        "PT-101",
        Condition.HH,
        Affected(("chlorine",), ("T-201",), ("TT-201",)),
        name_en="Instrument air lost",
        window_ms=630_000,
    )
    assert cause.alarm == "PT-101:HH"


def test_the_hash_knows_people_and_dates(check):
    plain, staffed = check().plant.hash, read(check).hash
    later = read(check, change(PEOPLE, "begins = 2026-01-05", "begins = 2026-01-06")).hash
    assert len({plain, staffed, later}) == 3
