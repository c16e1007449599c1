"""REST: the files of handling records: brought as the body of a request, had as a download.

What a file is is told by its content, and nothing that people bring is ever shown by our page.
"""

import hashlib
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Path, Query
from starlette.requests import Request
from starlette.responses import Response

from alerting.handling import Attachment, Happening
from dashboard_api import handling_wire
from dashboard_api.attachment_types import LARGEST_ATTACHMENT, TYPES, clean_name, recognise_type
from dashboard_api.desk import desk_of
from dashboard_api.problems import ProblemError, not_found
from dashboard_api.queries import read_body
from dashboard_api.responses import PREFIX, answers
from dashboard_api.routes_handling import (
    Handler,
    Looker,
    RecordId,
    ask,
    find_desk,
    find_record,
    make_act,
    report,
)

router = APIRouter(prefix=PREFIX, tags=["handling"])

Digest = Annotated[str, Path(pattern="^[0-9a-f]{64}$")]


@router.post(
    "/handling/{id}/attachments",  # noqa: FAST003 - taken by RecordId's alias
    responses=answers(handling_wire.HandlingRow, 404, 409, 412, 413, 415, 503),
    response_class=Response,
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {one: {"schema": {"type": "string", "format": "binary"}} for one in TYPES},
        }
    },
)
async def attach_file(
    request: Request,
    session: Handler,
    record: RecordId,
    name: Annotated[str, Query(min_length=1, max_length=1000, description="the file's name")],
    words: Annotated[str, Query(max_length=1000)] = "",
) -> Response:
    """Add a file, the body of the request. What it is is told by its content, not by its name."""
    desk = desk_of(request)
    content = await read_body(request, LARGEST_ATTACHMENT)
    media_type = recognise_type(content)
    if media_type is None:
        raise ProblemError(415, "unsupported-media-type", f"one of {', '.join(TYPES)}")
    digest = hashlib.sha256(content).hexdigest()
    file = Attachment(digest, clean_name(name), media_type, len(content))

    async def act() -> Response:
        found, _ = await find_record(desk, record)
        asked = handling_wire.HandlingRequest(words=words)
        wish = make_act(Happening.ATTACHED, found, session, request, asked, file)
        return report(request, desk, await ask(find_desk(desk).attach(wish, content)))

    return await desk.repeats.once(request, session, content, desk.ports.wall(), act)


@router.get(
    "/handling/{id}/attachments/{sha256}",  # noqa: FAST003 - taken by RecordId's alias
    responses={
        **answers(None, 404, 410, 503),
        200: {
            "description": "the file, as a download",
            "content": {"application/octet-stream": {}},
        },
    },
    response_class=Response,
)
async def download_file(request: Request, _: Looker, record: RecordId, sha256: Digest) -> Response:
    """A file of a record, always as a download: what people bring is never shown by our page."""
    desk = desk_of(request)
    _record, entries = await find_record(desk, record)
    details = [entry.detail for entry in entries]
    files = [one for one in details if isinstance(one, Attachment) and one.sha256 == sha256]
    if not files:
        raise not_found("attachment", sha256)
    content = await ask(find_desk(desk).fetch(files[0]))
    if content is None:
        raise ProblemError(410, "gone", "the file is lost, or is not what was kept")
    return Response(content, headers=_name_download(files[0].name))


def _name_download(name: str) -> dict[str, str]:
    """Headers that make a browser keep a file and run nothing of it (RFC 6266, RFC 8187)."""
    told = quote(name, safe="")
    return {
        "Content-Type": "application/octet-stream",
        "Content-Disposition": f"attachment; filename=attachment; filename*=UTF-8''{told}",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cache-Control": "private, no-cache",
    }
