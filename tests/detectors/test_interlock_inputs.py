"""The cause-and-effect matrix as it is compiled: inputs, rules, and who comes before whom."""

from typing import Any

import pytest

from detectors.interlock_inputs import Matrix, Reset, Role, compile_matrix, find_unit
from plant.condition import Condition, Priority
from tests.detectors.plants import make_plant, make_tag

EFFECT = {"tag": "XV", "expected": 0}


def compile_all(park: dict[str, Any] | None = None, **locks: dict[str, Any]) -> Matrix:
    own = {name: {"effects": [EFFECT], **lock} for name, lock in locks.items()}
    tags = [make_tag("LT", hh=90, interval_s=5), make_tag("XV", equipment="V2"), make_tag("HS")]
    return compile_matrix(make_plant(*tags, park=park, interlocks=own))


def after(*sources: str) -> dict[str, Any]:
    return {"causes": [{"source": source, "condition": "demand"} for source in sources]}


LEVEL = {"causes": [{"source": "LT", "condition": "HH"}]}


def test_a_limit_is_a_channel_and_everything_else_is_followed() -> None:
    causes = [
        {"source": "LT", "condition": "HH"},
        {"source": "LT", "condition": "rate"},
        {"source": "V", "condition": "voted"},
    ]
    matrix = compile_all(IL={"causes": causes})

    assert [one.threshold is not None for one in matrix.inputs] == [True, False, False, True]
    assert matrix.followed == {"LT:rate": (1,), "V:voted": (2,), "V:protection_lost": (2,)}


def test_an_interlock_whose_effect_is_no_tag_is_left_out() -> None:
    matrix = compile_all(IL={**LEVEL, "effects": [{"tag": "GONE", "expected": 0}]})

    assert matrix.interlocks == ()


def test_inputs_have_names_of_their_own_that_stay() -> None:
    matrix = compile_all(IL={"causes": [*LEVEL["causes"], *LEVEL["causes"]], "bypass": "HS"})

    assert matrix.ids.tolist() == [
        "IL/cause/LT:HH/1",
        "IL/cause/LT:HH/2",
        "IL/effect/XV/1",
        "IL/bypass/HS/1",
    ]


def test_only_what_is_configured_can_be_told() -> None:
    plain, whole = compile_all(
        A=LEVEL, B={**LEVEL, "bypass": "HS", "bypass_s": 60, "proof_test_due": 1}
    ).rule

    assert set(whole) - set(plain) == {
        Condition.DEMAND_WHILE_BYPASSED,
        Condition.BYPASS_OVERDUE,
        Condition.PROOF_TEST_OVERDUE,
    }


def test_what_does_not_protect_when_it_is_asked_is_critical() -> None:
    rules = compile_all(IL={**LEVEL, "bypass": "HS"}).rules
    critical = {rule.condition for rule in rules if rule.priority is Priority.CRITICAL}

    assert critical == {Condition.INTERLOCK_FAILED, Condition.DEMAND_WHILE_BYPASSED}


def test_an_interlock_comes_after_its_causes() -> None:
    matrix = compile_all(C=after("B"), A=LEVEL, B=after("A"))

    assert [matrix.interlocks[number].id for number in matrix.order] == ["A", "B", "C"]


def test_of_a_circle_one_comes_first() -> None:
    matrix = compile_all(A=after("B"), B=after("A"), C=after("B"), D=after("D"))

    order = [matrix.interlocks[number].id for number in matrix.order]
    assert sorted(order) == ["A", "B", "C", "D"]
    assert order.index("B") < order.index("C")


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("", Reset.AUTOMATIC),
        ("automatic", Reset.AUTOMATIC),
        ("manual", Reset.MANUAL),
        ("HS", Reset.BY_TAG),
        ("GONE", Reset.MANUAL),
    ],
)
def test_how_it_is_reset(word: str, kind: int) -> None:
    matrix = compile_all(IL={**LEVEL, "reset": word})

    assert matrix.reset == (kind,)
    assert bool(matrix.list_inputs(0, Role.RESET)) is (kind == Reset.BY_TAG)


def test_the_grace_is_the_clocks_uncertainty_and_the_causes_interval() -> None:
    assert compile_all(park={"clock_uncertainty_s": 0.5}, IL=LEVEL).grace_ms == (5500,)


def test_the_unit_is_its_own_or_that_of_its_first_tag() -> None:
    tags = make_tag("LT", hh=90), make_tag("XV", equipment="V2")
    locks = {
        "A": {**LEVEL, "effects": [EFFECT]},
        "B": {**LEVEL, "effects": [EFFECT], "equipment": "V2"},
        "C": {**after("A"), "effects": [EFFECT]},
    }
    plant = make_plant(*tags, interlocks=locks)

    assert [find_unit(plant, one) for one in plant.interlocks] == ["V1", "V2", "V2"]
    assert [rule.hazard for rule in compile_matrix(plant).rules[::4]] == ["Z1", "Z2", "Z2"]
