"""Single sign-on as the routes need it: who may come in, why not, and by which calls that is found.

Pure, and light to import: what speaks OpenID Connect is :mod:`dashboard_api.oidc_provider`, which a
house without single sign-on never loads.
"""

from collections import OrderedDict
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Protocol

from dashboard_api.oidc_flow import Flow, Flows
from plant.wording import Words

_TOKENS_KEPT: Final = 10_000


class Why(StrEnum):
    """Why somebody is not let in; each has its words in :mod:`dashboard_api.oidc_page`."""

    UNREACHABLE = "unreachable"
    """No answer, or none that could be read, within the time."""
    REFUSED = "refused"
    """The provider says no, for a reason that is neither the person's nor the code's."""
    CANCELLED = "cancelled"
    STALE = "stale"
    """Not begun in this browser, begun too long ago, or ended already."""
    CODE = "code"
    """The provider does not take the code (any more)."""
    CLOCK = "clock"
    """What it says is over already, or not yet: one of the two clocks is wrong."""
    UNTRUSTED = "untrusted"
    """Not said by the provider, not of us, or not in answer to this log-in."""
    NO_NAME = "no_name"
    NO_ROLE = "no_role"
    NO_PLACE = "no_place"
    NAME_TAKEN = "name_taken"


class NotLetInError(Exception):
    """Somebody is not let in; ``detail`` is for who keeps the provider or the configuration."""

    def __init__(self, why: Why, detail: str = "") -> None:
        super().__init__(f"{why}: {detail}")
        self.why = why
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Identity:
    """Who came in. ``issuer`` and ``subject`` together never change hands; a name may."""

    issuer: str
    subject: str
    name: str
    role: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Arrival:
    """An identity that the provider has vouched for; ``id_token`` names it when it leaves."""

    identity: Identity
    id_token: str


class SignOn(Protocol):
    """The one identity provider of a house."""

    @property
    def label(self) -> Words:
        """What is written on the button."""
        ...

    @property
    def public_url(self) -> str:
        """Where browsers reach this house: scheme, host and port."""
        ...

    async def send_off(self, flow: Flow) -> str:
        """The address at the provider to which a browser is sent to log in.

        :raises NotLetInError: the provider is not to be reached.
        """
        ...

    async def take_in(self, flow: Flow, code: str, issuer: str | None) -> Arrival:
        """Who a browser brings back, by the code that it brings.

        :param issuer: who says to have sent it (RFC 9207), None where nobody says.
        :raises NotLetInError: nobody who may come in.
        """
        ...

    async def bid_farewell(self, id_token: str) -> str | None:
        """The address at which the provider ends its own session, None if it offers none.

        :param id_token: the one of :class:`Arrival`, empty where it is no longer known.
        """
        ...


class IdTokens:
    """By which token the provider knows each session's person; at most 10,000, the oldest go.

    In memory only: after a restart the provider asks a person who leaves whether that is meant.
    """

    def __init__(self) -> None:
        self._of: OrderedDict[str, str] = OrderedDict()

    def keep(self, session: str, id_token: str) -> None:
        """Remember the token of a session."""
        self._of[session] = id_token
        if len(self._of) > _TOKENS_KEPT:
            self._of.popitem(last=False)

    def take(self, session: str) -> str:
        """The token of a session that ends, empty where it is not known."""
        return self._of.pop(session, "")


@dataclass(frozen=True, slots=True)
class SignOnDesk:
    """What the routes of single sign-on have at hand."""

    provider: SignOn
    flows: Flows = field(default_factory=Flows)
    id_tokens: IdTokens = field(default_factory=IdTokens)
