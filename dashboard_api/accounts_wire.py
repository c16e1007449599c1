"""Accounts and sessions as they cross the border of the dashboard: shapes only.

Every instant is an integer of milliseconds. A password comes in and never goes out.
"""

from typing import Annotated

from msgspec import Meta, Struct

from dashboard_api.people import Known, Session


class AccountRow(Struct, frozen=True, kw_only=True):
    """Who may log in. ``version`` is another one after any change, and the account's entity tag;
    ``sessions`` counts where the person is logged in, ``yours``: it is who asks. ``issuer``: the
    identity provider of who comes by single sign-on, whose role and place it decides.
    """

    name: str
    role: str
    place: str
    version: str
    sessions: int
    yours: bool
    issuer: str


class AccountPage(Struct, frozen=True):
    """Accounts by name, and what they may be: the roles that there are, and the places' names."""

    items: list[AccountRow]
    next: str | None
    roles: dict[str, "RoleRow"]
    places: list["PlaceRow"]


class PlaceRow(Struct, frozen=True):
    """An area or an enterprise."""

    id: str
    name: str
    name_en: str


class RoleRow(Struct, frozen=True, kw_only=True):
    """``place``: ``none``, ``any`` or ``enterprise``; ``places`` are those of this site, by id."""

    rights: list[str]
    place: str
    places: list[str]


class AccountRequest(Struct, frozen=True, kw_only=True):
    """An account as it is to be; without ``password`` that stays what it is."""

    role: Annotated[str, Meta(max_length=32)]
    place: Annotated[str, Meta(max_length=64)] = ""
    password: Annotated[str, Meta(max_length=1024)] | None = None


class PasswordRequest(Struct, frozen=True, kw_only=True):
    """Another password for oneself; the old one is asked for."""

    old: Annotated[str, Meta(max_length=1024)]
    new: Annotated[str, Meta(max_length=1024)]


class SessionRow(Struct, frozen=True, kw_only=True):
    """Somebody who is logged in. ``since`` is null and ``remote`` empty where that is not known."""

    name: str
    role: str
    place: str
    since: int | None
    until: int
    remote: str
    yours: bool
    issuer: str


class SessionPage(Struct, frozen=True):
    """Sessions, the newest first."""

    items: list[SessionRow]
    next: str | None


class SessionsEnded(Struct, frozen=True):
    """How many sessions there were."""

    ended: int


def account_row(known: Known, sessions: int, asks: Session) -> AccountRow:
    """The wire's row of an account."""
    account = known.account
    return AccountRow(
        name=account.name,
        role=account.role,
        place=account.place,
        version=known.stamp,
        sessions=sessions,
        yours=account.name == asks.name,
        issuer=account.issuer,
    )


def session_row(session: Session, asks: Session) -> SessionRow:
    """The wire's row of a session."""
    return SessionRow(
        name=session.name,
        role=session.role,
        place=session.place,
        since=session.since or None,
        until=session.expires,
        remote=session.remote,
        yours=session.key == asks.key,
        issuer=session.issuer,
    )
