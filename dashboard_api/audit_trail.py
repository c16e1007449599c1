"""What is audited: the one place where that is decided, for REST and the live websocket.

Everything that may change something is, whatever came of it: a new unsafe route or websocket
command is audited without having to think of it. Of what only reads, exports and the audit log
itself are, and what was refused for want of a session or a right, or as too much.

Over HTTP this is a plain ASGI middleware: the answer begins when its row is durable, or half a
second later (:mod:`dashboard_api.audit_log`).
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard_api import frames
from dashboard_api.audit import (
    ACCOUNT_REMOVED,
    ACCOUNT_SET,
    ELSE,
    PASSWORD_CHANGED,
    SESSIONS_ENDED,
    Act,
)
from dashboard_api.audit_log import AuditLog
from dashboard_api.audit_note import NOTE, Note, tell_remote
from dashboard_api.envelope import METHODS, REQUEST_ID
from dashboard_api.people import Session
from plant.reading import Instant

API: Final = "/api/v1"

SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
READ_WITH_A_TRACE: Final = ("/exports/", "/audit")
"""Beginnings of the paths, below :data:`API`, of which reading is an act."""

SIGN_ON: Final = "/auth/oidc/callback"
"""Where a browser comes back to from the identity provider: a log-in by GET."""

REFUSED: Final = frozenset({401, 403, 429})

NAMES: Final[Mapping[tuple[str, str], str]] = {
    ("POST", "/auth/login"): "login",
    ("GET", SIGN_ON): "login",
    ("POST", "/auth/logout"): "logout",
    ("POST", "/auth/oidc/logout"): "logout",
    ("POST", "/auth/password"): PASSWORD_CHANGED,
    ("PUT", "/accounts/{name}"): ACCOUNT_SET,
    ("DELETE", "/accounts/{name}"): ACCOUNT_REMOVED,
    ("DELETE", "/accounts/{name}/sessions"): SESSIONS_ENDED,
}
"""Actions with a name of their own; all others are called by method and route."""

LIVE: Final = "live"
"""The action of who asks for the websocket and is refused."""

Clock = Callable[[], Instant]


class AuditTrail:
    """Wraps the application."""

    def __init__(self, app: ASGIApp, log: AuditLog, clock: Clock) -> None:
        self._app = app
        self._log = log
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        note = scope[NOTE] = Note()
        answered = False

        async def send_on(message: Message) -> None:
            nonlocal answered
            if message["type"] == "http.response.start":
                answered = True
                await self._record(scope, note, message["status"], Headers(raw=message["headers"]))
            await send(message)

        try:
            await self._app(scope, receive, send_on)
        except Exception:
            if not answered:
                await self._record(scope, note, 500, Headers())
            raise

    async def _record(self, scope: Scope, note: Note, status: int, headers: Headers) -> None:
        if not is_audited(scope["method"], _name_route(scope), status):
            return
        act = describe_request(scope, note, status, headers, self._clock())
        if status >= 400 and (status in REFUSED or not note.actor):
            await self._log.record_refusal(act)
        else:
            await self._log.record([act])


def is_audited(method: str, route: str, status: int) -> bool:
    """Whether a request leaves a row."""
    acts = method not in SAFE or route == SIGN_ON or route.startswith(READ_WITH_A_TRACE)
    return acts or status in REFUSED


def describe_request(
    scope: Scope, note: Note, status: int, headers: Mapping[str, str], now: Instant
) -> Act:
    """The row of a request that is being answered."""
    method = scope["method"] if scope["method"] in METHODS else ELSE
    route = _name_route(scope)
    action = NAMES.get((method, route), f"{method} {route}")
    if action == "login" and status >= 400:
        action = "login_failed"
    return Act(
        at=now,
        actor=note.actor,
        role=note.role,
        place=note.place,
        action=action,
        object=note.object or _name_object(scope, headers),
        outcome=str(status),
        remote=tell_remote(scope),
        request_id=scope.get(REQUEST_ID, ""),
        detail=note.refusal or note.detail or _tell_question(scope, route),
    )


def describe_command(
    frame: frames.CommandFrame, session: Session, scope: Scope, answer: frames.Result, now: Instant
) -> Iterator[Act]:
    """A row for every alarm of a websocket command, or one for a command of none."""
    why = {one.key: one.detail for one in answer.refused}
    outcomes = dict.fromkeys(answer.ok, "ok") | dict.fromkeys(answer.conflict, "conflict")
    refused, problem = "refused", ""
    if answer.problem is not None:
        refused, problem = str(answer.problem.status), answer.problem.type.rpartition(":")[2]
    for alarm in dict.fromkeys(seen.key for seen in frame.alarms) or [""]:
        outcome = outcomes.get(alarm, refused)
        yield Act(
            at=now,
            actor=session.name,
            role=session.role,
            place=session.place,
            action=str(frame.__struct_config__.tag),
            object=alarm,
            outcome=outcome,
            remote=tell_remote(scope),
            request_id=str(frame.id),
            detail=why.get(alarm, problem),
        )


def describe_stranger(scope: Scope, status: int, why: str, now: Instant, actor: str = "") -> Act:
    """The row of who asked for the websocket and did not get it."""
    return Act(
        at=now,
        actor=actor,
        action=LIVE,
        outcome=str(status),
        remote=tell_remote(scope),
        detail=why,
    )


def _name_route(scope: Scope) -> str:
    """The route's template below the API; nothing of what a client made up."""
    path: Any = getattr(scope.get("route"), "path", ELSE)
    return str(path).removeprefix(API)


def _name_object(scope: Scope, headers: Mapping[str, str]) -> str:
    """What the path names, else what was made: the end of its address."""
    named = "/".join(str(value) for value in scope.get("path_params", {}).values())
    return named or headers.get("location", "").rpartition("/")[2]


def _tell_question(scope: Scope, route: str) -> str:
    """What was asked of an export or of the audit log: its query, which holds no secret."""
    if not route.startswith(READ_WITH_A_TRACE):
        return ""
    return str(scope.get("query_string", b"").decode("latin-1"))
