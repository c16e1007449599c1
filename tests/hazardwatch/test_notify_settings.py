"""The settings notify.*: what is wrong is told by its key, and no secret with it."""

import re
import sys
import tomllib
from pathlib import Path

import pytest

from hazardwatch.notify_settings import NotifySettings, is_here
from hazardwatch.settings import SettingsError, read_settings

GUIDE = Path(__file__).parents[2] / "docs" / "notify.md"
BASE = '[plant]\ndir = "plant"\n[mqtt]\nurl = "mqtt://broker:1883"\n'
HTTP = '[notify.channels.sms]\nkind = "http"\nurl = "https://sms.example/{address}"\n'
HOOK = '[notify.channels.desk]\nkind = "webhook"\nurl = "https://desk.example"\nsecret_file = "s"\n'
MAIL = '[notify.channels.mail]\nkind = "smtp"\nhost = "mail.example"\nsender = "a@b.example"\n'
ROBOT = '[notify.channels.robot]\nkind = "apprise"\nurl_file = "u"\n'


@pytest.fixture
def read(tmp_path):
    def read_text(text):
        file = tmp_path / "hazardwatch.toml"
        file.write_text(BASE + text, encoding="utf-8")
        return read_settings(file)

    return read_text


def test_every_kind_is_read_with_its_files_beside_the_configuration(read, tmp_path):
    login = 'username = "me"\npassword_file = "mail.password"\nca = "/etc/ca.pem"\n'
    nowhere = '[notify.channels.drill]\nkind = "nowhere"\n'
    channels = read(HTTP + HOOK + MAIL + login + ROBOT + nowhere).notify.channels
    assert list(channels) == ["sms", "desk", "mail", "robot", "drill"]
    assert channels["desk"].secret_file == tmp_path / "s"
    assert channels["mail"].password_file == tmp_path / "mail.password"
    assert channels["mail"].ca == Path("/etc/ca.pem")
    assert channels["robot"].url_file == tmp_path / "u"
    assert (channels["sms"].timeout_s, channels["sms"].at_once) == (10, 4)


def test_without_any_there_is_none(read):
    assert read("").notify == NotifySettings()


@pytest.mark.parametrize(("security", "port"), [("starttls", 587), ("tls", 465), ("none", 25)])
def test_a_mail_servers_port_follows_from_its_security(read, security, port):
    assert read(MAIL + f'security = "{security}"\n').notify.channels["mail"].door == port
    assert read(MAIL + "port = 2525\n").notify.channels["mail"].door == 2525


SIGNED = 'sign = "aliyun"\nkey_id = "k"\nsecret_file = "s"\n'

WRONG = [
    ('[notify]\nsms = "x"\n', "notify.sms: Extra inputs"),
    ('[notify.channels.SMS]\nkind = "nowhere"\n', "notify.channels.SMS"),
    ('[notify.channels.sms]\nurl = "x"\n', "notify.channels.sms: Unable to extract tag"),
    ('[notify.channels.sms]\nkind = "fax"\n', "notify.channels.sms: Input tag 'fax'"),
    (HTTP + "timeout_s = 0\n", "notify.channels.sms.timeout_s: "),
    (HTTP + "at_once = 0\n", "notify.channels.sms.at_once: "),
    (HTTP + "ulr = 1\n", "notify.channels.sms.ulr: Extra inputs"),
    (HTTP + 'method = "DELETE"\n', "notify.channels.sms.method: "),
    (HTTP + 'body = "{adress}"\n', "notify.channels.sms.body: {adress} is no placeholder"),
    (HTTP + 'json = [{a = "{adress}"}]\n', "notify.channels.sms.json: {adress} is no place"),
    (HTTP + 'form = {a = {b = "{x}"}}\n', "notify.channels.sms.form: {x} is no placeholder"),
    (HTTP + 'headers = {A = "{x}"}\n', "notify.channels.sms.headers: {x} is no placeholder"),
    (HTTP + 'headers = {"A B" = "x"}\n', "notify.channels.sms.headers: 'A B' is no header"),
    (HTTP + 'headers = {A = "x\\r\\nB: c"}\n', "notify.channels.sms.headers: 'A' is no header"),
    (HTTP + 'body = ""\nform = {}\n', "notify.channels.sms: has several bodies: form body"),
    (HTTP + 'content_type = "text/html"\n', "notify.channels.sms.content_type: must be one of"),
    (HTTP + 'code = "/Code"\n', "notify.channels.sms: code and success belong together"),
    (HTTP + 'success = ["OK"]\n', "notify.channels.sms: code and success belong together"),
    (HTTP + 'lasting_codes = ["X"]\n', "notify.channels.sms: lasting_codes does nothing without"),
    (HTTP + 'code = "Code"\nsuccess = [1]\n', "notify.channels.sms.code: "),
    (HTTP + 'body = "{secret}"\n', "notify.channels.sms: {secret} and sign need secret_file"),
    (HTTP + SIGNED + 'body = "x"\n', 'notify.channels.sms: sign = "aliyun" signs a form'),
    (HTTP + SIGNED + 'method = "GET"\nform = {}\n', 'notify.channels.sms: sign = "aliyun" signs'),
    (HTTP + SIGNED.replace("aliyun", "tencent") + "form = {}\n", 'sign = "tencent" signs json'),
    (HTTP + 'sign = "aliyun"\nsecret_file = "s"\nform = {}\n', "sign needs key_id"),
    (HTTP + 'proxy = "socks5://x"\n', "notify.channels.sms.proxy: an address reads"),
    (HOOK.replace("desk.example", "desk.example/{address}"), "notify.channels.desk.url: a webhook"),
    (HOOK.replace('secret_file = "s"\n', ""), "notify.channels.desk.secret_file: Field required"),
    (HOOK + 'key_id = "a b"\n', "notify.channels.desk.key_id: "),
    (MAIL + 'username = "me"\n', "notify.channels.mail: username and password_file"),
    (
        MAIL + 'security = "none"\nusername = "me"\npassword_file = "p"\n',
        'notify.channels.mail: a login over security = "none"',
    ),
    (MAIL.replace("a@b.example", "Somebody"), "notify.channels.mail.sender: "),
    (MAIL + "port = 70000\n", "notify.channels.mail.port: "),
]


