"""What a plant asks for in vain, said before it could be relied on."""

from dataclasses import replace

from hazardwatch.unjudged import name_unjudged
from plant.condition import Condition
from plant.words import Cause, Effect, Interlock, Model, Voting
from tests.detectors.plants import make_training
from tests.ingest.parks import make_plant


def test_a_model_without_training_is_named():
    plant, tags = make_plant(), ("E1.LT-101",)
    assert name_unjudged(plant) == []
    models = tuple(Model(name, "multivariate", tags) for name in ("M1", "M2"))
    trained = replace(models[1], training=make_training("M2", tags))
    (line,) = name_unjudged(replace(plant, models=(models[0], trained)))
    assert "M1" in line


def test_votings_and_interlocks_are_judged():
    voting = Voting("V1", ("E1.LT-101",), 1, Condition.HH)
    interlock = Interlock("IL1", (Cause("E1.LT-101", Condition.HH),), (Effect("E1.LT-101", 0.0),))
    plant = replace(make_plant(), votings=(voting,), interlocks=(interlock,))

    assert name_unjudged(plant) == []
