"""REST: rule versions (规则版本): which plant directory was in force when, and what it changed."""

from collections.abc import Awaitable
from typing import Annotated, Final, TypeVar

from fastapi import APIRouter, Depends, Path
from starlette.requests import Request
from starlette.responses import Response

from dashboard_api.access import require
from dashboard_api.desk import desk_of
from dashboard_api.people import Session
from dashboard_api.ports import UnavailableError
from dashboard_api.problems import ProblemError, not_found
from dashboard_api.queries import LARGEST_NUMBER, Cursor, Limit, give, read_number, write_cursor
from dashboard_api.responses import PREFIX, answers
from dashboard_api.rule_versions import RuleVersionDesk
from dashboard_api.rule_versions_wire import (
    RuleChanges,
    RuleVersionPage,
    rule_change,
    version_row,
)

router = APIRouter(prefix=PREFIX, tags=["rule versions"])

Runner = Annotated[Session, Depends(require("operate"))]
Seq = Annotated[int, Path(ge=1, le=LARGEST_NUMBER)]

MOST_CHANGES: Final = 2_000
"""More nobody reads; the total is told."""

_T = TypeVar("_T")


@router.get("/rule-versions", responses=answers(RuleVersionPage, 503), response_class=Response)
async def list_versions(
    request: Request, _: Runner, limit: Limit = 100, cursor: Cursor = None
) -> Response:
    """Every plant directory that was put in force or refused, newest first."""
    desk = _find_desk(request)
    found = await _read(desk.list_versions(read_number(cursor), limit))
    hash_ = desk_of(request).ports.plant().hash
    standing = next((one.seq for one in found if one.cause != "refused" and one.hash == hash_), 0)
    first = cursor is None
    rows = [version_row(one, in_force=first and one.seq == standing) for one in found]
    more = write_cursor(found[-1].seq) if len(found) == limit else None
    return give(request, RuleVersionPage(rows, more))


@router.get(
    "/rule-versions/{seq}/changes",
    responses=answers(RuleChanges, 404, 503),
    response_class=Response,
)
async def show_changes(request: Request, _: Runner, seq: Seq) -> Response:
    """What changed with a version, tag by tag, against the one in force before it."""
    found = await _read(_find_desk(request).compare(seq))
    if found is None:
        raise not_found("rule version with a copy of its rules", str(seq))
    before, changes = found
    told = [rule_change(change) for change in changes[:MOST_CHANGES]]
    since = None if before is None else before.seq
    return give(request, RuleChanges(seq=seq, since=since, total=len(changes), changes=told))


def _find_desk(request: Request) -> RuleVersionDesk:
    desk = desk_of(request).ports.rule_versions
    if desk is None:
        raise ProblemError(503, "unavailable", "no register of rule versions is kept")
    return desk


async def _read(reading: Awaitable[_T]) -> _T:
    try:
        return await reading
    except UnavailableError as error:
        raise ProblemError(503, "unavailable", str(error)) from error
