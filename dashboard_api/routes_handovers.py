"""REST: shift handovers. Drafted, noted, signed by one and by another, and printed.

What an act comes to is alerting's business; who a person is, and that the second one is whom he
says, is found out here.
"""

import asyncio
from collections.abc import Mapping
from typing import Annotated, Final
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Path, Query
from starlette.requests import Request
from starlette.responses import Response

from alerting.handover import Act, Content, Deed, Handover
from alerting.handover_acts import object_to_draft
from alerting.handover_book import Answer, Place
from alerting.handover_cycle import Objection
from alerting.handover_shifts import list_touching
from dashboard_api import handover_wire
from dashboard_api.access import Reader
from dashboard_api.desk import Desk, desk_of
from dashboard_api.handover_drafting import choose_turn, write_draft
from dashboard_api.handover_page import render_page
from dashboard_api.handover_rows import handover_row, line_row, missing_row, shift_row
from dashboard_api.kpi_page import name_policy
from dashboard_api.passwords import find_signer
from dashboard_api.people import Session
from dashboard_api.ports import UnavailableError
from dashboard_api.problems import ProblemError, invalid, not_found
from dashboard_api.queries import (
    Cursor,
    From,
    Limit,
    To,
    decode_body,
    give,
    match_version,
    read_body,
    read_cursor,
    read_id,
    read_range,
    write_cursor,
)
from dashboard_api.responses import PREFIX, answers, takes
from plant.reading import Instant

router = APIRouter(prefix=PREFIX, tags=["handovers"])

SIGNS: Final = "acknowledge"
"""Who answers for alarms hands them over: the right to draft and to sign."""
SPEAKS: Final = "comment"

USUAL_RANGE_MS: Final = 7 * 86_400_000
_RECENT_MS: Final = 86_400_000
_LONGEST_MS: Final = 400 * 86_400_000
_DEEDS: Final[Mapping[str, Deed]] = {"outgoing": Deed.HANDED_OVER, "incoming": Deed.TAKEN_OVER}

HandoverId = Annotated[
    str, Path(alias="id", pattern=r"^[^\x00-\x20/]{1,100}$", description="`2026-11-26.day`")
]
Edition = Annotated[int | None, Query(ge=1, le=100_000, description="the newest if absent")]


@router.get(
    "/handovers", responses=answers(handover_wire.HandoverPage, 503), response_class=Response
)
async def list_handovers(
    request: Request, _: Reader, limit: Limit = 100, cursor: Cursor = None
) -> Response:
    """Handovers, those of the newest periods first, without their pages."""
    desk = desk_of(request)
    place = read_cursor(cursor, Place)
    try:
        found = await desk.ports.handovers.list_recent(limit + 1, place)
    except UnavailableError as error:
        raise _unavailable(error) from error
    last = found[limit - 1].turn if len(found) > limit else None
    more = None if last is None else write_cursor(Place(last.period.end, last.id))
    plant = desk.ports.plant()
    items = [line_row(record, plant) for record in found[:limit]]
    return give(request, handover_wire.HandoverPage(items, more))


@router.get(
    "/handovers/missing",
    responses=answers(handover_wire.MissingHandoverPage, 503),
    response_class=Response,
)
async def list_missing(request: Request, _: Reader, start: From = None, end: To = None) -> Response:
    """Shifts that ended in the last seven days, or as asked, and that nobody, or only one, has
    signed half an hour later.
    """
    desk = desk_of(request)
    plant, now = desk.ports.plant(), desk.ports.now()
    first, last = read_range(start, end, now, USUAL_RANGE_MS)
    _bound(first, last)
    try:
        found = await desk.ports.handovers.list_missing(plant, first, min(last, now), now)
    except UnavailableError as error:
        raise _unavailable(error) from error
    items = [missing_row(one, plant) for one in found]
    return give(request, handover_wire.MissingHandoverPage(items))


