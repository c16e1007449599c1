"""Gateways' secrets from the command line, and the endpoint that the settings open with them."""

import json
import os
import socket
import stat
from contextlib import AsyncExitStack

import pytest
from structlog.testing import capture_logs
from typer.testing import CliRunner

from hazardwatch.commands import app
from hazardwatch.data_directory import DataDirectory
from hazardwatch.endpoint import RESERVED, WatchedCredentials, count_room, open_endpoint
from hazardwatch.exit_code import Exit
from hazardwatch.listener import AddressTakenError
from hazardwatch.settings import SettingsError, read_settings
from ingest.mqtt_endpoint.credentials import make_credential, write_credentials
from plant.directory import read_plant
from simulators.shipped import PARKS

TAIXING = PARKS / "taixing"
GATEWAY = "yunting-dcs"


@pytest.fixture
def config(tmp_path):
    file = tmp_path / "hazardwatch.toml"
    file.write_text(f'[plant]\ndir = "{TAIXING}"\n[mqtt]\nlisten = "127.0.0.1:0"\n')
    return file


def run(config, *words):
    return CliRunner().invoke(app, ["gateway-credential", *words, "--config", str(config)])


def test_a_secret_is_shown_once_and_fits(config):
    done = run(config, "set", GATEWAY)
    assert done.exit_code == Exit.OK
    secret = done.stdout.strip()
    file = read_settings(config).data.dir / "gateway_credentials.toml"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert secret not in file.read_text()
    assert WatchedCredentials(file)()[GATEWAY].fits(secret.encode())
    assert run(config, "list").stdout == f"{GATEWAY}\n"
    again = json.loads(run(config, "set", GATEWAY, "--json").stdout)
    assert again["username"] == GATEWAY
    assert not WatchedCredentials(file)()[GATEWAY].fits(secret.encode())


def test_what_was_done_is_on_the_audit_log(config):
    run(config, "set", GATEWAY)
    run(config, "remove", GATEWAY)
    out = config.parent / "audit.jsonl"
    words = ["audit", "export", "--out", str(out), "--format", "jsonl", "--config", str(config)]
    assert CliRunner().invoke(app, words).exit_code == Exit.OK
    text = out.read_text()
    assert text.index("gateway_credential_set") < text.index("gateway_credential_removed")


def test_a_gateway_that_is_not_there_is_told(config):
    assert run(config, "set", "nobody").exit_code == Exit.USAGE
    assert run(config, "remove", GATEWAY).exit_code == Exit.FINDINGS
    run(config, "set", GATEWAY)
    assert run(config, "remove", GATEWAY).exit_code == Exit.OK
    assert json.loads(run(config, "list", "--json").stdout) == []


def test_a_file_that_can_not_be_read_is_not_written_over(config):
    run(config, "set", GATEWAY)
    file = read_settings(config).data.dir / "gateway_credentials.toml"
    file.write_text("rubbish")
    for words in (("list",), ("set", GATEWAY), ("remove", GATEWAY)):
        assert run(config, *words).exit_code == Exit.BAD_CONFIGURATION
    assert file.read_text() == "rubbish"


def test_a_change_is_taken_up_and_rubbish_never_opens_the_door(tmp_path):
    file = tmp_path / "gateway_credentials.toml"
    watched = WatchedCredentials(file)
    assert watched() == {}
    with capture_logs() as told:
        file.write_text("rubbish")
        assert not any(one.fits(b"") for one in watched().values())
        assert watched() != {}
    assert len(told) == 1
    known = {GATEWAY: make_credential("s")}
    write_credentials(file, known)
    assert watched() == known
    file.write_text("rubbish")
    os.utime(file, (0, 0))
    assert watched() == known
    file.unlink()
    assert watched() == {}


# ---------------------------------------------------------------------------- the endpoint


@pytest.fixture
async def open_with(tmp_path):
    """The endpoint that some settings open."""
    async with AsyncExitStack() as stack:

        def make(**mqtt):
            lines = "\n".join(f'{key} = "{value}"' for key, value in mqtt.items())
            file = tmp_path / "hazardwatch.toml"
            file.write_text(f'[plant]\ndir = "{TAIXING}"\n[mqtt]\n{lines}\n')
            settings = read_settings(file)
            data = stack.enter_context(DataDirectory(tmp_path / "data"))
            plant = read_plant(TAIXING)
            return open_endpoint(stack, settings.mqtt, plant, data, lambda: 0)

        yield make


async def test_an_address_that_others_reach_needs_something_to_tell_them_apart(open_with):
    with pytest.raises(SettingsError, match=r"网关凭据.*gateway-credential set"):
        open_with(listen="0.0.0.0:0")


async def test_in_the_clear_is_told(open_with, config):
    run(config, "set", GATEWAY)
    (config.parent / "hazardwatch-data").rename(config.parent / "data")
    with capture_logs() as told:
        open_with(listen="0.0.0.0:0")
    assert any("in the clear" in line["event"] for line in told)


async def test_a_certificate_that_is_none_is_told(open_with, tmp_path):
    (tmp_path / "c.pem").write_text("rubbish")
    with pytest.raises(SettingsError, match=r"mqtt\.cert .*c\.pem"):
        open_with(listen="127.0.0.1:0", cert="c.pem", key="c.pem")


async def test_an_address_that_is_taken_is_told(open_with):
    with socket.create_server(("127.0.0.1", 0)) as other, pytest.raises(AddressTakenError):
        open_with(listen=f"127.0.0.1:{other.getsockname()[1]}")


def test_there_is_room_for_gateways_beside_the_files_of_the_house():
    assert 16 <= count_room() <= 4096
    assert RESERVED < 1024
