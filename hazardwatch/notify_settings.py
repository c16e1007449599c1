"""The settings ``notify.*``: the channels by which people are told, each under a name of its own.

Part of :mod:`hazardwatch.settings`. Secrets are in files, which nothing here opens; making channels
of the settings is :mod:`hazardwatch.notify_channels`.
"""

import importlib.util
import ipaddress
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self
from urllib.parse import urlsplit

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    field_validator,
    model_validator,
)

from alerting.channels.template import ESCAPES, Template
from alerting.channels.web_request import parse_tree

CHANNEL_PATHS: Final = ("secret_file", "password_file", "url_file", "ca")
"""Keys of a channel that name files."""

MOST_SIRENS: Final = 16
"""A person tests each of them at the start of a shift."""

_HEADER: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", re.ASCII)
_PRINTABLE: Final = re.compile(r"[ -~]*", re.ASCII)
_POINTER: Final = r"^(/.*)?$"

ChannelName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_-]{1,32}$")]
Pointer = Annotated[str, StringConstraints(pattern=_POINTER)]


class _Channel(BaseModel):
    """What all have: how long a message may take, and how many are under way at once."""

    model_config = ConfigDict(extra="forbid")

    timeout_s: float = Field(default=10, gt=0, le=60)
    at_once: int = Field(default=4, ge=1, le=64)


class _WebChannel(_Channel):
    """What speaks HTTP. ``http://`` carries secrets and names in the clear, so it is for this
    machine alone unless ``allow_plain_http`` says that the way there is trusted.
    """

    url: str
    ca: Path | None = None
    proxy: str | None = None
    allow_plain_http: bool = False

    @field_validator("url")
    @classmethod
    def _check_url(cls, url: str) -> str:
        Template.parse(url)
        check_web_address(url)
        return url

    @field_validator("proxy")
    @classmethod
    def _check_proxy(cls, proxy: str | None) -> str | None:
        if proxy is not None:
            check_web_address(proxy)
        return proxy

    @model_validator(mode="after")
    def _keep_secrets_off_the_wire(self) -> Self:
        parts = urlsplit(self.url)
        if parts.scheme == "http" and not self.allow_plain_http and not is_here(parts.hostname):
            raise ValueError("url is http, not https: allow_plain_http = true if that is meant")
        return self


class HttpChannel(_WebChannel):
    """A provider of messages or calls; see docs/notify.md."""

    kind: Literal["http"]
    method: Literal["GET", "POST", "PUT"] = "POST"
    headers: Mapping[str, str] = {}
    form: Mapping[str, Any] | None = None
    tree: Any = Field(default=None, alias="json")
    body: str | None = None
    content_type: str = "text/plain"
    secret_file: Path | None = None
    sign: Literal["aliyun", "tencent"] | None = None
    key_id: str = ""
    success_status: tuple[int, ...] = ()
    code: Pointer = ""
    success: tuple[str | int | bool, ...] = ()
    lasting_status: tuple[int, ...] = ()
    lasting_codes: tuple[str | int, ...] = ()
    reference: Pointer = ""
    detail: Pointer = ""

    @field_validator("headers")
    @classmethod
    def _check_headers(cls, headers: Mapping[str, str]) -> Mapping[str, str]:
        for name, text in headers.items():
            Template.parse(text)
            if not _HEADER.fullmatch(name) or not _PRINTABLE.fullmatch(text):
                raise ValueError(f"{name!r} is no header of printable ASCII")
        return headers

    @field_validator("form", "tree", "body")
    @classmethod
    def _check_templates(cls, value: Any) -> Any:
        parse_tree(value)
        return value

    @field_validator("content_type")
    @classmethod
    def _check_type(cls, content_type: str) -> str:
        if content_type not in ESCAPES:
            raise ValueError(f"must be one of: {' '.join(ESCAPES)}")
        return content_type

    @model_validator(mode="after")
    def _fit_together(self) -> Self:
        bodies = [name for name, value in self.list_bodies() if value is not None]
        if len(bodies) > 1:
            raise ValueError(f"has several bodies: {' '.join(bodies)}")
        if bool(self.code) != bool(self.success):
            raise ValueError("code and success belong together: where to look, and what is fine")
        if self.lasting_codes and not self.code:
            raise ValueError("lasting_codes does nothing without code")
        if self.uses_secret() and self.secret_file is None:
            raise ValueError("{secret} and sign need secret_file")
        self._check_signature(bodies)
        return self

    def _check_signature(self, bodies: Sequence[str]) -> None:
        if self.sign is not None and not self.key_id:
            raise ValueError("sign needs key_id")
        if self.sign == "aliyun" and (bodies != ["form"] or self.method != "POST"):
            raise ValueError('sign = "aliyun" signs a form that is posted')
        if self.sign == "tencent" and (bodies not in (["json"], ["body"]) or self.method != "POST"):
            raise ValueError('sign = "tencent" signs json or a body that is posted')

    def list_bodies(self) -> tuple[tuple[str, Any], ...]:
        """The three forms of a body, by their keys."""
        return ("form", self.form), ("json", self.tree), ("body", self.body)

    def uses_secret(self) -> bool:
        """Whether a request needs the secret."""
        texts = [self.url, *self.headers.values(), *_list_texts(self.form), *_list_texts(self.tree)]
        texts += _list_texts(self.body)
        return self.sign is not None or any("secret" in Template.parse(one).names for one in texts)