@router.get(
    "/handovers/shifts",
    responses=answers(handover_wire.HandoverShiftPage),
    response_class=Response,
)
async def list_shifts(request: Request, _: Reader, start: From = None, end: To = None) -> Response:
    """Shifts of the plant that ran in the last day, or as asked: the one that runs is the first."""
    desk = desk_of(request)
    plant = desk.ports.plant()
    first, last = read_range(start, end, desk.ports.now() + 1, _RECENT_MS)
    _bound(first, last)
    zone = ZoneInfo(plant.park.timezone)
    try:
        turns = list_touching(plant.shifts, zone, first, last)
    except (OverflowError, ValueError) as error:
        raise invalid("from", "no such time") from error
    return give(
        request, handover_wire.HandoverShiftPage([shift_row(turn, plant) for turn in turns])
    )


@router.get(
    "/handovers/{id}",  # noqa: FAST003 - taken by HandoverId's alias, which ruff does not see
    responses=answers(handover_wire.HandoverRow, 404, 503),
    response_class=Response,
)
async def show_handover(
    request: Request, _: Reader, handover: HandoverId, edition: Edition = None
) -> Response:
    """A handover with its page. Its entity tag begins with its version."""
    row = await _find_row(desk_of(request), read_id(handover), edition)
    return give(request, row, row.version)


@router.get(
    "/handovers/{id}/page",  # noqa: FAST003 - taken by HandoverId's alias, which ruff does not see
    responses={
        **answers(None, 404, 503),
        200: {"description": "for paper, A4", "content": {"text/html": {}}},
    },
    response_class=Response,
)
async def print_handover(
    request: Request, _: Reader, handover: HandoverId, edition: Edition = None
) -> Response:
    """The page that is printed and signed, Chinese and English."""
    row = await _find_row(desk_of(request), read_id(handover), edition)
    headers = {"Cache-Control": "no-cache", "Content-Security-Policy": name_policy()}
    page = await asyncio.to_thread(render_page, row)
    return Response(page, headers=headers, media_type="text/html; charset=utf-8")


@router.post(
    "/handovers",
    responses=answers(handover_wire.HandoverRow, 400, 409, 412, 413, 503),
    openapi_extra=takes(handover_wire.DraftRequest),
    response_class=Response,
)
async def draft_handover(request: Request, session: Reader) -> Response:
    """Generate the page of a shift, or generate it anew: everything in it is as it is now.

    A new edition takes the first signature back; the old edition stays.
    """
    _need(session, SIGNS)
    desk = desk_of(request)
    body = await read_body(request)
    asked = decode_body(body, handover_wire.DraftRequest)

    async def act() -> Response:
        turn = choose_turn(asked, desk.ports.plant(), desk.ports.now())
        try:
            known = await desk.ports.handovers.get(turn.id)
            version = _choose_version(request, known, asked.version)
            objection = object_to_draft(known, version)
            if objection is not None:
                _settle(turn.id, Answer(known, objection))
            content = await write_draft(desk, turn)
            answer = await desk.ports.handovers.draft(turn, content, session.name, version)
        except UnavailableError as error:
            raise _unavailable(error) from error
        record = _settle(turn.id, answer)
        row = handover_row(record, content, record.edition)
        return give(request, row, row.version)

    return await desk.repeats.once(request, session, body, desk.ports.wall(), act)


@router.post(
    "/handovers/{id}/sign",  # noqa: FAST003 - taken by HandoverId's alias, which ruff does not see
    responses=answers(handover_wire.HandoverRow, 400, 404, 409, 412, 413, 429, 503),
    openapi_extra=takes(handover_wire.SignRequest),
    response_class=Response,
)
async def sign_handover(request: Request, session: Reader, handover: HandoverId) -> Response:
    """Sign what was read: first who hands over, then, with name and password, who takes over."""
    _need(session, SIGNS)
    body = await read_body(request)
    asked = decode_body(body, handover_wire.SignRequest)
    incoming = asked.side == "incoming"
    if incoming != (asked.second is not None):
        raise invalid(
            "body.second", "who takes over, and nobody else, signs with name and password"
        )
    desk = desk_of(request)

    async def find_actor() -> str:
        if asked.second is None:
            return session.name
        return await find_signer(desk.people, asked.second, SIGNS, session.place, desk.ports.wall())

    async def act() -> Response:
        record = await _find(desk, read_id(handover))
        version = _choose_version(request, record, asked.version)
        deed, actor = _DEEDS[asked.side], await find_actor()
        wish = Act(turn=record.turn.id, deed=deed, actor=actor, version=version)
        return await _carry_out(request, desk, wish)

    return await desk.repeats.once(request, session, body, desk.ports.wall(), act)


