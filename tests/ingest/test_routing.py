"""Which topic leads to whom; the scheme's own strictness beside the topics of foreign gateways."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.formats.sparkplug_topic import name_sparkplug_subscriptions
from ingest.frame import Reason
from ingest.routing import LONGEST_REMEMBERED, Astray, Route, Router, name_filters
from ingest.topic import Kind
from plant.words import Gateway
from tests.ingest.parks import make_plant

PLANT = make_plant(
    gateways=(
        Gateway("G1", "E1"),
        Gateway("N1", "E1", format="neuron", topic="/neuron/app/+/+"),
        Gateway("B2", "E2", format="bare", topic="b/罐区"),
        Gateway("S2", "E2", format="sparkplug", topic="spBv1.0/G/+/E/#"),
    )
)
ROUTER = Router(PLANT)


def follow(topic):
    found = ROUTER.find(topic)
    return (PLANT.gateways[found.gateway].id, found.kind, found.path)


@pytest.mark.parametrize(
    ("topic", "way"),
    [
        ("hazard/v1/P/E1/G1/data", ("G1", Kind.DATA, "")),
        ("hazard/v1/P/E1/G1/data/LT-101", ("G1", Kind.DATA, "LT-101")),
        ("hazard/v1/P/E1/G1/backfill", ("G1", Kind.BACKFILL, "")),
        ("hazard/v1/P/E1/N1/status", ("N1", Kind.STATUS, "")),
        ("/neuron/app/PLC1/group", ("N1", Kind.DATA, "PLC1/group")),
        ("b/罐区", ("B2", Kind.DATA, "")),
    ],
)
def test_a_topic_leads_to_its_gateway(topic, way):
    assert follow(topic) == way
    assert follow(topic) == way


@pytest.mark.parametrize(
    ("topic", "gateway", "reason"),
    [
        ("spam", "", Reason.WRONG_TOPIC),
        ("hazard/v1/P/E1", "", Reason.WRONG_TOPIC),
        ("hazard/v1/Q/E1/G1/data", "G1", Reason.WRONG_TOPIC),
        ("hazard/v1/P/E2/N1/status", "N1", Reason.WRONG_TOPIC),
        ("hazard/v1/P/E1/G9/data", "G9", Reason.UNKNOWN_GATEWAY),
        ("/neuron/app/PLC1", "", Reason.WRONG_TOPIC),
        ("/neuron/app/PLC1/group/more", "", Reason.WRONG_TOPIC),
        ("b/罐区/LT-101", "", Reason.WRONG_TOPIC),
        ("spBv1.0/G/NDATA/other", "", Reason.WRONG_TOPIC),
        ("spBv1.0/STATE/hazardwatch", "", Reason.WRONG_TOPIC),
        ("hj212/010000A8900016F000169DC0", "010000A8900016F000169DC0", Reason.UNKNOWN_GATEWAY),
        ("hj212", "", Reason.WRONG_TOPIC),
    ],
)
def test_nobody_may_speak_elsewhere(topic, gateway, reason):
    found = ROUTER.find(topic)
    assert isinstance(found, Astray)
    assert (found.gateway, found.reason) == (gateway, reason)


def test_a_gateway_has_one_reader_for_all_its_topics():
    first, second = (ROUTER.find(f"/neuron/app/PLC{n}/g") for n in (1, 2))
    assert first.read is second.read


def test_a_topic_too_long_to_remember_is_found_all_the_same():
    topic = "/neuron/app/PLC1/" + "g" * LONGEST_REMEMBERED
    assert isinstance(ROUTER.find(topic), Route)
    assert ROUTER._remember.cache_info().currsize < ROUTER._remember.cache_info().maxsize


def test_subscriptions_are_those_of_the_park_and_of_every_foreign_gateway():
    filters = name_filters(PLANT)
    assert filters[:3] == (
        "hazard/v1/P/+/+/data/#", "hazard/v1/P/+/+/backfill", "hazard/v1/P/+/+/status",
    )  # fmt: skip
    assert filters[3:5] == ("/neuron/app/+/+", "b/罐区")
    assert filters[5:] == name_sparkplug_subscriptions("G", "E")
    assert not any("CMD" in text for text in filters)
    own = replace(PLANT, gateways=(Gateway("G1", "E1", topic="x/#"),))
    assert len(name_filters(own)) == 3
    assert isinstance(Router(own).find("x/y"), Astray)


@given(st.text())
def test_no_topic_raises(topic):
    assert isinstance(ROUTER.find(topic), Astray | Route)
