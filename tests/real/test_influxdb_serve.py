"""``serve`` over a real InfluxDB: what people are told while it refuses, what is there after."""

import asyncio
import json
import time
import urllib.request
from pathlib import Path
from typing import Any

import aiomqtt
import pytest

from tests.contract.plant_directory import PLANT, write_plant
from tests.platform import Platform, run_platform
from tests.real.influxdb import ask, influxd, write_route

__all__ = ["influxd"]

pytestmark = [pytest.mark.broker, pytest.mark.influxdb]

ALARM = "historian:system"


def read_historian(platform: Platform) -> dict[str, Any]:
    """The historian's line of ``/readyz``."""
    with urllib.request.urlopen(f"{platform.url}/readyz", timeout=5) as answer:
        return json.load(answer)["checks"]["historian"]


def read_metric(platform: Platform, name: str) -> float:
    with urllib.request.urlopen(f"{platform.url}/metrics", timeout=5) as answer:
        lines = answer.read().decode().splitlines()
    return next(float(line.split()[-1]) for line in lines if line.startswith(f"{name} "))


async def test_a_bucket_that_is_missing_is_one_alarm_and_costs_no_reading(
    broker, influxd: str, tmp_path: Path
):
    now = int(time.time() * 1000)
    values = {"LT-101": 41.5, "TT-101": 20.25}
    plant = write_plant(tmp_path / "plant", _park("bucketless"))
    async with write_route(influxd) as url, aiomqtt.Client("127.0.0.1", broker.port) as client:
        historian = f'[historian]\nkind = "influxdb"\nurl = "{url}"\nbucket = "readings"\n'

        async def send(seq: int) -> None:
            body = {"ts": now + seq, "values": values, "boot": "b", "seq": seq}
            topic = "hazard/v1/bucketless/ent1/gw1/data"
            await client.publish(topic, json.dumps(body), qos=1)

        def watch(platform: Platform, met) -> Any:
            return asyncio.to_thread(platform.wait_for, met, 20)

        def alarms(platform: Platform) -> list[Any]:
            return [item for item in platform.items("alarms") if item["id"] == ALARM]

        with run_platform(tmp_path, plant, broker.url, historian=historian) as platform:
            await send(1)
            (alarm,) = await watch(platform, lambda: alarms(platform))
            assert (alarm["state"], alarm["priority"]) == ("unacknowledged", "medium")
            assert alarm["message"]["zh"].startswith("历史库")
            told = await asyncio.to_thread(read_historian, platform)
            assert not told["ok"]
            assert "open for" in told["detail"]
            assert "404" in told["detail"]
            circuit = 'hazardwatch_historian_circuit{hazardwatch_historian_circuit="open"}'
            assert await asyncio.to_thread(read_metric, platform, circuit) == 1
            await asyncio.to_thread(platform.kill)

            await ask(influxd, 'CREATE DATABASE "readings"')
            await asyncio.to_thread(platform.start)
            await send(2)
            path = f"tags/LT-101/history?from={now}&to={now + 10}"
            await watch(platform, lambda: platform.get(path)["v"] == [41.5, 41.5])
            await watch(platform, lambda: read_historian(platform)["ok"])
            rows = await watch(
                platform,
                lambda: (found := _events(platform)) and found[-1] == "returned" and found,
            )
            assert rows == ["raised", "returned"]
            assert await asyncio.to_thread(platform.stop) == 0
        await ask(influxd, 'DROP DATABASE "readings"')


def _events(platform: Platform) -> list[str]:
    return [row["event"] for row in platform.items("journal") if row["alarm"] == ALARM]


def _park(name: str) -> str:
    return PLANT.replace('id = "P1"', f'id = "{name}"')
