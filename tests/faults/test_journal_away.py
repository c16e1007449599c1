"""Annunciation outranks storage: a journal that cannot commit keeps no alarm from the desk."""

import json
import sqlite3
import time

import pytest
from websockets.sync.client import connect

from tests.contract.plant_directory import write_plant
from tests.gateway_client import now_ms, run_gateway
from tests.platform import run_platform
from tests.real.mosquitto import run_mosquitto

pytestmark = pytest.mark.broker


def take_update(socket, key, wanted, seconds):
    """The first row of an alarm that is as wanted."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        frame = json.loads(socket.recv(timeout=end - time.monotonic()))
        for op in frame.get("ops", []):
            if op[0] == "u" and op[1] == key and wanted(op[2]):
                return frame, op[2]
    raise AssertionError(f"{key} did not come within {seconds} s")


def test_an_alarm_is_shown_unrecorded_and_journalled_once_when_the_journal_is_back(tmp_path):
    with (
        run_mosquitto(tmp_path / "broker", persistence="false") as broker,
        run_platform(tmp_path, write_plant(tmp_path / "plant"), broker.url) as platform,
        run_gateway(broker.url) as gateway,
        connect(platform.url.replace("http", "ws") + "/api/v1/live") as socket,
    ):
        socket.send(json.dumps({"t": "auth", "token": platform.token}))
        socket.send(json.dumps({"t": "sub", "id": "1", "stream": "alarms"}))
        gateway.send({"ts": now_ms(), "values": {"LT-101": 50}})
        platform.wait_for(lambda: platform.get("tags/LT-101")["now"]["value"] == 50)
        thief = sqlite3.connect(tmp_path / "data" / "journal.sqlite", isolation_level=None)
        thief.execute("BEGIN IMMEDIATE")
        try:
            gateway.send({"ts": now_ms(), "values": {"LT-101": 95}})
            _, row = take_update(socket, "LT-101:HH", lambda _: True, 3)
            assert "unrecorded" in row["marks"]
            _, told = take_update(socket, "journal:system", lambda _: True, 3)
            assert (told["priority"], told["state"]) == ("critical", "unacknowledged")
            assert not [r for r in platform.items("journal") if r["alarm"] == "LT-101:HH"]
        finally:
            thief.execute("ROLLBACK")
            thief.close()
        frame, _ = take_update(
            socket, "LT-101:HH", lambda row: "unrecorded" not in row["marks"], 15
        )
        rows = [r for r in platform.items("journal") if r["alarm"] == "LT-101:HH"]
        assert [(r["event"], r["seq"] <= frame["q"]) for r in rows] == [("raised", True)]
        take_update(socket, "journal:system", lambda row: row["returned_at"] is not None, 5)
        assert platform.answers("/readyz")
