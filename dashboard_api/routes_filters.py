"""REST: the filters that the person who is logged in has named; nobody sees another's."""

from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Path
from starlette.requests import Request
from starlette.responses import Response

from dashboard_api import filters_wire
from dashboard_api.access import Anybody
from dashboard_api.desk import Desk, desk_of
from dashboard_api.problems import ProblemError, not_found
from dashboard_api.queries import decode_body, give, match_version, read_body, read_id
from dashboard_api.responses import PREFIX, answers, takes
from dashboard_api.saved_filters import (
    MOST,
    SavedFilter,
    SavedFilters,
    StaleFilterError,
    TooManyFiltersError,
)

router = APIRouter(prefix=PREFIX, tags=["filters"])

FilterName = Annotated[
    str,
    Path(
        alias="name",
        min_length=1,
        max_length=64,
        pattern=r"^[^\x00-\x1f/]*[^\x00-\x20/][^\x00-\x1f/]*$",
        description="as the person wrote it, percent-encoded",
    ),
]


@router.get("/me/filters", responses=answers(filters_wire.FilterPage), response_class=Response)
async def list_filters(request: Request, session: Anybody) -> Response:
    """All of one's own filters."""
    found = await to_thread.run_sync(_store(desk_of(request)).list_of, session.name)
    return give(request, filters_wire.FilterPage(items=[_row(one) for one in found]))


@router.get(
    "/me/filters/{name}",
    responses=answers(filters_wire.FilterRow, 404),
    response_class=Response,
)
async def show_filter(request: Request, session: Anybody, name: FilterName) -> Response:
    """One of one's own filters. Its entity tag begins with its version."""
    wanted = read_id(name)
    found = await to_thread.run_sync(_store(desk_of(request)).find, session.name, wanted)
    if found is None:
        raise not_found("filter", wanted)
    return give(request, _row(found), found.version)


@router.put(
    "/me/filters/{name}",
    responses=answers(filters_wire.FilterRow, 400, 409, 412, 413),
    openapi_extra=takes(filters_wire.FilterRequest),
    response_class=Response,
)
async def save_filter(request: Request, session: Anybody, name: FilterName) -> Response:
    """Keep a filter, or another one under its name; `If-None-Match: *` only where there is none."""
    desk, wanted = desk_of(request), read_id(name)
    store = _store(desk)
    asked = decode_body(await read_body(request), filters_wire.FilterRequest)
    version = await _choose_version(request, store, session.name, wanted)
    args = (session.name, wanted, asked.filter, version, desk.ports.wall())
    try:
        kept = await to_thread.run_sync(store.save, *args)
    except StaleFilterError as error:
        raise ProblemError(412, "stale-version", str(error)) from error
    except TooManyFiltersError as error:
        raise ProblemError(409, "refused", f"at most {MOST} filters") from error
    return give(request, _row(kept), kept.version)


@router.delete(
    "/me/filters/{name}",
    responses={**answers(None, 404, 412), 204: {"description": "gone"}},
    status_code=204,
    response_class=Response,
)
async def remove_filter(request: Request, session: Anybody, name: FilterName) -> Response:
    """Take one of one's own filters away."""
    wanted = read_id(name)
    store = _store(desk_of(request))
    version = await _choose_version(request, store, session.name, wanted)
    try:
        gone = await to_thread.run_sync(store.remove, session.name, wanted, version)
    except StaleFilterError as error:
        raise ProblemError(412, "stale-version", str(error)) from error
    if not gone:
        raise not_found("filter", wanted)
    return Response(status_code=204)


async def _choose_version(
    request: Request, store: SavedFilters, person: str, name: str
) -> int | None:
    """The only version to change: as ``If-Match`` names it, none where ``If-None-Match`` is ``*``.

    :raises ProblemError: 412, it is at another.
    """
    if request.headers.get("if-none-match", "").strip() == "*":
        return 0
    found = await to_thread.run_sync(store.find, person, name)
    return match_version(request.headers.get("if-match"), found.version if found else 0)


def _store(desk: Desk) -> SavedFilters:
    if desk.ports.filters is None:
        raise ProblemError(503, "unavailable", "no filters are kept here")
    return desk.ports.filters


def _row(one: SavedFilter) -> filters_wire.FilterRow:
    return filters_wire.FilterRow(
        name=one.name, filter=one.filter, version=one.version, changed=one.changed
    )
