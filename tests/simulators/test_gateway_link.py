"""One gateway's connection at a real broker, and at one that knows only MQTT 3.1.1."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import aiomqtt
import pytest

from plant.words import Gateway
from simulators.broker import parse_broker_url
from simulators.gateway_link import GatewayLink, find_version
from tests.simulators.conftest import Brokers, listen

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


@asynccontextmanager
async def old_broker(url: str) -> AsyncIterator[str]:
    """A Mosquitto behind a door that turns MQTT 5 away, as brokers of 3.1.1 do."""
    behind = parse_broker_url(url)
    relays: set[asyncio.Task[None]] = set()

    async def relay(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await source.read(4096):
                sink.write(data)
        sink.close()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        first = await reader.readuntil(b"MQTT") + await reader.readexactly(1)
        if first[-1] != 4:
            writer.write(b"\x20\x02\0\x01")
            writer.close()
            return
        inner, outer = await asyncio.open_connection(behind.host, behind.port)
        outer.write(first)
        for ends in ((reader, outer), (inner, writer)):
            relays.add(asyncio.create_task(relay(*ends)))

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        yield f"mqtt://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        await asyncio.gather(*relays)


@pytest.mark.broker
async def test_a_broker_without_mqtt_5_is_spoken_to_in_3_1_1(mosquitto: str) -> None:
    async with old_broker(mosquitto) as url:
        broker = parse_broker_url(url)
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
