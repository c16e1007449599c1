"""The demonstration runs on either broker: a fresh machine has no Mosquitto."""

import asyncio

import aiomqtt
import pytest

from hazardwatch import broker as embedded
from hazardwatch.assemble import read_mqtt
from hazardwatch.broker import find_free_port, find_mosquitto, run_broker
from hazardwatch.demo import make_settings
from hazardwatch.doors import make_session
from simulators.shipped import PARKS

TAIXING = PARKS / "taixing"


@pytest.mark.parametrize("name", ["mosquitto", "amqtt"])
async def test_a_session_gets_what_a_gateway_publishes(tmp_path, monkeypatch, name):
    if name == "amqtt":
        monkeypatch.setattr(embedded, "find_mosquitto", lambda: None)
    elif find_mosquitto() is None:
        pytest.skip("no mosquitto on this machine")
    port = find_free_port(0)
    async with run_broker(tmp_path, port) as running:
        assert running == name
        settings = make_settings(
            PARKS / "taixing", tmp_path, 0, f"mqtt://127.0.0.1:{port}", running
        )
        topics = ["hazard/v1/P/+/+/data/#"]
        session = make_session(settings.mqtt.client, read_mqtt(settings.mqtt), topics, lambda: 1)
        await session.start()
        assert await session.wait_connected(10)
        async with aiomqtt.Client(
            "127.0.0.1", port, protocol=aiomqtt.ProtocolVersion.V311
        ) as gateway:
            await gateway.publish("hazard/v1/P/e/g/data/T1", b"71.5", qos=1)
            frames = await asyncio.wait_for(session.gather(10, 5), 10)
        assert [(frame.topic, frame.payload) for frame in frames] == [
            ("hazard/v1/P/e/g/data/T1", b"71.5")
        ]
        session.acknowledge([frame.token for frame in frames])
        await session.stop()
