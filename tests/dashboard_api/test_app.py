"""The application as a whole: one error format, OpenAPI, headers."""

import httpx
import pytest
from jsonschema import Draft202012Validator

from dashboard_api.rates import Allowance
from tests.dashboard_api.house import NOON, PASSWORD, make_app
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


@pytest.mark.parametrize(
    ("path", "allow"),
    [
        ("/api/v1/plant", "GET, HEAD"),
        ("/api/v1/handovers", "GET, HEAD, POST"),
        ("/api/v1/auth/login", "POST"),
        ("/api/v1/alarms/T1%3AHH", "GET, HEAD"),
    ],
)
async def test_a_wrong_method_is_told_all_the_right_ones(client, path, allow):
    answer = await client.request("PATCH", path)
    assert (answer.status_code, answer.headers["Allow"]) == (405, allow)


async def test_who_asks_too_often_is_told_when_to_ask_again_and_can_still_act(house, people):
    app = make_app(house, people, allowance=Allowance(per_s=1e-3, burst=2))
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://park") as client:
        assert (await client.get("/healthz")).status_code == 200
        client.headers["Authorization"] = f"Bearer {people.log_in('admin', PASSWORD, NOON)[0]}"
        answers = [await client.get("/api/v1/plant") for _ in range(3)]
        assert [one.status_code for one in answers] == [200, 200, 429]
        assert 900 < int(answers[2].headers["Retry-After"]) <= 1000
        check("Problem", answers[2].json())
        acknowledged = await client.post("/api/v1/alarms/T1%3AHH/acknowledge", json={})
        assert acknowledged.status_code == 404  # heard: there is no such alarm
