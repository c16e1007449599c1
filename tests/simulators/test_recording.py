"""What passes a real Mosquitto, taken down as it was."""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path

import aiomqtt
import pytest

from simulators.backlog import Backlog
from simulators.broker import parse_broker_url
from simulators.gateway_link import wall_clock
from simulators.message_record import Flaw, Head, Message
from simulators.record_reader import RecordReader
from simulators.record_writer import RecordWriter
from simulators.recording import Recording
from tests.simulators.conftest import Brokers

pytestmark = pytest.mark.broker


class Tape:
    """A recording into a file, and what is in the file."""

    def __init__(self, url: str, path: Path, *topics: str, version: int = 5) -> None:
        self.path = path
        self.backlog = Backlog(RecordWriter(path, Head(0)), wall_clock)
        broker = parse_broker_url(url)
        self._recording = Recording(broker, topics or ("#",), version, wall_clock, self.backlog)

    async def open(self) -> "Tape":
        await asyncio.to_thread(self._recording.open)
        return self

    async def close(self) -> list[Message | Flaw]:
        await asyncio.to_thread(self._recording.close)
        return list(RecordReader(self.path))

    async def heard(self, count: int) -> None:
        await until(lambda: self.backlog.counts.received >= count)


async def until(met: Callable[[], object]) -> None:
    async with asyncio.timeout(20):
        while not met():
            await asyncio.sleep(0.01)


def client(url: str) -> aiomqtt.Client:
    broker = parse_broker_url(url)
    return aiomqtt.Client(broker.host, broker.port)


def tell(entry: Message | Flaw) -> tuple[str, bytes, int, bool, bool]:
    assert isinstance(entry, Message)
    return entry.topic, entry.payload, entry.qos, entry.retain, entry.standing


async def test_messages_are_taken_down_as_they_were_published(
    mosquitto: str, tmp_path: Path
) -> None:
    async with client(mosquitto) as gateway:
        await gateway.publish("g/status", b'{"online":true}', qos=1, retain=True)
        before = wall_clock()
        tape = await Tape(mosquitto, tmp_path / "t.jsonl.gz").open()
        await gateway.publish("g/data", b'{"ts": 1}', qos=1)
        await gateway.publish("g/bytes", b"\x00\xff", qos=0)
        await gateway.publish("g/status", b'{"online":false}', qos=2, retain=True)
        await tape.heard(4)
    entries = await tape.close()
    assert [tell(entry) for entry in entries] == [
        ("g/status", b'{"online":true}', 1, True, True),
        ("g/data", b'{"ts": 1}', 1, False, False),
        ("g/bytes", b"\x00\xff", 0, False, False),
        ("g/status", b'{"online":false}', 2, True, False),
    ]
    times = [entry.at for entry in entries]
    assert times == sorted(times)
    assert before <= times[0] <= times[-1] <= wall_clock()


async def test_over_mqtt_311_what_stands_is_told_apart_as_well(
    mosquitto: str, tmp_path: Path
) -> None:
    async with client(mosquitto) as gateway:
        await gateway.publish("g/status", b"{}", qos=1, retain=True)
        tape = await Tape(mosquitto, tmp_path / "t.jsonl.gz", version=3).open()
        await tape.heard(1)
        await gateway.publish("g/status", b"{}", qos=1, retain=True)
        await tape.heard(2)
    assert [tell(entry)[3:] for entry in await tape.close()] == [(True, True), (False, False)]


async def test_only_the_topics_asked_for_are_taken_down(mosquitto: str, tmp_path: Path) -> None:
    async with client(mosquitto) as gateway:
        tape = await Tape(mosquitto, tmp_path / "t.jsonl.gz", "a/#", "b/+").open()
        for topic in ("a/x", "c/x", "b/x", "b/x/y", "a"):
            await gateway.publish(topic, b"1", qos=1)
        await tape.heard(3)
    assert [tell(entry)[0] for entry in await tape.close()] == ["a/x", "b/x", "a"]


async def test_a_broker_that_dies_and_comes_back_is_a_gap_with_a_name(
    brokers: Brokers, tmp_path: Path
) -> None:
    url = brokers.start()
    tape = await Tape(url, tmp_path / "t.jsonl.gz").open()
    async with client(url) as gateway:
        await gateway.publish("a", b"before", qos=1)
        await tape.heard(1)
        brokers.kill()
        brokers.start()
        await until(lambda: tape.backlog.counts.away)
    async with client(url) as gateway:
        end = time.monotonic() + 10
        while tape.backlog.counts.received < 2 and time.monotonic() < end:
            await gateway.publish("a", b"after", qos=1)
            await asyncio.sleep(0.05)
    entries = await tape.close()
    assert tell(entries[0])[1] == b"before"
    assert isinstance(entries[1], Flaw)
    assert entries[1].away
    assert tell(entries[2])[1] == b"after"


async def test_no_broker_is_an_error(free_port: int, tmp_path: Path) -> None:
    with pytest.raises(ConnectionRefusedError):
        await Tape(f"mqtt://127.0.0.1:{free_port}", tmp_path / "t.jsonl.gz").open()
