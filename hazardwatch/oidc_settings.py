"""The settings ``oidc.*``: the site's identity provider, and what its claims mean here.

Part of :mod:`hazardwatch.settings`. Nothing here opens the files that are named, nor asks the
provider anything; making a client of it is :mod:`hazardwatch.sign_on`.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    field_validator,
    model_validator,
)

from hazardwatch.notify_settings import check_web_address, is_here

Scope = Annotated[str, StringConstraints(pattern=r"^[!#-\[\]-~]+$")]
Label = Annotated[str, StringConstraints(min_length=1, max_length=40)]


class LabelSettings(BaseModel):
    """What the button at the login says."""

    model_config = ConfigDict(extra="forbid")

    zh: Label = "统一身份认证"
    en: Label = "Single sign-on"


class OidcSettings(BaseModel):
    """``public_url`` is where browsers reach the console: provider and people come back to it.

    ``http://`` carries the secret and who logs in in the clear, so the provider is asked by it on
    this machine alone, unless ``allow_plain_http`` says that the way there is trusted. Without
    ``client_secret_file`` we are a public client, which PKCE alone protects.
    """

    model_config = ConfigDict(extra="forbid")

    issuer: str
    client_id: str = Field(min_length=1)
    client_secret_file: Path | None = None
    client_auth: Literal["client_secret_basic", "client_secret_post"] = "client_secret_basic"
    public_url: str
    scopes: tuple[Scope, ...] = ("openid", "profile")
    name_claim: str = Field(default="preferred_username", min_length=1)
    role_claim: str = Field(min_length=1)
    roles: Mapping[str, str] = Field(min_length=1)
    """Value of the claim → role of this house; the first that somebody has counts."""
    place_claim: str = ""
    userinfo: bool = False
    prompt: Literal["login", "select_account"] | None = None
    ca: Path | None = None
    timeout_s: float = Field(default=5, gt=0, le=30)
    allow_plain_http: bool = False
    label: LabelSettings = LabelSettings()

    @field_validator("issuer")
    @classmethod
    def _check_issuer(cls, issuer: str) -> str:
        check_web_address(issuer)
        parts = urlsplit(issuer)
        if parts.query or parts.fragment:
            raise ValueError("an issuer has neither query nor fragment")
        return issuer

    @field_validator("public_url")
    @classmethod
    def _check_public_url(cls, url: str) -> str:
        check_web_address(url)
        parts = urlsplit(url)
        if parts.path not in {"", "/"} or parts.query or parts.fragment:
            raise ValueError("reads http[s]://host[:port], with nothing behind it")
        return url.rstrip("/")

    @field_validator("scopes")
    @classmethod
    def _check_scopes(cls, scopes: tuple[str, ...]) -> tuple[str, ...]:
        if "openid" not in scopes:
            raise ValueError("openid is missing, without which the provider names nobody")
        return scopes

    @model_validator(mode="after")
    def _keep_secrets_off_the_wire(self) -> Self:
        if self.plain_http and not self.allow_plain_http and not self._is_here():
            raise ValueError("issuer is http, not https: allow_plain_http = true if that is meant")
        return self

    @property
    def plain_http(self) -> bool:
        """Whether the provider is asked over http."""
        return urlsplit(self.issuer).scheme == "http"

    def _is_here(self) -> bool:
        return is_here(urlsplit(self.issuer).hostname)
