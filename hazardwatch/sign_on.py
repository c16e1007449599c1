"""From the settings ``oidc.*`` to a client of the site's identity provider; nothing is asked yet.

A provider that is away keeps nothing from starting: people log in with local accounts meanwhile.
"""

from collections.abc import Callable, Iterator

from alerting.channels.bounds import Bounds
from alerting.channels.web_caller import WebCaller
from dashboard_api.oidc_claims import ClaimRules
from dashboard_api.oidc_provider import Provider, Registration
from dashboard_api.roles import ROLES
from hazardwatch.notify_channels import UnusableError, read_secret, trust
from hazardwatch.oidc_settings import OidcSettings
from hazardwatch.settings import SettingsError
from plant.reading import Instant
from plant.wording import Words


def make_provider(settings: OidcSettings, now: Callable[[], Instant]) -> tuple[Provider, WebCaller]:
    """The provider's client, and what it calls by, which whoever has them closes.

    :param now: the wall clock, ms.
    :raises SettingsError: a file can't be used, or there is no such role.
    """
    try:
        secret = read_secret(settings.client_secret_file, "client_secret_file")
        caller = WebCaller(Bounds(settings.timeout_s), trust(settings.ca))
    except UnusableError as error:
        raise SettingsError([f"oidc.{error}"]) from error
    objections = list(_object_to_roles(settings))
    if objections:
        raise SettingsError(objections)
    rules = ClaimRules(
        settings.name_claim, settings.role_claim, settings.roles, settings.place_claim
    )
    label = Words(settings.label.zh, settings.label.en)
    return Provider(_register(settings, secret), rules, label, caller.call, now), caller


def _object_to_roles(settings: OidcSettings) -> Iterator[str]:
    for value, role in settings.roles.items():
        if role not in ROLES:
            yield f"oidc.roles.{value}: no such role: {role}; there are {' '.join(ROLES)}"
        elif ROLES[role].place == "enterprise" and not settings.place_claim:
            yield f"oidc.roles.{value}: {role} accounts need oidc.place_claim"


def _register(settings: OidcSettings, secret: str) -> Registration:
    return Registration(
        issuer=settings.issuer,
        client_id=settings.client_id,
        client_secret=secret,
        public_url=settings.public_url,
        scopes=settings.scopes,
        auth_method=settings.client_auth if secret else "none",
        userinfo=settings.userinfo,
        prompt=settings.prompt,
        https=not settings.plain_http,
    )
