import pytest

from plant.online_rate import load_online_target


@pytest.mark.parametrize(("rate", "met"), [(99.5, True), (99.49, False), (100.0, True)])
def test_the_target_is_a_floor_that_says_where_it_is_from(rate, met):
    target = load_online_target()
    assert target.is_met(rate) is met
    assert (target.unit, target.provenance.trust) == ("%", "secondary")
