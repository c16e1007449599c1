"""The deployment files, held against the strictest judge at hand for each."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from tests.conftest import ROOT

DEPLOY = ROOT / "deploy"


def test_the_compose_file_keeps_the_compose_specification():
    result = subprocess.run(
        [
            sys.executable,
            "-m",
            "check_jsonschema",
            "--builtin-schema",
            "vendor.compose-spec",
            str(DEPLOY / "compose.yaml"),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr


def test_every_service_is_pinned_healthy_and_unprivileged():
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    for name, service in compose["services"].items():
        assert service["image"].rpartition(":")[2][0].isdigit(), name
        assert "healthcheck" in service, name
        assert service["cap_drop"] == ["ALL"], name
        assert "no-new-privileges:true" in service["security_opt"], name


def test_no_secret_stands_in_the_compose_file_or_the_configuration():
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    for service in compose["services"].values():
        for key, value in service.get("environment", {}).items():
            if any(word in key for word in ("PASSWORD", "TOKEN", "USERNAME")):
                assert value.startswith("/run/secrets/"), key
    configuration = tomllib.loads((DEPLOY / "hazardwatch.toml").read_text(encoding="utf-8"))
    assert "admin_password" not in configuration
    assert configuration["mqtt"]["url"].count(":") == 2  # scheme and port, no password


def start_with_secrets(file):
    return subprocess.run(
        ["sh", str(DEPLOY / "with-secrets"), "--help"],
        capture_output=True,
        text=True,
        check=False,
        env={
            "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
            "HAZARDWATCH_SECRETS": str(file),
        },
    )


def test_without_its_secrets_the_platform_does_not_start_half_configured(tmp_path):
    started = start_with_secrets(tmp_path / "hazardwatch.env")
    assert started.returncode == 3
    assert "hazardwatch.env" in started.stderr
    (tmp_path / "hazardwatch.env").write_text("HAZARDWATCH_ADMIN_PASSWORD=x\n", encoding="utf-8")
    assert start_with_secrets(tmp_path / "hazardwatch.env").returncode == 0


def test_no_secret_reaches_the_image():
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert {".git", ".venv", "deploy/secrets", "deploy/plant"} <= set(ignored)


def test_the_systemd_unit_is_sound_and_little_exposed(tmp_path):
    if shutil.which("systemd-analyze") is None:
        pytest.skip("no systemd-analyze on this machine")
    unit = tmp_path / "hazardwatch.service"
    text = (DEPLOY / "systemd" / "hazardwatch.service").read_text(encoding="utf-8")
    unit.write_text(
        text.replace("/opt/hazardwatch/.venv/bin/hazardwatch", sys.executable), encoding="utf-8"
    )
    verify = subprocess.run(
        ["systemd-analyze", "verify", str(unit)], capture_output=True, text=True, check=False
    )
    assert "hazardwatch.service" not in verify.stderr, verify.stderr
    assert verify.returncode == 0
    exposure = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--threshold=20", str(unit)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert exposure.returncode == 0, exposure.stdout[-400:]


def test_the_configuration_is_one_that_serve_reads(monkeypatch, tmp_path):
    from hazardwatch.settings import read_settings

    monkeypatch.setenv("HAZARDWATCH_MQTT__URL", "mqtt://hazardwatch:secret@mosquitto:1883")
    monkeypatch.setenv("HAZARDWATCH_ADMIN_PASSWORD", "a password of the site")
    read = read_settings(DEPLOY / "hazardwatch.toml")
    assert read.historian.kind == "influxdb"
    assert read.mqtt.url == "mqtt://hazardwatch:secret@mosquitto:1883"
    assert read.plant.dir == DEPLOY / "plant"
