"""REST: the plant as its directory describes it."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from dashboard_api import frames, plant_rows, plant_wire, rows, wire
from dashboard_api.access import Reader
from dashboard_api.desk import Desk, desk_of
from dashboard_api.queries import (
    Cursor,
    Limit,
    Words,
    cut_page,
    give,
)
from dashboard_api.responses import PREFIX, answers
from dashboard_api.selection import Selection

router = APIRouter(prefix=PREFIX, tags=["plant"])


def _id(thing: Any) -> str:
    return str(thing.id)


@router.get("/plant", responses=answers(plant_wire.ParkRow), response_class=Response)
async def show_plant(request: Request, _: Reader) -> Response:
    """The park and what its plant directory holds."""
    ports = desk_of(request).ports
    return give(request, plant_rows.park_row(ports.plant(), ports.clock))


@router.get("/areas", responses=answers(plant_wire.AreaPage), response_class=Response)
async def list_areas(
    request: Request, _: Reader, limit: Limit = 100, cursor: Cursor = None
) -> Response:
    """The city, its districts and its parks, where the plant directory names them."""
    page, more = cut_page(desk_of(request).ports.plant().areas, _id, limit, cursor)
    return give(request, plant_wire.AreaPage(list(map(plant_rows.area_listing, page)), more))


@router.get("/enterprises", responses=answers(plant_wire.EnterprisePage), response_class=Response)
async def list_enterprises(
    request: Request, _: Reader, limit: Limit = 100, cursor: Cursor = None
) -> Response:
    """The enterprises of the park."""
    page, more = cut_page(desk_of(request).ports.plant().enterprises, _id, limit, cursor)
    items = [
        plant_wire.EnterpriseListing(
            id=item.id, name=item.name, name_en=item.name_en, phone=item.phone, area=item.area
        )
        for item in page
    ]
    return give(request, plant_wire.EnterprisePage(items, more))


@router.get("/hazards", responses=answers(plant_wire.HazardPage), response_class=Response)
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
    items = [plant_rows.hazard_listing(hazard, plant, now[hazard.id]) for hazard in page]
    return give(request, plant_wire.HazardPage(items, more))


def _stand_of_hazards(desk: Desk) -> list[wire.HazardRow]:
    plant = desk.ports.plant()
    standing = (shown.alarm for shown in desk.shown.standing.values())
    return rows.hazard_rows(plant, desk.ports.board(), rows.place_tags(plant), standing)


@router.get("/equipment", responses=answers(plant_wire.EquipmentPage), response_class=Response)
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
        plant_wire.EquipmentListing(
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
    return give(request, plant_wire.EquipmentPage(items, more))
