"""A gateway's own topics and no others."""

import pytest

from ingest.frame import Reason
from ingest.mqtt_endpoint import access
from ingest.mqtt_endpoint.access import Access
from ingest.routing import Astray, Router, name_refused
from plant.words import Gateway
from tests.ingest.mqtt_endpoint.speaker import ACK, DATA, FOREIGN, NODE, STATUS
from tests.ingest.parks import make_plant

PLC = Gateway("G5", "E2", format="neuron", topic="neuron/+/north")
PLANT = make_plant(gateways=(*make_plant().gateways, NODE, PLC))


@pytest.mark.parametrize(
    ("gateway", "own", "others"),
    [
        (
            "G1",
            [DATA, f"{DATA}/E1.LT-101", f"{DATA}/罐/a", STATUS, "hazard/v1/P/E1/G1/backfill"],
            [FOREIGN, ACK, "hazard/v1/Q/E1/G1/data", "hazard/v1/P/E2/G1/data", "neuron/a/north"],
        ),
        ("N1", ["spBv1.0/G/NDATA/E", "spBv1.0/G/DDATA/E/d"], ["spBv1.0/G/NDATA/F", DATA]),
        ("G5", ["neuron/a/north", "hazard/v1/P/E2/G5/status"], ["neuron/north", DATA]),
    ],
)
def test_a_gateway_publishes_where_admission_would_hear_it_and_nowhere_else(gateway, own, others):
    rights = Access(PLANT)
    who = rights.find(gateway)
    assert [rights.locate(who, topic) for topic in own] == own
    assert set(who.topics.values()) == set(own)
    assert [rights.locate(who, topic) for topic in others] == [
        name_refused(gateway, topic) for topic in others
    ]
    assert set(who.topics.values()) == set(own)


def test_a_refused_frame_is_nobodys_and_told_of_its_sender():
    found = Router(PLANT).find(name_refused("G1", FOREIGN))
    assert isinstance(found, Astray)
    assert (found.gateway, found.reason) == ("G1", Reason.WRONG_TOPIC)
    assert FOREIGN in found.detail


def test_what_is_remembered_is_bounded(monkeypatch):
    monkeypatch.setattr(access, "REMEMBERED", 3)
    rights = Access(PLANT)
    who = rights.find("G1")
    for number in range(10):
        rights.locate(who, f"{DATA}/t{number}")
        assert len(who.topics) <= 3
    rights.locate(who, f"{DATA}/{'x' * 600}")
    assert all(len(raw) < 600 for raw in who.topics)


def test_another_plant_is_judged_anew():
    rights = Access(PLANT)
    who = rights.find("G1")
    rights.locate(who, DATA)
    rights.adopt(make_plant(gateways=(Gateway("G2", "E1"),)))
    assert who.topics == {}
    assert rights.locate(who, DATA) != DATA
    assert rights.find("G1") is None


def test_nobody_in_particular_hears_every_acknowledgement():
    rights = Access(PLANT)
    nobody = rights.find("")
    for text in (ACK, "hazard/v1/P/+/+/ack", "spBv1.0/G/NCMD/E/#"):
        assert rights.may_hear(nobody, text)
    for text in ("#", DATA, "hazard/v1/+/E1/G1/ack"):
        assert not rights.may_hear(nobody, text)
