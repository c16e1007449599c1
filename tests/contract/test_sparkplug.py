"""A Sparkplug B edge node on a real broker: heard, asked for its births, told that we are there."""

import json
import queue
import socket
from contextlib import contextmanager
from urllib.parse import urlsplit

import paho.mqtt.client as mqtt
import pytest

from ingest.formats.sparkplug_payload import read_payload
from tests.contract.plant_directory import PLANT, write_plant
from tests.gateway_client import now_ms
from tests.ingest.formats.edge import Edge
from tests.platform import run_platform
from tests.real.mosquitto import run_mosquitto

pytestmark = pytest.mark.broker

GATEWAY = """
[[gateway]]
id = "edge"
enterprise = "ent1"
format = "sparkplug"
topic = "spBv1.0/G/+/E/#"
"""

TAGS = """\
tag,enterprise,equipment,kind,unit,hh,来源名
NODE-A,ent1,V-101,level,%,90,a
D1-A,ent1,V-101,level,%,90,D1/a
D1-B,ent1,V-101,level,%,90,D1/b
"""

STATE, COMMAND = "spBv1.0/STATE/hazardwatch", "spBv1.0/G/NCMD/E"


@contextmanager
def listen_on(url, *topics, will=None):
    """What is published on topics, as (topic, payload, retained)."""
    parts, heard = urlsplit(url), queue.Queue()
    client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2)
    client.on_message = lambda _c, _d, told: heard.put((told.topic, told.payload, told.retain))
    if will is not None:
        client.will_set(str(will.topic), will.payload, qos=1)
    client.on_connect = lambda *_: client.subscribe([(topic, 1) for topic in topics])
    client.connect(parts.hostname, parts.port)
    client.loop_start()
    client.publish_node = lambda sent: client.publish(str(sent.topic), sent.payload, qos=0)
    client.heard = heard
    try:
        yield client
    finally:
        client.disconnect()
        client.loop_stop()


def wait_for(client, topic, met=lambda _payload: True):
    while True:
        name, payload, _ = client.heard.get(timeout=15)
        if name == topic and met(payload):
            return payload


def value_of(platform, tag):
    (row,) = platform.items(f"tags?tag={tag}")
    return row["now"]["value"], row["now"]["quality"]


def stands(platform, alarm):
    return [row for row in platform.items("alarms") if row["id"] == alarm]


@pytest.fixture
def broker(tmp_path):
    """One of its own: a STATE that another platform left retained would be heard first."""
    with run_mosquitto(tmp_path / "broker", persistence="false") as broker:
        yield broker.url


def test_a_node_from_its_birth_to_its_death(tmp_path, broker):
    plant = write_plant(tmp_path / "plant", PLANT.replace('"P1"', '"P4"') + GATEWAY, TAGS)
    edge = Edge(("", "D1"), "ab", first_alias=5)
    with (
        listen_on(broker, STATE, COMMAND) as node,
        run_platform(tmp_path, plant, broker) as platform,
    ):
        state = json.loads(wait_for(node, STATE))
        assert state["online"] is True
        assert abs(state["timestamp"] - now_ms()) < 30_000
        (metric,) = read_payload(wait_for(node, COMMAND)).metrics
        assert metric.name == "Node Control/Rebirth"

        for sent in edge.births(now_ms(), 20.0):
            node.publish_node(sent)
        platform.wait_for(lambda: value_of(platform, "D1-A")[0] == 20.0)
        node.publish_node(edge.data("D1", "a", 95.5, ts=now_ms()))
        platform.wait_for(lambda: stands(platform, "D1-A:HH"))
        assert value_of(platform, "NODE-A") == (20.0, "good")

        platform.kill()
        assert json.loads(wait_for(node, STATE))["online"] is False
        platform.start()
        assert json.loads(wait_for(node, STATE))["online"] is True
        node.publish_node(edge.data("D1", "b", 96.5, ts=now_ms()))
        platform.wait_for(lambda: stands(platform, "D1-B:HH"))

        for sent in edge.births(now_ms(), 20.0):
            node.publish_node(sent)
        node.publish_node(edge.ddeath("D1", ts=now_ms()))
        platform.wait_for(lambda: stands(platform, "D1-A:stale"))
        assert not stands(platform, "NODE-A:stale")
        node.publish_node(edge.ndeath())
        platform.wait_for(lambda: stands(platform, "edge:gateway_lost"))

        assert platform.stop() == 0
        offline = json.loads(wait_for(node, STATE, lambda told: b"false" in told))
        assert offline["online"] is False


def test_a_node_straight_at_the_platform(tmp_path):
    """It hears that its host is there, and its will is its death."""
    plant = write_plant(tmp_path / "plant", PLANT.replace('"P1"', '"P4"') + GATEWAY, TAGS)
    edge = Edge(("", "D1"), "ab", first_alias=5)
    with (
        run_platform(tmp_path, plant, None) as platform,
        listen_on(platform.mqtt, STATE, COMMAND, will=edge.ndeath()) as node,
    ):
        state = json.loads(wait_for(node, STATE))
        assert state["online"] is True
        for sent in edge.births(now_ms(), 20.0):
            node.publish_node(sent)
        node.publish_node(edge.data("D1", "a", 95.5, ts=now_ms()))
        platform.wait_for(lambda: stands(platform, "D1-A:HH"))
        node.socket().shutdown(socket.SHUT_RDWR)
        platform.wait_for(lambda: stands(platform, "edge:gateway_lost"))
        wait_for(node, STATE)  # it is back
        assert platform.stop() == 0
        offline = json.loads(wait_for(node, STATE, lambda told: b"false" in told))
        assert offline == {**state, "online": False}