class WebhookChannel(_WebChannel):
    """A receiver that shares a secret with us."""

    kind: Literal["webhook"]
    secret_file: Path
    key_id: str = Field(default="1", pattern=r"^[!-~]{1,64}$")

    @field_validator("url")
    @classmethod
    def _is_one_address(cls, url: str) -> str:
        if Template.parse(url).names:
            raise ValueError("a webhook has one address: the person's stands in the body")
        return url


class SmtpChannel(_Channel):
    """The site's mail server; ``port`` follows from ``security`` if absent."""

    kind: Literal["smtp"]
    host: str = Field(min_length=1)
    port: int | None = Field(default=None, ge=1, le=65535)
    security: Literal["starttls", "tls", "none"] = "starttls"
    sender: str = Field(pattern=r"^[^@\s<>]+@[^@\s<>]+$")
    username: str = ""
    password_file: Path | None = None
    ca: Path | None = None

    @model_validator(mode="after")
    def _log_in_only_over_tls(self) -> Self:
        if bool(self.username) != (self.password_file is not None):
            raise ValueError("username and password_file belong together")
        if self.username and self.security == "none":
            raise ValueError('a login over security = "none" would show the password to everybody')
        return self

    @property
    def door(self) -> int:
        """The port."""
        return self.port or {"starttls": 587, "tls": 465, "none": 25}[self.security]


class AppriseChannel(_Channel):
    """``url_file`` holds Apprise's address of a service; it is a secret as a whole."""

    kind: Literal["apprise"]
    url_file: Path

    @model_validator(mode="after")
    def _is_installed(self) -> Self:
        if importlib.util.find_spec("apprise") is None:
            raise ValueError("Apprise is not installed: pip install 'hazardwatch[apprise]'")
        return self


class NowhereChannel(_Channel):
    """Takes everything and carries nothing: for demonstrations and drills."""

    kind: Literal["nowhere"]


ChannelSettings = Annotated[
    HttpChannel | WebhookChannel | SmtpChannel | AppriseChannel | NowhereChannel,
    Field(discriminator="kind"),
]


class NotifySettings(BaseModel):
    """``[notify.channels.NAME]``, the names that addresses and ``via`` of the plant use.

    ``sirens`` are those of them that sound a siren or light a signal tower of the monitoring
    centre (nothing of the plant): a desk's sound test tries them.
    """

    model_config = ConfigDict(extra="forbid")

    channels: Mapping[ChannelName, ChannelSettings] = {}
    sirens: tuple[ChannelName, ...] = Field(default=(), max_length=MOST_SIRENS)

    @field_validator("sirens")
    @classmethod
    def _name_each_once(cls, sirens: tuple[str, ...]) -> tuple[str, ...]:
        twice = [name for name, times in Counter(sirens).items() if times > 1]
        if twice:
            raise ValueError(f"{' '.join(twice)}: named twice")
        return sirens

    @model_validator(mode="after")
    def _sound_by_channels(self) -> Self:
        for name in self.sirens:
            channel = self.channels.get(name)
            if channel is None:
                raise ValueError(f"sirens: {name} has no [notify.channels.{name}]")
            if channel.kind == "smtp":
                raise ValueError(f"sirens: {name} is a mail server, which sounds nothing")
        return self


def check_web_address(url: str) -> None:
    """An address of a web server whose host is written out, without a login.

    :raises ValueError: it is none; it is not quoted, since it may hold a secret.
    """
    try:
        parts = urlsplit(url)
        fit = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        fit = False
    if not fit or set(parts.netloc) & set("{}@") or not url.isascii() or " " in url:
        raise ValueError("an address reads http[s]://host[:port]/…, its host written out")


def is_here(host: str | None) -> bool:
    """Whether a host is this machine, as far as its name tells."""
    try:
        return host == "localhost" or ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False


def anchor_channels(notify: Any, folder: Path) -> Any:
    """The table ``notify`` with the relative paths of its channels below ``folder``."""
    channels = notify.get("channels") if isinstance(notify, dict) else None
    if not isinstance(channels, dict):
        return notify
    return {**notify, "channels": {name: _anchor(one, folder) for name, one in channels.items()}}


def _anchor(channel: Any, folder: Path) -> Any:
    if not isinstance(channel, dict):
        return channel
    paths = {key: channel[key] for key in CHANNEL_PATHS if isinstance(channel.get(key), str)}
    return channel | {key: str(folder / path) for key, path in paths.items()}


def _list_texts(tree: Any) -> list[str]:
    """Every text in a JSON value."""
    if isinstance(tree, str):
        return [tree]
    if isinstance(tree, Mapping):
        return [text for item in tree.values() for text in _list_texts(item)]
    return [text for item in tree for text in _list_texts(item)] if isinstance(tree, list) else []