@router.post(
    "/handovers/{id}/remark",  # noqa: FAST003 - taken by HandoverId's alias, which ruff does not see
    responses=answers(handover_wire.HandoverRow, 400, 404, 409, 412, 413, 503),
    openapi_extra=takes(handover_wire.RemarkRequest),
    response_class=Response,
)
async def remark_on_handover(request: Request, session: Reader, handover: HandoverId) -> Response:
    """Add words, dated and named: notes before the first signature, the rest between the two."""
    _need(session, SPEAKS)
    desk = desk_of(request)
    body = await read_body(request)
    asked = decode_body(body, handover_wire.RemarkRequest)

    async def act() -> Response:
        record = await _find(desk, read_id(handover))
        wish = Act(
            turn=record.turn.id,
            deed=Deed(asked.kind),
            actor=session.name,
            version=_choose_version(request, record, asked.version),
            section=asked.section,
            words=asked.words,
        )
        return await _carry_out(request, desk, wish)

    return await desk.repeats.once(request, session, body, desk.ports.wall(), act)


def _bound(first: Instant, last: Instant) -> None:
    """Keep a range to what somebody can mean.

    :raises ProblemError: 422, it is longer.
    """
    if last - first > _LONGEST_MS:
        raise invalid("from", "at most 400 days")


def _need(session: Session, scope: str) -> None:
    if scope not in session.rights:
        raise ProblemError(403, "forbidden", f"needs the right to {scope}")


def _unavailable(error: UnavailableError) -> ProblemError:
    return ProblemError(503, "unavailable", str(error))


def _choose_version(request: Request, record: Handover | None, seen: int | None) -> int | None:
    """The version on which to act: the body's, or the one that ``If-Match`` names."""
    exact = match_version(request.headers.get("if-match"), record.version if record else 0)
    return exact if seen is None else seen


async def _find(desk: Desk, handover: str) -> Handover:
    try:
        record = await desk.ports.handovers.get(handover)
    except UnavailableError as error:
        raise _unavailable(error) from error
    if record is None:
        raise not_found("handover", handover)
    return record


async def _find_row(desk: Desk, handover: str, edition: int | None) -> handover_wire.HandoverRow:
    record = await _find(desk, handover)
    number = record.edition if edition is None else edition
    return handover_row(record, await _find_content(desk, record, number), number)


async def _find_content(desk: Desk, record: Handover, edition: int) -> Content:
    try:
        content = await desk.ports.handovers.get_content(record.turn.id, edition)
    except UnavailableError as error:
        raise _unavailable(error) from error
    if content is None:
        raise not_found("edition", str(edition))
    return content


async def _carry_out(request: Request, desk: Desk, wish: Act) -> Response:
    try:
        answer = await desk.ports.handovers.act(wish, desk.ports.now())
    except UnavailableError as error:
        raise _unavailable(error) from error
    record = _settle(wish.turn, answer)
    content = await _find_content(desk, record, record.edition)
    row = handover_row(record, content, record.edition)
    return give(request, row, row.version)


def _settle(handover: str, answer: Answer) -> Handover:
    """The handover after an act that was carried out.

    :raises ProblemError: 412 conflict, 409 refused, 404 unknown.
    """
    record, objection = answer
    if record is None:
        raise not_found("handover", handover)
    if objection is Objection.VERSION_PASSED:
        raise ProblemError(412, "stale-version", f"the handover is at version {record.version}")
    if objection is not None:
        raise ProblemError(409, "refused", objection)
    return record
