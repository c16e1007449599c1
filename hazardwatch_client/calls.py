"""Calls of the REST interface and what comes back, as values: who sends them is not known here.

Contract section 6 and ``docs/api/openapi.json``. Times may be given as milliseconds, as RFC 3339
or as an aware ``datetime``.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import quote, urlencode

PREFIX: Final = "/api/v1"
PAGE: Final = 1_000
ARROW: Final = "application/vnd.apache.arrow.stream"
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)

Time = int | str | datetime
Words = str | Sequence[str]
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Problem:
    """Why something was refused or failed (RFC 9457); ``kind`` is its stable name."""

    status: int
    kind: str
    detail: str
    errors: tuple[str, ...] = ()
    retry_after_s: float | None = None

    def __str__(self) -> str:
        told = "; ".join(part for part in (self.detail, *self.errors) if part)
        return f"{self.status} {self.kind}" + (f": {told}" if told else "")


class ProblemError(Exception):
    """The platform answered with a problem, or with something that is no answer of a platform."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Call:
    """One request; ``path`` below the address of the platform, with its query."""

    method: str
    path: str
    body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


def read(resource: str, **questions: Any) -> Call:
    """A GET; a question that is None is not asked, a sequence asks several times."""
    asked = [
        (name.rstrip("_"), _as_text(one))
        for name, value in questions.items()
        if value is not None
        for one in _as_several(value)
    ]
    query = f"?{urlencode(asked)}" if asked else ""
    return Call("GET", f"{PREFIX}/{resource}{query}")


def post(resource: str, body: Mapping[str, Any], key: str | None = None) -> Call:
    """A POST of JSON; with the same ``key`` it is carried out once, however often it is sent."""
    headers = {"Content-Type": "application/json"}
    if key is not None:
        headers["Idempotency-Key"] = key
    return Call("POST", f"{PREFIX}/{resource}", json.dumps(body).encode(), headers)


def log_in(user: str, password: str) -> Call:
    """Asks for a session."""
    return post("auth/login", {"username": user, "password": password})


def read_history(
    tag: str, start: Time | None, end: Time | None, *, points: int | None = None
) -> Call:
    """A tag's readings as an Arrow stream, or in so many equal bins as JSON."""
    form = None if points is not None else "arrow"
    resource = f"tags/{name_part(tag)}/history"
    return read(resource, from_=start, to=end, points=points, format=form)


def act(alarm: str, action: str, version: int | None, reason: str, **more: Any) -> Call:
    """Something to be done to an alarm as it was seen."""
    key = more.pop("key", None)
    body = {"version": version, "reason": reason, **more}
    return post(f"alarms/{name_part(alarm)}/{action}", body, key)


def name_part(text: str) -> str:
    """An id as one part of a path."""
    return quote(text, safe="")


def read_json(status: int, headers: Mapping[str, str], body: bytes) -> Any:
    """What an answer says.

    :raises ProblemError: it is a problem, or no JSON.
    """
    check(status, headers, body)
    try:
        return json.loads(body) if body else None
    except ValueError as error:
        raise ProblemError(Problem(status, "not-json", body[:200].decode(errors="replace"))) from (
            error
        )


def check(status: int, headers: Mapping[str, str], body: bytes) -> None:
    """Refuse what is no success.

    :raises ProblemError: always then; what is no problem document is told as it came.
    """
    if status < 400:
        return
    try:
        told = json.loads(body)
        kind = str(told["type"]).rpartition(":")[2]
        errors = tuple(f"{one['where']}: {one['detail']}" for one in told.get("errors", ()))
        detail = str(told.get("detail", ""))
    except (ValueError, KeyError, TypeError):
        kind, detail, errors = "unknown", body[:200].decode(errors="replace"), ()
    raise ProblemError(Problem(status, kind, detail, errors, _read_wait(headers)))


def _read_wait(headers: Mapping[str, str]) -> float | None:
    wait = {name.lower(): value for name, value in headers.items()}.get("retry-after", "")
    return float(wait) if wait.isdigit() else None


def _as_several(value: Any) -> Iterable[Any]:
    return value if isinstance(value, list | tuple | set | frozenset) else [value]


def _as_text(value: Any) -> str:
    if isinstance(value, datetime):
        return str(read_time(value))
    return str(value).lower() if isinstance(value, bool) else str(value)


def read_time(at: datetime) -> int:
    """Milliseconds since 1970.

    :raises ValueError: without a zone nobody knows when that is.
    """
    if at.tzinfo is None:
        raise ValueError("a time needs a zone")
    return (at - _EPOCH) // timedelta(milliseconds=1)
