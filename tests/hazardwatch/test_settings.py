"""The settings of serve: every complaint at once, the environment above the file."""

from pathlib import Path

import pytest

from hazardwatch.settings import DEMO_PASSWORD, SettingsError, read_address, read_settings

GOOD = """
[plant]
dir = "plant"
[mqtt]
url = "mqtt://broker:1883"
"""

WRONG_ADDRESSES = ("", ":9212", "9212", "h", "h:", "h:x", "h:65536", "h:1/x", "u@h:1", "tcp://h:1")


@pytest.fixture
def write(tmp_path):
    def write(text):
        file = tmp_path / "hazardwatch.toml"
        file.write_text(text, encoding="utf-8")
        return file

    return write


def test_paths_are_relative_to_the_file(write, tmp_path):
    settings = read_settings(write(GOOD))
    assert settings.plant.dir == tmp_path / "plant"
    assert settings.data.dir == tmp_path / "hazardwatch-data"
    assert settings.clock == "wall"
    assert settings.http.loopback


def test_the_environment_wins(write, monkeypatch):
    monkeypatch.setenv("HAZARDWATCH_MQTT__URL", "mqtts://other:8883")
    monkeypatch.setenv("HAZARDWATCH_HTTP__PORT", "9000")
    settings = read_settings(write(GOOD))
    assert settings.mqtt.url == "mqtts://other:8883"
    assert settings.http.port == 9000


def test_readings_are_kept_a_year_unless_told_and_never_less_than_the_law_asks(write):
    """State Order 40 art. 13: 30 days at least."""
    assert read_settings(write(GOOD)).historian.retention_days == 365
    month = read_settings(write(GOOD + "[historian]\nretention_days = 30"))
    assert month.historian.retention_days == 30
    assert read_settings(write(GOOD)).journal.retention_days == 1100


@pytest.mark.parametrize(
    "extra, key",
    [
        ("[http]\nprot = 8080", "http.prot"),
        ("[http]\nport = 123456", "http.port"),
        ("[historian]\nretention_days = 29", "historian.retention_days"),
        ("[journal]\nretention_days = 1094", "journal.retention_days"),
        ('[historian]\nkind = "influxdb"', "historian"),
        ('[historian]\nkind = "mysql"', "historian.kind"),
        ('[historian]\nkind = "influxdb"\nurl = "foo"\nbucket = "b"', "historian.url"),
        ('[notify]\nsms = "x"', "notify"),
        *((f'[hj212]\nlisten = "{text}"', "hj212.listen") for text in WRONG_ADDRESSES),
        ("[[[", ""),
    ],
)
def test_each_mistake_is_named_by_its_key(write, extra, key):
    with pytest.raises(SettingsError) as caught:
        read_settings(write(GOOD + extra))
    assert key in str(caught.value)
    assert "hazardwatch.toml" in str(caught.value)


def test_all_mistakes_come_at_once(write):
    with pytest.raises(SettingsError) as caught:
        read_settings(write('clock = "sun"\n[http]\nport = -1\n'))
    told = str(caught.value)
    for key in ("clock", "http.port", "plant", "mqtt"):
        assert key in told


def test_a_missing_file_is_said(tmp_path):
    with pytest.raises(SettingsError, match="no such file"):
        read_settings(tmp_path / "none.toml")


def test_the_demo_password_stays_at_home(write, monkeypatch):
    monkeypatch.setenv("HAZARDWATCH_ADMIN_PASSWORD", DEMO_PASSWORD)
    assert read_settings(write(GOOD)).admin_password
    with pytest.raises(SettingsError, match="demo password"):
        read_settings(write(GOOD + '[http]\nhost = "0.0.0.0"'))


def with_mqtt(lines):
    return f'[plant]\ndir = "p"\n[mqtt]\n{lines}'


def test_gateways_come_by_a_broker_or_straight_to_us(write):
    settings = read_settings(write(with_mqtt('listen = "0.0.0.0:1883"\nmax_connections = 9')))
    assert (settings.mqtt.listen, settings.mqtt.url) == ("0.0.0.0:1883", None)
    assert (settings.mqtt.max_connections, settings.mqtt.anonymous) == (9, True)


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ("", r"mqtt\.url, or an address of our own in mqtt\.listen"),
        ('url = "mqtt://b"\nlisten = "h:1"', r"mqtt\.url, or an address of our own"),
        ('listen = ":1883"', "host:port"),
        ('listen = "1883"', "host:port"),
        ('listen = "h:1"\ncert = "c"', r"mqtt\.cert and mqtt\.key go together"),
        ('listen = "h:1"\nca = "c"', r"mqtt\.ca without mqtt\.cert"),
        ('listen = "h:1"\nmax_connections = 0', r"mqtt\.max_connections"),
        ('listen = "h:1"\nmax_connections = 5000', r"mqtt\.max_connections"),
    ],
)
def test_an_endpoint_that_can_not_be_is_refused(write, lines, why):
    with pytest.raises(SettingsError, match=why):
        read_settings(write(with_mqtt(lines)))


