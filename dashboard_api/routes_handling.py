"""REST: the handling records (处置), what people do to them, and their figures.

An account of an enterprise finds its own records only; anybody else's are none to it. What an act
means and why it is refused is :mod:`alerting.handling_acts`' business, the files of a record are
:mod:`dashboard_api.routes_handling_files`'.
"""

from collections.abc import Awaitable, Mapping
from dataclasses import replace
from typing import Annotated, Final, TypeVar

from fastapi import APIRouter, Depends, Path, Query
from starlette.requests import Request
from starlette.responses import Response

from alerting.handling import (
    Act,
    Attachment,
    Call,
    Handling,
    HandlingEntry,
    Happening,
    Side,
    Step,
    Verdict,
)
from alerting.handling_book import HandlingAnswer, HandlingQuery
from alerting.handling_cycle import Refusal
from alerting.handling_offers import list_offers
from dashboard_api import handling_wire
from dashboard_api.access import require
from dashboard_api.desk import Desk, desk_of
from dashboard_api.handling_port import HandlingDesk
from dashboard_api.handling_rows import count_records, entry_row, handling_row, offer_row
from dashboard_api.people import Session
from dashboard_api.ports import UnavailableError
from dashboard_api.problems import ProblemError, not_found
from dashboard_api.queries import (
    LARGEST_NUMBER,
    Cursor,
    From,
    Limit,
    To,
    Words,
    decode_body,
    give,
    match_version,
    read_body,
    read_id,
    read_number,
    read_range,
    write_cursor,
)
from dashboard_api.responses import PREFIX, answers, takes

router = APIRouter(prefix=PREFIX, tags=["handling"])

USUAL_RANGE_MS: Final = 30 * 86_400_000

ACTIONS: Final[Mapping[str, Happening]] = {
    "sign": Happening.SIGNED,
    "verify": Happening.VERIFIED,
    "handle": Happening.HANDLED,
    "report": Happening.REPORTED,
    "send-back": Happening.SENT_BACK,
    "close": Happening.CLOSED,
    "call": Happening.CALLED,
}
"""What each action of the path does."""

_PATHS: Final[Mapping[Happening, str]] = {
    **{happening: action for action, happening in ACTIONS.items()},
    Happening.ATTACHED: "attachments",
}

Looker = Annotated[Session, Depends(require("read", "handle"))]
Handler = Annotated[Session, Depends(require("handle"))]
T = TypeVar("T")
RecordId = Annotated[int, Path(alias="id", ge=1, le=LARGEST_NUMBER)]


def find_desk(desk: Desk) -> HandlingDesk:
    """The desk of handling records.

    :raises ProblemError: 503, none are kept.
    """
    if desk.ports.handling is None:
        raise ProblemError(503, "unavailable", "handling records are not kept here")
    return desk.ports.handling


async def ask(asked: Awaitable[T]) -> T:
    """What a desk answers.

    :raises ProblemError: 503, the journal's database is away.
    """
    try:
        return await asked
    except UnavailableError as error:
        raise ProblemError(503, "unavailable", str(error)) from error


def read_query(
    request: Request,
    alarm: Annotated[str | None, Query()] = None,
    hazard: Words = None,
    enterprise: Annotated[str | None, Query()] = None,
    step: Annotated[list[Step] | None, Query()] = None,
    side: Annotated[Side | None, Query(description="whose turn it is")] = None,
    overdue: Annotated[bool | None, Query(description="what should have been done")] = None,
    drill: Annotated[bool | None, Query()] = None,
) -> HandlingQuery:
    """The filters of a list; the page is still to be set."""
    return HandlingQuery(
        limit=0,
        alarm=None if alarm is None else read_id(alarm),
        hazards=None if hazard is None else frozenset(map(read_id, hazard)),
        enterprises=None if enterprise is None else frozenset([read_id(enterprise)]),
        steps=None if step is None else frozenset(step),
        turn=side,
        drill=drill,
        overdue_at=desk_of(request).ports.now() if overdue else None,
    )


