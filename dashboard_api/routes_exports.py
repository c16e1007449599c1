"""REST: alarms and the journal as files for spreadsheets, whole instead of page by page."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import replace
from typing import Annotated, Any, Final, Literal, TypeVar

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from alerting.alarm import Held, State
from dashboard_api import frames, rows, wire
from dashboard_api.access import Reader
from dashboard_api.desk import Desk, desk_of
from dashboard_api.export_columns import ALARM_COLUMNS, JOURNAL_COLUMNS
from dashboard_api.ports import JournalQuery, UnavailableError
from dashboard_api.problems import ProblemError
from dashboard_api.queries import From, To, Words, read_id, read_range
from dashboard_api.responses import PREFIX, answers
from dashboard_api.routes_alarms import MOST_SOURCES, select_alarms
from dashboard_api.selection import Selection
from dashboard_api.sheet import Column, write_csv, write_workbook
from plant.reading import LONG_AGO, NEVER

router = APIRouter(prefix=PREFIX, tags=["exports"])

MOST_IN_A_WORKBOOK: Final = 100_000
"""Rows that Excel opens without complaint; the whole workbook is made in memory."""

_PAGE: Final = 1_000
_CSV: Final = "text/csv; charset=utf-8"
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FILE: Final[dict[str, Any]] = {"schema": {"type": "string", "format": "binary"}}

Form = Annotated[Literal["csv", "xlsx"], Query(alias="format")]
Row = TypeVar("Row")


def _answers(*refusals: int) -> dict[int | str, dict[str, Any]]:
    content = {"text/csv": {"schema": {"type": "string"}}, _XLSX: _FILE}
    return {**answers(None, *refusals), 200: {"description": "a file", "content": content}}


@router.get("/exports/alarms", responses=_answers(), response_class=Response)
async def export_alarms(
    request: Request,
    _: Reader,
    state: Annotated[list[State] | None, Query()] = None,
    held: Annotated[list[Held] | None, Query()] = None,
    hazard: Words = None,
    source: Words = None,
    min_priority: Annotated[wire.PriorityWord | None, Query()] = None,
    form: Form = "csv",
) -> Response:
    """The alarms as they stand, with the questions of `alarms`, newest first."""
    desk = desk_of(request)
    wanted = Selection.of(frames.Filter(hazard=hazard, source=source, min_priority=min_priority))
    found = [shown.row for _, shown in select_alarms(desk, wanted, state, held)]
    zone = desk.ports.plant().park.timezone
    if form == "xlsx":
        return await _give_workbook(ALARM_COLUMNS, found, zone, "alarms")
    return _give_csv(_walk(write_csv(ALARM_COLUMNS, found, zone)), "alarms")


@router.get("/exports/journal", responses=_answers(503), response_class=Response)
async def export_journal(
    request: Request,
    _: Reader,
    alarm: Annotated[str | None, Query()] = None,
    source: Annotated[list[str] | None, Query(max_length=MOST_SOURCES)] = None,
    start: From = None,
    end: To = None,
    form: Form = "csv",
) -> Response:
    """What happened to all alarms, to one, or to those of a `source`, in a range, oldest first: all
    that the journal has of it.
    """
    desk = desk_of(request)
    first, after = read_range(start, end, int(NEVER), int(NEVER) - int(LONG_AGO))
    query = JournalQuery(
        limit=_PAGE,
        start=None if start is None else first,
        end=None if end is None else after,
        alarm=None if alarm is None else read_id(alarm),
        sources=None if source is None else frozenset(map(read_id, source)),
    )
    zone = desk.ports.plant().park.timezone
    pages = _read_journal(desk, query)
    # A journal that is away is told before anything of a file is.
    begun = await anext(pages)
    if form == "xlsx":
        return await _give_workbook(JOURNAL_COLUMNS, await _collect(begun, pages), zone, "journal")
    return _give_csv(_write_pages(begun, pages, zone), "journal")


async def _read_journal(desk: Desk, query: JournalQuery) -> AsyncIterator[list[wire.JournalRow]]:
    """Page by page, up to the last row that there is; at least one page, if of nothing.

    :raises ProblemError: 503, the journal can't be read.
    """
    while True:
        try:
            entries = await desk.ports.journal.read(query)
        except UnavailableError as error:
            raise ProblemError(503, "unavailable", str(error)) from error
        yield [rows.journal_row(entry) for entry in entries]
        if len(entries) < query.limit:
            return
        query = replace(query, after=entries[-1].seq)


async def _collect(
    begun: list[wire.JournalRow], pages: AsyncIterator[list[wire.JournalRow]]
) -> list[wire.JournalRow]:
    found = begun
    async for page in pages:
        found += page
        if len(found) > MOST_IN_A_WORKBOOK:
            hint = f"more than {MOST_IN_A_WORKBOOK} rows; ask for CSV or a shorter range"
            raise ProblemError(422, "too-many-rows", hint)
    return found


async def _write_pages(
    begun: list[wire.JournalRow], pages: AsyncIterator[list[wire.JournalRow]], zone: str
) -> AsyncIterator[bytes]:
    for piece in write_csv(JOURNAL_COLUMNS, begun, zone):
        yield piece
    async for page in pages:
        _, *pieces = write_csv(JOURNAL_COLUMNS, page, zone)
        for piece in pieces:
            yield piece


async def _walk(pieces: Iterable[bytes]) -> AsyncIterator[bytes]:
    for piece in pieces:
        yield piece


def _give_csv(pieces: AsyncIterator[bytes], name: str) -> Response:
    return StreamingResponse(pieces, headers=_name_file(f"{name}.csv"), media_type=_CSV)


async def _give_workbook(
    columns: Sequence[Column[Row]], found: Sequence[Row], zone: str, name: str
) -> Response:
    write: Callable[..., bytes] = write_workbook
    body = await asyncio.to_thread(write, columns, found, zone, name)
    return Response(body, headers=_name_file(f"{name}.xlsx"), media_type=_XLSX)


def _name_file(name: str) -> dict[str, str]:
    disposition = f'attachment; filename="hazardwatch-{name}"'
    return {"Content-Disposition": disposition, "Cache-Control": "no-store"}
