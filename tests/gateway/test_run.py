"""A whole gateway on a real Mosquitto: nothing lost, whatever is killed."""

import asyncio
import contextlib
import sys
from signal import SIGKILL
from subprocess import DEVNULL

import aiomqtt
import pytest

from gateway.outbox import Outbox
from gateway.run import run_gateway
from gateway.settings import read_gateway_settings
from tests.gateway.platform_double import TOPIC, PlatformDouble
from tests.gateway_client import run_gateway as run_client
from tests.real.mosquitto import run_mosquitto

pytestmark = pytest.mark.broker

HEADER = "ts,P1,T1\n"
FORGETFUL = {
    "persistence": "false",
    "autosave_on_changes": None,
    "autosave_interval": None,
    "sys_interval": 1,
}


@pytest.fixture
def mosquitto(tmp_path):
    """A broker that keeps nothing: what it acknowledged is gone when it is killed."""
    with run_mosquitto(tmp_path / "broker", **FORGETFUL) as broker:
        yield broker


def configure(tmp_path, port):
    (tmp_path / "trend.csv").write_text(HEADER)
    file = tmp_path / "gateway.toml"
    file.write_text(
        f"""
        park.id = "P1"
        gateway = {{ enterprise = "ent1", id = "gw1" }}
        broker.url = "mqtt://127.0.0.1:{port}"
        table = [{{ path = "trend.csv", poll_s = 0.05 }}]
        """
    )
    return file


def append(tmp_path, rows, *, before=""):
    """Rows number ``rows`` as a historian would add them."""
    with (tmp_path / "trend.csv").open("a") as file:
        file.write(before + "".join(f"{n * 1000},{n},{n}.5\n" for n in rows))


def expect(rows):
    return {("P1", n * 1000): float(n) for n in rows} | {("T1", n * 1000): n + 0.5 for n in rows}


def frames_left(tmp_path):
    with Outbox(tmp_path / "outbox.sqlite", max_bytes=1 << 30, max_age_ms=1 << 50) as outbox:
        return outbox.frames


@contextlib.asynccontextmanager
async def running(config):
    stop = asyncio.Event()
    task = asyncio.create_task(run_gateway(read_gateway_settings(config), stop))
    try:
        yield task
    finally:
        stop.set()
        await asyncio.wait_for(task, 10)


async def test_rows_arrive_in_order_and_the_outbox_empties(tmp_path, mosquitto):
    config = configure(tmp_path, mosquitto.port)
    async with PlatformDouble(mosquitto.port) as platform:
        async with running(config):
            append(tmp_path, range(1, 301))
            await platform.until(lambda: len(platform.readings) == 600)
        await platform.until(lambda: platform.statuses[-1]["online"] is False)
    assert platform.readings == expect(range(1, 301))
    assert [seq for _, _, seq in platform.frames] == list(range(1, 301))
    assert {leaf for leaf, _, _ in platform.frames} == {"data"}
    assert platform.statuses[0]["online"] is True
    assert any(status["sources"] == {"trend": "up"} for status in platform.statuses)
    assert frames_left(tmp_path) == 0


async def test_words_arrive_as_words(tmp_path, mosquitto):
    config = configure(tmp_path, mosquitto.port)
    async with PlatformDouble(mosquitto.port) as platform, running(config):
        append(tmp_path, [], before="1000,Bad,1\n")
        await platform.until(lambda: len(platform.readings) == 2)
    assert platform.words == {("P1", 1000): "Bad"}


async def test_a_broker_killed_without_memory_loses_nothing(tmp_path, mosquitto):
    config = configure(tmp_path, mosquitto.port)
    async with PlatformDouble(mosquitto.port) as platform, running(config):
        append(tmp_path, range(1, 11))
        await platform.until(lambda: len(platform.readings) == 20)
        platform.promising = False
        for kill in range(3):
            first = 11 + kill * 200
            append(tmp_path, range(first, first + 200))
            await platform.until_heard(20 + kill * 400)
            await asyncio.to_thread(mosquitto.restart)
        platform.promising = True
        append(tmp_path, range(611, 621))
        await platform.until(lambda: len(platform.readings) == 1240)
    assert platform.readings == expect(range(1, 621))
    assert platform.ledger.missing == platform.ledger.lost == 0


async def test_what_only_a_dead_broker_acknowledged_is_sent_again(tmp_path, mosquitto, monkeypatch):
    """Every frame has its PUBACK, then broker and platform are gone with all of them."""
    monkeypatch.setattr("gateway.delivery.STALL_S", 1.0)
    config = configure(tmp_path, mosquitto.port)
    platform = PlatformDouble(mosquitto.port)
    async with running(config):
        async with platform:
            append(tmp_path, range(1, 11))
            await platform.until(lambda: len(platform.readings) == 20)
        append(tmp_path, range(11, 211))
        await acknowledged_by_broker(mosquitto, 211)
        await asyncio.to_thread(mosquitto.restart)
        async with platform:
            append(tmp_path, range(211, 221))
            await platform.until(lambda: len(platform.readings) == 440)
    assert platform.readings == expect(range(1, 221))
    assert platform.ledger.missing == platform.ledger.lost == 0


async def test_what_a_broker_acknowledged_to_nobody_is_not_lost(tmp_path, mosquitto):
    """The platform comes later than the gateway, which is the usual first day."""
    config = configure(tmp_path, mosquitto.port)
    append(tmp_path, range(1, 101))
    async with running(config):
        await acknowledged_by_broker(mosquitto, 100)
        async with PlatformDouble(mosquitto.port) as platform:
            append(tmp_path, range(101, 111))
            await platform.until(lambda: len(platform.readings) == 220, 60)
    assert platform.readings == expect(range(1, 111))
    assert len({boot for _, boot, _ in platform.frames}) == 2


