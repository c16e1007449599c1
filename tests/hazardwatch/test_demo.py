"""The demonstration's ports and settings."""

import socket

import pytest

from hazardwatch.broker import find_free_port
from hazardwatch.demo import DemoOptions, find_ports, make_settings, name_taken, run_demo
from hazardwatch.exit_code import Exit
from hazardwatch.settings import DEMO_PASSWORD
from simulators.shipped import PARKS

TAIXING = PARKS / "taixing"


def options(port=0, mqtt_port=0, data_dir=None):
    return DemoOptions(
        port, mqtt_port, browser=False, data_dir=data_dir, scenario="demo", speed=1.0, as_json=True
    )


def test_a_port_that_is_taken_is_named_whoever_wanted_it():
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        for asked, name in ((options(port=taken), "port"), (options(mqtt_port=taken), "MQTT port")):
            ports = find_ports(asked)
            assert taken not in ports
            (line,) = name_taken(asked, ports)
            assert f"· {name} {taken} is taken" in line


def test_one_port_is_not_given_twice():
    port = find_free_port(0)
    page, broker = find_ports(options(port, port))
    assert page == port
    assert broker != port
    assert not list(name_taken(options(), (page, broker))), "who asks for 0 asks for any"


def test_only_the_password_comes_from_the_environment(tmp_path, monkeypatch):
    for name, value in (
        ("HTTP__HOST", "0.0.0.0"),
        ("JOURNAL__URL", "postgresql://site/journal"),
        ("NOTIFY__SMS", "x"),
        ("ADMIN_PASSWORD", ""),
    ):
        monkeypatch.setenv(f"HAZARDWATCH_{name}", value)
    settings = make_settings(PARKS / "taixing", tmp_path, 8080, 1883)
    assert settings.http.loopback
    assert settings.journal.url is None
    assert settings.admin_password.get_secret_value() == DEMO_PASSWORD
    monkeypatch.setenv("HAZARDWATCH_ADMIN_PASSWORD", "mine")
    settings = make_settings(PARKS / "taixing", tmp_path, 8080, 1883)
    assert settings.admin_password.get_secret_value() == "mine"


@pytest.mark.parametrize("below", ["", "data"])
def test_a_file_is_no_place_for_the_data(tmp_path, capsys, monkeypatch, below):
    monkeypatch.setattr("hazardwatch.serve.set_up_logging", lambda **_: None)
    (tmp_path / "file").touch()
    assert run_demo(options(data_dir=tmp_path / "file" / below)) == Exit.USAGE
    assert capsys.readouterr().err.startswith("--data-dir ")
