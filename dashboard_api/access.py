"""Who may do what and where: sessions from requests, rights, and the guard against foreign pages.

A session's token comes as ``Authorization: Bearer`` or as the cookie that log-in sets. A browser
sends a cookie along whoever asks it to, so an unsafe request with the cookie alone must also carry
``X-Hazardwatch: 1``, which a foreign page can't set, and no foreign ``Origin``.
"""

import time
from collections.abc import Awaitable, Callable
from typing import Annotated, Final
from urllib.parse import urlsplit

from fastapi import Depends
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from dashboard_api.audit_note import note_of
from dashboard_api.desk import desk_of, seat
from dashboard_api.people import SESSION_MS, Session
from dashboard_api.problems import ProblemError
from dashboard_api.rates import tell_seconds

COOKIE: Final = "hazardwatch_session"
_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})


def is_own_origin(connection: HTTPConnection) -> bool:
    """Whether the page that asks was served by us; programs send no ``Origin`` and pass."""
    origin = connection.headers.get("origin")
    if origin is None or origin in desk_of(connection).origins:
        return True
    return urlsplit(origin).netloc == connection.headers.get("host")


async def authenticate(request: Request) -> Session:
    """The session of a request.

    :raises ProblemError: 401 without a valid token, 403 for a cookie that a foreign page may
        have used, 429 for a person who asks too often.
    """
    desk = desk_of(request)
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        token = request.cookies.get(COOKIE, "")
        if token and request.method not in _SAFE:
            _refuse_foreign(request)
    session = desk.people.who(token.strip(), desk.ports.wall())
    if session is None:
        raise unauthenticated("unauthenticated")
    note_of(request).name(session)
    # Who reads too much can still acknowledge.
    errand = "read" if request.method in _SAFE else "act"
    wait_s = desk.rates.take(f"{errand} {session.name}", time.monotonic())
    if wait_s:
        raise ProblemError(429, "too-many-requests", headers={"Retry-After": tell_seconds(wait_s)})
    seat(request, session.place)
    return session


def set_session_cookie(response: Response, token: str, *, secure: bool) -> None:
    """Give the browser a session's token, which no script can read and no foreign page can use.

    :param secure: the browser is to send it over https alone.
    """
    response.set_cookie(
        COOKIE,
        token,
        max_age=SESSION_MS // 1000,
        httponly=True,
        samesite="strict",
        secure=secure,
    )


def clear_session_cookie(response: Response) -> None:
    """Take the session's token back."""
    response.delete_cookie(COOKIE, httponly=True, samesite="strict")


def unauthenticated(kind: str, detail: str = "") -> ProblemError:
    """The refusal of who is not known, which has to name the way in (RFC 9110 §15.5.2)."""
    return ProblemError(401, kind, detail, headers={"WWW-Authenticate": "Bearer"})


def _refuse_foreign(request: Request) -> None:
    if request.headers.get("x-hazardwatch") != "1" or not is_own_origin(request):
        raise ProblemError(403, "foreign-request", "a cookie needs the header X-Hazardwatch: 1")


def require(*rights: str) -> Callable[[Request], Awaitable[Session]]:
    """A dependency that lets pass who has one of these rights."""

    async def check(request: Request) -> Session:
        session = await authenticate(request)
        if not set(rights) & set(session.rights):
            raise ProblemError(403, "forbidden", f"needs the right to {' or '.join(rights)}")
        return session

    return check


Reader = Annotated[Session, Depends(require("read"))]
Replayer = Annotated[Session, Depends(require("replay"))]
Anybody = Annotated[Session, Depends(authenticate)]
