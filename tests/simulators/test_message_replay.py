"""Recorded messages through a real Mosquitto: topics, bytes, flags, order, spacing as they were."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

import aiomqtt
import pytest
from paho.mqtt.subscribeoptions import SubscribeOptions

from simulators.broker import parse_broker_url
from simulators.message_record import Head, Message, RecordError
from simulators.message_replay import ReplayedMessages, replay_messages
from simulators.player import Pace, Span
from simulators.record_writer import RecordWriter
from simulators.recorded_messages import RecordedMessages
from tests.simulators.conftest import Brokers

pytestmark = pytest.mark.broker

START = 1_700_000_000_000
OWN = "hazard/v1/P/E/g"
FLAT_OUT = Pace(speed=0)
NOW = Pace(speed=1000, shift_to_now=True)


def write(path: Path, *messages: Message) -> RecordedMessages:
    writer = RecordWriter(path, Head(START))
    for message in messages:
        writer.write(message)
    writer.close()
    return RecordedMessages([path])


def data(number: int, **more: Any) -> Message:
    """One frame a tenth of a second."""
    at = START + 100 * number
    body = {"ts": at - 5, "values": {"A": number}, "seq": number, "boot": "b", "sent": at - 2}
    return Message(at, f"{OWN}/data", json.dumps(body | more).encode(), 1)


def status(number: int, *, online: bool) -> Message:
    at = START + 100 * number
    return Message(at, f"{OWN}/status", b'{"online":%s}' % str(online).lower().encode(), 1, True)


class Heard(list[aiomqtt.Message]):
    """Everything on the broker, with the retain flag as published, and when it came."""

    def __init__(self) -> None:
        self.times: list[float] = []

    def bodies(self, end: str = "data") -> list[dict[str, Any]]:
        return [json.loads(bytes(each.payload)) for each in self if each.topic.value.endswith(end)]


@asynccontextmanager
async def hear(url: str) -> AsyncIterator[Heard]:
    broker = parse_broker_url(url)
    heard = Heard()
    async with aiomqtt.Client(
        broker.host, broker.port, protocol=aiomqtt.ProtocolVersion.V5
    ) as client:
        await client.subscribe("#", options=SubscribeOptions(qos=2, retainAsPublished=True))
        task = asyncio.create_task(_hear(client, heard))
        yield heard
        await client.publish("end", qos=1)
        await asyncio.wait_for(task, 10)


async def _hear(client: aiomqtt.Client, heard: Heard) -> None:
    async for message in client.messages:
        if message.topic.value == "end":
            return
        heard.append(message)
        heard.times.append(time.monotonic())


async def test_topics_bytes_and_flags_are_those_of_the_record(
    mosquitto: str, tmp_path: Path
) -> None:
    record = [
        Message(START, "spBv1.0/p/NBIRTH/n", b"\x08\x00\xff", 0),
        Message(START, "bare/LT-1", b"12.50", 1),
        Message(START + 1, "neuron/g", b'{ "timestamp" : 5 }', 2),
        Message(START + 2, "any/thing", b"", 1, True),
        status(1, online=False),
    ]
    source = write(tmp_path / "r.jsonl.gz", *record)
    async with hear(mosquitto) as heard:
        done = await replay_messages(source, mosquitto, FLAT_OUT)
    assert [
        (each.topic.value, bytes(each.payload), each.qos, bool(each.retain)) for each in heard
    ] == [(each.topic, each.payload, each.qos, each.retain) for each in record]
    assert (done.passes, done.messages, done.left_out) == (1, 5, {})


async def test_flat_out_thousands_arrive_in_order(mosquitto: str, tmp_path: Path) -> None:
    source = write(tmp_path / "r.jsonl.gz", *(data(number) for number in range(3000)))
    async with hear(mosquitto) as heard:
        await replay_messages(source, mosquitto, FLAT_OUT)
    assert [body["seq"] for body in heard.bodies()] == list(range(3000))


async def test_spacing_is_that_of_the_record_divided_by_the_speed(
    mosquitto: str, tmp_path: Path
) -> None:
    source = write(tmp_path / "r.jsonl.gz", *(data(number) for number in range(20)))
    async with hear(mosquitto) as heard:
        await replay_messages(source, mosquitto, Pace(speed=2))
    assert (
        heard.times[-1] - heard.times[0] > 0.7
    )  # of 0.95 s; a slow machine may hear the first late


async def test_who_is_left_online_is_said_to_be_offline_at_the_end(
    mosquitto: str, tmp_path: Path
) -> None:
    source = write(tmp_path / "r.jsonl.gz", status(0, online=True), data(7))
    async with hear(mosquitto) as heard:
        await replay_messages(source, mosquitto, FLAT_OUT)
    assert heard.bodies("status") == [{"online": True}, {"online": False, "ts": START + 700}]
    assert bool(heard[-1].retain)


async def test_shifted_to_now_our_own_json_happens_now_and_says_so(
    mosquitto: str, tmp_path: Path
) -> None:
    source = write(tmp_path / "r.jsonl.gz", *(data(number) for number in range(3)))
    before = time.time_ns() // 1_000_000
    async with hear(mosquitto) as heard:
        await replay_messages(source, mosquitto, Pace(speed=10, shift_to_now=True))
    bodies = heard.bodies()
    assert all(body["simulation"] for body in bodies)
    assert [body["sent"] - body["ts"] for body in bodies] == [3, 3, 3]
    assert 0 <= bodies[0]["ts"] + 5 - before < 10_000
    assert [late["ts"] - early["ts"] for early, late in pairwise(bodies)] == [10, 10]
    assert [body["boot"] for body in bodies] == ["b"] * 3


async def test_a_loop_shifted_to_now_is_a_new_boot_each_time(
    mosquitto: str, tmp_path: Path
) -> None:
    source = write(tmp_path / "r.jsonl.gz", data(1), data(2))
    stop, done = asyncio.Event(), ReplayedMessages()
    async with hear(mosquitto) as heard:
        pace = Pace(speed=100, shift_to_now=True, loop=True)
        task = asyncio.create_task(replay_messages(source, mosquitto, pace, stop=stop, done=done))
        async with asyncio.timeout(10):
            while done.messages < 6:
                await asyncio.sleep(0.002)
        stop.set()
        await task
    bodies = heard.bodies()
    assert [(body["boot"], body["seq"]) for body in bodies][:6] == [
        (boot, seq) for boot in ("b", "b~1", "b~2") for seq in (1, 2)
    ]
    times = [body["ts"] for body in bodies]
    assert times == sorted(set(times))


async def test_what_cannot_be_shifted_is_refused_by_its_topics_before_anything_is_sent(
    mosquitto: str, tmp_path: Path
) -> None:
    source = write(tmp_path / "r.jsonl.gz", data(1), Message(START, "neuron/g1", b"{}", 1))
    async with hear(mosquitto) as heard:
        with pytest.raises(RecordError, match=r"1 messages on 1 other topics \(neuron/g1\)"):
            await replay_messages(source, mosquitto, NOW)
    assert list(heard) == []
    wanted = RecordedMessages([tmp_path / "r.jsonl.gz"], ["hazard/#"])
    assert (await replay_messages(wanted, mosquitto, NOW)).messages == 1


async def test_only_a_range_is_sent(mosquitto: str, tmp_path: Path) -> None:
    source = write(tmp_path / "r.jsonl.gz", *(data(number) for number in range(10)))
    async with hear(mosquitto) as heard:
        span = Span(START + 200, START + 500)
        await replay_messages(source, mosquitto, FLAT_OUT, span=span)
    assert [body["seq"] for body in heard.bodies()] == [2, 3, 4]


async def test_a_broker_lost_on_the_way_is_an_error_not_a_gap(
    brokers: Brokers, tmp_path: Path
) -> None:
    url, done = brokers.start(), ReplayedMessages()
    source = write(tmp_path / "r.jsonl.gz", *(data(number) for number in range(500)))
    task = asyncio.create_task(replay_messages(source, url, Pace(speed=5), done=done))
    async with asyncio.timeout(10):
        while done.messages < 4:
            await asyncio.sleep(0.01)
    brokers.kill()
    brokers.start()
    with pytest.raises(ConnectionError):
        await asyncio.wait_for(task, 20)
