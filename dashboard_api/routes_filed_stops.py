"""REST: filed stops (报备停用): what is filed, and what people do about it.

Who may do what is the scopes' business (:data:`dashboard_api.people.SCOPES`), what a stop may be
and where it leads :mod:`alerting.filed_stops`'.
"""

from collections.abc import Awaitable
from typing import Annotated, Final, TypeVar

from fastapi import APIRouter, Path, Query
from starlette.requests import Request
from starlette.responses import Response

from alerting.filed_stops.life_cycle import StopRefusal
from alerting.filed_stops.stop import FiledStop, StopAction, StopCommand, StopState
from alerting.filed_stops.wishes import Objection
from dashboard_api import filed_stops_wire as stops_wire
from dashboard_api.access import Reader
from dashboard_api.desk import Desk, desk_of
from dashboard_api.filed_stops_rows import StopRows, read_request, stop_rules
from dashboard_api.people import Session
from dashboard_api.ports import UnavailableError
from dashboard_api.problems import ProblemError, not_found
from dashboard_api.queries import (
    Cursor,
    Limit,
    cut_page,
    decode_body,
    give,
    match_version,
    read_body,
    read_id,
)
from dashboard_api.responses import PREFIX, answers, takes
from dashboard_api.stop_ports import StopDesk

router = APIRouter(prefix=PREFIX, tags=["filed stops"])

_T = TypeVar("_T")

FILE: Final = "file_stops"
DECIDE: Final = "decide_stops"

_SCOPES: Final = {
    StopAction.APPROVE: DECIDE,
    StopAction.REFUSE: DECIDE,
    StopAction.WITHDRAW: FILE,
    StopAction.END: FILE,
}
"""The scope that an action needs; who decides may also withdraw and end."""

_FORBIDDEN: Final = frozenset({StopRefusal.OWN_REQUEST, StopRefusal.NOT_YOURS})

StopId = Annotated[str, Path(alias="id", max_length=64)]
States = Annotated[list[StopState] | None, Query(alias="state")]
InForce = Annotated[bool, Query(description="only those in force at this moment")]