def test_relative_paths_of_the_environment_are_relative_to_who_starts_it(write, monkeypatch):
    monkeypatch.setenv("HAZARDWATCH_PLANT__DIR", "elsewhere")
    settings = read_settings(write(GOOD.replace("[mqtt]", '[mqtt]\nca = "ca.pem"')))
    assert settings.plant.dir == Path("elsewhere")
    assert settings.mqtt.ca == settings.data.dir.parent / "ca.pem"


def test_an_empty_variable_is_an_absent_one(write, monkeypatch):
    for name in ("ADMIN_PASSWORD", "MQTT__URL", "PLANT__DIR"):
        monkeypatch.setenv(f"HAZARDWATCH_{name}", "")
    settings = read_settings(write(GOOD))
    assert settings.admin_password is None
    assert settings.mqtt.url == "mqtt://broker:1883"
    assert read_settings(write('admin_password = ""\n' + GOOD)).admin_password is None


@pytest.mark.parametrize(
    "url", ["", "foo", "http://x:1", "mqtt://", "mqtt://x:99999", "mqtt://u:sec/ret@x", "mqtt://[x"]
)
def test_an_address_that_is_none_is_refused_without_quoting_its_password(write, url):
    with pytest.raises(SettingsError, match=r"mqtt\.url: an MQTT address reads") as caught:
        read_settings(write(GOOD.replace("mqtt://broker:1883", url)))
    assert "sec" not in str(caught.value)


@pytest.mark.parametrize(
    "url", ["postgresql://u:secret@h:abc/x", "postgresql://u:secret@h:99999/x"]
)
def test_a_journals_port_that_is_none_is_refused(write, url):
    with pytest.raises(SettingsError, match=r"journal\.url") as caught:
        read_settings(write(GOOD + f'[journal]\nurl = "{url}"'))
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "url, expected",
    [
        ("postgresql://host/db", "postgresql://me@host/db"),
        ("postgresql:///db", "postgresql://me@/db"),
        ("postgresql://you:x@host/db", "postgresql://you:x@host/db"),
        ("sqlite:////var/j.sqlite", "sqlite:////var/j.sqlite"),
        ("", None),
    ],
)
def test_a_postgresql_url_without_a_user_means_who_we_run_as(write, monkeypatch, url, expected):
    monkeypatch.setattr("getpass.getuser", lambda: "me")
    assert read_settings(write(GOOD + f'[journal]\nurl = "{url}"')).journal.url == expected


@pytest.mark.parametrize(
    "text, address",
    [
        ("192.0.2.7:9212", ("192.0.2.7", 9212)),
        ("0.0.0.0:0", ("0.0.0.0", 0)),
        ("[::1]:9212", ("::1", 9212)),
        ("gate.example:1", ("gate.example", 1)),
    ],
)
def test_where_stations_come_in_is_said_in_full(write, text, address):
    settings = read_settings(write(f'{GOOD}[hj212]\nlisten = "{text}"'))
    assert read_address(settings.hj212.listen) == address


def test_no_station_comes_in_unless_it_is_said(write):
    assert read_settings(write(GOOD)).hj212.listen is None


def test_terms_of_reports_that_contradict_each_other_are_refused(tmp_path):
    file = tmp_path / "hazardwatch.toml"
    text = '[plant]\ndir = "p"\n[mqtt]\nurl = "mqtt://b"\n[kpi]\n'
    file.write_text(f"{text}flood_begins = 4\n", encoding="utf-8")
    with pytest.raises(SettingsError, match="kpi: a flood ends with fewer"):
        read_settings(file)
    file.write_text(f'{text}shifts = ["07:00", 15:00:00]\nfleeting_s = 20\n', encoding="utf-8")
    terms = read_settings(file).kpi.list_terms()
    assert (len(terms["shifts"]), terms["fleeting_within"]) == (2, 20_000)
