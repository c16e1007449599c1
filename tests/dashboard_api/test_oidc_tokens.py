"""ID tokens signed by hand: the one that is right, and every way to be wrong."""

import base64
import hashlib
import hmac
import json
from dataclasses import replace

import pytest
from joserfc import jws, jwt
from joserfc.jwk import ECKey, KeySet, OctKey, RSAKey

from dashboard_api.oidc_port import NotLetInError, Why
from dashboard_api.oidc_tokens import (
    LEEWAY_S,
    Expected,
    read_id_token,
    read_keys,
)

NOW = 1_800_000_000
EXPECTED = Expected("https://sso", "hazardwatch", "n-1", "access", ("RS256", "ES256", "HS256"))
KEY = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})
KEYS = KeySet([KEY])


def make_claims(**changed):
    claims = {
        "iss": "https://sso",
        "sub": "42",
        "aud": "hazardwatch",
        "exp": NOW + 300,
        "iat": NOW,
        "nonce": "n-1",
        **changed,
    }
    return {name: value for name, value in claims.items() if value is not None}


def sign(key=KEY, header=None, **changed):
    header = header or {"alg": "RS256", "kid": "one"}
    return jwt.encode(header, make_claims(**changed), key, algorithms=[header["alg"]])


def refuse(text, expected=EXPECTED, now=NOW):
    with pytest.raises(NotLetInError) as refused:
        read_id_token(text, KEYS, expected, now)
    return refused.value.why


def encode(part):
    return base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()


def test_what_the_provider_said_to_us_just_now_is_believed():
    claims = read_id_token(sign(groups=["ops"]), KEYS, EXPECTED, NOW)
    assert (claims["sub"], claims["groups"]) == ("42", ["ops"])


def test_a_key_on_an_elliptic_curve_does_as_well():
    key = ECKey.generate_key("P-256", {"kid": "two"})
    text = sign(key, {"alg": "ES256", "kid": "two"})
    assert read_id_token(text, KeySet([KEY, key]), EXPECTED, NOW)["sub"] == "42"


@pytest.mark.parametrize(
    "changed",
    [
        {"iss": "https://other"},
        {"iss": "https://sso/"},
        {"iss": None},
        {"aud": "another client"},
        {"aud": ["another client"]},
        {"aud": []},
        {"aud": None},
        {"aud": ["hazardwatch", "another client"]},  # for two, and it is not said for whom
        {"azp": "another client"},
        {"nonce": "n-2"},
        {"nonce": None},
        {"sub": None},
        {"sub": 42},
        {"exp": None},
        {"iat": None},
        {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"},
    ],
)
def test_what_was_not_said_to_us_in_answer_to_this_is_not_believed(changed):
    assert refuse(sign(**changed)) is Why.UNTRUSTED


def test_for_several_it_must_say_that_it_is_ours():
    text = sign(aud=["hazardwatch", "another client"], azp="hazardwatch")
    assert read_id_token(text, KEYS, EXPECTED, NOW)["sub"] == "42"


@pytest.mark.parametrize(
    "changed",
    [
        {"exp": NOW - LEEWAY_S},
        {"exp": float("nan")},
        {"iat": NOW + LEEWAY_S + 1},
        {"nbf": NOW + LEEWAY_S + 1},
    ],
)
def test_what_is_over_or_has_not_begun_is_told_from_what_is_forged(changed):
    assert refuse(sign(**changed)) is Why.CLOCK


def test_clocks_may_differ_by_a_minute():
    text = sign(exp=NOW - LEEWAY_S + 1, iat=NOW + LEEWAY_S)
    assert read_id_token(text, KEYS, EXPECTED, NOW)["sub"] == "42"


def test_who_signs_with_nothing_has_said_nothing():
    header, body = encode({"alg": "none", "kid": "one"}), encode(make_claims())
    anything = replace(EXPECTED, offered=("none", "RS256"))
    assert refuse(f"{header}.{body}.") is Why.UNTRUSTED
    assert refuse(f"{header}.{body}.", anything) is Why.UNTRUSTED, "though the provider offers it"


def test_the_public_key_is_no_secret_to_sign_with():
    """The confusion of algorithms: HS256 keyed with what everybody can read."""
    header, body = encode({"alg": "HS256", "kid": "one"}), encode(make_claims())
    for secret in (KEY.as_pem(private=False), json.dumps(KEY.as_dict(private=False)).encode()):
        signature = hmac.digest(secret, f"{header}.{body}".encode(), hashlib.sha256)
        tail = base64.urlsafe_b64encode(signature).rstrip(b"=").decode()
        assert refuse(f"{header}.{body}.{tail}") is Why.UNTRUSTED


def test_a_shared_key_in_the_providers_set_signs_nothing_either():
    shared = OctKey.generate_key(256, {"kid": "shared"})
    text = sign(shared, {"alg": "HS256", "kid": "shared"})
    with pytest.raises(NotLetInError):
        read_id_token(text, KeySet([KEY, shared]), EXPECTED, NOW)


def test_an_algorithm_that_the_provider_does_not_use_is_refused():
    key = ECKey.generate_key("P-256", {"kid": "one"})
    text = sign(key, {"alg": "ES256", "kid": "one"})
    with pytest.raises(NotLetInError):
        read_id_token(text, KeySet([key]), replace(EXPECTED, offered=("RS256",)), NOW)


@pytest.mark.parametrize("offered", [7, [["RS256"]], [], "RS256"])
def test_a_provider_that_does_not_say_how_it_signs_is_not_believed(offered):
    assert refuse(sign(), replace(EXPECTED, offered=offered)) is Why.UNTRUSTED


def test_another_key_of_the_same_name_is_another_key():
    assert refuse(sign(RSAKey.generate_key(2048, {"kid": "one"}))) is Why.UNTRUSTED


def test_a_changed_word_breaks_the_signature():
    header, _, signature = sign().split(".")
    assert refuse(f"{header}.{encode(make_claims(sub='43'))}.{signature}") is Why.UNTRUSTED


@pytest.mark.parametrize("named", [{}, {"kid": "new"}])
def test_a_key_that_the_provider_does_not_name_is_not_known(named):
    key = RSAKey.generate_key(2048)
    assert refuse(sign(key, {"alg": "RS256", **named})) is Why.UNTRUSTED


@pytest.mark.parametrize("text", ["", ".", "a.b.c", "....", "ü", "e30.e30.e30", "x" * 200_000])
def test_what_is_no_token_is_refused(text):
    assert refuse(text) is Why.UNTRUSTED


def test_a_list_is_no_set_of_claims():
    header = {"alg": "RS256", "kid": "one"}
    assert refuse(jws.serialize_compact(header, b"[]", KEY)) is Why.UNTRUSTED


def test_keys_for_other_things_are_left_out():
    other = RSAKey.generate_key(2048, {"kid": "enc", "use": "enc"})
    document = {"keys": [KEY.as_dict(private=False), other.as_dict(private=False)]}
    assert [one.kid for one in read_keys(document)] == ["one"]
    assert [one.kid for one in read_keys({"keys": [{"kty": "AKP"}, *document["keys"]]})] == ["one"]


@pytest.mark.parametrize(
    "document", [{}, [], {"keys": []}, {"keys": None}, {"keys": [7]}, {"keys": [{"kty": "RSA"}]}]
)
def test_what_holds_no_key_is_refused(document):
    with pytest.raises(NotLetInError):
        read_keys(document)
