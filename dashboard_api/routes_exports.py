"""REST: alarms and the journal as files for spreadsheets, whole instead of page by page."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Annotated, Final

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from alerting.alarm import Held, State
from dashboard_api import frames, rows, wire
from dashboard_api.access import Reader
from dashboard_api.desk import Desk, desk_of
from dashboard_api.export_columns import ALARM_COLUMNS, JOURNAL_COLUMNS
from dashboard_api.export_files import (
    Form,
    answers_file,
    collect,
    give_csv,
    give_workbook,
    walk,
    write_pages,
)
from dashboard_api.ports import JournalQuery, UnavailableError
from dashboard_api.problems import ProblemError
from dashboard_api.queries import From, To, Words, read_id, read_range
from dashboard_api.responses import PREFIX
from dashboard_api.routes_alarms import select_alarms
from dashboard_api.selection import Selection
from dashboard_api.sheet import write_csv
from plant.reading import LONG_AGO, NEVER

router = APIRouter(prefix=PREFIX, tags=["exports"])

_PAGE: Final = 1_000


@router.get("/exports/alarms", responses=answers_file(), response_class=Response)
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
        return await give_workbook(ALARM_COLUMNS, found, zone, "alarms")
    return give_csv(walk(write_csv(ALARM_COLUMNS, found, zone)), "alarms")


@router.get("/exports/journal", responses=answers_file(503), response_class=Response)
async def export_journal(
    request: Request,
    _: Reader,
    alarm: Annotated[str | None, Query()] = None,
    start: From = None,
    end: To = None,
    form: Form = "csv",
) -> Response:
    """What happened to alarms in a range, oldest first: all that the journal has of it."""
    desk = desk_of(request)
    first, after = read_range(start, end, int(NEVER), int(NEVER) - int(LONG_AGO))
    query = JournalQuery(
        limit=_PAGE,
        start=None if start is None else first,
        end=None if end is None else after,
        alarm=None if alarm is None else read_id(alarm),
    )
    zone = desk.ports.plant().park.timezone
    pages = _read_journal(desk, query)
    # A journal that is away is told before anything of a file is.
    begun = await anext(pages)
    if form == "xlsx":
        return await give_workbook(JOURNAL_COLUMNS, await collect(begun, pages), zone, "journal")
    return give_csv(write_pages(JOURNAL_COLUMNS, begun, pages, zone), "journal")


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
