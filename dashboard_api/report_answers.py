"""Giving out a report in the form that was asked for; every report's route answers by this."""

import asyncio
from typing import Any, Final, TypeVar

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from dashboard_api.kpi_forms import Writing
from dashboard_api.queries import JSON_TYPE, give
from dashboard_api.responses import answers

_Report = TypeVar("_Report", bound=msgspec.Struct)
_TEXT: Final[dict[str, Any]] = {"schema": {"type": "string"}}


def answers_in_forms(kind: type[msgspec.Struct], *refusals: int) -> dict[int | str, dict[str, Any]]:
    """The responses of a report's route: the report in each of its forms, and problems."""
    described = answers(kind, *refusals)
    content = described[200]["content"] | {"text/csv": _TEXT, "text/html": _TEXT}
    described[200] = {"description": "the report in the form asked for", "content": content}
    return described


async def give_report(request: Request, row: _Report, writing: Writing[_Report]) -> Response:
    """A report written down beside the loop; JSON with its entity tag."""
    if writing.media_type == JSON_TYPE:
        response = give(request, row)
    else:
        body = await asyncio.to_thread(writing.write, row)
        headers = {"Cache-Control": "no-cache", **writing.headers}
        response = Response(body, headers=headers, media_type=writing.media_type)
    response.headers["Vary"] = "Accept"
    return response