@router.get(
    "/filed-stops", responses=answers(stops_wire.FiledStopPage, 503), response_class=Response
)
async def list_stops(
    request: Request,
    _: Reader,
    state: States = None,
    hazard: Annotated[str | None, Query()] = None,
    enterprise: Annotated[str | None, Query()] = None,
    now: InForce = False,  # noqa: FBT002 - a query has names
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Response:
    """Filed stops, newest request first. `hazard`: those that cover anything there."""
    desk, stops = desk_of(request), find_desk(request)
    rows = _make_rows(desk, stops)
    moment = desk.ports.now()
    wanted = [
        stop
        for stop in reversed(stops.list_all())
        if (state is None or stop.state in state)
        and (enterprise is None or stop.wish.enterprise == read_id(enterprise))
        and (hazard is None or rows.touches(stop, read_id(hazard)))
        and (not now or (stop.state is StopState.IN_FORCE and moment < stop.wish.until))
    ]
    page, more = cut_page(wanted, lambda stop: stop.id, limit, cursor)
    return give(request, stops_wire.FiledStopPage([rows.make(stop) for stop in page], more))


@router.get(
    "/filed-stops/rules", responses=answers(stops_wire.StopRules, 503), response_class=Response
)
async def show_rules(request: Request, session: Reader) -> Response:
    """How long a stop may last, how far ahead it may be filed, and what who asks may do."""
    scopes = session.rights
    rules = stop_rules(
        find_desk(request).policy, may_file=FILE in scopes, may_decide=DECIDE in scopes
    )
    return give(request, rules)


@router.get(
    "/filed-stops/{id}",  # noqa: FAST003 - taken by StopId's alias, which ruff does not see
    responses=answers(stops_wire.FiledStopRow, 404, 503),
    response_class=Response,
)
async def show_stop(request: Request, _: Reader, stop: StopId) -> Response:
    """One filed stop. Its entity tag begins with its version."""
    return _give(request, _find(find_desk(request), stop))


@router.post(
    "/filed-stops",
    responses={
        **answers(None, 400, 413, 503),
        201: answers(stops_wire.FiledStopRow)[200] | {"description": "filed"},
    },
    openapi_extra=takes(stops_wire.StopRequest),
    response_class=Response,
    status_code=201,
)
async def file_stop(request: Request, session: Reader) -> Response:
    """File a stop for approval. A wish against the rules is refused with the rule's name (422)."""
    _need(session, FILE)
    desk, stops = desk_of(request), find_desk(request)
    body = await read_body(request)
    wish = read_request(decode_body(body, stops_wire.StopRequest))

    async def act() -> Response:
        answer = await _carry_out(stops.request(wish, session.name))
        if isinstance(answer, Objection):
            detail = f"{answer.refusal}: {answer.detail}" if answer.detail else answer.refusal
            raise ProblemError(422, "refused", detail)
        response = _give(request, answer)
        response.status_code = 201
        response.headers["Location"] = f"{PREFIX}/filed-stops/{answer.id}"
        return response

    return await desk.repeats.once(request, session, body, desk.ports.wall(), act)


async def act_on_stop(
    request: Request, session: Session, stop: str, action: StopAction
) -> Response:
    """Decide about a stop, withdraw or end it, as the person who is logged in."""
    needed = _SCOPES[action]
    if DECIDE not in session.rights:
        _need(session, needed)
    desk, stops = desk_of(request), find_desk(request)
    body = await read_body(request)
    asked = decode_body(body, stops_wire.StopDecision)

    async def act() -> Response:
        exact = match_version(request.headers.get("if-match"), _find(stops, stop).version)
        command = StopCommand(
            action, stop, session.name, asked.reason, exact, DECIDE in session.rights
        )
        return _give(request, _report(stops, stop, await _carry_out(stops.act(command))))

    return await desk.repeats.once(request, session, body, desk.ports.wall(), act)


def _add_action(action: StopAction) -> None:
    async def act(request: Request, session: Reader, stop: StopId) -> Response:
        return await act_on_stop(request, session, read_id(stop), action)

    router.add_api_route(
        f"/filed-stops/{{id}}/{action}",
        act,
        methods=["POST"],
        name=f"{action} a filed stop",
        description="The answer is the stop as it stands then.",
        responses=answers(stops_wire.FiledStopRow, 400, 404, 409, 412, 413, 503),
        openapi_extra=takes(stops_wire.StopDecision, required=False),
        response_class=Response,
    )


for _action in StopAction:
    _add_action(_action)


def find_desk(request: Request) -> StopDesk:
    """The desk for filed stops.

    :raises ProblemError: 503, there is none: nothing is filed in a replay.
    """
    stops = desk_of(request).ports.stops
    if stops is None:
        raise ProblemError(503, "unavailable", "stops are not filed in a replay")
    return stops


def _need(session: Session, scope: str) -> None:
    if scope not in session.rights:
        raise ProblemError(403, "forbidden", f"needs the right to {scope}")


def _find(stops: StopDesk, stop: str) -> FiledStop:
    found = stops.get(stop)
    if found is None:
        raise not_found("filed stop", stop)
    return found


def _make_rows(desk: Desk, stops: StopDesk) -> StopRows:
    return StopRows(stops.list_all(), desk.ports.plant(), stops.gateway_of)


def _give(request: Request, stop: FiledStop) -> Response:
    rows = _make_rows(desk_of(request), find_desk(request))
    return give(request, rows.make(stop), stop.version)


async def _carry_out(doing: Awaitable[_T]) -> _T:
    try:
        return await doing
    except UnavailableError as error:
        raise ProblemError(503, "not-confirmed", str(error)) from error


def _report(stops: StopDesk, stop: str, answer: FiledStop | StopRefusal) -> FiledStop:
    """The stop after an action that was carried out.

    :raises ProblemError: 412 another version, 403 not this person's to do, 409 refused.
    """
    if isinstance(answer, FiledStop):
        return answer
    found = _find(stops, stop)
    if answer is StopRefusal.VERSION_PASSED:
        raise ProblemError(412, "stale-version", f"{answer}: it is at version {found.version}")
    raise ProblemError(403 if answer in _FORBIDDEN else 409, "refused", answer)
