from dataclasses import replace

import numpy as np

from plant.words import Plant
from simulators.routing import route_tags


def brings(plant: Plant) -> dict[str, str]:
    gateways = [*(gateway.id for gateway in plant.gateways), "none"]
    return {tag.id: gateways[row] for tag, row in zip(plant.tags, route_tags(plant), strict=True)}


def test_points_without_interval_go_by_the_gateway_that_reports_by_exception(
    taixing: Plant,
) -> None:
    route = brings(taixing)
    assert route["A-AT1151"] == "yunting-dcs"
    assert route["A-XA1101"] == "yunting-gds"
    assert route["B-HS2111"] == "helan-dcs"  # the only one of its enterprise


def test_no_tag_crosses_to_another_enterprise(taixing: Plant) -> None:
    enterprises = np.array([gateway.enterprise for gateway in taixing.gateways])
    own = np.array([tag.enterprise for tag in taixing.tags])
    assert (enterprises[route_tags(taixing)] == own).all()


def test_a_gateway_of_a_foreign_format_is_not_spoken_for(taixing: Plant) -> None:
    foreign = tuple(
        replace(each, format="neuron") if each.id == "helan-dcs" else each
        for each in taixing.gateways
    )
    route = brings(replace(taixing, gateways=foreign))
    assert route["B-LT2101A"] == "none"
    assert route["C-TT3202"] == "shuohe-dcs"
