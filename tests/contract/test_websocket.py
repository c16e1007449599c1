"""The live websocket as a foreign client meets it."""

import asyncio
import json
import time

import pytest
import websockets

from tests.gateway_client import now_ms, run_gateway

pytestmark = pytest.mark.broker


class Client:
    """Speaks the protocol of contract section 7, word by word."""

    def __init__(self, socket):
        self.socket = socket
        self.frames = []

    async def take(self, kind, seconds=5.0, **match):
        """The next frame of a kind whose fields match; others are kept."""
        async with asyncio.timeout(seconds):
            while True:
                frame = json.loads(await self.socket.recv())
                assert "t" in frame
                self.frames.append(frame)
                if frame["t"] == kind and all(frame.get(k) == v for k, v in match.items()):
                    return frame

    async def send(self, **frame):
        await self.socket.send(json.dumps(frame))

    async def sub(self, stream, **more):
        await self.send(t="sub", id=f"s-{stream}", stream=stream, **more)


async def connect(platform):
    url = platform.url.replace("http", "ws") + "/api/v1/live"
    socket = await websockets.connect(url, max_size=None)
    client = Client(socket)
    hello = await client.take("hello")
    assert {"proto", "epoch", "heartbeat_ms", "now"} <= set(hello)
    await client.send(t="auth", token=platform.token)
    ok = await client.take("auth_ok")
    assert ok["user"]
    return client


@pytest.fixture(scope="module")
def gateway(broker):
    with run_gateway(broker) as client:
        yield client


async def publish(gateway, tag, value):
    ts = now_ms()
    await asyncio.to_thread(gateway.send, {"ts": ts, "values": {tag: value}})


async def snapshot(client, stream, **more):
    await client.sub(stream, **more)
    rows, part = [], 0
    while True:
        snap = await client.take("snap")
        part += 1
        assert snap["part"] == part
        rows += snap["rows"]
        if snap["part"] == snap["parts"]:
            return snap, rows


async def test_a_bad_token_is_closed_with_4401(platform):
    url = platform.url.replace("http", "ws") + "/api/v1/live"
    async with websockets.connect(url) as socket:
        await socket.recv()
        await socket.send(json.dumps({"t": "auth", "token": "no"}))
        await asyncio.wait_for(socket.wait_closed(), 5)
        assert socket.close_code == 4401


@pytest.mark.parametrize("frame", ["{", b"\x00\xff"])
async def test_a_first_frame_that_cannot_be_read_is_closed_with_4401(platform, frame):
    url = platform.url.replace("http", "ws") + "/api/v1/live"
    async with websockets.connect(url) as socket:
        await socket.recv()
        await socket.send(frame)
        await asyncio.wait_for(socket.wait_closed(), 5)
        assert socket.close_code == 4401


async def test_a_frame_of_the_wrong_shape_is_answered(platform):
    client = await connect(platform)
    await client.send(t="ack", id="c7", alarms=3)
    assert (await client.take("result", id="c7"))["problem"]["status"] == 422
    await client.take("hb")
    await client.socket.close()


async def test_an_alarm_comes_as_a_delta_on_the_chain(platform, gateway):
    client = await connect(platform)
    await publish(gateway, "ESD-1", 0)
    snap, _ = await snapshot(client, "alarms")
    await publish(gateway, "ESD-1", 1)
    last, row = snap["q"], None
    while row is None:
        delta = await client.take("delta")
        assert delta["prev"] == last
        assert delta["q"] > last
        last = delta["q"]
        for op in delta["ops"]:
            if op[0] == "u" and op[1] == "ESD-1:digital":
                row = op[2]
    assert row["state"] == "unacknowledged"
    assert row["priority"] == "critical"
    assert row["times"]["pushed"] >= row["times"]["detected"]
    await client.socket.close()


