"""REST: logging in and out, who one is, and tickets for the live websocket."""

from anyio import to_thread
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from dashboard_api import passwords, session_wire, wire
from dashboard_api.access import (
    Anybody,
    clear_session_cookie,
    is_own_origin,
    set_session_cookie,
)
from dashboard_api.audit_note import note_of, tell_remote
from dashboard_api.desk import desk_of
from dashboard_api.problems import ProblemError
from dashboard_api.queries import decode_body, give, read_body
from dashboard_api.responses import OPEN, PREFIX, answers, takes

router = APIRouter(prefix=PREFIX, tags=["auth"])


@router.post(
    "/auth/login",
    responses=answers(session_wire.LoggedIn, 400, 413, 429),
    openapi_extra={**takes(wire.Login), **OPEN},
    response_class=Response,
)
async def log_in(request: Request) -> Response:
    """Begin a session of twelve hours; the token also comes as a cookie."""
    if not is_own_origin(request):
        raise ProblemError(403, "foreign-request", "log in from the console's own page")
    desk = desk_of(request)
    given = decode_body(await read_body(request), wire.Login)
    note = note_of(request)
    note.object = (
        given.username if await to_thread.run_sync(desk.people.knows, given.username) else ""
    )
    token, session = await passwords.log_in(
        desk.people, given, desk.ports.wall(), tell_remote(request.scope)
    )
    note.name(session)
    response = give(request, session_wire.LoggedIn(token, session.expires))
    response.headers["Cache-Control"] = "no-store"
    set_session_cookie(response, token, secure=request.url.scheme == "https")
    return response


@router.post("/auth/logout", responses=answers(None), status_code=204, response_class=Response)
async def log_out(request: Request, session: Anybody) -> Response:
    """End the session and take the cookie back."""
    await to_thread.run_sync(desk_of(request).people.log_out, session)
    response = Response(status_code=204)
    clear_session_cookie(response)
    return response


@router.get("/auth/me", responses=answers(session_wire.Me), response_class=Response)
async def show_me(request: Request, session: Anybody) -> Response:
    """Who is logged in, and what that person may do."""
    me = session_wire.Me(
        session.name,
        session.role,
        list(session.rights),
        session.expires,
        session.enterprise,
        session.place,
        sign_on=bool(session.issuer),
    )
    return give(request, me)


@router.post("/live/tickets", responses=answers(session_wire.Ticket), response_class=Response)
async def issue_ticket(request: Request, session: Anybody) -> Response:
    """A pass for one connection to the live websocket within thirty seconds."""
    desk = desk_of(request)
    ticket, expires = desk.tickets.issue(session, desk.ports.wall())
    response = give(request, session_wire.Ticket(ticket, expires))
    response.headers["Cache-Control"] = "no-store"
    return response
