"""The wheel, installed where nothing of this folder is: the demonstration runs from it."""

import json
import subprocess
import sys
import urllib.request
import venv
import zipfile
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.platform import find_port

pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    built = subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", out, ROOT],
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stdout[-2000:] + built.stderr[-2000:]
    (file,) = out.glob("*.whl")
    return file


def test_it_holds_the_built_page_and_the_parks_and_no_tests(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    assert "dashboard_api/console_files/index.html" in names
    assert "simulators/parks/taixing/tags.csv" in names
    assert {"plant/chemicals.toml", "plant/units.toml"} <= set(names)
    assert any(name.startswith("alerting/migrations/") for name in names)
    assert not [name for name in names if name.startswith(("tests/", "console/", "deploy/"))]


def test_the_demo_runs_from_a_fresh_environment_in_another_folder(wheel, tmp_path):
    environment = tmp_path / "environment"
    venv.create(environment, with_pip=True)
    pip = [environment / "bin" / "python", "-m", "pip", "install", "-q"]
    subprocess.run([*pip, "--require-hashes", "-r", ROOT / "requirements.txt"], check=True)
    subprocess.run([*pip, "--no-deps", wheel], check=True)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    demo = subprocess.Popen(
        [
            environment / "bin" / "hazardwatch",
            "demo",
            "--no-browser",
            "--json",
            "--port",
            str(find_port()),
            "--mqtt-port",
            str(find_port()),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=elsewhere,
    )
    try:
        assert demo.stdout is not None
        url = json.loads(demo.stdout.readline())["url"]
        with urllib.request.urlopen(url, timeout=20) as answer:
            page = answer.read().decode()
    finally:
        demo.terminate()
        demo.communicate(timeout=20)
    assert "<script" in page
    assert demo.returncode == 0
    assert list(elsewhere.iterdir()) == []