async def test_acknowledging_over_the_socket_and_the_row_is_deleted_when_normal(platform, gateway):
    client = await connect(platform)
    await publish(gateway, "LT-101", 50)
    await snapshot(client, "alarms")
    await publish(gateway, "LT-101", 85)
    row = await find_update(client, "LT-101:H")
    await client.send(
        t="ack",
        id="c1",
        alarms=[{"key": "LT-101:H", "version": row["version"]}],
        reason="seen",
    )
    result = await client.take("result", id="c1")
    assert result["ok"] == ["LT-101:H"]
    await publish(gateway, "LT-101", 50)
    async with asyncio.timeout(5):
        while True:
            delta = await client.take("delta")
            if ["d", "LT-101:H"] in delta["ops"]:
                break
    await client.socket.close()


async def find_update(client, key):
    async with asyncio.timeout(5):
        while True:
            delta = await client.take("delta")
            for op in delta["ops"]:
                if op[0] == "u" and op[1] == key:
                    return op[2]


async def test_resume_gives_what_was_missed_and_nothing_twice(platform, gateway):
    client = await connect(platform)
    await publish(gateway, "PT-101", 100)
    snap, _ = await snapshot(client, "alarms")
    await client.socket.close()
    await publish(gateway, "PT-101", 310)
    await asyncio.to_thread(
        platform.wait_for,
        lambda: any(a["id"] == "PT-101:H" for a in platform.items("alarms")),
    )
    again = await connect(platform)
    await again.sub("alarms", resume={"epoch": snap["epoch"], "q": snap["q"]})
    delta = await again.take("delta")
    assert delta["prev"] == snap["q"]
    assert not [frame for frame in again.frames if frame["t"] == "snap"]
    assert any(op[1] == "PT-101:H" for op in delta["ops"])
    await again.socket.close()


async def test_resume_survives_a_restart(platform, gateway):
    client = await connect(platform)
    snap, _ = await snapshot(client, "alarms")
    await client.socket.close()
    await publish(gateway, "PT-101", 100)
    await publish(gateway, "PT-101", 320)
    await asyncio.sleep(0.3)
    await asyncio.to_thread(platform.kill)
    await asyncio.to_thread(platform.start)
    again = await connect(platform)
    await again.sub("alarms", resume={"epoch": snap["epoch"], "q": snap["q"]})
    async with asyncio.timeout(5):
        while True:
            frame = json.loads(await again.socket.recv())
            assert frame["t"] != "snap"
            if frame["t"] == "delta":
                assert frame["prev"] == snap["q"]
                break
    await again.socket.close()


async def test_tags_come_with_the_latest_value(platform, gateway):
    client = await connect(platform)
    _, rows = await snapshot(client, "tags", filter={"tags": ["TT-101"]}, rate_hz=20)
    assert [row["tag"] for row in rows] == ["TT-101"]
    await publish(gateway, "TT-101", 33.25)
    async with asyncio.timeout(5):
        while True:
            delta = await client.take("delta")
            updates = [op for op in delta["ops"] if op[1] == "TT-101"]
            if updates and updates[-1][2].get("value") == 33.25:
                break
    await client.socket.close()


async def test_hazards_and_gateways_are_streams_too(platform):
    client = await connect(platform)
    _, hazards = await snapshot(client, "hazards")
    assert [row["id"] for row in hazards] == ["H1"]
    assert {"worst", "counts", "unacknowledged", "stale", "online"} <= set(hazards[0])
    _, gateways = await snapshot(client, "gateways")
    assert {row["id"] for row in gateways} == {"gw1", "gw2"}
    await client.socket.close()


async def test_a_heartbeat_comes_at_least_every_second(platform):
    client = await connect(platform)
    await snapshot(client, "alarms")
    started = time.monotonic()
    for _ in range(3):
        beat = await client.take("hb", 1.5)
        assert "lag_ms" in beat
    assert time.monotonic() - started < 3.5
    await client.socket.close()


async def test_the_latency_from_publish_to_screen_is_small(platform, gateway):
    """Not a benchmark: 2 s would mean that something waits that should not."""
    client = await connect(platform)
    await publish(gateway, "ESD-1", 0)
    await snapshot(client, "alarms")
    started = time.monotonic()
    await publish(gateway, "ESD-1", 1)
    await find_update(client, "ESD-1:digital")
    assert time.monotonic() - started < 2
    await client.socket.close()
