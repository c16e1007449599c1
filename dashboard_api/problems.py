"""Problems: how every refusal and failure of the API is told (RFC 9457).

One exception for the house's own refusals and one handler for everything that can go wrong in a
request, so that no client ever meets a second error format.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from typing import Final
from urllib.parse import quote

import msgspec
import structlog
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Match

from dashboard_api import wire
from dashboard_api.audit_note import note_of
from dashboard_api.reach import BeyondReachError

PROBLEM_TYPE: Final = "application/problem+json"

_BACKGROUND: Final = re.compile(r"\s*\(Background on this error at: [^)]*\)")

_log = structlog.get_logger(__name__)


class ProblemError(Exception):
    """A request that is refused; ``kind`` ends the problem's type URI and is stable."""

    def __init__(
        self,
        status: int,
        kind: str,
        detail: str = "",
        errors: Sequence[wire.FieldError] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(f"{status} {kind}: {detail}")
        self.problem = make_problem(status, kind, detail, errors)
        self.headers = dict(headers or {})


def make_problem(
    status: int, kind: str, detail: str = "", errors: Sequence[wire.FieldError] = ()
) -> wire.Problem:
    """The body of a problem; its title is the words of ``kind``.

    What is not the client's fault is told as :func:`tell_briefly` has it.
    """
    return wire.Problem(
        type=f"urn:hazardwatch:problem:{kind}",
        title=kind.replace("-", " ").capitalize(),
        status=status,
        detail=tell_briefly(detail) if status >= 500 else detail,
        errors=list(errors),
    )


def tell_briefly(fault: str) -> str:
    """The first line of a fault: the rest of a store's own words is its statements and links."""
    return _BACKGROUND.sub("", fault.partition("\n")[0])


def not_found(what: str, name: str) -> ProblemError:
    """There is no such thing."""
    return ProblemError(404, "not-found", f"no such {what}: {name}")


def invalid(where: str, detail: str) -> ProblemError:
    """One part of the request is wrong."""
    return ProblemError(422, "invalid-request", errors=[wire.FieldError(where, detail)])


def respond(
    request: Request, problem: wire.Problem, headers: Mapping[str, str] | None = None
) -> Response:
    """The response that tells a problem."""
    note_of(request).refusal = problem.type.rpartition(":")[2]
    body = msgspec.structs.replace(problem, instance=_name_instance(request))
    return Response(msgspec.json.encode(body), problem.status, headers, PROBLEM_TYPE)


def _name_instance(request: Request) -> str:
    """The path as it was sent: a URI reference has no room for what its escapes stand for."""
    raw: bytes | None = request.scope.get("raw_path")
    return quote(request.url.path) if raw is None else raw.decode("latin-1")


def _list_methods(request: Request, routes: Iterable[BaseRoute]) -> str:
    """What may be done at a path: all its routes together, of which Starlette names the first."""
    methods: set[str] = set()
    for route in routes:
        if route.matches(request.scope)[0] is not Match.NONE:
            methods |= getattr(route, "methods", None) or set()
    if "GET" in methods:
        methods.add("HEAD")
    return ", ".join(sorted(methods))


def install(app: FastAPI, routes: Sequence[BaseRoute]) -> None:
    """Answer every exception of a request by a problem.

    :param routes: all of the application, from which a wrong method is told the right ones.
    """

    async def tell(request: Request, error: Exception) -> Response:
        return _tell(request, error, routes)

    for kind in (ProblemError, BeyondReachError, HTTPException, RequestValidationError, Exception):
        app.add_exception_handler(kind, tell)


def _tell(request: Request, error: Exception, routes: Iterable[BaseRoute]) -> Response:
    if isinstance(error, ProblemError):
        return respond(request, error.problem, error.headers)
    if isinstance(error, BeyondReachError):
        return respond(request, make_problem(403, "beyond-reach", str(error)))
    if isinstance(error, RequestValidationError):
        errors = [
            wire.FieldError(".".join(str(part) for part in item["loc"]), str(item["msg"]))
            for item in error.errors()
        ]
        return respond(request, make_problem(422, "invalid-request", errors=errors))
    if isinstance(error, HTTPException):
        phrase = HTTPStatus(error.status_code).phrase
        detail = "" if error.detail == phrase else str(error.detail)
        kind = phrase.lower().replace(" ", "-")
        headers = dict(error.headers or {})
        if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            headers = {"Allow": _list_methods(request, routes) or headers.get("Allow", "")}
        return respond(request, make_problem(error.status_code, kind, detail), headers)
    _log.error("request failed", path=request.url.path, exc_info=error)
    return respond(request, make_problem(500, "internal-error"))
