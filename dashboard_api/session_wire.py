"""What crosses the border when somebody comes, is asked who he is, and goes, as types.

Shapes only, contract section 6; :mod:`dashboard_api.routes_auth` and
:mod:`dashboard_api.routes_oidc` make them. Every instant is an integer of milliseconds UTC.
"""

from msgspec import Struct

from dashboard_api.wire import Message


class LoggedIn(Struct, frozen=True):
    token: str
    expires: int


class Ticket(Struct, frozen=True):
    """A one-use pass for the live websocket."""

    ticket: str
    expires: int


class Me(Struct, frozen=True):
    user: str
    role: str
    scopes: list[str]
    expires: int
    enterprise: str = ""
    """Whose records the account handles, empty where it acts for the park."""
    place: str = ""
    """The area or enterprise to which it is limited, empty for the whole site."""
    sign_on: bool = False
    """Logged in by single sign-on: ``POST auth/oidc/logout`` ends the provider's session too."""


class SignOn(Struct, frozen=True):
    """Single sign-on: what its button says, and the address to which that leads a browser."""

    label: Message
    login: str


class SignOnOffer(Struct, frozen=True):
    """``sign_on`` is null where the site has none."""

    sign_on: SignOn | None


class Farewell(Struct, frozen=True):
    """Where the identity provider ends its own session; null where there is nothing to end."""

    url: str | None
