"""A full disk: alarms come on, nothing is promised that is not kept, nothing written is lost."""

import contextlib
import json
import os
import subprocess
import time
from contextlib import contextmanager

import pytest
from websockets.sync.client import connect

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


def fill(file):
    """Take what is left of a disk."""
    with file.open("wb", buffering=0) as hungry, contextlib.suppress(OSError):
        while True:
            hungry.write(b"x" * 512)


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


def count_readings(platform):
    return platform.get("gateways/gw1/ledger")["counters"]["readings"]


def test_alarms_on_a_disk_that_is_full_altogether_are_shown_and_journalled_when_there_is_room(
    tmp_path,
):
    with (
        small_disk(tmp_path / "data", "4m"),
        run_mosquitto(tmp_path / "broker", persistence="false") as broker,
        run_platform(tmp_path, write_plant(tmp_path / "plant"), broker.url) as platform,
        run_gateway(broker.url) as gateway,
        connect(platform.url.replace("http", "ws") + "/api/v1/live") as socket,
    ):
        socket.send(json.dumps({"t": "auth", "token": platform.token}))
        socket.send(json.dumps({"t": "sub", "id": "1", "stream": "alarms"}))
        start = now_ms() - 30_000
        for seq in range(100):
            ts = [start + place for place in range(250 * seq, 250 * seq + 250)]
            columns = {"tags": ["LT-101"] * 1000, "ts": [t for t in ts for _ in range(4)]}
            gateway.send(columns | {"v": [50.0, 51.0, 52.0, 53.0] * 250})

        # What is still to be judged of them is no matter of the disk.
        platform.wait_for(lambda: count_readings(platform) >= 100_000, 30)
        fill(tmp_path / "data" / "of_another_program")
        gateway.send({"ts": now_ms(), "values": {"PT-101": 350}})
        platform.wait_for(
            lambda: [row for row in platform.items("alarms") if row["id"] == "spool:system"], 30
        )
        sent = time.monotonic()
        gateway.send({"ts": now_ms(), "values": {"GT-101": 60, "LT-101": 3}})
        waited = {}
        while len(waited) < 2:
            frame = json.loads(socket.recv(timeout=5))
            for op in frame.get("ops", []):
                if op[1] in ("GT-101:HH", "LT-101:LL"):
                    waited.setdefault(op[1], time.monotonic() - sent)
                    assert "unrecorded" in op[2]["marks"]
        assert max(waited.values()) < 1
        subprocess.run(["mount", "-o", "remount,size=64m", str(tmp_path / "data")], check=True)

        def journalled():
            rows = [row for row in platform.items("journal") if row["alarm"] in waited]
            return rows if len(rows) >= 2 else None

        rows = platform.wait_for(journalled, 15)
        assert sorted((row["alarm"], row["event"]) for row in rows) == [
            ("GT-101:HH", "raised"),
            ("LT-101:LL", "raised"),
        ]
        assert platform.wait_for(lambda: platform.answers("/readyz"), 10)


def test_on_a_full_disk_alarms_are_journalled_in_the_room_held_back_for_them(tmp_path, monkeypatch):
    monkeypatch.setenv("HAZARDWATCH_DATA__RESERVE_MB", "8")
    monkeypatch.setenv("HAZARDWATCH_DATA__LOW_MB", "1")
    data, hungry = tmp_path / "data", tmp_path / "data" / "of_another_program"
    with (
        small_disk(data, "32m"),
        run_mosquitto(tmp_path / "broker", persistence="false") as broker,
        run_platform(tmp_path, write_plant(tmp_path / "plant"), broker.url) as platform,
        run_gateway(broker.url) as gateway,
    ):
        platform.get("plant")
        assert not [row for row in platform.items("alarms") if row["condition"] == "system"]

        def journalled(alarm):
            return [row for row in platform.items("journal") if row["alarm"] == alarm]

        def stands(alarm):
            return [row for row in platform.items("alarms") if row["id"] == alarm]

        gateway.send({"ts": now_ms(), "values": {"LT-101": 50}, "boot": "b", "seq": 1})
        platform.wait_for(lambda: gateway.ack and gateway.ack["seq"] == 1, 10)
        fill(hungry)
        (full,) = platform.wait_for(lambda: stands("disk:system"), 15)
        assert full["priority"] == "critical"
        gateway.send({"ts": now_ms(), "values": {"GT-101": 60}, "boot": "b", "seq": 2})
        (row,) = platform.wait_for(lambda: journalled("GT-101:HH"), 5)
        assert "unrecorded" not in row["marks"]
        platform.wait_for(lambda: stands("spool:system"), 5)

        platform.kill()
        fill(hungry)
        platform.start(ready=False)
        gateway.send({"ts": now_ms(), "values": {"LT-101": 3}, "boot": "b", "seq": 3})
        platform.wait_for(lambda: journalled("LT-101:LL"), 5)
        assert len(journalled("GT-101:HH")) == 1
        assert gateway.ack["seq"] == 1

        hungry.unlink()
        for seq, values in ((2, {"GT-101": 60}), (3, {"LT-101": 3})):
            gateway.send({"ts": now_ms(), "values": values, "boot": "b", "seq": seq})
        platform.wait_for(lambda: platform.answers("/readyz"), 20)
        for seq, values in ((2, {"GT-101": 60}), (3, {"LT-101": 3})):
            gateway.send({"ts": now_ms(), "values": values, "boot": "b", "seq": seq})
        platform.wait_for(lambda: gateway.ack["seq"] == 3, 10)
        platform.wait_for(
            lambda: (
                not stands("disk:system")
                or stands("disk:system")[0]["state"] == "returned_unacknowledged"
            ),
            10,
        )
        assert [len(journalled(alarm)) for alarm in ("GT-101:HH", "LT-101:LL")] == [1, 1]


def test_on_a_full_disk_people_act_on_and_the_audit_log_says_what_it_owes(tmp_path, monkeypatch):
    monkeypatch.setenv("HAZARDWATCH_DATA__RESERVE_MB", "8")
    monkeypatch.setenv("HAZARDWATCH_DATA__LOW_MB", "1")
    hungry = tmp_path / "data" / "of_another_program"
    with (
        small_disk(tmp_path / "data", "32m"),
        run_mosquitto(tmp_path / "broker", persistence="false") as broker,
        run_platform(tmp_path, write_plant(tmp_path / "plant"), broker.url) as platform,
        run_gateway(broker.url) as gateway,
    ):
        gateway.send({"ts": now_ms(), "values": {"GT-101": 60}})
        platform.wait_for(
            lambda: [row for row in platform.items("alarms") if row["id"] == "GT-101:HH"], 10
        )

        def act():
            begun = time.monotonic()
            answer = platform.call("POST", "alarms/GT-101%3AHH/comment", {"reason": "满"})
            return answer[0], time.monotonic() - begun

        def check():
            return platform.read("/readyz")["checks"]["audit"]

        assert check()["ok"]
        fill(hungry)
        platform.wait_for(lambda: act() and not check()["ok"], 15)
        assert "hazardwatch_audit_troubled 1.0" in platform.read("/metrics")
        status, seconds = act()
        assert (status, seconds < 2) == (200, True)
        hungry.unlink()
        platform.wait_for(lambda: check()["ok"], 30)
        rows = platform.items("audit?action=POST%20%2Falarms%2F%7Bid%7D%2Fcomment")
        assert len(rows) >= 2
        assert "hazardwatch_audit_lost_total 0.0" in platform.read("/metrics")
