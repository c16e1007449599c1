"""The provider's client over a table of answers: what it asks, and what it does not put up with.

A real provider, which would give none of the wrong answers, is asked in tests/real/test_sign_on.py.
"""

import base64
import hashlib
import json
from dataclasses import replace
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey

from alerting.channels.web_caller import Answer
from alerting.notice import ChannelError
from dashboard_api.oidc_claims import ClaimRules
from dashboard_api.oidc_flow import Flow
from dashboard_api.oidc_port import NotLetInError, Why
from dashboard_api.oidc_provider import Provider, Registration
from plant.wording import Words

NOW = 1_800_000_000_000
ISSUER = "https://sso.example/realms/park"
KEY = RSAKey.generate_key(2048, {"kid": "one"})
FLOW = Flow("the state", "the nonce", "the verifier " * 4, "/", NOW + 1)
OWN = Registration(
    ISSUER, "hazardwatch", "a secret", "https://park", ("openid", "groups"),
    "client_secret_basic", userinfo=False, prompt=None, https=True,
)  # fmt: skip
RULES = ClaimRules("name", "groups", {"ops": "operator"})
METADATA = {
    "issuer": ISSUER,
    "authorization_endpoint": f"{ISSUER}/auth?tenant=1",
    "token_endpoint": f"{ISSUER}/token",
    "jwks_uri": f"{ISSUER}/jwks",
    "userinfo_endpoint": f"{ISSUER}/me",
    "end_session_endpoint": f"{ISSUER}/logout",
}


class Web:
    """Answers by address, and the requests that came."""

    def __init__(self, **own):
        self.metadata = {**METADATA, **own.pop("metadata", {})}
        self.requests = []
        self.away = False
        self.bodies = {
            f"{ISSUER}/.well-known/openid-configuration": (200, self.metadata),
            f"{ISSUER}/token": (200, {"access_token": "access", "id_token": sign()}),
            f"{ISSUER}/jwks": (200, {"keys": [KEY.as_dict(private=False)]}),
            f"{ISSUER}/me": (200, {"sub": "42"}),
        }

    async def call(self, request):
        self.requests.append(request)
        if self.away:
            raise ChannelError("no answer within 5 s")
        status, body = self.bodies[request.url]
        return Answer(status, body if isinstance(body, bytes) else json.dumps(body).encode())


def sign(**claims):
    now = NOW // 1000
    usual = {
        "iss": ISSUER, "sub": "42", "aud": "hazardwatch", "exp": now + 60, "iat": now,
        "nonce": FLOW.nonce, "name": "李工", "groups": ["ops"],
    }  # fmt: skip
    return jwt.encode({"alg": "RS256", "kid": "one"}, {**usual, **claims}, KEY)


def make(web, **changed):
    return Provider(replace(OWN, **changed), RULES, Words("认证", "SSO"), web.call, lambda: NOW)


async def refuse(web, issuer=None, **changed):
    with pytest.raises(NotLetInError) as refused:
        await make(web, **changed).take_in(FLOW, "the code", issuer)
    return refused.value


async def test_a_browser_is_sent_off_with_a_challenge_and_never_with_the_verifier():
    parts = urlsplit(await make(Web(), prompt="login").send_off(FLOW))
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == f"{ISSUER}/auth"
    challenge = hashlib.sha256(FLOW.verifier.encode()).digest()
    assert dict(parse_qsl(parts.query)) == {
        "tenant": "1",
        "response_type": "code",
        "client_id": "hazardwatch",
        "redirect_uri": "https://park/api/v1/auth/oidc/callback",
        "scope": "openid groups",
        "state": "the state",
        "nonce": "the nonce",
        "prompt": "login",
        "code_challenge": base64.urlsafe_b64encode(challenge).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    }


async def test_the_code_is_redeemed_with_the_verifier_and_the_clients_secret():
    web = Web()
    arrival = await make(web).take_in(FLOW, "the code", None)
    assert (arrival.identity.name, arrival.identity.role) == ("李工", "operator")
    [asked] = [one for one in web.requests if one.url.endswith("/token")]
    form = {name: values[0] for name, values in parse_qs(asked.body.decode()).items()}
    assert form == {
        "grant_type": "authorization_code",
        "code": "the code",
        "redirect_uri": "https://park/api/v1/auth/oidc/callback",
        "code_verifier": FLOW.verifier,
    }
    assert base64.b64decode(asked.headers["Authorization"].removeprefix("Basic ")) == (
        b"hazardwatch:a secret"
    )


