"""Frames that come twice, out of order, or under a clock that leaps: each reading is kept once."""

import random
import time

import pytest

from tests.contract.plant_directory import write_plant
from tests.faults.stream import list_events
from tests.gateway_client import now_ms, run_gateway
from tests.platform import run_platform
from tests.real.mosquitto import run_mosquitto

pytestmark = pytest.mark.broker

HOUR_MS = 3_600_000


@pytest.fixture
def platform(tmp_path):
    with (
        run_mosquitto(tmp_path / "broker", persistence="false") as broker,
        run_platform(tmp_path, write_plant(tmp_path / "plant"), broker.url) as platform,
        run_gateway(broker.url) as gateway,
    ):
        platform.get("plant")
        platform.gateway = gateway
        yield platform


def read(platform, tag, begin, end):
    body = platform.get(f"tags/{tag}/history?from={begin}&to={end}")
    return list(zip(body["t"], body["v"], strict=True))


def counters(platform):
    return platform.get("gateways/gw1/ledger")["counters"]


def test_shuffled_and_doubled_delivery_is_kept_once_and_counted(tmp_path, platform):
    chance, begin = random.Random(3), now_ms() - 20_000
    frames = [
        {"ts": begin + 20 * n, "values": {"LT-101": 50.0 + n % 7}, "boot": "b", "seq": n}
        for n in range(1, 401)
    ]
    platform.gateway.send(frames[0])
    platform.wait_for(lambda: platform.gateway.ack.get("seq") == 1, 10)
    disorder = [
        frame
        for start in range(1, 400, 20)
        for frame in chance.sample(
            frames[start : start + 20] * 2, 2 * len(frames[start : start + 20])
        )
    ]
    for frame in disorder:
        platform.gateway.send(frame)
    platform.wait_for(lambda: platform.gateway.ack["seq"] == 400, 20)
    expected = [(frame["ts"], frame["values"]["LT-101"]) for frame in frames]
    end = begin + 20 * 401
    platform.wait_for(lambda: len(read(platform, "LT-101", begin, end)) == 400, 20)
    assert read(platform, "LT-101", begin, end) == expected
    told = counters(platform)
    assert (told["expected"], told["numbered"], told["repeated"]) == (400, 400, len(disorder) - 399)
    assert told["frames"] == told["readings"] == 1 + len(disorder)
    assert told["late"] + told["duplicates"] > len(disorder) // 2
    assert not platform.get("gateways/gw1/ledger")["gaps"]


def test_a_conflicting_repetition_is_counted_and_the_last_one_stands(platform):
    ts = now_ms()
    for value in (50, 50, 51):
        platform.gateway.send({"ts": ts, "values": {"LT-101": value}})
    platform.wait_for(lambda: read(platform, "LT-101", ts, ts + 1) == [(ts, 51.0)], 10)
    told = counters(platform)
    assert (told["duplicates"], told["conflicts"]) == (1, 1)


@pytest.mark.parametrize("leap", [HOUR_MS, -HOUR_MS])
@pytest.mark.parametrize("tells", [True, False], ids=["with sent", "without sent"])
def test_a_clock_that_leaps_an_hour_delays_no_alarm_and_loses_no_reading(platform, leap, tells):
    begin = now_ms()

    def send(values, *, off):
        time.sleep(0.02)  # the pace of a gateway: a clock is judged by some seconds of it
        now = now_ms() + off
        platform.gateway.send({"ts": now, "values": values} | ({"sent": now} if tells else {}))

    def stands(alarm):
        return [row for row in platform.items("alarms") if row["id"] == alarm]

    for n in range(10):
        send({"LT-101": 50 + n}, off=0)
    # What the first stamp after a leap is off by, is all that is known of the clock: what comes
    # with it in one millisecond falls on its instant.
    send({"LT-101": 51, "GT-101": 0}, off=leap)
    platform.wait_for(lambda: counters(platform)["frames"] == 11, 10)
    for n in range(11, 260):
        send({"LT-101": 50 + n / 10, "GT-101": 60 if n == 20 else 0}, off=leap)
    platform.wait_for(lambda: stands("gw1:clock"), 5)
    (gas,) = stands("GT-101:HH")
    if tells or leap > 0:  # an old stamp alone may be old data as well: dated as it says
        assert abs(gas["raised_at"] - begin) < 20_000
    send({"LT-101": 52.6}, off=0)
    platform.wait_for(lambda: counters(platform)["frames"] == 261, 10)
    for n in range(261, 280):
        send({"LT-101": 50 + n / 100}, off=0)
    values = [50.0 + n for n in range(10)] + [50 + n / 10 for n in range(10, 260)]
    values += [50 + n / 100 for n in range(260, 280)]
    platform.wait_for(lambda: counters(platform)["frames"] == 280, 10)

    def kept():
        found = read(platform, "LT-101", begin - 2 * HOUR_MS, begin + 2 * HOUR_MS)
        return found if len(found) >= len(values) else None

    found = platform.wait_for(kept, 15)
    assert sorted(value for _, value in found) == sorted(values)
    assert [event for _, event in list_events(platform, "GT-101:HH")][:1] == ["raised"]
