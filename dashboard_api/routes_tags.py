"""REST: tags with their limits and latest readings, and their history."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Annotated, Final, Literal
from urllib.parse import quote

import numpy as np
from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from dashboard_api import frames, plant_rows, plant_wire, rows, wire
from dashboard_api.access import Reader
from dashboard_api.desk import Desk, desk_of
from dashboard_api.history_stream import (
    ARROW,
    AT_ONCE_MS,
    Writer,
    read_by_days,
    write_as_arrow,
    write_as_csv,
)
from dashboard_api.problems import ProblemError, invalid, not_found
from dashboard_api.queries import (
    Cursor,
    From,
    Limit,
    To,
    Words,
    cut_page,
    give,
    read_id,
    read_range,
)
from dashboard_api.record_rows import without_records
from dashboard_api.responses import PREFIX, answers
from dashboard_api.selection import Selection
from historian.port import HistorianRefusedError, HistorianUnavailableError, Series
from plant.words import Tag

router = APIRouter(prefix=PREFIX, tags=["tags"])

USUAL_RANGE_MS: Final = 3_600_000
MOST_RAW_READINGS: Final = 100_000
"""More than a screen or a script wants in one JSON document; ask for bins, or for less."""

LONGEST_STREAM_MS: Final = 1_100 * AT_ONCE_MS
"""Three years and a little: as long as readings are kept by default."""

COUNTED_FIRST_MS: Final = 86_400_000
"""A longer range is counted before it is read, so that nobody fills the memory by asking."""


@router.get("/tags", responses=answers(plant_wire.TagPage), response_class=Response)
async def list_tags(
    request: Request,
    _: Reader,
    tag: Words = None,
    hazard: Words = None,
    enterprise: Words = None,
    equipment: Words = None,
    limit: Limit = 100,
    cursor: Cursor = None,
    *,
    records: Annotated[bool, Query()] = True,
) -> Response:
    """The monitoring points with their limits and latest readings.

    `records=false` leaves out what is on record about the limits, most of a long list.
    """
    desk = desk_of(request)
    wanted = Selection.of(
        frames.Filter(tags=tag, hazard=hazard, enterprise=enterprise, equipment=equipment)
    )
    chosen = [item for item in desk.ports.plant().tags if wanted.takes_tag(item)]
    page, more = cut_page(chosen, lambda item: item.id, limit, cursor)
    shown = page if records else [without_records(item) for item in page]
    return give(request, plant_wire.TagPage(_list(desk, shown), more))


@router.get("/tags/{tag}", responses=answers(plant_wire.TagListing, 404), response_class=Response)
async def show_tag(request: Request, _: Reader, tag: str) -> Response:
    """One monitoring point."""
    desk = desk_of(request)
    return give(request, _list(desk, [find_tag(desk, tag)])[0])


def find_tag(desk: Desk, tag: str) -> Tag:
    """The tag of an id in a path.

    :raises ProblemError: 404, the plant in force has no such tag.
    """
    plant, name = desk.ports.plant(), read_id(tag)
    if name not in plant.row_of:
        raise not_found("tag", name)
    return plant.tags[plant.row_of[name]]


def _list(desk: Desk, tags: Sequence[Tag]) -> list[plant_wire.TagListing]:
    plant = desk.ports.plant()
    places = np.array([plant.row_of[tag.id] for tag in tags], dtype=np.intp)
    now = rows.tag_rows(plant, desk.ports.board(), places)
    return [plant_rows.tag_listing(tag, row) for tag, row in zip(tags, now, strict=True)]


@router.get(
    "/tags/{tag}/history",
    responses={
        **answers(wire.RawHistory, 404, 503),
        200: {
            "description": "readings as stored, or bins where `points` was given",
            "content": {
                "application/json": {
                    "schema": {
                        "anyOf": [
                            {"$ref": "#/components/schemas/RawHistory"},
                            {"$ref": "#/components/schemas/BinnedHistory"},
                        ]
                    }
                },
                "text/csv": {"schema": {"type": "string"}},
                ARROW: {"schema": {"type": "string", "format": "binary"}},
            },
        },
    },
    response_class=Response,
)
async def show_history(
    request: Request,
    _: Reader,
    tag: str,
    start: From = None,
    end: To = None,
    points: Annotated[int | None, Query(ge=1, le=10_000)] = None,
    form: Annotated[Literal["json", "csv", "arrow"], Query(alias="format")] = "json",
) -> Response:
    """Readings with from ≤ t < to, the last hour if nothing is said; in `points` equal bins.

    `csv` and `arrow` stream readings as stored, of up to three years; `points` says nothing there.
    """
    desk = desk_of(request)
    found = find_tag(desk, tag)
    first, after = read_range(start, end, desk.ports.now() + 1, USUAL_RANGE_MS)
    try:
        if form != "json":
            return await _stream(desk, found, first, after, form)
        return give(request, await _read(desk, found, first, after, points))
    except HistorianUnavailableError as error:
        raise ProblemError(503, "historian-unavailable", str(error)) from error
    except HistorianRefusedError as error:
        raise ProblemError(502, "historian-refused", str(error)) from error


async def _stream(desk: Desk, tag: Tag, first: int, after: int, form: str) -> Response:
    """The first day is read before anything is told: a store that is away is a 503."""
    if after - first > LONGEST_STREAM_MS:
        raise invalid("to", f"at most {LONGEST_STREAM_MS // AT_ONCE_MS} days at a time")
    days = read_by_days(desk.ports.historian, tag.id, first, after)
    begun = await anext(days)

    async def go_on() -> AsyncIterator[Series]:
        yield begun
        async for series in days:
            yield series

    write, media_type, suffix = _FORMS[form]
    pieces = write(go_on(), tag, desk.ports.plant().park.timezone)
    disposition = f"attachment; filename*=UTF-8''{quote(tag.id, safe='')}.{suffix}"
    headers = {"Content-Disposition": disposition, "Cache-Control": "no-store"}
    return StreamingResponse(pieces, headers=headers, media_type=media_type)


_FORMS: Final[Mapping[str, tuple[Writer, str, str]]] = {
    "csv": (write_as_csv, "text/csv; charset=utf-8", "csv"),
    "arrow": (write_as_arrow, ARROW, "arrows"),
}


async def _read(
    desk: Desk, tag: Tag, first: int, after: int, points: int | None
) -> wire.RawHistory | wire.BinnedHistory:
    if points is not None:
        bins = await desk.ports.historian.summarise(tag.id, first, after, points)
        return rows.binned_history(tag, bins)
    if after - first > COUNTED_FIRST_MS:
        bins = await desk.ports.historian.summarise(tag.id, first, after, 1)
        _refuse_many(int(bins.count.sum()))
    series = await desk.ports.historian.read(tag.id, first, after)
    _refuse_many(len(series.time))
    return rows.raw_history(tag, series)


def _refuse_many(readings: int) -> None:
    if readings > MOST_RAW_READINGS:
        hint = f"{readings} readings; ask for `points` or a shorter range"
        raise ProblemError(422, "too-many-readings", hint)
