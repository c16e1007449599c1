"""The start values as shipped: what they are, and that each says where it stands."""

from decimal import Decimal

import pytest

from plant.complaint import Fault
from plant.signal_checks import find_figure, list_figures, take_figure, take_share
from plant.tag_kind import TagKind

FIGURES = {
    "rate window": (60, "s"),
    "deviation limit": (2, "% of span"),
    "deviation on_delay": (10, "s"),
    "discrepancy limit": ("0.5", "state"),
    "frozen limit": ("0.025", "% of span"),
    "frozen time pressure": (600, "s"),
    "frozen time flow": (600, "s"),
    "frozen time temperature": (3600, "s"),
    "frozen time level": (86400, "s"),
    "spike limit": (6, "MAD"),
    "noise_lost limit": ("0.1", "of the usual scatter"),
    "noise_lost window": (3600, "s"),
    "noise_lost usual": (30 * 86400, "s"),
    "stel window": (15 * 60, "s"),
    "twa window": (8 * 3600, "s"),
    "forecast limit": (15, "min"),
    "forecast window": (300, "s"),
    "implausible window": (300, "s"),
    "balance window": (600, "s"),
    "deadband flow": (5, "% of span"),
    "deadband level": (2, "% of span"),
    "deadband pressure": (2, "% of span"),
    "deadband temperature": (1, "% of span"),
    "deadband composition": (1, "% of span"),
    "delay flow": (15, "s"),
    "delay level": (60, "s"),
    "delay pressure": (15, "s"),
    "delay temperature": (60, "s"),
}


def test_the_start_values_are_these():
    shipped = {" ".join(path): (one.value, one.unit) for path, one in list_figures().items()}
    assert shipped == {key: (Decimal(value), unit) for key, (value, unit) in FIGURES.items()}


def test_every_one_says_where_it_comes_from_and_our_own_say_so():
    for figure in list_figures().values():
        provenance = figure.provenance
        assert provenance.source
        assert provenance.trust in {"verified", "secondary", "recalled", "conflict", "proposed"}
        assert (provenance.trust == "proposed") == (
            provenance.standard == "hazardwatch start value"
        )
        assert bool(provenance.clause) == (provenance.trust != "proposed")


def test_what_differs_by_kind_is_found_by_kind():
    assert find_figure("frozen", "time", TagKind.LEVEL).value == 86400
    assert find_figure("frozen", "time", TagKind.GAS_TOXIC) is None
    assert find_figure("delay", TagKind.FLOW).value == 15
    with pytest.raises(KeyError):
        take_figure("frozen", "time")


@pytest.mark.parametrize(
    ("span", "share"),
    [((0.0, 100.0), 2.0), ((-50.0, 150.0), 4.0), ((0.0, 0.7), 0.014), ((0.1, 0.3), 0.004)],
)
def test_a_share_of_a_span_is_what_a_person_computes(span, share):
    assert take_share(take_figure("deviation", "limit"), span) == share


@pytest.mark.parametrize("span", [None, (5.0, 5.0), (5.0, 4.0)])
def test_without_a_span_there_is_no_share(span):
    fault = take_share(take_figure("deviation", "limit"), span)
    assert isinstance(fault, Fault)
    assert fault.text == "needs range_lo and range_hi for the standard 2 % of span"
