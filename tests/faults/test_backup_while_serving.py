"""The commands backup, restore and check beside a platform that serves, from outside."""

import json
import threading
import urllib.request

import pytest

from hazardwatch.data_directory import DataDirectory
from tests.contract.plant_directory import write_plant
from tests.gateway_client import now_ms, run_gateway
from tests.platform import Platform, run_command, run_platform
from tests.real.mosquitto import run_mosquitto

pytestmark = [pytest.mark.broker, pytest.mark.timeout(240)]

TAG = "PT-101"


def tell(*words) -> tuple[int, dict]:
    done = run_command("historian", *words, "--json")
    return done.returncode, json.loads(done.stdout or "{}") or {"said": done.stderr}


def times_of(platform: Platform) -> list[int]:
    """Every time of the tag, exactly: raw while there are few."""
    return platform.get(f"tags/{TAG}/history?from=2024-01-01T00:00:00Z&to={now_ms() + 60_000}")["t"]


@pytest.fixture
def broker(tmp_path):
    with run_mosquitto(tmp_path / "broker", persistence="false") as broker:
        yield broker


def test_a_site_restored_from_a_backup_starts_with_all_it_had(tmp_path, broker):
    plant = write_plant(tmp_path / "plant")
    sent: list[int] = []
    ended = threading.Event()
    with (
        run_platform(tmp_path, plant, broker.url) as platform,
        run_gateway(broker.url) as gateway,
    ):
        gateway.send({"ts": now_ms(), "values": {"LT-101": 95}})
        platform.wait_for(lambda: "LT-101:HH" in {row["id"] for row in platform.items("alarms")})

        def publish() -> None:
            while not ended.wait(0.02):
                sent.append(now_ms())
                gateway.send({"ts": sent[-1], "values": {TAG: float(len(sent) % 200)}})

        publishing = threading.Thread(target=publish)
        publishing.start()
        try:
            platform.wait_for(lambda: len(times_of(platform)) > 50)
            shown = times_of(platform)
            out = tmp_path / "backups"
            code, first = tell("backup", "--config", platform.config, "--out", out)
            assert (code, first["flaws"]) == (0, []), first
            platform.wait_for(lambda: len(times_of(platform)) > len(shown) + 50)
            shown_later = times_of(platform)
            code, second = tell("backup", "--config", platform.config, "--out", out)
            assert (code, second["elsewhere"]) == (0, []), second
            assert tell("check", "--config", platform.config) == (
                0,
                {"data_dir": str(tmp_path / "data"), "flaws": []},
            )
            code, told = tell("restore", first["backup"], "--data-dir", tmp_path / "data")
            assert code == 5, told
        finally:
            ended.set()
            publishing.join()
        with urllib.request.urlopen(platform.url + "/metrics", timeout=10) as metrics:
            assert b"hazardwatch_historian_set_aside_total 0.0" in metrics.read()
        assert platform.stop() == 0
    assert {file.name for file in out.iterdir()} == {
        first["backup"].rpartition("/")[2],
        second["backup"].rpartition("/")[2],
    }
    check_restored(tmp_path / "first", first["backup"], plant, broker, shown)
    check_restored(tmp_path / "second", out, plant, broker, shown_later)


def check_restored(folder, backup, plant, broker, shown) -> None:
    folder.mkdir()
    code, told = tell("restore", backup, "--data-dir", folder / "data")
    assert code == 0, told
    assert tell("check", "--data-dir", folder / "data")[0] == 0
    with run_platform(folder, plant, broker.url) as platform:
        platform.wait_for(lambda: set(shown) <= set(times_of(platform)))
        assert len(times_of(platform)) == len(set(times_of(platform)))
        assert "LT-101:HH" in {row["id"] for row in platform.items("alarms")}
        raised = [row for row in platform.items("journal") if row["alarm"] == "LT-101:HH"]
        assert [row["event"] for row in raised] == ["raised"]
        assert platform.stop() == 0


def test_exit_codes(tmp_path):
    data, out = tmp_path / "data", tmp_path / "out"
    assert tell("backup", "--data-dir", data, "--out", out)[0] == 3
    assert tell("check", "--data-dir", data)[0] == 3
    assert tell("backup", "--out", out)[0] == 2
    assert tell("restore", out, "--data-dir", data)[0] == 2
    with DataDirectory(data):
        assert tell("backup", "--data-dir", data, "--out", out)[0] == 0
        assert tell("restore", out, "--data-dir", data)[0] == 5
    (data / "journal.sqlite").write_bytes(b"no journal at all")
    code, told = tell("check", "--data-dir", data)
    assert (code, bool(told["flaws"])) == (1, True)
    assert tell("restore", out, "--data-dir", data)[0] == 2
    assert tell("backup", "--data-dir", data, "--out", "/proc/no/place")[0] == 4
    assert tell("restore", out, "--data-dir", tmp_path / "again")[0] == 0
