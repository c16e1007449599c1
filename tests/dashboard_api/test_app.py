"""The application as a whole: one error format, OpenAPI, headers."""

import pytest
from jsonschema import Draft202012Validator

from tests.dashboard_api.schema import check

ACTIONS = "acknowledge reset shelve unshelve suppress out-of-service return-to-service comment"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/v1/nothing", 404),
        ("GET", "/api/nothing", 404),
        ("DELETE", "/api/v1/plant", 405),
        ("POST", "/healthz", 405),
        ("GET", "/api/v1/alarms?limit=0", 422),
        ("GET", "/api/v1/alarms?limit=1001", 422),
        ("GET", "/api/v1/alarms?state=sleeping", 422),
        ("GET", "/api/v1/alarms/none", 404),
    ],
)
async def test_every_refusal_is_a_problem(client, method, path, status):
    answer = await client.request(method, path)
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    body = answer.json()
    check("Problem", body)
    assert body["status"] == status
    assert body["instance"] == path.partition("?")[0]


async def test_openapi_describes_what_the_contract_names(stranger):
    document = (await stranger.get("/api/v1/openapi.json")).json()
    assert document["openapi"].startswith("3.1")
    expected = {f"/api/v1/alarms/{{id}}/{action}" for action in ACTIONS.split()}
    expected |= {"/api/v1/auth/login", "/api/v1/tags/{tag}/history", "/api/v1/alarms/{id}"}
    expected |= {"/api/v1/reports/kpi"}
    expected |= {
        f"/api/v1/gateways/{{id}}/{leaf}"
        for leaf in ("ledger", "tags", "dead-letters", "dead-letters/replay", "unknown-tags")
    }
    assert expected <= set(document["paths"])


async def test_openapi_says_how_to_log_in_and_what_may_go_wrong(stranger):
    document = (await stranger.get("/api/v1/openapi.json")).json()
    schemes = document["components"]["securitySchemes"]
    assert {scheme["type"] for scheme in schemes.values()} == {"http", "apiKey"}
    assert document["security"] == [{name: []} for name in schemes]
    paths = document["paths"]
    assert paths["/api/v1/auth/login"]["post"]["security"] == []
    assert "security" not in paths["/api/v1/plant"]["get"]
    assert "400" in paths["/api/v1/alarms/{id}/acknowledge"]["post"]["responses"]
    assert set(paths["/readyz"]["get"]["responses"]) == {"200", "503"}


async def test_every_reference_of_openapi_leads_somewhere(stranger):
    document = (await stranger.get("/api/v1/openapi.json")).json()
    schemas = document["components"]["schemas"]
    for schema in schemas.values():
        Draft202012Validator.check_schema(schema)

    def walk(node):
        if isinstance(node, dict):
            if "$ref" in node:
                yield node["$ref"]
            for child in node.values():
                yield from walk(child)
        elif isinstance(node, list):
            for child in node:
                yield from walk(child)

    references = set(walk(document))
    assert references
    missing = {
        name for name in references if name.removeprefix("#/components/schemas/") not in schemas
    }
    assert missing == set()
