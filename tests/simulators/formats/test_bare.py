import pytest

from plant.words import Gateway
from simulators.formats.bare import BareSpeech
from simulators.formats.speech import FormError, Mouth
from simulators.gateway_faults import GatewayFault, GatewayFaultKind
from tests.ingest.parks import make_plant
from tests.simulators.formats.stage import Stage, look, make_park


def test_a_value_is_alone_on_its_tag_s_topic():
    stage = Stage(make_park("bare"))
    stage.play(look(0, [1.5, float("nan"), 3, 0]))
    assert [(each.topic, each.payload) for each in stage.heard[1:]] == [
        ("meters/LT-101/value", b"1.5"),
        ("meters/E1.PT-101/value", b""),
        ("meters/TT-102/value", b"3.0"),
        ("meters/XA-1/value", b"0.0"),
    ]


def test_a_topic_without_wildcards_is_the_tag_that_its_prefix_names():
    gateway = Gateway("G", "E1", "bare", "meters/one", prefix="LT-101", simulation=True)
    plant = make_plant(gateways=(gateway,), tags=make_park("bare").tags)
    stage = Stage(plant)
    stage.play(look(0, [1.5, 2, 3, 0]))
    assert [(each.topic, each.payload) for each in stage.heard[1:]] == [("meters/one", b"1.5")]
    with pytest.raises(FormError, match="LT-101 alone"):
        BareSpeech(Mouth(plant, gateway, {1: "E1.PT-101"}))


def test_what_a_lost_link_held_up_is_never_told_as_of_now():
    stage = Stage(make_park("bare"))
    stage.play(look(0, [1.5, 2, 3, 0]))
    lost = [GatewayFault(GatewayFaultKind.LINK_LOST, 0, since_s=1)]
    stage.play(look(1, [9.9, 2, 3, 0], faults=lost))
    batch = stage.play(look(2, [1.6, 2, 3, 0]))
    assert 9.9 not in batch.value.tolist()
    assert 1.6 in batch.value.tolist()
