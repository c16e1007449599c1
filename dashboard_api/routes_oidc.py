"""REST: logging in and out by the site's identity provider (single sign-on, 统一身份认证).

Beside the log-in with a password (:mod:`dashboard_api.routes_auth`) and never in its way: where the
provider is away, one of these pages says so and leads back to it. The session that begins here is
one like any other. A browser walks through these addresses, so refusals are pages for people.
"""

from typing import Annotated, Any, Final

import structlog
from anyio import to_thread
from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from dashboard_api import wire
from dashboard_api.access import Anybody, clear_session_cookie, set_session_cookie
from dashboard_api.audit_note import note_of, tell_remote
from dashboard_api.desk import Desk, desk_of
from dashboard_api.oidc_claims import check_place
from dashboard_api.oidc_flow import FLOW_MS, Flow, keep_at_home
from dashboard_api.oidc_page import show_trouble, show_way_in
from dashboard_api.oidc_port import Arrival, NotLetInError, SignOnDesk, Why
from dashboard_api.people import NameTakenError
from dashboard_api.problems import ProblemError
from dashboard_api.queries import give
from dashboard_api.responses import OPEN, PREFIX, answers
from dashboard_api.session_wire import Farewell, SignOn, SignOnOffer
from plant.reading import Instant

router = APIRouter(prefix=PREFIX, tags=["auth"])

COOKIE: Final = "hazardwatch_sign_on"
_PLACE: Final = f"{PREFIX}/auth/oidc"
_NOT_BY_US: Final = frozenset(
    {"access_denied", "login_required", "interaction_required", "consent_required"}
)
"""Errors that the person, or who keeps the provider, has decided."""
_PAGE: Final[dict[str, Any]] = {
    "description": "a page for a person",
    "content": {"text/html": {"schema": {"type": "string"}}},
}
_PAGES: Final[dict[int | str, dict[str, Any]]] = {400: _PAGE, 403: _PAGE, 502: _PAGE}

Said = Annotated[str | None, Query(max_length=4096)]

_log = structlog.get_logger(__name__)


@router.get(
    "/auth/oidc",
    responses=answers(SignOnOffer),
    openapi_extra=OPEN,
    response_class=Response,
)
async def offer(request: Request) -> Response:
    """Whether there is single sign-on, what its button says, and where it begins."""
    desk = desk_of(request).sign_on
    if desk is None:
        return give(request, SignOnOffer(None))
    label = desk.provider.label
    begin = f"{desk.provider.public_url}{_PLACE}/login"
    return give(
        request,
        SignOnOffer(SignOn(wire.Message(label.zh, label.en), begin)),
    )


@router.get(
    "/auth/oidc/login",
    responses={**answers(None, 404), **_PAGES, 303: {"description": "on to the provider"}},
    status_code=303,
    openapi_extra=OPEN,
    response_class=Response,
)
async def begin(
    request: Request,
    to: Annotated[str | None, Query(alias="next", description="own page to come back to")] = None,
) -> Response:
    """Send a browser to the provider. Where it is to come back to must be a page of our own."""
    desk = desk_of(request)
    sign_on = _need(desk)
    key, flow = sign_on.flows.begin(keep_at_home(to), desk.ports.wall())
    try:
        address = await sign_on.provider.send_off(flow)
    except NotLetInError as error:
        return _refuse(error)
    response = RedirectResponse(address, 303, {"Cache-Control": "no-store"})
    # Lax: a strict cookie would not come along when the provider sends the browser back.
    response.set_cookie(
        COOKIE,
        key,
        max_age=FLOW_MS // 1000,
        path=_PLACE,
        httponly=True,
        samesite="lax",
        secure=_is_secure(sign_on),
    )
    return response


@router.get(
    "/auth/oidc/callback",
    responses={**answers(None, 404), **_PAGES, 200: _PAGE},
    openapi_extra=OPEN,
    response_class=Response,
)
async def come_back(
    request: Request,
    code: Said = None,
    state: Said = None,
    error: Said = None,
    error_description: Said = None,
    iss: Said = None,
) -> Response:
    """Where the provider sends the browser back to: begins a session, or says why not."""
    desk = desk_of(request)
    sign_on = _need(desk)
    try:
        flow = _end(sign_on, request, state or "", desk.ports.wall())
        code = _read_code(code, error, error_description or "")
        arrival = await sign_on.provider.take_in(flow, code, iss)
        return await _let_in(request, sign_on, flow, arrival)
    except NotLetInError as refusal:
        note_of(request).refusal = str(refusal.why)
        return _refuse(refusal)


@router.post("/auth/oidc/logout", responses=answers(Farewell), response_class=Response)
async def leave(request: Request, session: Anybody) -> Response:
    """End the session, and say where the provider ends its own (RP-Initiated Logout 1.0).

    Ours is over whatever becomes of the provider's.
    """
    desk = desk_of(request)
    await to_thread.run_sync(desk.people.log_out, session)
    address = None
    if desk.sign_on is not None and session.issuer:
        id_token = desk.sign_on.id_tokens.take(session.key)
        address = await desk.sign_on.provider.bid_farewell(id_token)
    response = give(request, Farewell(address))
    clear_session_cookie(response)
    response.headers["Cache-Control"] = "no-store"
    return response


def _need(desk: Desk) -> SignOnDesk:
    if desk.sign_on is None:
        raise ProblemError(404, "no-single-sign-on", "this platform has no single sign-on")
    return desk.sign_on


async def _let_in(request: Request, sign_on: SignOnDesk, flow: Flow, arrival: Arrival) -> Response:
    desk, note = desk_of(request), note_of(request)
    who = arrival.identity
    note.object = who.name
    check_place(who, desk.ports.plant())
    try:
        now, remote = desk.ports.wall(), tell_remote(request.scope)
        token, session = await to_thread.run_sync(desk.people.let_in, who, now, remote)
    except NameTakenError as error:
        raise NotLetInError(Why.NAME_TAKEN, who.name) from error
    note.name(session)
    sign_on.id_tokens.keep(session.key, arrival.id_token)
    _log.info("logged in by single sign-on", name=who.name, role=who.role, subject=who.subject)
    response = show_way_in(flow.to)
    set_session_cookie(response, token, secure=_is_secure(sign_on))
    response.delete_cookie(COOKIE, path=_PLACE, httponly=True, samesite="lax")
    return response


def _end(sign_on: SignOnDesk, request: Request, state: str, now: Instant) -> Flow:
    flow = sign_on.flows.end(request.cookies.get(COOKIE, ""), state, now)
    if flow is None:
        raise NotLetInError(Why.STALE)
    return flow


def _read_code(code: str | None, error: str | None, description: str) -> str:
    if code and not error:
        return code
    why = Why.CANCELLED if error in _NOT_BY_US else Why.REFUSED
    raise NotLetInError(why, f"{error or 'no code'} {description}".strip())


def _refuse(error: NotLetInError) -> Response:
    _log.warning("not logged in by single sign-on", why=error.why, detail=error.detail)
    return show_trouble(error)


def _is_secure(sign_on: SignOnDesk) -> bool:
    return sign_on.provider.public_url.startswith("https://")
