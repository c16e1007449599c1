"""Sessions of a simulated edge node: births, numbers, deaths, and the one command it obeys."""

from dataclasses import replace

import pytest

from ingest.formats.sparkplug_host import encode_rebirth
from ingest.formats.sparkplug_payload import read_payload
from ingest.formats.sparkplug_topic import parse_sparkplug_topic
from plant.quality import QualityClass, classify
from plant.reading import NEVER
from simulators.formats.speech import FormError
from simulators.gateway_faults import GatewayFault, GatewayFaultKind
from simulators.voice import Voice
from tests.ingest.parks import make_plant, make_tag
from tests.simulators.formats.stage import T0, Stage, look, make_park

VALUES = [1.0, 2.0, 3.0, 0.0]
ASK = "spBv1.0/Plant1/NCMD/Edge7"


def verbs(messages):
    return [
        (str(topic.verb), topic.device)
        for each in messages
        if (topic := parse_sparkplug_topic(each.topic)) is not None
    ]


def test_a_session_begins_with_the_births_of_the_node_and_its_devices():
    stage = Stage(make_park("sparkplug"))
    stage.play(look(0, VALUES))
    assert verbs(stage.heard) == [
        ("NBIRTH", ""), ("DBIRTH", "V101"), ("DBIRTH", "罐区"), ("DBIRTH", "V102")
    ]  # fmt: skip
    assert [read_payload(each.payload).seq for each in stage.heard] == [0, 1, 2, 3]
    assert {(each.qos, each.retain) for each in stage.heard} == {(0, False)}


def test_data_go_by_alias_and_number_on_over_256():
    stage = Stage(make_park("sparkplug"))
    for second in range(300):
        stage.play(look(second, [second, *VALUES[1:]]))
    data = [read_payload(each.payload) for each in stage.heard[4:]]
    assert [each.seq for each in data] == [number % 256 for number in range(4, 303)]
    assert all(metric.name == "" for each in data for metric in each.metrics)
    assert stage.refused == []


def test_leaving_in_order_says_so_and_a_cut_is_told_by_the_will():
    for leave in (look(1, VALUES, down=True), look(1, VALUES, faults=[
        GatewayFault(GatewayFaultKind.LINK_LOST, 0, since_s=1)
    ])):  # fmt: skip
        stage = Stage(make_park("sparkplug"))
        stage.play(look(0, VALUES))
        stage.play(leave)
        assert verbs(stage.heard)[-1] == ("NDEATH", "")
        assert (stage.platform.links.offline < NEVER).all()
        stage.play(look(2, VALUES))
        assert verbs(stage.heard)[5:] == verbs(stage.heard)[:4]
        assert (stage.platform.links.offline == NEVER).all()


def test_each_connection_has_its_own_bd_seq_in_will_and_birth():
    stage = Stage(make_park("sparkplug"))
    seen = []
    for second in range(0, 6, 2):
        stage.play(look(second, VALUES))
        stage.play(look(second + 1, VALUES, down=True))
    for each in stage.heard:
        seen += [
            metric.raw for metric in read_payload(each.payload).metrics if metric.name == "bdSeq"
        ]
    assert seen == [0, 0, 1, 1, 2, 2]


def test_a_rebirth_is_given_when_asked_for_and_nothing_else_is_obeyed():
    stage = Stage(make_park("sparkplug"))
    assert stage.voice.hear(ASK, encode_rebirth(T0), T0) == []
    stage.play(look(0, VALUES))
    births = stage.voice.hear(ASK, encode_rebirth(T0), T0 + 500)
    assert verbs(births) == verbs(stage.heard)
    assert {each.at for each in births} == {T0 + 500}
    assert len(stage.take(births, T0 + 500)) == 0  # what is known already
    assert stage.voice.hear(ASK, encode_rebirth(T0).replace(b"\x70\x01", b"\x70\x00"), T0) == []
    assert stage.voice.hear("spBv1.0/Plant1/DCMD/Edge7/V101", encode_rebirth(T0), T0) == []
    assert stage.voice.hear(ASK, b"\xff\xff", T0) == []


def test_a_silent_tag_is_born_with_what_was_known_of_it_last():
    batch = Stage(make_park("sparkplug")).play(look(0, VALUES, silent=[1]))
    (place,) = (batch.row == 1).nonzero()[0]
    assert classify(batch.status, batch.value)[place] == QualityClass.HELD


def test_old_readings_are_historical_metrics():
    stage = Stage(make_park("sparkplug"))
    stage.play(look(0, VALUES))
    lost = [GatewayFault(GatewayFaultKind.LINK_LOST, 0, since_s=1)]
    for second in (1, 2):
        assert len(stage.play(look(second, [second * 10.0, *VALUES[1:]], faults=lost))) == 0
    batch = stage.play(look(3, [30.0, *VALUES[1:]]))
    told = {(time - T0, value) for time, value, row in zip(
        batch.source.tolist(), batch.value.tolist(), batch.row.tolist(), strict=True) if row == 0
    }  # fmt: skip
    assert told == {(1000, 10.0), (2000, 20.0), (3000, 30.0)}


def test_float32_tags_go_out_as_floats():
    park = make_park("sparkplug")
    plant = replace(park, tags=(replace(park.tags[0], float32=True), *park.tags[1:]))
    batch = Stage(plant).play(look(0, [0.5, *VALUES[1:]]))
    assert 0.5 in batch.value.tolist()


@pytest.mark.parametrize("name", ["/x", "D/", "D+/x"])
def test_a_name_that_is_no_metric_of_a_device_is_refused(name):
    tag = replace(make_tag("T-1", "E1"), source_name=name)
    with pytest.raises(FormError, match="DEVICE/metric"):
        Voice(make_plant(gateways=make_park("sparkplug").gateways, tags=(tag,)), 0, 1)
