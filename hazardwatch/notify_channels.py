"""From the settings ``notify.*`` to the channels themselves: their secrets read, nothing connected.

Which channels a plant's ladders name is compared with those that there are here too.
"""

import ssl
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from alerting.channels.apprise_robot import AppriseMissingError, AppriseRobot
from alerting.channels.bounds import Bounds
from alerting.channels.nowhere import Nowhere
from alerting.channels.reply import Expectation
from alerting.channels.smtp_mail import MailServer, SmtpMail
from alerting.channels.template import Template
from alerting.channels.vendor_signatures import sign_aliyun, sign_tencent
from alerting.channels.web_request import RequestTemplate, parse_tree
from alerting.notice import Channel
from hazardwatch.notify_settings import (
    AppriseChannel,
    ChannelSettings,
    HttpChannel,
    NotifySettings,
    SmtpChannel,
    WebhookChannel,
)
from hazardwatch.settings import SettingsError
from plant.reading import Instant
from plant.words import Plant

if TYPE_CHECKING:
    from alerting.channels.http_provider import Sign

SHORTEST_SECRET: Final = 16
"""Characters of a webhook's secret: fewer can be guessed."""

Clock = Callable[[], Instant]


def make_channels(settings: NotifySettings, now: Clock) -> dict[str, Channel]:
    """Every channel by its name; who has them closes them.

    :param now: the wall clock, ms.
    :raises SettingsError: with every complaint at once: a file can't be used.
    """
    channels: dict[str, Channel] = {}
    complaints: list[str] = []
    for name, one in settings.channels.items():
        try:
            channels[name] = make_channel(name, one, now)
        except UnusableError as error:
            complaints.append(f"notify.channels.{name}.{error}")
    if complaints:
        raise SettingsError(complaints)
    return channels


def name_missing_channels(plant: Plant, settings: NotifySettings) -> list[str]:
    """A complaint for each channel that a ladder of the plant names and the settings lack."""
    return [
        f"notify.channels.{channel} is missing: escalation {ladder.id} of the plant names it"
        for ladder in plant.escalations
        for channel in dict.fromkeys(one for step in ladder.steps for one in step.via)
        if channel not in settings.channels
    ]


def make_channel(name: str, settings: ChannelSettings, now: Clock) -> Channel:
    bounds = Bounds(settings.timeout_s, settings.at_once)
    match settings:
        case HttpChannel():
            return _make_provider(name, settings, bounds, now)
        case WebhookChannel():
            return _make_webhook(name, settings, bounds, now)
        case SmtpChannel():
            server = MailServer(
                settings.host,
                settings.door,
                settings.security,
                settings.username,
                read_secret(settings.password_file, "password_file"),
                trust(settings.ca) or ssl.create_default_context(),
            )
            return SmtpMail(name, server, settings.sender, bounds, now)
        case AppriseChannel():
            return _make_robot(name, settings, bounds)
        case _:
            return Nowhere(name)


class UnusableError(Exception):
    """A file that a setting names can't be used; what it holds is never said."""

    def __init__(self, key: str, file: Path | None, reason: str) -> None:
        super().__init__(f"{key} {file}: {reason}")


def _make_webhook(name: str, settings: WebhookChannel, bounds: Bounds, now: Clock) -> Channel:
    # A tenth of the whole start, which a site without such a channel need not wait for.
    from alerting.channels.signed_webhook import SignedWebhook
    from alerting.channels.web_caller import WebCaller

    secret = read_secret(settings.secret_file, "secret_file")
    if len(secret) < SHORTEST_SECRET:
        short = f"under {SHORTEST_SECRET} characters"
        raise UnusableError("secret_file", settings.secret_file, short)
    caller = WebCaller(bounds, trust(settings.ca), settings.proxy)
    return SignedWebhook(name, caller, settings.url, secret, settings.key_id, now)


def _make_provider(name: str, settings: HttpChannel, bounds: Bounds, now: Clock) -> Channel:
    from alerting.channels.http_provider import HttpProvider
    from alerting.channels.web_caller import WebCaller

    secret = read_secret(settings.secret_file, "secret_file")
    template = RequestTemplate(
        url=Template.parse(settings.url),
        method=settings.method,
        headers={key: Template.parse(text) for key, text in settings.headers.items()},
        form=None if settings.form is None else parse_tree(settings.form),
        tree=None if settings.tree is None else parse_tree(settings.tree),
        text=None if settings.body is None else Template.parse(settings.body),
        content_type=settings.content_type,
    )
    return HttpProvider(
        name,
        WebCaller(bounds, trust(settings.ca), settings.proxy),
        template,
        _expect(settings),
        secret=secret,
        sign=_choose_signature(settings, secret, now),
    )


def _expect(settings: HttpChannel) -> Expectation:
    return Expectation(
        status=settings.success_status,
        code=settings.code,
        success=_as_texts(settings.success),
        lasting_status=settings.lasting_status,
        lasting=_as_texts(settings.lasting_codes),
        reference=settings.reference,
        detail=settings.detail,
    )


def _as_texts(values: tuple[str | int | bool, ...]) -> tuple[str, ...]:
    """As JSON writes them, texts without quotes: what an answer's codes are compared with."""
    return tuple(str(one).lower() if isinstance(one, bool) else str(one) for one in values)


def _choose_signature(settings: HttpChannel, secret: str, now: Clock) -> "Sign | None":
    key = settings.key_id
    if settings.sign == "aliyun":
        return lambda request: sign_aliyun(request, key, secret, now(), str(uuid.uuid4()))
    if settings.sign == "tencent":
        return lambda request: sign_tencent(request, key, secret, now())
    return None


def _make_robot(name: str, settings: AppriseChannel, bounds: Bounds) -> AppriseRobot:
    url = read_secret(settings.url_file, "url_file")
    if "://" not in url.partition("{")[0]:
        raise UnusableError("url_file", settings.url_file, "begins with no dingtalk:// or the like")
    try:
        return AppriseRobot(name, Template.parse(url), bounds)
    except (ValueError, AppriseMissingError) as error:
        raise UnusableError("url_file", settings.url_file, str(error)) from None


def read_secret(file: Path | None, key: str) -> str:
    """The one line that a file holds, empty without a file.

    :param key: the setting that names it.
    :raises UnusableError: it can't be read, or holds something else.
    """
    if file is None:
        return ""
    try:
        secret = file.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise UnusableError(key, file, error.strerror or "can't be read") from None
    except ValueError:
        raise UnusableError(key, file, "is not UTF-8") from None
    if not secret or "\n" in secret:
        raise UnusableError(key, file, "must hold one line")
    return secret


def trust(ca: Path | None) -> ssl.SSLContext | None:
    """Certificate authorities of the site's own, beside none of the system's.

    :raises UnusableError: the file holds none.
    """
    if ca is None:
        return None
    try:
        return ssl.create_default_context(cafile=ca)
    except OSError as error:  # ssl.SSLError too
        raise UnusableError("ca", ca, error.strerror or "holds no certificate") from None
