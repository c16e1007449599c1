"""A full disk under the spool: alarms come on, nothing is promised that is not kept."""

import os
import subprocess
from contextlib import contextmanager

import pytest

from tests.contract.plant_directory import write_plant
from tests.gateway_client import now_ms, run_gateway
from tests.platform import run_platform
from tests.real.mosquitto import run_mosquitto

pytestmark = [
    pytest.mark.broker,
    pytest.mark.skipif(os.geteuid() != 0, reason="mounting a small tmpfs needs root"),
]
FRAMES, READINGS = 40, 200


@contextmanager
def small_disk(folder, size):
    folder.mkdir(parents=True)
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)],
        check=False,
        capture_output=True,
        text=True,
    )
    if mounted.returncode:
        pytest.skip(f"no tmpfs can be mounted here: {mounted.stderr.strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def write_frame(start, seq):
    """A calm frame of many readings, each at a time of its own."""
    ts = [start + READINGS * seq + place for place in range(READINGS)]
    values = [50.0] * READINGS
    return {"tags": ["LT-101"] * READINGS, "ts": ts, "v": values, "seq": seq, "boot": "b"}


def test_the_watermark_holds_over_what_was_lost_until_it_came_again(tmp_path):
    start = now_ms() - 30_000
    spool = tmp_path / "data" / "spool"
    frames = [write_frame(start, seq) for seq in range(1, FRAMES + 1)]
    with (
        small_disk(spool, "192k"),
        run_mosquitto(tmp_path / "broker", persistence="false") as broker,
        run_platform(tmp_path, write_plant(tmp_path / "plant"), broker.url) as platform,
        run_gateway(broker.url) as gateway,
    ):

        def stands(alarm):
            return [row for row in platform.items("alarms") if row["id"] == alarm]

        def count_kept():
            end = start + READINGS * (FRAMES + 1)
            body = platform.get(f"tags/LT-101/history?from={start}&to={end}&points=100")
            return sum(body["n"])

        for frame in frames:
            gateway.send(frame)
        gateway.send({"ts": now_ms(), "values": {"GT-101": 60}})
        platform.wait_for(lambda: stands("GT-101:HH"), 10)
        (told,) = platform.wait_for(lambda: stands("spool:system"), 10)
        assert told["priority"] == "critical"
        promised = gateway.ack["seq"]
        assert promised < FRAMES
        subprocess.run(["mount", "-o", "remount,size=64m", str(spool)], check=True)
        for frame in frames[promised:]:
            gateway.send(frame)
        platform.wait_for(lambda: gateway.ack["seq"] == FRAMES, 15)
        platform.wait_for(lambda: count_kept() == FRAMES * READINGS, 15)
        assert len([r for r in platform.items("journal") if r["alarm"] == "GT-101:HH"]) == 1
