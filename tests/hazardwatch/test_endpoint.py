"""A PUBACK of our own endpoint is the commit: after it, and another word where there was none."""

import asyncio
import json
from contextlib import asynccontextmanager

import pytest

from historian.spool import SpoolFullError
from tests.hazardwatch import test_watch
from tests.hazardwatch.test_watch import T0, until
from tests.ingest.mqtt_endpoint.speaker import PING, connect, puback, publish, subscribe
from tests.ingest.mqtt_endpoint.test_server import WAIT_S, client, open_endpoint

site = test_watch.site

OWN = "hazard/v1/P1/ent1/gw1"
PONG = b"\xd0\0"
TRIP = json.dumps({"ts": T0, "values": {"LT-101": 95}, "seq": 1, "boot": "b"}).encode()


@asynccontextmanager
async def watching(watch, version):
    """A watch that hears gateways by its endpoint, and one of them."""
    async with open_endpoint() as endpoint:
        endpoint.exchange.access.adopt(watch.plant)
        watch.session = endpoint
        words = connect(version, user=("gw1", b"s")) + subscribe(version, f"{OWN}/ack")
        async with client(endpoint, words) as gateway:
            async with asyncio.timeout(WAIT_S):
                await gateway.reader.readuntil(
                    b"\0\x01" + (b"\0" if version == 5 else b"") + b"\x01"
                )
            running = asyncio.create_task(watch.run())
            yield endpoint, gateway
            watch.stop()
            await running


async def is_silent(gateway):
    """What was said so far is an answer to a ping and nothing else."""
    gateway.says(PING)
    await gateway.hears(PONG)


@pytest.mark.parametrize("version", [4, 5])
async def test_a_puback_comes_after_the_commit_and_the_watermark_with_it(site, version):
    watch, _ = site
    watch.recorder.gate.clear()
    async with watching(watch, version) as (_, gateway):
        gateway.says(publish(version, f"{OWN}/data", TRIP, number=7))
        await until(lambda: watch.flow.frames == 1)
        await is_silent(gateway)
        watch.recorder.gate.set()
        await gateway.hears(puback(7))
        mark = b'{"boot":"b","seq":1}'
        await gateway.hears(publish(version, f"{OWN}/ack", mark, number=1))


@pytest.mark.parametrize(
    ("version", "answer"), [(4, puback(7)), (5, b"\x40\x03\0\x07\x97")], ids=["311", "5"]
)
async def test_what_the_spool_does_not_keep_is_told_so_where_that_can_be_said(
    site, monkeypatch, version, answer
):
    watch, _ = site

    def fail(_record):
        raise SpoolFullError("no room")

    monkeypatch.setattr(watch.recorder.spool, "append", fail)
    async with watching(watch, version) as (endpoint, gateway):
        gateway.says(publish(version, f"{OWN}/data", TRIP, number=7))
        await gateway.hears(answer)
        await is_silent(gateway)  # no watermark
        assert endpoint.counters.withheld == 1
