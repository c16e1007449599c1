"""Exports as files: CSV page by page, a workbook whole and of a bounded size.

What rows there are and who may have them is the business of the routes.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from typing import Annotated, Any, Final, Literal, TypeVar

from fastapi import Query
from starlette.responses import Response, StreamingResponse

from dashboard_api.problems import ProblemError
from dashboard_api.responses import answers
from dashboard_api.sheet import Column, write_csv, write_workbook

MOST_IN_A_WORKBOOK: Final = 100_000
"""Rows that Excel opens without complaint; the whole workbook is made in memory."""

_CSV: Final = "text/csv; charset=utf-8"
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FILE: Final[dict[str, Any]] = {"schema": {"type": "string", "format": "binary"}}

Form = Annotated[Literal["csv", "xlsx"], Query(alias="format")]
Row = TypeVar("Row")


def answers_file(*refusals: int) -> dict[int | str, dict[str, Any]]:
    """The responses of a route that answers by a file."""
    content = {"text/csv": {"schema": {"type": "string"}}, _XLSX: _FILE}
    return {**answers(None, *refusals), 200: {"description": "a file", "content": content}}


async def collect(begun: list[Row], pages: AsyncIterator[list[Row]]) -> list[Row]:
    """All rows of a workbook.

    :raises ProblemError: 422, they are more than one holds.
    """
    found = begun
    async for page in pages:
        found += page
        if len(found) > MOST_IN_A_WORKBOOK:
            hint = f"more than {MOST_IN_A_WORKBOOK} rows; ask for CSV or a shorter range"
            raise ProblemError(422, "too-many-rows", hint)
    return found


async def write_pages(
    columns: Sequence[Column[Row]], begun: list[Row], pages: AsyncIterator[list[Row]], zone: str
) -> AsyncIterator[bytes]:
    """The pieces of a CSV file, its heads once."""
    for piece in write_csv(columns, begun, zone):
        yield piece
    async for page in pages:
        _, *pieces = write_csv(columns, page, zone)
        for piece in pieces:
            yield piece


async def walk(pieces: Iterable[bytes]) -> AsyncIterator[bytes]:
    """Pieces that are at hand, as a stream has them."""
    for piece in pieces:
        yield piece


def give_csv(pieces: AsyncIterator[bytes], name: str) -> Response:
    """A CSV file that is written while it is sent."""
    return StreamingResponse(pieces, headers=_name_file(f"{name}.csv"), media_type=_CSV)


async def give_workbook(
    columns: Sequence[Column[Row]], found: Sequence[Row], zone: str, name: str
) -> Response:
    """A workbook of one sheet, made beside the loop."""
    write: Callable[..., bytes] = write_workbook
    body = await asyncio.to_thread(write, columns, found, zone, name)
    return Response(body, headers=_name_file(f"{name}.xlsx"), media_type=_XLSX)


def _name_file(name: str) -> dict[str, str]:
    disposition = f'attachment; filename="hazardwatch-{name}"'
    return {"Content-Disposition": disposition, "Cache-Control": "no-store"}
