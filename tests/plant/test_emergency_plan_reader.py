"""``plan`` of a hazard in plant.toml: read, hashed, complained about at its line."""

import pytest

from plant.emergency_plan import EmergencyPlan
from tests.plant.conftest import PLANT_TOML

BEFORE = '[[hazard]]\nid = "tanks"'
PLAN = """[hazard.plan]
title = "液氯泄漏"
title_en = "Chlorine release"
url = "https://example.com/plan.pdf"
steps = ["撤离", "切断"]
steps_en = ["Evacuate", "Shut off"]

"""


def with_plan(plan: str = PLAN) -> str:
    """The sound plant with a plan of its first hazard."""
    return PLANT_TOML.replace(BEFORE, plan + BEFORE, 1)


def test_a_hazard_has_the_plan_that_is_written_and_the_others_none(check):
    chlorine, tanks = check(with_plan()).plant.hazards
    assert chlorine.plan == EmergencyPlan(
        title="液氯泄漏",
        steps=("撤离", "切断"),
        title_en="Chlorine release",
        steps_en=("Evacuate", "Shut off"),
        url="https://example.com/plan.pdf",
    )
    assert tanks.plan is None


def test_another_step_is_another_plant(check):
    hashes = {
        check(toml).plant.hash
        for toml in (PLANT_TOML, with_plan(), with_plan(PLAN.replace("撤离", "停工")))
    }
    assert len(hashes) == 3


def test_title_and_steps_are_enough(check):
    plan = '[hazard.plan]\ntitle = "液氯泄漏"\nsteps = ["撤离"]\n\n'
    assert check(with_plan(plan)).plant.hazards[0].plan == EmergencyPlan("液氯泄漏", ("撤离",))


@pytest.mark.parametrize(
    ("old", "new", "key", "text"),
    [
        ('title = "液氯泄漏"\n', "", "hazard.plan.title", "is missing"),
        ('steps = ["撤离", "切断"]\n', "", "hazard.plan.steps", "is missing"),
        ('"撤离"', '" "', "hazard.plan.steps[0]", "must not be empty"),
        ('["撤离", "切断"]', "[]", "hazard.plan.steps", "must not be empty"),
        ('"Evacuate", ', "", "hazard.plan.steps_en", "has 1, but there are 2 steps"),
        ("https:", "javascript:", "hazard.plan.url", "must begin with one of: https://"),
        ("url =", "link =", "hazard.plan.link", "is unknown"),
    ],
)
def test_a_mistake_is_told_where_it_stands(check, old, new, key, text):
    plan = PLAN.replace(old, new, 1)
    assert plan != PLAN
    complaints = check(with_plan(plan)).complaints
    found = [one for one in complaints if one.key == key and text in one.text]
    assert len(found) == 1, complaints
    first = with_plan(plan).splitlines().index("[hazard.plan]") + 1
    assert first <= found[0].line <= first + 5
    assert found[0].text_zh


def test_something_else_than_a_table_is_refused(check):
    toml = PLANT_TOML.replace("exposed_population = 60\n", 'plan = "撤离"\n', 1)
    complaints = check(toml).complaints
    assert [(one.key, one.text) for one in complaints] == [("hazard.plan", "must be a table")]