@pytest.mark.parametrize(("text", "told"), WRONG)
def test_each_mistake_is_named_by_its_key(read, text, told):
    with pytest.raises(SettingsError) as caught:
        read(text)
    assert told in str(caught.value)
    assert len(caught.value.complaints) == 1


@pytest.mark.parametrize(
    "url",
    [
        "",
        "sms.example",
        "ftp://sms.example",
        "https://",
        "https://{address}/",
        "https://sms.{address}.example/",
        "https://user:s3cret@sms.example/",
        "https://sms.example:0/",
        "https://sms.example:x/?key=s3cret",
        "https://短信.example/",
        "https://sms.example/a b",
    ],
)
def test_an_address_that_is_none_is_refused_without_quoting_it(read, url):
    with pytest.raises(SettingsError, match=r"notify\.channels\.sms\.url: an address") as caught:
        read(HTTP.replace("https://sms.example/{address}", url))
    assert "s3cret" not in str(caught.value)


def test_plain_http_is_for_this_machine_or_asked_for(read):
    plain = HTTP.replace("https:", "http:")
    with pytest.raises(SettingsError, match="allow_plain_http = true if that is meant"):
        read(plain)
    assert read(plain + "allow_plain_http = true\n")
    for host in ("127.0.0.1:80", "localhost", "[::1]"):
        assert read(plain.replace("sms.example", host))
    assert not is_here("10.0.0.1")


def test_without_apprise_its_channels_say_what_to_install(read, monkeypatch):
    monkeypatch.setitem(sys.modules, "apprise", None)
    with pytest.raises(
        SettingsError, match=r"notify\.channels\.robot: .* 'hazardwatch\[apprise\]'"
    ):
        read(ROBOT)


def test_all_mistakes_come_at_once(read):
    with pytest.raises(SettingsError) as caught:
        read(HTTP + "at_once = 0\n" + MAIL + "port = 0\n")
    assert len(caught.value.complaints) == 2


def test_the_environment_wins(read, monkeypatch):
    monkeypatch.setenv("HAZARDWATCH_NOTIFY__CHANNELS__SMS__TIMEOUT_S", "3")
    assert read(HTTP).notify.channels["sms"].timeout_s == 3


@pytest.mark.parametrize("name", ["notify.md", "notify.zh-CN.md"])
def test_the_examples_of_the_guides_can_be_read(read, name):
    blocks = re.findall(r"```toml\n(.*?)```", (GUIDE.parent / name).read_text("utf-8"), re.DOTALL)
    assert len(blocks) == 6
    for block in blocks:
        channels = read(block).notify.channels
        assert list(channels) == list(tomllib.loads(block)["notify"]["channels"])


TOWER = '[notify.channels.tower]\nkind = "nowhere"\n'


def test_sirens_are_channels_by_name(read):
    settings = read('[notify]\nsirens = ["tower"]\n' + TOWER)
    assert settings.notify.sirens == ("tower",)
    assert read(TOWER).notify.sirens == ()


@pytest.mark.parametrize(
    ("named", "told"),
    [
        ('["tower", "horn"]', "horn has no [notify.channels.horn]"),
        ('["tower", "tower"]', "tower: named twice"),
        ('["mail"]', "mail is a mail server"),
    ],
)
def test_a_siren_that_can_not_sound_is_named(read, named, told):
    with pytest.raises(SettingsError) as error:
        read(f"[notify]\nsirens = {named}\n" + TOWER + MAIL)
    assert any("notify" in one and told in one for one in error.value.complaints)
