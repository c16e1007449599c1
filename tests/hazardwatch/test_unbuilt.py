"""What a plant may not ask for yet, said before it could be relied on."""

from dataclasses import replace

from hazardwatch.unbuilt import name_unjudged
from plant.words import Model
from tests.ingest.parks import make_plant


def test_what_is_read_and_not_judged_is_named():
    plant = make_plant()
    assert name_unjudged(plant) == []
    (line,) = name_unjudged(replace(plant, models=(Model("M1", "multivariate", ("E1.LT-101",)),)))
    assert "models" in line