@router.get(
    "/handling", responses=answers(handling_wire.HandlingPage, 503), response_class=Response
)
async def list_handling(
    request: Request,
    _: Looker,
    query: Annotated[HandlingQuery, Depends(read_query)],
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Response:
    """Open records, newest first; `step=closed` asks for those that are over."""
    desk = desk_of(request)
    query = replace(query, limit=limit + 1, before=read_number(cursor))
    records = await ask(find_desk(desk).list_records(query))
    more = write_cursor(records[limit - 1].id) if len(records) > limit else None
    plant, now = desk.ports.plant(), desk.ports.now()
    page = [handling_row(record, plant, now) for record in records[:limit]]
    newest = await ask(find_desk(desk).list_newest([row.id for row in page]))
    told = {record: entry_row(entry) for record, entry in sorted(newest.items())}
    return give(request, handling_wire.HandlingPage(page, more, told))


@router.get(
    "/reports/handling",
    responses=answers(handling_wire.HandlingFigures, 503),
    response_class=Response,
)
async def report_handling(
    request: Request, _: Looker, start: From = None, end: To = None
) -> Response:
    """How records were handled that were opened in a period, the last 30 days if nothing is said:
    how many are open and overdue, what was found, the share of false alarms, steps done too late.
    """
    desk = desk_of(request)
    now = desk.ports.now()
    first, after = read_range(start, end, now, USUAL_RANGE_MS)
    records = await ask(find_desk(desk).list_opened(first, after, None))
    return give(request, count_records(records, first, after, now))


@router.get(
    "/handling/{id}",  # noqa: FAST003 - taken by RecordId's alias, which ruff does not see
    responses=answers(handling_wire.HandlingView, 404, 503),
    response_class=Response,
)
async def show_handling(request: Request, session: Looker, record: RecordId) -> Response:
    """One record with all that happened to it. Its entity tag begins with its version."""
    desk = desk_of(request)
    found, entries = await find_record(desk, record)
    row = handling_row(found, desk.ports.plant(), desk.ports.now())
    told = [entry_row(entry) for entry in entries]
    view = handling_wire.HandlingView(row, told, list_offers_to(session, found))
    return give(request, view, found.version)


def list_offers_to(session: Session, record: Handling) -> list[handling_wire.OfferRow]:
    """What a person may do to a record."""
    if "handle" not in session.rights:
        return []
    offers = list_offers(record, side_of(session), session.enterprise)
    return [offer_row(offer, _PATHS[offer.act]) for offer in offers]


def side_of(session: Session) -> Side:
    """The side that an account belongs to."""
    return Side.ENTERPRISE if session.enterprise else Side.PARK


async def find_record(desk: Desk, record: int) -> tuple[Handling, list[HandlingEntry]]:
    """A record that a person may see.

    :raises ProblemError: 404, there is none, or it is another enterprise's.
    """
    found = await ask(find_desk(desk).show(record))
    if found is None:
        raise not_found("handling record", str(record))
    return found[0], list(found[1])


async def act_on_handling(request: Request, session: Session, record: int, action: str) -> Response:
    """Do something to a record, as the person who is logged in, from his account's side."""
    desk = desk_of(request)
    body = await read_body(request)
    asked = decode_body(body, handling_wire.HandlingRequest)

    async def act() -> Response:
        found, _ = await find_record(desk, record)
        wish = make_act(ACTIONS[action], found, session, request, asked)
        return report(request, desk, await ask(find_desk(desk).act(wish)))

    return await desk.repeats.once(request, session, body, desk.ports.wall(), act)


def make_act(
    happening: Happening,
    record: Handling,
    session: Session,
    request: Request,
    asked: handling_wire.HandlingRequest,
    detail: Attachment | None = None,
) -> Act:
    """A person's wish for one record, as alerting takes it."""
    exact = match_version(request.headers.get("if-match"), record.version)
    return Act(
        happening=happening,
        record=record.id,
        actor=session.name,
        side=side_of(session),
        enterprise=session.enterprise,
        words=asked.words,
        behalf=asked.behalf,
        detail=detail or _read_detail(happening, asked),
        version=asked.version if exact is None else exact,
    )


def _read_detail(
    happening: Happening, asked: handling_wire.HandlingRequest
) -> Verdict | Call | None:
    if happening is Happening.VERIFIED and asked.finding is not None:
        return Verdict(asked.finding)
    if happening is Happening.CALLED:
        return Call(asked.person, asked.number, asked.outgoing, asked.answered)
    return None


def report(request: Request, desk: Desk, answer: HandlingAnswer) -> Response:
    """The record after an act that was carried out.

    :raises ProblemError: 412 it has changed since, 409 refused, 404 unknown.
    """
    record = answer.record
    if record is None:
        raise not_found("handling record", "")
    if answer.objection is Refusal.VERSION_PASSED:
        detail = f"{answer.objection}: the record is at version {record.version}"
        raise ProblemError(412, "stale-version", detail)
    if answer.objection is not None:
        raise ProblemError(409, "refused", answer.objection)
    row = handling_row(record, desk.ports.plant(), desk.ports.now())
    return give(request, row, record.version)


def _add_action(action: str) -> None:
    async def act(request: Request, session: Handler, record: RecordId) -> Response:
        return await act_on_handling(request, session, record, action)

    router.add_api_route(
        f"/handling/{{id}}/{action}",
        act,
        methods=["POST"],
        name=f"{action} a handling record",
        description="The answer is the record as it stands then.",
        responses=answers(handling_wire.HandlingRow, 400, 404, 409, 412, 413, 503),
        openapi_extra=takes(handling_wire.HandlingRequest, required=False),
        response_class=Response,
    )


for _action in ACTIONS:
    _add_action(_action)
