"""REST: the gateways that bring the readings, what came of what they sent, and what was refused."""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.requests import Request
from starlette.responses import Response

from dashboard_api import frames, plant_rows, plant_wire, rows, wire
from dashboard_api.access import Reader, Replayer
from dashboard_api.desk import Desk, desk_of
from dashboard_api.ports import UnavailableError
from dashboard_api.problems import ProblemError, not_found
from dashboard_api.queries import (
    Cursor,
    Limit,
    Words,
    cut_page,
    decode_body,
    give,
    read_body,
    read_id,
    read_number,
    write_cursor,
)
from dashboard_api.responses import PREFIX, answers, takes
from dashboard_api.selection import Selection
from ingest.frame import Reason
from plant.reading import LONG_AGO

router = APIRouter(prefix=PREFIX, tags=["gateways"])
GatewayId = Annotated[str, Path(alias="id", description="percent-encoded")]


@router.get("/gateways", responses=answers(plant_wire.GatewayPage), response_class=Response)
async def list_gateways(
    request: Request,
    _: Reader,
    enterprise: Words = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Response:
    """The gateways, each with how its link does."""
    ports = desk_of(request).ports
    wanted = Selection.of(frames.Filter(enterprise=enterprise))
    pairs = [
        (gateway, figures)
        for gateway, figures in zip(ports.plant().gateways, ports.gateways.figures(), strict=True)
        if wanted.takes_gateway(gateway)
    ]
    page, more = cut_page(pairs, lambda pair: pair[0].id, limit, cursor)
    plant = ports.plant()
    items = [
        plant_rows.gateway_listing(gateway, plant, rows.gateway_row(gateway.id, figures))
        for gateway, figures in page
    ]
    return give(request, plant_wire.GatewayPage(items, more))


@router.get(
    "/gateways/{id}/ledger",  # noqa: FAST003 - taken by GatewayId's alias, which ruff does not see
    responses=answers(wire.LedgerRow, 404),
    response_class=Response,
)
async def show_ledger(request: Request, _: Reader, gateway: GatewayId) -> Response:
    """What a gateway sent and what became of it."""
    desk = desk_of(request)
    name = _known_gateway(desk, gateway)
    return give(request, rows.ledger_row(name, desk.ports.gateways.ledger(name)))


@router.get(
    "/gateways/{id}/tags",  # noqa: FAST003 - as above
    responses=answers(plant_wire.GatewayTagPage, 404),
    response_class=Response,
)
async def list_gateway_tags(
    request: Request, _: Reader, gateway: GatewayId, limit: Limit = 100, cursor: Cursor = None
) -> Response:
    """The tags of which a gateway may speak, by which names, and which of them it brings."""
    desk = desk_of(request)
    plant = desk.ports.plant()
    found = plant.gateways[plant.gateway_row_of[_known_gateway(desk, gateway)]]
    seen = desk.ports.board().received != LONG_AGO
    listings = plant_rows.gateway_tag_listings(found, plant, desk.ports.gateways.bringers(), seen)
    page, more = cut_page(listings, lambda line: line.tag, limit, cursor)
    return give(request, plant_wire.GatewayTagPage(list(page), more))


@router.get(
    "/gateways/{id}/dead-letters",  # noqa: FAST003 - as above
    responses=answers(wire.DeadLetterPage, 404),
    response_class=Response,
)
async def list_dead_letters(
    request: Request,
    _: Reader,
    gateway: GatewayId,
    reason: Annotated[Reason | None, Query()] = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Response:
    """What was refused of a gateway (拒收数据), newest first.

    A gateway that is not in the plant is listed as long as something of it is kept.
    """
    desk, name = desk_of(request), read_id(gateway)
    before = read_number(cursor)
    letters = await desk.ports.gateways.dead_letters(name, reason, before, limit + 1)
    if not letters:
        _known_gateway(desk, gateway)
    more = write_cursor(letters[limit - 1][0]) if len(letters) > limit else None
    items = [rows.dead_letter_row(number, refusal) for number, refusal in letters[:limit]]
    return give(request, wire.DeadLetterPage(items, more))


@router.get(
    "/gateways/{id}/unknown-tags",  # noqa: FAST003 - as above
    responses=answers(wire.UnknownTagPage, 404),
    response_class=Response,
)
async def list_unknown_tags(
    request: Request, _: Reader, gateway: GatewayId, limit: Limit = 100, cursor: Cursor = None
) -> Response:
    """Names that a gateway uses and the plant does not know, for the engineer to adopt."""
    desk = desk_of(request)
    found = desk.ports.gateways.unknown_tags(_known_gateway(desk, gateway))
    page, more = cut_page(found, lambda line: line.tag, limit, cursor)
    return give(request, wire.UnknownTagPage([rows.unknown_tag_row(line) for line in page], more))


@router.post(
    "/gateways/{id}/dead-letters/replay",  # noqa: FAST003 - as above
    responses=answers(wire.Replay, 400, 404, 413, 503),
    openapi_extra=takes(wire.ReplayRequest, required=False),
    response_class=Response,
)
async def replay_dead_letters(request: Request, _: Replayer, gateway: GatewayId) -> Response:
    """Offer refused frames again, after what was wrong with plant or gateway has been mended.

    Their readings count as backfill: stored at their own times, and judged where nothing newer is
    known. What is refused again becomes a new letter.
    """
    desk = desk_of(request)
    name = _known_gateway(desk, gateway)
    asked = decode_body(await read_body(request), wire.ReplayRequest)
    try:
        done = await desk.ports.gateways.replay(name, asked.reason, asked.limit)
    except UnavailableError as error:
        raise ProblemError(503, "unavailable", str(error)) from error
    return give(request, wire.Replay(done.frames, done.letters, done.refused))


def _known_gateway(desk: Desk, gateway: str) -> str:
    name = read_id(gateway)
    if name not in desk.ports.plant().gateway_row_of:
        raise not_found("gateway", name)
    return name
