"""People who are named and can't be told, and alarms that tell nobody."""

import re
from pathlib import Path

import pytest

from plant.directory import check_plant
from plant.escalation_times import load_escalation_times
from tests.plant.conftest import PLANT_TOML
from tests.plant.shift_plan import PEOPLE
from tests.plant.tank_farm import change

GUIDE = Path(__file__).parents[2] / "docs" / "plant.md"
NOT_FOR_ALL = 'priorities = ["high", "critical"]\nhazards = ["chlorine"]'


def warn(check, people):
    """What is said of people, beyond what is said of the same plant without any."""
    checked = check(PLANT_TOML + people)
    assert checked.complaints == []
    known = {(one.key, one.text) for one in check(PLANT_TOML).warnings}
    return [said for one in checked.warnings if (said := (one.key, one.text)) not in known]


def test_a_sound_plant_warns_of_nothing(check):
    assert warn(check, PEOPLE) == []


def test_without_a_ladder_nothing_is_said(check):
    assert warn(check, PEOPLE[: PEOPLE.index("[[escalation]]")]) == []


@pytest.mark.parametrize(
    ("old", "new", "key", "text"),
    [
        ('name = "车间主任"', 'name = "班长"', "hazard.responsible.operating", "no [[person]]"),
        ('name = "李操作"', 'name = "总经理"', "hazard.responsible.principal", "of 2 persons"),
        ('{ sms = "8003", voice', "{ voice", "escalation.steps[1].via", "shop has no address on s"),
        ('{ sms = "8002", voice', "{ voice", "escalation.steps[2].via", "chief can't be reached"),
        ('{ sms = "8102", voice', "{ voice", "escalation.steps[0].via", "li can't be reached"),
        ("after_s = 0,", "after_s = 120.5,", "escalation.steps[0].after_s", "before 120.5 s"),
        ('"high", "critical"', '"high"', "hazard", "not every critical alarm of hazard tanks"),
        (
            '["high", "critical"]',
            '["critical"]\nconditions = ["HH"]',
            "hazard",
            "every critical alarm of hazard tanks",
        ),
        ('priorities = ["high", "critical"]', NOT_FOR_ALL, "hazard", "hazard tanks has no esc"),
        ('priorities = ["high", "critical"]', NOT_FOR_ALL, "escalation", "what belongs to no haz"),
    ],
)
def test_one_doubt_is_told_at_its_place(check, old, new, key, text):
    later = 'after_s = 120.5, to = ["operating"]'
    people = change(PEOPLE, old, new).replace('after_s = 120, to = ["operating"]', later)
    people = people.replace(
        'after_s = 120, to = ["technical"]', 'after_s = 121, to = ["technical"]'
    )
    found = [one for one in warn(check, people) if one[0] == key and text in one[1]]
    assert len(found) == 1, warn(check, people)


def test_two_minutes_are_in_time(check):
    people = PEOPLE.replace("after_s = 0,", "after_s = 120,")
    assert warn(check, people) == []


def test_the_guides_example_is_sound_and_leaves_nobody_unreached(write):
    """docs/plant.md: its first plant with its people, checked for a whole week."""
    blocks = re.findall(r"```toml\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    tags = re.findall(r"```csv\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)[0]
    people = next(block for block in blocks if block.startswith("[[person]]"))
    checked = check_plant(write(blocks[0] + "\n" + people, tags))
    assert checked.complaints == []
    about = [one for one in checked.warnings if one.file == "plant.toml"]
    assert about == []
    times = load_escalation_times()
    assert [step.after_ms for step in checked.plant.escalations[0].steps] == [
        0,
        times.operator,
        300_000,
        times.enterprise,
        times.park,
        times.county,
    ]
