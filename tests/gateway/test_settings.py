"""The configuration file: every complaint at once, each with its key."""

from pathlib import Path

import pytest

from gateway.settings import GatewaySettingsError, read_gateway_settings

GOOD = """
[park]
id = "P1"
[gateway]
enterprise = "ent1"
id = "gw1"
[broker]
url = "mqtt://127.0.0.1:1883"
[[table]]
path = "trend.csv"
"""


def write(tmp_path, text):
    file = tmp_path / "gateway.toml"
    file.write_text(text)
    return file


def complaints(tmp_path, text):
    with pytest.raises(GatewaySettingsError) as caught:
        read_gateway_settings(write(tmp_path, text))
    return caught.value.complaints


def test_the_least_that_works_with_paths_beside_the_file(tmp_path):
    settings = read_gateway_settings(write(tmp_path, GOOD))
    [table] = settings.table
    assert (table.name, table.tz, table.path) == ("trend", "Asia/Shanghai", tmp_path / "trend.csv")
    assert settings.outbox.file == tmp_path / "outbox.sqlite"
    assert (settings.gateway.enterprise, settings.gateway.id) == ("ent1", "gw1")


def test_everything_that_is_wrong_is_told_at_once(tmp_path):
    text = GOOD.replace('id = "gw1"', 'id = "gw/1"').replace('"trend.csv"', '"a.csv"\ntz = "Mars"')
    told = complaints(tmp_path, text + "[outbox]\nmax_byte = 1\nmax_age_h = 0\n[surplus]\n")
    for key in ("gateway.id", "table.0.tz", "outbox.max_byte", "outbox.max_age_h", "surplus"):
        assert sum(f": {key}: " in line for line in told) == 1, (key, told)
    assert len(told) == 5


@pytest.mark.parametrize(
    "broker, complaint",
    [
        ('url = "http://a"', "mqtt[s]://"),
        ('url = "mqtts://a"\ncert = "c.pem"', "cert and key go together"),
        ('url = "mqtt://a"\nca = "ca.pem"', "need an mqtts:// url"),
    ],
)
def test_a_broker_that_can_not_be_reached_so(tmp_path, broker, complaint):
    [told] = complaints(tmp_path, GOOD.replace('url = "mqtt://127.0.0.1:1883"', broker))
    assert ": broker: " in told
    assert complaint in told


def test_sources_must_be_told_apart(tmp_path):
    [told] = complaints(tmp_path, GOOD + '[[table]]\npath = "other/trend.csv"\n')
    assert "trend" in told


def test_no_file_no_toml_no_table(tmp_path):
    with pytest.raises(GatewaySettingsError, match="no such file"):
        read_gateway_settings(tmp_path / "absent.toml")
    assert "line 2" in complaints(tmp_path, "[park]\nid = P1\n")[0]
    tableless = GOOD[: GOOD.index("[[table]]")]
    assert any(": table: " in line for line in complaints(tmp_path, tableless))


def test_the_environment_wins_and_its_password_is_in_no_complaint(tmp_path, monkeypatch):
    monkeypatch.setenv("HAZARDWATCH_GATEWAY_BROKER__URL", "mqtts://ent1:secret@broker:8883")
    settings = read_gateway_settings(write(tmp_path, GOOD))
    assert settings.broker.url == "mqtts://ent1:secret@broker:8883"
    assert "secret" not in repr(settings)
    monkeypatch.setenv("HAZARDWATCH_GATEWAY_BROKER__URL", "mqt://ent1:secret@broker")
    assert "secret" not in "".join(complaints(tmp_path, GOOD))


def test_an_address_that_is_none_is_never_quoted(tmp_path):
    address = "mqtt://u:sec/ret@h:1883"
    [told] = complaints(tmp_path, GOOD.replace("mqtt://127.0.0.1:1883", address))
    assert "mqtt[s]://" in told
    assert "sec" not in told


def test_relative_paths_of_the_environment_are_relative_to_who_starts_it(tmp_path, monkeypatch):
    monkeypatch.setenv("HAZARDWATCH_GATEWAY_OUTBOX__FILE", "elsewhere.sqlite")
    monkeypatch.setenv("HAZARDWATCH_GATEWAY_BROKER__CA", "")
    settings = read_gateway_settings(write(tmp_path, GOOD))
    assert settings.outbox.file == Path("elsewhere.sqlite")
    assert settings.table[0].path == tmp_path / "trend.csv"
    assert settings.broker.ca is None
