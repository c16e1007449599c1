"""REST: the plant as its directory describes it, and the gateways that bring its readings."""

from collections.abc import Callable, Sequence
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Path, Query
from starlette.requests import Request
from starlette.responses import Response

from dashboard_api import frames, rows, wire
from dashboard_api.access import Reader
from dashboard_api.desk import Desk, desk_of
from dashboard_api.problems import invalid, not_found
from dashboard_api.queries import (
    Cursor,
    Limit,
    Words,
    give,
    read_cursor,
    read_id,
    read_number,
    write_cursor,
)
from dashboard_api.responses import PREFIX, answers
from dashboard_api.selection import Selection

router = APIRouter(prefix=PREFIX, tags=["plant"])
Thing = TypeVar("Thing")
GatewayId = Annotated[str, Path(alias="id", description="percent-encoded")]


def cut_page(
    things: Sequence[Thing], name: Callable[[Thing], str], limit: int, cursor: str | None
) -> tuple[Sequence[Thing], str | None]:
    """One page of things in the order of the plant directory, and the cursor of the next.

    :raises ProblemError: 422, the thing at which the page before ended is gone: begin again.
    """
    start, after = 0, read_cursor(cursor, str)
    if after is not None:
        names = [name(thing) for thing in things]
        if after not in names:
            raise invalid("cursor", "the list has changed: begin again")
        start = names.index(after) + 1
    page = things[start : start + limit]
    more = len(things) > start + limit
    return page, write_cursor(name(page[-1])) if more else None


def _id(thing: Any) -> str:
    return str(thing.id)


@router.get("/plant", responses=answers(wire.ParkRow), response_class=Response)
async def show_plant(request: Request, _: Reader) -> Response:
    """The park and what its plant directory holds."""
    ports = desk_of(request).ports
    return give(request, rows.park_row(ports.plant(), ports.clock))


@router.get("/enterprises", responses=answers(wire.EnterprisePage), response_class=Response)
async def list_enterprises(
    request: Request, _: Reader, limit: Limit = 100, cursor: Cursor = None
) -> Response:
    """The enterprises of the park."""
    page, more = cut_page(desk_of(request).ports.plant().enterprises, _id, limit, cursor)
    items = [
        wire.EnterpriseListing(id=item.id, name=item.name, name_en=item.name_en, phone=item.phone)
        for item in page
    ]
    return give(request, wire.EnterprisePage(items, more))


@router.get("/hazards", responses=answers(wire.HazardPage), response_class=Response)
async def list_hazards(
    request: Request,
    _: Reader,
    enterprise: Words = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Response:
    """The major hazard installations (重大危险源), each with how it stands now."""
    desk = desk_of(request)
    plant = desk.ports.plant()
    wanted = Selection.of(frames.Filter(enterprise=enterprise))
    chosen = [hazard for hazard in plant.hazards if wanted.takes_hazard(hazard)]
    page, more = cut_page(chosen, _id, limit, cursor)
    now = {row.id: row for row in _stand_of_hazards(desk)}
    items = [rows.hazard_listing(hazard, plant, now[hazard.id]) for hazard in page]
    return give(request, wire.HazardPage(items, more))


def _stand_of_hazards(desk: Desk) -> list[wire.HazardRow]:
    plant = desk.ports.plant()
    standing = (shown.alarm for shown in desk.hub.alarms.standing.values())
    return rows.hazard_rows(plant, desk.ports.board(), rows.place_tags(plant), standing)


@router.get("/equipment", responses=answers(wire.EquipmentPage), response_class=Response)
async def list_equipment(
    request: Request,
    _: Reader,
    hazard: Annotated[list[str] | None, Query()] = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Response:
    """The equipment of the park."""
    chosen = [
        item
        for item in desk_of(request).ports.plant().equipment
        if hazard is None or item.hazard in hazard
    ]
    page, more = cut_page(chosen, _id, limit, cursor)
    items = [
        wire.EquipmentListing(
            id=item.id,
            hazard=item.hazard,
            kind=item.kind,
            name=item.name,
            name_en=item.name_en,
            location=item.location,
            figures=dict(item.figures),
        )
        for item in page
    ]
    return give(request, wire.EquipmentPage(items, more))


@router.get("/gateways", responses=answers(wire.GatewayPage), response_class=Response)
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
    items = [
        wire.GatewayListing(
            id=gateway.id,
            enterprise=gateway.enterprise,
            format=gateway.format,
            report=gateway.report,
            simulation=gateway.simulation,
            now=rows.gateway_row(gateway.id, figures),
        )
        for gateway, figures in page
    ]
    return give(request, wire.GatewayPage(items, more))


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
    "/gateways/{id}/dead-letters",  # noqa: FAST003 - as above
    responses=answers(wire.DeadLetterPage, 404),
    response_class=Response,
)
async def list_dead_letters(
    request: Request, _: Reader, gateway: GatewayId, limit: Limit = 100, cursor: Cursor = None
) -> Response:
    """What was refused of a gateway (拒收数据), newest first.

    A gateway that is not in the plant is listed as long as something of it is kept.
    """
    desk, name = desk_of(request), read_id(gateway)
    before = read_number(cursor)
    letters = await desk.ports.gateways.dead_letters(name, before, limit + 1)
    if not letters:
        _known_gateway(desk, gateway)
    more = write_cursor(letters[limit - 1][0]) if len(letters) > limit else None
    items = [rows.dead_letter_row(number, refusal) for number, refusal in letters[:limit]]
    return give(request, wire.DeadLetterPage(items, more))


def _known_gateway(desk: Desk, gateway: str) -> str:
    name = read_id(gateway)
    if name not in desk.ports.plant().gateway_row_of:
        raise not_found("gateway", name)
    return name
