"""The spread of plumes as data: rising speeds, falling widths, and each number's source."""

import math
from itertools import pairwise

from plant.wind_spread import load_wind_spread, name_provenances


def test_more_wind_spreads_less():
    spread = load_wind_spread()
    assert spread.sigma[0][0] == 0
    for (slow, wide), (fast, narrow) in pairwise(spread.sigma):
        assert slow < fast
        assert wide > narrow
    assert spread.calm < spread.light
    assert spread.least_half < spread.edge_sigmas * spread.sigma[0][1] < spread.light_half


def test_the_edge_of_a_plume_is_a_tenth_of_its_axis():
    assert math.isclose(math.exp(-(load_wind_spread().edge_sigmas ** 2) / 2), 0.1, rel_tol=0.01)


def test_every_number_says_where_it_comes_from():
    trusts = {"verified", "secondary", "recalled", "conflict", "proposed"}
    for provenance in name_provenances():
        assert provenance.standard
        assert provenance.source
        assert provenance.trust in trusts
