"""What a plant may not ask for yet, said before it could be relied on."""

from dataclasses import replace

from hazardwatch.unbuilt import name_unjudged
from plant.condition import Condition
from plant.words import Cause, Effect, Interlock, Model, Voting
from tests.ingest.parks import make_plant


def test_what_is_read_and_not_judged_is_named():
    plant = make_plant()
    assert name_unjudged(plant) == []
    (line,) = name_unjudged(replace(plant, models=(Model("M1", "multivariate", ("E1.LT-101",)),)))
    assert "models" in line


def test_votings_and_interlocks_are_judged():
    voting = Voting("V1", ("E1.LT-101",), 1, Condition.HH)
    interlock = Interlock("IL1", (Cause("E1.LT-101", Condition.HH),), (Effect("E1.LT-101", 0.0),))
    plant = replace(make_plant(), votings=(voting,), interlocks=(interlock,))

    assert name_unjudged(plant) == []
