"""Channels made of settings: secrets read, faults told all at once and without them."""

import pytest

from alerting.channels.apprise_robot import AppriseRobot
from alerting.channels.http_provider import HttpProvider
from alerting.channels.nowhere import Nowhere
from alerting.channels.signed_webhook import SignedWebhook
from alerting.channels.smtp_mail import SmtpMail
from hazardwatch.notify_channels import make_channels, name_missing_channels
from hazardwatch.notify_settings import NotifySettings
from hazardwatch.settings import SettingsError
from plant.directory import read_plant
from simulators.shipped import PARKS

SECRET = "a secret of at least 16 characters"


def make(**channels):
    return make_channels(NotifySettings(channels=channels), lambda: 0)


@pytest.fixture
def secret(tmp_path):
    def write(text=SECRET, name="secret"):
        (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
        return tmp_path / name

    return write


def http(**more):
    return {"kind": "http", "url": "https://sms.example/", **more}


def hook(file):
    return {"kind": "webhook", "url": "https://desk.example/", "secret_file": file}


def mail(**more):
    return {"kind": "smtp", "host": "mail.example", "sender": "a@b.example", **more}


async def test_each_kind_makes_its_channel(secret):
    pytest.importorskip("apprise")
    channels = make(
        sms=http(),
        desk=hook(secret(SECRET + "\n")),
        mail=mail(),
        robot={"kind": "apprise", "url_file": secret("feishu://TOKEN", "url")},
        drill={"kind": "nowhere"},
    )
    kinds = [HttpProvider, SignedWebhook, SmtpMail, AppriseRobot, Nowhere]
    assert [type(one) for one in channels.values()] == kinds
    assert [one.name for one in channels.values()] == list(channels)
    for one in channels.values():
        await one.close()


def test_every_file_that_can_not_be_used_is_told_at_once(secret, tmp_path):
    channels = {
        "a": http(secret_file=tmp_path / "none", headers={"A": "{secret}"}),
        "b": hook(secret("too short", "b")),
        "c": hook(secret("", "c")),
        "d": hook(secret("two lines\nof s3cret text", "d")),
        "e": hook(secret(b"\xff" * 20, "e")),
        "f": mail(ca=secret("no certificate", "f")),
        "g": mail(username="me", password_file=tmp_path / "none"),
        "h": mail(),
    }
    with pytest.raises(SettingsError) as caught:
        make(**channels)
    told = caught.value.complaints
    starts = [
        "notify.channels.a.secret_file",
        "notify.channels.b.secret_file",
        "notify.channels.c.secret_file",
        "notify.channels.d.secret_file",
        "notify.channels.e.secret_file",
        "notify.channels.f.ca",
        "notify.channels.g.password_file",
    ]
    assert [one.split(" ")[0] for one in told] == starts
    assert "s3cret" not in str(caught.value)
    assert "No such file or directory" in told[0]
    assert "under 16 characters" in told[1]
    assert "must hold one line" in told[2]


@pytest.mark.parametrize("url", ["TOKEN", "{address}://x", "feishu:TOKEN", "feishu://{what}"])
def test_an_address_of_apprise_names_its_service_and_known_placeholders(secret, url):
    pytest.importorskip("apprise")
    with pytest.raises(SettingsError, match=r"notify\.channels\.robot\.url_file") as caught:
        make(robot={"kind": "apprise", "url_file": secret(url)})
    assert "TOKEN" not in str(caught.value)


def test_channels_that_a_ladder_names_and_nobody_set_up():
    plant = read_plant(PARKS / "taixing")
    one = NotifySettings(channels={"sms": {"kind": "nowhere"}})
    assert name_missing_channels(plant, one) == [
        "notify.channels.voice is missing: escalation critical of the plant names it",
        "notify.channels.voice is missing: escalation high of the plant names it",
    ]
    both = NotifySettings(channels={key: {"kind": "nowhere"} for key in ("sms", "voice")})
    assert name_missing_channels(plant, both) == []
