"""The running platform against its own OpenAPI document: schemathesis looks for what differs.

A few requests of every kind in CI; the long form also walks all edges of every schema.
"""

import json
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from hypothesis import settings

from tests.contract.plant_directory import write_plant
from tests.platform import PASSWORD, run_platform
from tests.real.mosquitto import run_mosquitto

pytestmark = [pytest.mark.broker, pytest.mark.timeout(1800)]

CONFIG = Path(__file__).parent / "schemathesis.toml"
COMMAND = Path(sys.executable).parent / "schemathesis"
FEW = ["--phases", "fuzzing", "--max-examples", "4"]
MANY = ["--phases", "examples,coverage,fuzzing", "--max-examples", "200"]


def take_token(url: str) -> str:
    body = json.dumps({"username": "admin", "password": PASSWORD}).encode()
    login = f"{url}/api/v1/auth/login"
    request = urllib.request.Request(login, body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)["token"]


def test_schemathesis_finds_nothing(tmp_path: Path) -> None:
    phases = MANY if settings().max_examples > 1000 else FEW
    plant = write_plant(tmp_path / "plant")
    with (
        run_mosquitto(tmp_path / "broker", persistence="false") as broker,
        run_platform(tmp_path, plant, broker.url) as platform,
    ):
        run = subprocess.run(
            [
                *(str(COMMAND), "--config-file", str(CONFIG), "run"),
                f"{platform.url}/api/v1/openapi.json",
                *("-H", f"Authorization: Bearer {take_token(platform.url)}"),
                # Who logs out sees nothing any more, and events never end.
                *("--exclude-path", "/api/v1/auth/logout", "--exclude-path", "/api/v1/events"),
                *("--seed", "1", "--warnings", "off"),
                *("--continue-on-failure", *phases),
            ],
            capture_output=True,
            text=True,
            check=False,
            cwd=tmp_path,
        )
        assert platform.stop() == 0
    assert run.returncode == 0, run.stdout[-8000:] + run.stderr[-2000:]
    assert "Tested" in run.stdout
