"""What a scope covers, and whose it is."""

import numpy as np
import pytest

from alerting.filed_stops.scope import Points, find_enterprise, find_gone
from alerting.filed_stops.stop import Named, Scope
from plant.link import Links
from tests.alerting.filed_stops.works import PLANT

POINTS = Points.of(PLANT, Links.of(PLANT).gateway_of)


@pytest.mark.parametrize(
    ("scope", "covered"),
    [
        (Scope(tags=("A2", "B1")), ["A2", "B1"]),
        (Scope(equipment=("V1",)), ["A1", "A2"]),
        (Scope(hazards=("HB",)), ["B1"]),
        (Scope(gateways=("GA",)), ["A1", "A2", "A3"]),
        (Scope(tags=("B1",), equipment=("V2",)), ["A3", "B1"]),
        (Scope(tags=("GONE",)), []),
        (Scope(), []),
    ],
)
def test_a_scope_covers_all_that_it_names_together(scope, covered):
    assert POINTS.tag[POINTS.find(scope)].tolist() == covered


def test_a_gateway_s_stop_covers_the_tags_that_come_by_it_now():
    by_other = Points.of(PLANT, np.array([0, 1, 0, -1], dtype=np.int16))
    assert by_other.tag[by_other.find(Scope(gateways=("GA",)))].tolist() == ["A1", "A3"]
    assert by_other.gateway.tolist() == ["GA", "GB", "GA", ""]


def test_everything_that_the_plant_has_is_somebody_s():
    for kind, ids in (("tag", "A1"), ("equipment", "V1"), ("hazard", "HA"), ("gateway", "GA")):
        assert find_enterprise(Named(kind, ids), PLANT) == "甲"
    scope = Scope(tags=("A1", "A9"), equipment=("V9",), hazards=("H9",), gateways=("G9",))
    assert [one.id for one in find_gone(scope, PLANT)] == ["A9", "V9", "H9", "G9"]
