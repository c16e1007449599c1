"""The broker's settings that deploy/ ships, on a real Mosquitto: who may say and hear what."""

import getpass
import shutil
import subprocess
import threading
import time

import paho.mqtt.client as mqtt
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from tests.conftest import ROOT, find_server
from tests.platform import find_port

pytestmark = pytest.mark.broker

OWN = "hazard/v1/P1/ent1/gw1"
OTHER = "hazard/v1/P1/ent1/gw2"


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    """The shipped configuration with only its paths, its port and its user put elsewhere."""
    maker = shutil.which("mosquitto_passwd")
    if maker is None:
        pytest.skip("no mosquitto_passwd on this machine")
    folder = tmp_path_factory.mktemp("mosquitto")
    port = find_port()
    passwords = folder / "passwords"
    for place, user in enumerate(("hazardwatch", "ent1/gw1")):
        flags = ["-c"] if place == 0 else []
        subprocess.run([maker, *flags, "-b", passwords, user, "secret"], check=True)
    text = (ROOT / "deploy" / "mosquitto" / "mosquitto.conf").read_text(encoding="utf-8")
    text = (
        text.replace("listener 1883", f"listener {port} 127.0.0.1")
        .replace("/run/secrets/mosquitto_passwords", str(passwords))
        .replace("/mosquitto/config/acl", str(ROOT / "deploy" / "mosquitto" / "acl"))
        .replace("/mosquitto/data/", f"{folder}/")
    )
    configuration = folder / "mosquitto.conf"
    configuration.write_text(f"{text}\nuser {getpass.getuser()}\n", encoding="utf-8")
    program = find_server("mosquitto")
    assert program is not None
    broker = subprocess.Popen([program, "-c", configuration], stderr=subprocess.DEVNULL)
    time.sleep(0.5)
    assert broker.poll() is None, "the shipped configuration does not start"
    yield port
    broker.terminate()
    broker.wait(10)


def connect(port, user, word="secret"):
    client = mqtt.Client(CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv5)
    client.username_pw_set(user, word)
    answered = threading.Event()
    client.reason = None

    def on_connect(_client, _data, _flags, reason, _properties):
        client.reason = reason
        answered.set()

    client.on_connect = on_connect
    client.connect("127.0.0.1", port)
    client.loop_start()
    assert answered.wait(5)
    return client


def publish(client, topic):
    """The broker's reason for a QoS 1 publication."""
    told = threading.Event()
    reasons = []

    def on_publish(_client, _data, _mid, reason, _properties):
        reasons.append(reason)
        told.set()

    client.on_publish = on_publish
    client.publish(topic, b"{}", qos=1)
    assert told.wait(5)
    return reasons[0]


def close(client):
    client.disconnect()
    client.loop_stop()


def test_nobody_gets_in_without_a_password(port):
    for user, password in (("ent1/gw1", "guess"), ("stranger", "secret")):
        client = connect(port, user, password)
        assert client.reason.is_failure
        close(client)


def test_a_gateway_speaks_on_its_own_topics_and_on_no_other(port):
    gateway = connect(port, "ent1/gw1")
    for leaf in ("data", "data/LT-101", "backfill", "status"):
        assert not publish(gateway, f"{OWN}/{leaf}").is_failure, leaf
    for topic in (f"{OTHER}/data", f"{OWN}/ack", "hazard/v1/P1/ent2/gw1/data", "anything"):
        assert publish(gateway, topic).is_failure, topic
    close(gateway)


def test_the_platform_hears_all_and_writes_nothing_but_acknowledgements(port):
    platform = connect(port, "hazardwatch")
    heard = []
    ready = threading.Event()
    platform.on_message = lambda _client, _data, message: heard.append(message.topic)
    platform.on_subscribe = lambda *_: ready.set()
    platform.subscribe("hazard/v1/P1/+/+/data/#", qos=1)
    assert ready.wait(5)
    gateway = connect(port, "ent1/gw1")
    publish(gateway, f"{OWN}/data")
    end = time.monotonic() + 5
    while not heard and time.monotonic() < end:
        time.sleep(0.02)
    assert heard == [f"{OWN}/data"]
    assert not publish(platform, f"{OWN}/ack").is_failure
    assert publish(platform, f"{OWN}/data").is_failure
    assert publish(platform, "dcs/setpoint").is_failure
    close(gateway)
    close(platform)
