"""REST: the audit log (审计日志), page by page and as a file.

Whoever reads it leaves a row in it (:mod:`dashboard_api.audit_trail`).
"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from alerting.journal_errors import JournalUnavailableError
from dashboard_api.access import require
from dashboard_api.audit import AuditEntry
from dashboard_api.audit_store import AuditQuery, AuditStore
from dashboard_api.audit_wire import AuditPage, AuditRow, audit_row
from dashboard_api.desk import desk_of
from dashboard_api.export_columns import AUDIT_COLUMNS
from dashboard_api.export_files import (
    Form,
    answers_file,
    collect,
    give_csv,
    give_workbook,
    write_pages,
)
from dashboard_api.people import Session
from dashboard_api.problems import ProblemError
from dashboard_api.queries import (
    Cursor,
    From,
    Limit,
    To,
    give,
    read_id,
    read_number,
    read_range,
    write_cursor,
)
from dashboard_api.responses import PREFIX, answers
from plant.reading import LONG_AGO, NEVER

router = APIRouter(prefix=PREFIX, tags=["audit"])

Auditor = Annotated[Session, Depends(require("read_audit"))]
Word = Annotated[str | None, Query(max_length=200)]

_PAGE: Final = 1_000


@router.get("/audit", responses=answers(AuditPage, 503), response_class=Response)
async def list_audit(
    request: Request,
    _: Auditor,
    actor: Word = None,
    action: Word = None,
    thing: Annotated[str | None, Query(alias="object", max_length=200)] = None,
    start: From = None,
    end: To = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Response:
    """What people and programs did and were refused, newest first."""
    query = _ask(actor, action, thing, start, end, limit, read_number(cursor))
    found = await _read(desk_of(request).audit.store, query)
    more = write_cursor(found[-1].seq) if len(found) == limit else None
    return give(request, AuditPage([audit_row(entry) for entry in found], more))


@router.get("/exports/audit", responses=answers_file(503), response_class=Response)
async def export_audit(
    request: Request,
    _: Auditor,
    actor: Word = None,
    action: Word = None,
    thing: Annotated[str | None, Query(alias="object", max_length=200)] = None,
    start: From = None,
    end: To = None,
    form: Form = "csv",
) -> Response:
    """The same rows as a file, newest first."""
    desk = desk_of(request)
    pages = _read_pages(desk.audit.store, _ask(actor, action, thing, start, end, _PAGE, None))
    # A log that is away is told before anything of a file is.
    begun = await anext(pages)
    zone = desk.ports.plant().park.timezone
    if form == "xlsx":
        found = await collect(begun, pages)
        return await give_workbook(AUDIT_COLUMNS, found, zone, "audit")
    return give_csv(write_pages(AUDIT_COLUMNS, begun, pages, zone), "audit")


def _ask(
    actor: str | None,
    action: str | None,
    thing: str | None,
    start: str | None,
    end: str | None,
    limit: int,
    before: int | None,
) -> AuditQuery:
    first, after = read_range(start, end, int(NEVER), int(NEVER) - int(LONG_AGO))
    return AuditQuery(
        limit=limit,
        before=before,
        actor=actor,
        action=action,
        object=None if thing is None else read_id(thing),
        start=None if start is None else first,
        end=None if end is None else after,
    )


async def _read_pages(store: AuditStore, query: AuditQuery) -> AsyncIterator[list[AuditRow]]:

    while True:
        found = await _read(store, query)
        yield [audit_row(entry) for entry in found]
        if len(found) < query.limit:
            return
        query = replace(query, before=found[-1].seq)


async def _read(store: AuditStore, query: AuditQuery) -> list[AuditEntry]:
    try:
        return await asyncio.to_thread(store.read, query)
    except JournalUnavailableError as error:
        raise ProblemError(503, "unavailable", str(error)) from error
