"""ID tokens: whether a provider said what is said here, to us, in answer to this log-in, just now.

Pure, and a matter of a millisecond of a core, so callers put it beside the loop. Signatures are
joserfc's work, the claims' rules Authlib's (OpenID Connect Core 1.0 §3.1.3.7). What the claims mean
for the house is :mod:`dashboard_api.oidc_claims`' business.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import ClaimError, JoseError, MissingClaimError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from dashboard_api.oidc_port import NotLetInError, Why

ALGORITHMS: Final = frozenset(
    {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"}
    | {"EdDSA", "Ed25519"}
)
"""Only those by which a provider signs with a key that nobody else has.

``none`` signs nothing; and with an ``HS`` algorithm anybody who knows a key could sign, which would
be everybody, if the provider's public key were taken for it.
"""
LEEWAY_S: Final = 60
_OF_TIME: Final = frozenset({"exp", "iat", "nbf"})


@dataclass(frozen=True, slots=True)
class Expected:
    """What an ID token has to say. ``offered``: the algorithms that the provider says it uses."""

    issuer: str
    client_id: str
    nonce: str
    access_token: str
    offered: Collection[str] = ("RS256",)


def read_keys(document: Any) -> KeySet:
    """The keys of a JWK set (RFC 7517), without those that are not for signatures.

    :raises NotLetInError: there is none.
    """
    try:
        keys = [one for one in document["keys"] if one.get("use", "sig") == "sig"]
        return KeySet.import_key_set({"keys": keys})
    except (JoseError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise NotLetInError(Why.REFUSED, f"jwks: {error}") from error


def read_id_token(text: str, keys: KeySet, expected: Expected, now_s: int) -> Mapping[str, Any]:
    """The claims of an ID token.

    :raises NotLetInError: it is not to be believed.
    """
    try:
        registry = JWSRegistry(algorithms=_choose_algorithms(expected), strict_check_header=False)
        token = jwt.decode(text, keys, registry=registry)
        _check_claims(token, expected, now_s)
    except MissingClaimError as error:
        raise NotLetInError(Why.UNTRUSTED, f"no {error.claim}") from error
    except ClaimError as error:
        why = Why.CLOCK if error.claim in _OF_TIME else Why.UNTRUSTED
        raise NotLetInError(why, error.claim) from error
    except (JoseError, ValueError, TypeError) as error:
        raise NotLetInError(Why.UNTRUSTED, str(error) or type(error).__name__) from error
    return token.claims


def _choose_algorithms(expected: Expected) -> list[str]:
    """Those that we believe and the provider uses; of none the library would make all it knows."""
    chosen = sorted(ALGORITHMS & set(expected.offered))
    if not chosen:
        raise NotLetInError(Why.UNTRUSTED, f"alg: {expected.offered}")
    return chosen


def _check_claims(token: jwt.Token, expected: Expected, now_s: int) -> None:
    rules = {
        "iss": {"essential": True, "value": expected.issuer},
        "aud": {"essential": True, "value": expected.client_id},
    }
    said = {
        "nonce": expected.nonce,
        "client_id": expected.client_id,
        "access_token": expected.access_token,
    }
    CodeIDToken(token.claims, token.header, rules, said).validate(now_s, LEEWAY_S)
