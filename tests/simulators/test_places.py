import math
from dataclasses import replace

import numpy as np
import pytest

from plant.tag_kind import GAS_KINDS
from plant.words import Plant
from simulators.places import place_equipment, place_heads


def test_equipment_lies_where_the_plant_says(taixing: Plant) -> None:
    places = place_equipment(taixing)
    first, second = places["B-TK2101"], places["B-TK2102"]
    assert math.dist(first, second) == pytest.approx(30, abs=1.5)  # five decimals of a degree
    assert places["A-V1101A"][0] < 0 < places["B-TK2101"][0]  # 云汀 west, 禾澜 east of the middle


def test_heads_stand_around_their_equipment_and_apart(taixing: Plant) -> None:
    heads = [tag for tag in taixing.tags if tag.kind in GAS_KINDS]
    places, equipment = place_heads(taixing, heads), place_equipment(taixing)
    for tag, place in zip(heads, places, strict=True):
        assert math.dist(place[:2], equipment[tag.equipment]) == pytest.approx(9.0, abs=0.1)
    assert len(np.unique(places.round(3), axis=0)) == len(heads)


def test_a_head_stands_where_its_tag_says_and_one_without_a_place_in_the_ring(
    taixing: Plant,
) -> None:
    located = next(tag for tag in taixing.tags if tag.id == "A-AT1151")
    assert located.location
    longitude, latitude = located.location
    moved = replace(located, location=(longitude, latitude + 0.001))

    (at,), (ring,), (north,) = (
        place_heads(taixing, [head]) for head in (located, replace(located, location=None), moved)
    )

    assert math.dist(at, ring) < 0.2, "the first of its equipment"
    assert north[1] - at[1] == pytest.approx(111.32)
