"""The settings oidc.*: what is wrong is told by its key; the provider itself is asked nothing."""

import re
import tomllib
from pathlib import Path

import pytest

from hazardwatch.settings import SettingsError, read_settings
from hazardwatch.sign_on import make_provider

GUIDE = Path(__file__).parents[2] / "docs" / "people.md"
BASE = '[plant]\ndir = "plant"\n[mqtt]\nurl = "mqtt://broker:1883"\n'
LEAST = """
[oidc]
issuer = "https://sso.example/realms/park"
client_id = "hazardwatch"
public_url = "https://park.example/"
role_claim = "groups"
"""
ROLES = '[oidc.roles]\nops = "operator"\n'


@pytest.fixture
def read(tmp_path):
    def read_text(text):
        file = tmp_path / "hazardwatch.toml"
        file.write_text(BASE + text, encoding="utf-8")
        return read_settings(file)

    return read_text


def test_a_site_need_not_have_any(read):
    assert read("").oidc is None


def test_what_is_left_out_is_as_most_providers_have_it(read, tmp_path):
    oidc = read(LEAST + 'client_secret_file = "secret"\nca = "/etc/ca.pem"\n' + ROLES).oidc
    assert oidc.public_url == "https://park.example"
    assert (oidc.client_secret_file, oidc.ca) == (tmp_path / "secret", Path("/etc/ca.pem"))
    assert (oidc.scopes, oidc.name_claim) == (("openid", "profile"), "preferred_username")
    assert (oidc.label.zh, oidc.label.en) == ("统一身份认证", "Single sign-on")


def test_the_order_of_the_roles_is_kept(read):
    text = LEAST + ROLES + 'leaders = "shift_leader"\n"a b" = "viewer"\n'
    assert list(read(text).oidc.roles) == ["ops", "leaders", "a b"]


WRONG = [
    (LEAST, "oidc.roles: "),
    (LEAST + "[oidc.roles]\n", "oidc.roles: "),
    (LEAST.replace("https://sso", "sso") + ROLES, "oidc.issuer: "),
    (LEAST.replace("/park", "/park?x=1") + ROLES, "oidc.issuer: "),
    (LEAST.replace("https://sso", "http://sso") + ROLES, "oidc: issuer is http"),
    (LEAST.replace('park.example/"', 'park.example/console"') + ROLES, "oidc.public_url: "),
    (LEAST + 'scopes = ["profile"]\n' + ROLES, "oidc.scopes: openid is missing"),
    (LEAST + 'scopes = ["openid", "a b"]\n' + ROLES, "oidc.scopes.1: "),
    (LEAST + "timeout_s = 60\n" + ROLES, "oidc.timeout_s: "),
    (LEAST + 'secret = "x"\n' + ROLES, "oidc.secret: "),
    (LEAST + 'prompt = "none"\n' + ROLES, "oidc.prompt: "),
]


@pytest.mark.parametrize(("text", "complaint"), WRONG)
def test_what_is_wrong_is_told_by_its_key(read, text, complaint):
    with pytest.raises(SettingsError) as refused:
        read(text)
    assert complaint in str(refused.value)


def test_http_is_for_this_machine_or_for_a_way_that_is_said_to_be_trusted(read):
    plain = LEAST.replace("https://sso.example", "http://127.0.0.1:9000")
    assert read(plain + ROLES).oidc.plain_http
    trusted = LEAST.replace("https://sso", "http://sso") + "allow_plain_http = true\n"
    assert read(trusted + ROLES).oidc.plain_http


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (LEAST + '[oidc.roles]\nops = "king"\n', "oidc.roles.ops: no such role: king"),
        (LEAST + '[oidc.roles]\nfirms = "enterprise"\n', "oidc.roles.firms: "),
        (LEAST + 'client_secret_file = "none"\n' + ROLES, "oidc.client_secret_file "),
        (LEAST + 'ca = "hazardwatch.toml"\n' + ROLES, "oidc.ca "),
    ],
)
def test_what_only_shows_when_it_is_put_together_is_told_too(read, text, complaint):
    with pytest.raises(SettingsError) as refused:
        make_provider(read(text).oidc, lambda: 0)
    assert complaint in str(refused.value)


async def test_the_provider_is_not_asked_before_somebody_logs_in(read):
    provider, caller = make_provider(read(LEAST + ROLES).oidc, lambda: 0)
    assert (provider.label.zh, provider.public_url) == ("统一身份认证", "https://park.example")
    await caller.close()


def test_the_guides_example_can_be_used(read):
    [example] = re.findall(r"```toml\n(\[oidc\].*?)```", GUIDE.read_text("utf-8"), re.DOTALL)
    assert set(tomllib.loads(example)) == {"oidc"}
    assert read(example).oidc is not None
