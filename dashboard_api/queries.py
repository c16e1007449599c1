"""Reading what a request says: instants, cursors, bodies; and writing what it gets.

The conventions that all REST resources share (contract section 6): half-open ranges with times as
RFC 3339 or ms, ``{items, next}`` pages with an opaque cursor, entity tags. No resource is named
here.
"""

import base64
import binascii
import hashlib
import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, Final, TypeVar

import msgspec
from fastapi import Query
from starlette.requests import Request
from starlette.responses import Response

from dashboard_api.problems import ProblemError, invalid
from plant.reading import Instant

LARGEST_BODY: Final = 65_536
LARGEST_NUMBER: Final = 2**63 - 1
"""The largest that every store can number its rows with."""

JSON_TYPE: Final = "application/json"

Limit = Annotated[int, Query(ge=1, le=1000, description="rows a page")]
Cursor = Annotated[str | None, Query(max_length=1024, description="`next` of the page before")]
_INSTANT: Final = {
    "pattern": r"^(-?[0-9]{1,15}|[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}"
    r"(:[0-9]{2}(\.[0-9]+)?)?([Zz]|[+-][0-9]{2}:[0-9]{2}))$"
}
"""What an instant looks like; our own complaint tells a person more than this would."""

From = Annotated[
    str | None,
    Query(
        alias="from", description="first instant, RFC 3339 or ms", json_schema_extra={**_INSTANT}
    ),
]
To = Annotated[
    str | None,
    Query(
        alias="to",
        description="first instant after, RFC 3339 or ms",
        json_schema_extra={**_INSTANT},
    ),
]
Words = Annotated[list[str] | None, Query()]

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECONDS: Final = re.compile(r"-?\d{1,15}")
_TAG_DIGEST: Final = re.compile(r"-[0-9a-f]*\"$")
_LOST_PLUS: Final = re.compile(r"(?<=\d) (?=\d\d:\d\d$)")
Body = TypeVar("Body", bound=msgspec.Struct)
Item = TypeVar("Item")


def read_instant(where: str, text: str | None, otherwise: Instant) -> Instant:
    """An instant of a query; a plus sign that a careless client left bare is understood.

    :raises ProblemError: 422, it is neither ms nor RFC 3339 with an offset.
    """
    if text is None:
        return otherwise
    if _MILLISECONDS.fullmatch(text):
        return int(text)
    try:
        when = datetime.fromisoformat(_LOST_PLUS.sub("+", text).upper())
        if when.tzinfo is None:
            raise invalid(where, "without an offset from UTC it is not known when that is")
        since = when - _EPOCH
    except (ValueError, OverflowError) as error:
        raise invalid(where, "neither RFC 3339 nor milliseconds") from error
    return (since.days * 86_400 + since.seconds) * 1000 + since.microseconds // 1000


def read_range(
    start: str | None, end: str | None, latest: Instant, span_ms: int
) -> tuple[Instant, Instant]:
    """A half-open range: up to ``latest`` and ``span_ms`` long where nothing else is said.

    :raises ProblemError: 422, unreadable or the wrong way round.
    """
    after = read_instant("to", end, latest)
    first = read_instant("from", start, after - span_ms)
    if after <= first:
        raise invalid("to", "must be later than from")
    return first, after


def write_cursor(place: Any) -> str:
    """An opaque cursor for a place in an ordering."""
    return base64.urlsafe_b64encode(msgspec.json.encode(place)).decode().rstrip("=")


def read_cursor(cursor: str | None, kind: type[Item]) -> Item | None:
    """The place that a cursor stands for, None without one.

    :raises ProblemError: 422, it is not one of ours.
    """
    if cursor is None:
        return None
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        return msgspec.json.decode(base64.urlsafe_b64decode(padded), type=kind)
    except (msgspec.DecodeError, binascii.Error, ValueError) as error:
        raise invalid("cursor", "not one that was given out") from error


def read_number(cursor: str | None) -> int | None:
    """The number of a row that a cursor stands for, None without one.

    :raises ProblemError: 422, it is not one of ours.
    """
    number = read_cursor(cursor, int)
    if number is not None and not 0 <= number <= LARGEST_NUMBER:
        raise invalid("cursor", "not one that was given out")
    return number


def read_id(text: str) -> str:
    """An id from a path, in the form in which the plant directory keeps it."""
    return unicodedata.normalize("NFC", text)


def cut_page(
    things: Sequence[Item], name: Callable[[Item], str], limit: int, cursor: str | None
) -> tuple[Sequence[Item], str | None]:
    """One page of things in the order of the plant directory, and the cursor of the next.

    :raises ProblemError: 422, the thing at which the page before ended is gone: begin again.
    """
    start, after = 0, read_cursor(cursor, str)
    if after is not None:
        names = [name(thing) for thing in things]
        if after not in names:
            raise invalid("cursor", "the list has changed: begin again")
        start = names.index(after) + 1
    page = things[start : start + limit]
    more = len(things) > start + limit
    return page, write_cursor(name(page[-1])) if more else None


async def read_body(request: Request, most: int = LARGEST_BODY) -> bytes:
    """The body of a request.

    :param most: bytes, 64 KiB where nothing is said.
    :raises ProblemError: 413, larger than that.
    """
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            raise ProblemError(413, "too-large", f"at most {most} bytes")
    return bytes(body)


def decode_body(body: bytes, kind: type[Body]) -> Body:
    """A JSON body; an empty one is an empty object.

    :raises ProblemError: 400 for what is not JSON, 422 for JSON of another shape.
    """
    try:
        return msgspec.json.decode(body or b"{}", type=kind)
    except msgspec.ValidationError as error:
        raise invalid("body", str(error)) from error
    except (msgspec.DecodeError, RecursionError) as error:
        raise ProblemError(400, "not-json", str(error)) from error


def give(request: Request, content: msgspec.Struct, version: int | None = None) -> Response:
    """A JSON answer with its entity tag, or 304 where the client has just that.

    :param version: the entity's own, put before the digest of the body that makes the tag.
    """
    body = msgspec.json.encode(content)
    digest = hashlib.sha256(body).hexdigest()[:24]
    etag = f'"{digest}"' if version is None else f'"{version}-{digest}"'
    headers = {"ETag": etag, "Cache-Control": "no-cache"}
    if request.method in ("GET", "HEAD") and is_among(request.headers.get("if-none-match"), etag):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type=JSON_TYPE)


def is_among(header: str | None, etag: str) -> bool:
    """Weak comparison of an ``If-None-Match`` header with an entity tag (RFC 9110 §8.8.3.2)."""
    if header is None:
        return False
    tags = [tag.strip().removeprefix("W/") for tag in header.split(",")]
    return etag in tags or "*" in tags


def match_version(header: str | None, version: int) -> int | None:
    """The only version on which an ``If-Match`` header lets one act, None if any will do.

    A version alone in quotes matches as the full tag does, whose digest is not looked at: what
    decides is whether anything happened, not whether it is worded the same.

    :raises ProblemError: 412, the header names other versions only, or weak tags.
    """
    tags = {tag.strip() for tag in ("*" if header is None else header).split(",")}
    if "*" in tags:
        return None
    if not any(_TAG_DIGEST.sub('"', tag) == f'"{version}"' for tag in tags):
        raise ProblemError(412, "stale-version", f"the entity is at version {version}")
    return version
