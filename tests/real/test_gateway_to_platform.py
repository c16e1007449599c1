"""A DCS export to the operator's history: the gateway program, a broker, the platform, all real."""

import os
import subprocess
import time

import pytest

from tests.conftest import ROOT
from tests.contract.plant_directory import write_plant
from tests.platform import COMMAND, run_platform
from tests.real.mosquitto import run_mosquitto

pytestmark = [pytest.mark.broker, pytest.mark.timeout(120)]


def write_rows(file, start, rows):
    """Append whole lines, as a historian's export grows."""
    with file.open("a", encoding="utf-8") as table:
        for place in rows:
            table.write(f"{start + place * 1000},{50 + place / 10},{100 + place}\n")


def start_gateway(config):
    return subprocess.Popen(
        [*COMMAND, "gateway", "--config", str(config)],
        cwd=ROOT,
        env=os.environ,
        stderr=subprocess.DEVNULL,
    )


def test_every_row_of_an_export_arrives_once_over_a_kill_of_the_gateway(tmp_path):
    table = tmp_path / "export.csv"
    table.write_text("ts,LT-101,PT-101\n", encoding="utf-8")
    start = time.time_ns() // 1_000_000 - 60_000
    with (
        run_mosquitto(tmp_path / "broker", persistence="false") as broker,
        run_platform(tmp_path, write_plant(tmp_path / "plant"), broker.url) as platform,
    ):
        config = tmp_path / "gateway.toml"
        config.write_text(
            f'[park]\nid = "P1"\n[gateway]\nenterprise = "ent1"\nid = "gw1"\n'
            f'[broker]\nurl = "{broker.url}"\n[outbox]\nfile = "{tmp_path / "outbox.sqlite"}"\n'
            f'[[table]]\npath = "{table}"\n',
            encoding="utf-8",
        )
        first = start_gateway(config)
        write_rows(table, start, range(20))

        def stored():
            path = f"tags/LT-101/history?from={start}&to={start + 60_000}"
            return platform.get(path)

        platform.wait_for(lambda: len(stored()["t"]) >= 5, 30)
        first.kill()
        first.wait()
        write_rows(table, start, range(20, 40))
        second = start_gateway(config)
        body = platform.wait_for(lambda: len((b := stored())["t"]) == 40 and b, 60)
        assert body["t"] == [start + place * 1000 for place in range(40)]
        assert body["v"] == [50 + place / 10 for place in range(40)]
        second.terminate()
        assert second.wait(10) == 0
        assert platform.get("gateways/gw1/ledger")["counters"]["gaps"] == 0
