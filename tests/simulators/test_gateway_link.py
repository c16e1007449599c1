"""One gateway's connection at real brokers: Mosquitto, and amqtt, which knows only MQTT 3.1.1."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator

import aiomqtt
import pytest

from plant.words import Gateway
from simulators.broker import parse_broker_url
from simulators.gateway_link import GatewayLink, find_version
from tests.simulators.conftest import Brokers, listen, wait_for_port

GATEWAY = Gateway("gw", "ent")


def link_to(url: str, in_flight: int = 16) -> GatewayLink:
    return GatewayLink(parse_broker_url(url), "P", GATEWAY, "boot1", in_flight=in_flight)


@pytest.mark.broker
async def test_frames_arrive_in_order_and_are_counted_when_acknowledged(mosquitto: str) -> None:
    async with listen(mosquitto) as heard:
        link = link_to(mosquitto)
        await link.connect(at=5)
        for number in range(500):
            await link.send(b'{"n":%d}' % number)
        await link.drain()
        assert link.acknowledged == 500
        assert await link.leave(at=6)
    assert [body["n"] for body in heard.data()] == list(range(500))
    status = [body for topic, body in heard.messages if topic == "hazard/v1/P/ent/gw/status"]
    mark = {"simulation": True}
    assert status == [{"online": True, "ts": 5, **mark}, {"online": False, "ts": 6, **mark}]


@pytest.mark.broker
async def test_a_lost_broker_is_an_error_of_the_next_call_and_no_goodbye(
    brokers: Brokers,
) -> None:
    link = link_to(brokers.start())
    await link.connect(at=5)
    brokers.kill()
    with pytest.raises(aiomqtt.MqttError):
        await _send_on(link)
    assert not await link.leave(at=6)
    assert not link.connected


async def _send_on(link: GatewayLink) -> None:
    while True:
        await link.send(b"{}")
        await link.drain()


@pytest.mark.broker
async def test_a_gateway_that_dies_leaves_its_will(mosquitto: str) -> None:
    async with listen(mosquitto) as heard:
        link = link_to(mosquitto)
        await link.connect(at=5)
        await link.link.cut()
        for _ in range(500):
            if len(heard.status("gw")) == 2:
                break
            await asyncio.sleep(0.01)
        await link.leave(at=6)
    assert heard.status("gw") == [True, False]


AMQTT = """
import asyncio, sys
from amqtt.broker import Broker

async def main():
    plugins = {"amqtt.plugins.authentication.AnonymousAuthPlugin": {"allow_anonymous": True}}
    listener = {"type": "tcp", "bind": "127.0.0.1:" + sys.argv[1]}
    await Broker({"listeners": {"default": listener}, "plugins": plugins}).start()
    await asyncio.Event().wait()

asyncio.run(main())
"""


@pytest.fixture
def amqtt(free_port: int) -> Iterator[str]:
    """In a process of its own: it leaves connections that it refused half open."""
    process = subprocess.Popen(
        [sys.executable, "-c", AMQTT, str(free_port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    wait_for_port(free_port)
    yield f"mqtt://127.0.0.1:{free_port}"
    process.kill()
    process.wait()


async def test_a_broker_without_mqtt_5_is_spoken_to_in_3_1_1(amqtt: str) -> None:
    broker = parse_broker_url(amqtt)
    version = await find_version(broker)
    assert version == 3
    link = GatewayLink(broker, "P", GATEWAY, "boot1", version=version)
    await link.connect(at=5)
    await link.send(b"{}")
    await link.drain()
    assert link.acknowledged == 1
    assert await link.leave(at=6)


@pytest.mark.broker
async def test_mosquitto_knows_mqtt_5(mosquitto: str) -> None:
    assert await find_version(parse_broker_url(mosquitto)) == 5


@pytest.mark.broker
async def test_a_link_can_connect_again_and_counts_on(mosquitto: str) -> None:
    link = link_to(mosquitto)
    for expected in (1, 2):
        await link.connect(at=5)
        assert link.envelope().seq == expected
        assert await link.leave(at=6)
