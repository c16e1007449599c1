"""One OpenID Connect provider as its client: authorization code flow with PKCE.

What it is asked over HTTP is asked through the caller that is passed in, which bounds time and
size. It is asked anew for each log-in, its keys too: people log in a few times a shift, and so a
provider that is away is noticed before a browser is sent there, and one that has changed its keys
is never a case of its own.

Requests are Authlib's work, ID tokens :mod:`dashboard_api.oidc_tokens`'; who the person is here,
:mod:`dashboard_api.oidc_claims`'. Only a house with single sign-on imports this, and Authlib.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from authlib.common.urls import add_params_to_uri
from authlib.oauth2 import ClientAuth, OAuth2Client
from authlib.oauth2.rfc6749.parameters import prepare_token_request
from authlib.oidc.discovery import get_well_known_url

from alerting.channels.web_caller import Answer
from alerting.channels.web_request import WebRequest
from alerting.notice import ChannelError
from dashboard_api.oidc_claims import ClaimRules, identify
from dashboard_api.oidc_flow import Flow
from dashboard_api.oidc_port import Arrival, NotLetInError, Why
from dashboard_api.oidc_tokens import Expected, read_id_token, read_keys
from plant.reading import Instant
from plant.wording import Words

CALLBACK: Final = "/api/v1/auth/oidc/callback"

Metadata = Mapping[str, Any]
Call = Callable[[WebRequest], Awaitable[Answer]]
"""Sends a request; :class:`alerting.notice.ChannelError` if no answer came in time."""


@dataclass(frozen=True, slots=True)
class Registration:
    """This house as the provider's client."""

    issuer: str
    client_id: str
    client_secret: str
    public_url: str
    scopes: Sequence[str]
    auth_method: Literal["client_secret_basic", "client_secret_post", "none"]
    userinfo: bool
    prompt: str | None
    """What the provider is to ask of who has a session with it, None: nothing."""
    https: bool
    """Whether every address that the provider names has to be https."""


