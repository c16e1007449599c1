"""Whose an alarm is, by its source."""

from dataclasses import replace

from alerting.kpi.places import Place, Site
from plant.condition import Condition
from plant.words import Cause, Effect, GasArray, Interlock, Voting
from tests.dashboard_api.house import make_plant

PLANT = replace(
    make_plant(),
    votings=(Voting("V-1", ("液位LT-9", "T1"), 1, Condition.HH),),
    gas_arrays=(GasArray("A-1", ("T2", "T3")),),
    interlocks=(
        Interlock("I-1", (Cause("T1", Condition.HH),), (Effect("T2", 0.0),), equipment="V1"),
    ),
)


def test_tags_votes_arrays_interlocks_and_gateways_have_a_place():
    places = Site.of(PLANT).places
    assert places["T1"] == Place("H1", "E1")
    assert places["V-1"] == Place("H2", "E2")
    assert places["A-1"] == places["I-1"] == Place("H1", "E1")
    assert places["G1"] == Place("H1", "E1")
    assert "spool" not in places


def test_a_gateway_of_several_hazards_is_its_enterprise_s():
    both = replace(PLANT, hazards=(*PLANT.hazards, replace(PLANT.hazards[0], id="H3")))
    assert Site.of(both).places["G1"] == Place("", "E1")


def test_configured_are_limits_checks_votes_arrays_and_interlocks():
    assert Site.of(PLANT).configured == 3 * 2 + 1 + 1 + 1 + 1
