"""A plant that changes while the platform runs: judged by at once, and nobody is sent away."""

import asyncio
import signal
import urllib.request

import pytest

from tests.contract.exchange import events, send
from tests.contract.plant_directory import TAGS, write_plant
from tests.contract.test_websocket import connect
from tests.gateway_client import now_ms

pytestmark = pytest.mark.broker

STRICTER = TAGS.replace(",5,10,80,90,", ",5,10,40,90,")
ANOTHER = "\nAA-1,ent1,V-101,level,%,0,100,,,70,,,,,,,别的,Other,\nLT-101"


def read_metric(platform, name):
    with urllib.request.urlopen(f"{platform.url}/metrics", timeout=5) as answer:
        lines = answer.read().decode().splitlines()
    return next(float(line.split()[1]) for line in lines if line.startswith(f"hazardwatch_{name} "))


def reload(platform, plant, tags):
    write_plant(plant, tags=tags)
    before = read_metric(platform, "plant_reloads_total")
    platform.process.send_signal(signal.SIGHUP)
    return lambda: read_metric(platform, "plant_reloads_total") == before + 1


def test_a_changed_limit_judges_what_stands_at_once(site):
    platform, plant, gateway = site
    send(platform, gateway, "LT-101", 50)
    platform.wait_for(reload(platform, plant, STRICTER))
    row = platform.wait_for(lambda: platform.items("alarms"))[0]
    assert (row["id"], row["limit"], row["reason"]) == ("LT-101:H", 40, "limit_changed")
    send(platform, gateway, "LT-101", 30)
    platform.wait_for(lambda: events(platform, "LT-101:H") == ["raised", "returned"])


def test_a_broken_plant_is_refused_and_seen_to_be_and_the_old_one_stays(site):
    platform, plant, gateway = site
    reload(platform, plant, TAGS.replace(",80,90,2", ",80,70,2"))
    platform.wait_for(lambda: read_metric(platform, "plant_refused") == 1)
    with urllib.request.urlopen(f"{platform.url}/readyz", timeout=5) as answer:
        assert b"hh: 70 is not above h 80" in answer.read(), "ready all the same"
    send(platform, gateway, "LT-101", 95)
    platform.wait_for(lambda: events(platform, "LT-101:HH") == ["raised"])
    write_plant(plant)
    platform.process.send_signal(signal.SIGHUP)
    platform.wait_for(lambda: read_metric(platform, "plant_refused") == 0)


def test_a_new_tag_is_heard_and_kept_and_one_that_is_gone_ends_its_alarms(site):
    platform, plant, gateway = site
    send(platform, gateway, "PT-101", 390)
    send(platform, gateway, "LT-101", 85)
    start = now_ms() - 60_000
    without = "\n".join(line for line in TAGS.splitlines() if not line.startswith("PT-101"))
    platform.wait_for(reload(platform, plant, without.replace("\nLT-101", ANOTHER)))
    send(platform, gateway, "AA-1", 75)
    send(platform, gateway, "LT-101", 86)
    platform.wait_for(lambda: events(platform, "AA-1:H") == ["raised"])
    assert events(platform, "LT-101:H") == ["raised"]

    def kept(tag):
        return platform.get(f"tags/{tag}/history?from={start}&to={now_ms() + 1}")["v"]

    platform.wait_for(lambda: kept("AA-1") == [75] and kept("LT-101") == [85, 86])
    platform.kill()
    platform.start()
    assert events(platform, "AA-1:H") == ["raised"]
    send(platform, gateway, "LT-101", 50)
    platform.wait_for(lambda: events(platform, "LT-101:H") == ["raised", "returned"])


async def test_a_screen_stays_connected_and_begins_again_with_a_snapshot(site):
    platform, plant, gateway = site
    await asyncio.to_thread(send, platform, gateway, "LT-101", 50)
    client = await connect(platform)
    await client.sub("alarms")
    await client.sub("tags")
    await client.take("snap", s="alarms")
    await client.take("snap", s="tags")
    reload(platform, plant, STRICTER.replace("\nLT-101", ANOTHER))
    await client.take("resync", s="alarms", why="plant_changed")
    snap = await client.take("snap", s="alarms")
    assert [row["id"] for row in snap["rows"]] == ["LT-101:H"]
    tags = [f for f in client.frames if f["t"] == "snap" and f["s"] == "tags"][1:]
    tags = tags or [await client.take("snap", s="tags")]
    assert {row["tag"] for row in tags[0]["rows"]} >= {"AA-1", "LT-101"}
    await asyncio.to_thread(gateway.send, {"ts": now_ms(), "values": {"AA-1": 99}})
    delta = await client.take("delta", s="alarms")
    assert delta["ops"][0][1] == "AA-1:H"
    await client.socket.close()
