"""What a plant may not ask for yet."""

import pytest

from hazardwatch.unbuilt import name_unheard
from ingest.formats.dispatch import FORMATS
from plant.plant_toml import SECTIONS
from plant.words import Gateway
from tests.ingest.parks import make_plant

WORDS = SECTIONS["gateway"]["format"].read.meanings


@pytest.mark.parametrize("form", WORDS)
def test_a_gateway_that_nobody_decodes_is_named(form):
    plant = make_plant(gateways=(Gateway("G1", "E1", format=form, topic="x"),))
    unheard = name_unheard(plant)
    assert bool(unheard) == (form not in FORMATS)
    assert all("G1" in line and form in line for line in unheard)


def test_only_formats_of_the_contract_are_decoded():
    assert set(FORMATS) <= set(WORDS)