class Provider:
    """A :class:`dashboard_api.oidc_port.SignOn`.

    :param now: the wall clock, ms.
    """

    def __init__(
        self,
        registration: Registration,
        rules: ClaimRules,
        label: Words,
        call: Call,
        now: Callable[[], Instant],
    ) -> None:
        self.label = label
        self._own = registration
        self._rules = rules
        self._call = call
        self._now = now

    @property
    def public_url(self) -> str:
        """Where browsers reach this house: scheme, host and port."""
        return self._own.public_url

    async def send_off(self, flow: Flow) -> str:
        """The address at the provider to which a browser is sent to log in.

        :raises NotLetInError: the provider is not to be reached.
        """
        own, metadata = self._own, await self._discover()
        client = OAuth2Client(
            None,
            client_id=own.client_id,
            redirect_uri=own.public_url + CALLBACK,
            scope=" ".join(own.scopes),
            code_challenge_method="S256",
        )
        address, _ = client.create_authorization_url(
            self._address(metadata, "authorization_endpoint"),
            state=flow.state,
            nonce=flow.nonce,
            code_verifier=flow.verifier,
            prompt=own.prompt,
        )
        return str(address)

    async def take_in(self, flow: Flow, code: str, issuer: str | None) -> Arrival:
        """Who a browser brings back, by the code that it brings.

        :param issuer: who says to have sent it (RFC 9207), None where nobody says.
        :raises NotLetInError: nobody who may come in.
        """
        metadata = await self._discover()
        promised = metadata.get("authorization_response_iss_parameter_supported") is True
        if issuer != self._own.issuer and (promised or issuer is not None):
            raise NotLetInError(Why.UNTRUSTED, f"iss: {issuer}")
        tokens = await self._redeem(metadata, flow, code)
        id_token, access_token = (_text(tokens, key) for key in ("id_token", "access_token"))
        expected = Expected(
            self._own.issuer,
            self._own.client_id,
            flow.nonce,
            access_token,
            metadata.get("id_token_signing_alg_values_supported") or ("RS256",),
        )
        claims = await self._read_id_token(metadata, id_token, expected)
        if self._own.userinfo:
            claims = {**await self._ask_userinfo(metadata, access_token, claims["sub"]), **claims}
        return Arrival(identify(claims, self._rules), id_token)

    async def bid_farewell(self, id_token: str) -> str | None:
        """The address at which the provider ends its own session, None if it offers none."""
        try:
            metadata = await self._discover()
            end = self._address(metadata, "end_session_endpoint")
        except NotLetInError:
            return None  # who leaves is not kept by a provider that is away
        named = [("id_token_hint", id_token)] if id_token else []
        home = ("post_logout_redirect_uri", f"{self._own.public_url}/")
        return str(add_params_to_uri(end, [*named, ("client_id", self._own.client_id), home]))

    async def _discover(self) -> Metadata:
        """What the provider says of itself (OpenID Connect Discovery 1.0 §4)."""
        metadata = await self._get(get_well_known_url(self._own.issuer, external=True))
        if metadata.get("issuer") != self._own.issuer:
            raise NotLetInError(Why.UNTRUSTED, f"issuer: {metadata.get('issuer')}")
        return metadata

    async def _redeem(self, metadata: Metadata, flow: Flow, code: str) -> Mapping[str, Any]:
        own, address = self._own, self._address(metadata, "token_endpoint")
        body = prepare_token_request(
            "authorization_code",
            redirect_uri=own.public_url + CALLBACK,
            code=code,
            code_verifier=flow.verifier,
        )
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        auth = ClientAuth(own.client_id, own.client_secret, own.auth_method)
        url, headers, body = auth.prepare("POST", address, headers, body)
        answer = await self._ask(WebRequest("POST", url, headers, body.encode()))
        tokens = _read_object(answer, address)
        if answer.status != 200:
            error = str(tokens.get("error", answer.status))
            why = Why.CODE if error == "invalid_grant" else Why.REFUSED
            raise NotLetInError(why, f"{error} {tokens.get('error_description', '')}".strip())
        return tokens

    async def _read_id_token(
        self, metadata: Metadata, text: str, expected: Expected
    ) -> Mapping[str, Any]:
        document = await self._get(self._address(metadata, "jwks_uri"))
        now_s = self._now() // 1000
        return await asyncio.to_thread(
            lambda: read_id_token(text, read_keys(document), expected, now_s)
        )

    async def _ask_userinfo(
        self, metadata: Metadata, access_token: str, subject: str
    ) -> Mapping[str, Any]:
        """More claims of the same person; of another they would be anybody's (Core §5.3.2)."""
        headers = {"Authorization": f"Bearer {access_token}"}
        claims = await self._get(self._address(metadata, "userinfo_endpoint"), headers)
        if claims.get("sub") != subject:
            raise NotLetInError(Why.UNTRUSTED, "userinfo: sub")
        return claims

    async def _get(self, url: str, headers: Mapping[str, str] | None = None) -> Mapping[str, Any]:
        accept = {"Accept": "application/json", **(headers or {})}
        answer = await self._ask(WebRequest("GET", url, accept))
        if answer.status != 200:
            raise NotLetInError(Why.UNREACHABLE, f"{url}: HTTP {answer.status}")
        return _read_object(answer, url)

    async def _ask(self, request: WebRequest) -> Answer:
        try:
            return await self._call(request)
        except ChannelError as error:
            raise NotLetInError(Why.UNREACHABLE, f"{request.url}: {error}") from None

    def _address(self, metadata: Metadata, name: str) -> str:
        address = metadata.get(name)
        allowed = ("https://",) if self._own.https else ("https://", "http://")
        if not isinstance(address, str) or not address.startswith(allowed):
            raise NotLetInError(Why.REFUSED, f"{name}: {address}")
        return address


def _read_object(answer: Answer, url: str) -> Mapping[str, Any]:
    try:
        read = json.loads(answer.body or b"")
    except (ValueError, RecursionError):
        read = None
    if not isinstance(read, dict):
        raise NotLetInError(Why.UNREACHABLE, f"{url}: HTTP {answer.status}, no JSON object")
    return read


def _text(tokens: Mapping[str, Any], key: str) -> str:
    text = tokens.get(key)
    if not isinstance(text, str):
        raise NotLetInError(Why.REFUSED, f"no {key}")
    return text