async def acknowledged_by_broker(mosquitto, frames):
    """Wait until a broker's own count says that so much was published to it."""
    async with aiomqtt.Client("127.0.0.1", mosquitto.port) as client, asyncio.timeout(60):
        await client.subscribe("$SYS/broker/publish/messages/received")
        async for message in client.messages:
            if int(message.payload) >= frames:
                return


async def test_frames_that_vanish_on_a_standing_connection_are_sent_again(
    tmp_path, mosquitto, monkeypatch
):
    monkeypatch.setattr("gateway.delivery.STALL_S", 0.5)
    config = configure(tmp_path, mosquitto.port)
    lost = set(range(20, 40))

    def is_gone(seq):
        gone = seq in lost
        lost.discard(seq)
        return gone

    async with PlatformDouble(mosquitto.port, gone=is_gone) as platform, running(config):
        append(tmp_path, range(1, 101))
        await platform.until(lambda: len(platform.readings) == 200)
    assert platform.readings == expect(range(1, 101))


async def test_a_gap_is_shown_to_the_platform_and_does_not_block_it(tmp_path, mosquitto):
    config = configure(tmp_path, mosquitto.port)
    async with PlatformDouble(mosquitto.port) as platform:
        async with running(config):
            append(tmp_path, range(1, 11))
            await platform.until(lambda: len(platform.readings) == 20)
        before = platform.frames[-1][1]
        drop_some(tmp_path, 5)
        async with running(config):
            append(tmp_path, range(11, 21))
            await platform.until(lambda: len(platform.readings) == 40)
            await platform.until(lambda: platform.ledger.watermark.seq == 25 + len(LEFT))
    assert platform.ledger.missing == 5
    assert platform.frames[-1][1] != before
    assert platform.statuses[-1]["dropped"] == 5


LEFT = [b'{"ts":1000,"values":{"P1":1}}'] * 2


def drop_some(tmp_path, count):
    """Frames that age drops before they could be sent, and some that stay."""
    with Outbox(tmp_path / "outbox.sqlite", max_bytes=1 << 30, max_age_ms=1 << 50) as outbox:
        outbox.confirm(outbox.last)
        now = 10**15
        outbox.put(LEFT[:1] * count, {}, now - (1 << 50) - 1)
        outbox.put(LEFT, {}, now)
        assert outbox.dropped == count


async def test_long_waiting_goes_to_backfill_however_old_the_stamp(tmp_path, mosquitto):
    """Rows of 1970 are live when they are just taken; rows that waited an hour are not."""
    config = configure(tmp_path, mosquitto.port)
    with Outbox(tmp_path / "outbox.sqlite", max_bytes=1 << 30, max_age_ms=1 << 50) as outbox:
        outbox.put(LEFT, {}, 0)
    async with PlatformDouble(mosquitto.port) as platform:
        stretched = config.read_text() + "outbox.max_age_h = 1e9\n"
        config.write_text(stretched)
        async with running(config):
            append(tmp_path, range(2, 5))
            await platform.until(lambda: len(platform.frames) == 5)
    assert [leaf for leaf, _, _ in platform.frames] == ["backfill"] * 2 + ["data"] * 3


async def test_a_lost_source_is_told(tmp_path, mosquitto, monkeypatch):
    monkeypatch.setattr("gateway.table_source.PATIENCE_MS", 100)
    config = configure(tmp_path, mosquitto.port)
    async with PlatformDouble(mosquitto.port) as platform, running(config):
        await platform.until(lambda: told(platform) == {"trend": "up"})
        (tmp_path / "trend.csv").unlink()
        await platform.until(lambda: told(platform) == {"trend": "down"})
        (tmp_path / "trend.csv").write_text(HEADER)
        await platform.until(lambda: told(platform) == {"trend": "up"})


def told(platform):
    return platform.statuses[-1]["sources"] if platform.statuses else None


async def test_strange_acknowledgements_confirm_nothing(tmp_path, mosquitto):
    config = configure(tmp_path, mosquitto.port)
    async with PlatformDouble(mosquitto.port) as platform:
        platform.promising = False
        with run_client(f"mqtt://127.0.0.1:{mosquitto.port}", TOPIC) as stranger:
            stranger.send(b"no JSON", "ack", retain=True)
            stranger.send({"boot": "another", "seq": 10**9}, "ack", retain=True)
            async with running(config):
                append(tmp_path, range(1, 51))
                await platform.until(lambda: len(platform.readings) == 100)
    assert frames_left(tmp_path) == 50


CHILD = """
import asyncio, sys
from pathlib import Path
from gateway.run import run_gateway
from gateway.settings import read_gateway_settings

asyncio.run(run_gateway(read_gateway_settings(Path(sys.argv[1])), asyncio.Event()))
"""


async def test_kill_9_of_the_gateway_loses_and_doubles_no_row(tmp_path, mosquitto):
    """Killed mid-stream again and again: in the outbox each row is one frame, with one number."""
    config = configure(tmp_path, mosquitto.port)
    async with PlatformDouble(mosquitto.port) as platform:
        for kill in range(4):
            first = 1 + kill * 300
            append(tmp_path, range(first, first + 300))
            child = await asyncio.create_subprocess_exec(
                sys.executable, "-c", CHILD, str(config), stdout=DEVNULL
            )
            await platform.until_heard(kill * 600 + 40)
            child.kill()
            assert await child.wait() == -SIGKILL
        await platform.until(lambda: platform.statuses[-1]["online"] is False)
        async with running(config):
            await platform.until(lambda: len(platform.readings) == 2400)
    assert platform.readings == expect(range(1, 1201))
    assert {seq for _, _, seq in platform.frames} == set(range(1, 1201))
    assert platform.ledger.watermark.seq == 1200