@pytest.mark.parametrize(
    ("method", "secret", "sent"),
    [("client_secret_post", "a secret", "a secret"), ("none", "", None)],
)
async def test_a_client_says_who_it_is_as_it_is_registered(method, secret, sent):
    web = Web()
    await make(web, auth_method=method, client_secret=secret).take_in(FLOW, "c", None)
    [asked] = [one for one in web.requests if one.url.endswith("/token")]
    form = dict(parse_qsl(asked.body.decode()))
    assert (form["client_id"], form.get("client_secret")) == ("hazardwatch", sent)
    assert "Authorization" not in asked.headers


async def test_a_provider_that_says_to_be_another_is_not_believed():
    with pytest.raises(NotLetInError) as refused:
        await make(Web(metadata={"issuer": "https://evil"})).send_off(FLOW)
    assert refused.value.why is Why.UNTRUSTED


@pytest.mark.parametrize("address", [None, 7, "ftp://x", "http://sso.example/auth", "javascript:1"])
async def test_an_address_without_https_is_not_gone_to(address):
    with pytest.raises(NotLetInError) as refused:
        await make(Web(metadata={"authorization_endpoint": address})).send_off(FLOW)
    assert refused.value.why is Why.REFUSED


@pytest.mark.parametrize(
    ("promised", "said", "good"),
    [
        (True, ISSUER, True),
        (True, None, False),
        (False, None, True),
        (False, "https://another", False),
    ],
)
async def test_who_sent_the_browser_back_has_to_be_the_provider(promised, said, good):
    web = Web(metadata={"authorization_response_iss_parameter_supported": promised})
    if good:
        assert (await make(web).take_in(FLOW, "c", said)).identity.subject == "42"
    else:
        assert (await refuse(web, said)).why is Why.UNTRUSTED
        assert not any(one.url.endswith("/token") for one in web.requests), "the code stays here"


@pytest.mark.parametrize(
    ("status", "body", "why"),
    [
        (400, {"error": "invalid_grant"}, Why.CODE),
        (401, {"error": "invalid_client", "error_description": "no"}, Why.REFUSED),
        (500, b"<html>", Why.UNREACHABLE),
        (200, b"[]", Why.UNREACHABLE),
        (200, b"", Why.UNREACHABLE),
        (200, {"access_token": "a"}, Why.REFUSED),
        (200, {"id_token": 7, "access_token": "a"}, Why.REFUSED),
        (200, {"id_token": "x.y.z", "access_token": "a"}, Why.UNTRUSTED),
    ],
)
async def test_what_the_provider_answers_wrongly_has_a_name(status, body, why):
    web = Web()
    web.bodies[f"{ISSUER}/token"] = status, body
    assert (await refuse(web)).why is why


async def test_an_answer_that_is_too_long_is_none():
    web = Web()

    async def call(request):
        return Answer(200, None)

    web.call = call
    assert (await refuse(web)).why is Why.UNREACHABLE


async def test_more_claims_are_of_the_same_person_and_do_not_replace_what_was_signed():
    web = Web()
    more = {"sub": "42", "groups": ["admins"], "name": "其他"}
    web.bodies[f"{ISSUER}/me"] = 200, more
    web.bodies[f"{ISSUER}/token"] = (
        200,
        {"access_token": "access", "id_token": sign(groups=["ops"])},
    )
    identity = (await make(web, userinfo=True).take_in(FLOW, "c", None)).identity
    assert (identity.name, identity.role) == ("李工", "operator")
    assert web.requests[-1].headers["Authorization"] == "Bearer access"
    web.bodies[f"{ISSUER}/me"] = 200, {**more, "sub": "43"}
    assert (await refuse(web, userinfo=True)).why is Why.UNTRUSTED


async def test_a_provider_that_is_away_keeps_nobody_from_leaving():
    web = Web()
    provider = make(web)
    address = await provider.bid_farewell("a.b.c")
    assert dict(parse_qsl(urlsplit(address).query)) == {
        "id_token_hint": "a.b.c",
        "client_id": "hazardwatch",
        "post_logout_redirect_uri": "https://park/",
    }
    assert "id_token_hint" not in await provider.bid_farewell("")
    web.away = True
    assert await provider.bid_farewell("a.b.c") is None
    with pytest.raises(NotLetInError) as refused:
        await provider.send_off(FLOW)
    assert refused.value.why is Why.UNREACHABLE


async def test_a_provider_need_not_end_sessions():
    assert await make(Web(metadata={"end_session_endpoint": None})).bid_farewell("a.b.c") is None
