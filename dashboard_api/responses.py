"""How routes declare their bodies to OpenAPI: by reference to the schemas of the wire types.

FastAPI would describe pydantic models; ours are msgspec structs, so each route names the struct
and :func:`describe` puts the structs' own schemas in.
"""

from typing import Any, Final

import msgspec
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from dashboard_api import schemas, wire
from dashboard_api.access import COOKIE
from dashboard_api.problems import PROBLEM_TYPE

PREFIX: Final = "/api/v1"
DESCRIPTION: Final = "Monitoring and early warning for major hazard installations"
_TEMPLATE: Final = "#/components/schemas/{name}"


OPEN: Final[dict[str, Any]] = {"security": []}
"""For a route that needs no session."""

SECURITY_SCHEMES: Final = {
    "bearer": {
        "type": "http",
        "scheme": "bearer",
        "description": "The token that `POST /api/v1/auth/login` answers.",
    },
    "cookie": {
        "type": "apiKey",
        "in": "cookie",
        "name": COOKIE,
        "description": "Set by log-in. All but reading needs the header `X-Hazardwatch: 1`.",
    },
}


def answers(kind: type[msgspec.Struct] | None, *refusals: int) -> dict[int | str, dict[str, Any]]:
    """The responses of a route: its body, and a problem for everything else."""
    described: dict[int | str, dict[str, Any]] = {
        status: {"description": "refused", "content": _content(PROBLEM_TYPE, wire.Problem)}
        for status in (401, 403, 422, 429, *refusals)
    }
    if kind is not None:
        described[200] = {"description": "done", "content": _content("application/json", kind)}
    return described


def shows(status: int, description: str, kind: type[msgspec.Struct]) -> dict[int | str, Any]:
    """One response of a route that does not answer by problems."""
    return {status: {"description": description, "content": _content("application/json", kind)}}


def takes(kind: type[msgspec.Struct], *, required: bool = True) -> dict[str, Any]:
    """The request body of a route."""
    return {"requestBody": {"required": required, "content": _content("application/json", kind)}}


def _content(media_type: str, kind: type[msgspec.Struct]) -> dict[str, Any]:
    return {media_type: {"schema": {"$ref": _TEMPLATE.format(name=kind.__name__)}}}


def describe(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI 3.1 document of the application, with the schemas of the wire types."""
    if app.openapi_schema is None:
        document = get_openapi(
            title=app.title,
            version=app.version,
            openapi_version="3.1.0",
            description=app.description,
            routes=app.routes,
        )
        components = document.setdefault("components", {})
        components.setdefault("schemas", {}).update(schemas.describe(_TEMPLATE))
        components["securitySchemes"] = SECURITY_SCHEMES
        document["security"] = [{name: []} for name in SECURITY_SCHEMES]
        _take_nulls_out(document)
        app.openapi_schema = document
    return app.openapi_schema


def _take_nulls_out(document: dict[str, Any]) -> None:
    """A parameter of a query is absent, never null."""
    for operations in document["paths"].values():
        for operation in operations.values():
            for parameter in operation.get("parameters", []):
                schema = parameter["schema"]
                kinds = [one for one in schema.pop("anyOf", []) if one != {"type": "null"}]
                if len(kinds) > 1:
                    schema["anyOf"] = kinds
                for kind in kinds if len(kinds) == 1 else []:
                    schema |= kind
