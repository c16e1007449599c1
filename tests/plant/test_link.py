from plant.link import Links
from plant.reading import LONG_AGO, NEVER
from tests.plant.conftest import PLANT_TOML


def test_before_anything_was_heard_a_tag_comes_by_the_only_gateway_of_its_enterprise(check):
    links = Links.of(check().plant)
    assert links.gateway_of.tolist() == [0, 0, 0, 0, 0, 0, 1]
    assert (links.down == NEVER).all()
    assert (links.heard == LONG_AGO).all()
    assert len(links.heard) == len(links.newest) == len(links.arrived) == len(links.offline) == 2


def test_of_two_gateways_the_one_that_reports_alike_is_assumed(check):
    """Tags without an interval are expected by exception, the others polled."""
    toml = PLANT_TOML + '[[gateway]]\nid = "gw-3"\nenterprise = "E1"\nreport = "exception"\n'
    plant = check(toml).plant
    expected = [
        1 if tag.enterprise != "E1" else (2 if tag.interval_s is None else 0) for tag in plant.tags
    ]
    assert 2 in expected
    assert Links.of(plant).gateway_of.tolist() == expected
