"""Whatever goes wrong inside a request, the client gets a problem and no inner workings."""

import httpx
import pytest

from tests.dashboard_api.schema import check


@pytest.fixture
async def client(app, token_of):
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    headers = {"Authorization": f"Bearer {token_of('admin')}"}
    async with httpx.AsyncClient(
        transport=transport, base_url="http://park", headers=headers
    ) as client:
        yield client


async def test_a_fault_of_ours_is_a_problem_that_tells_nothing(house, client, monkeypatch):
    def fail(*_):
        raise KeyError("an inner secret")

    monkeypatch.setattr(house, "ledger", fail)
    answer = await client.get("/api/v1/gateways/G1/ledger")
    assert answer.status_code == 500
    check("Problem", answer.json())
    assert "secret" not in answer.text


async def test_a_problem_names_what_is_wrong_where(client):
    body = (await client.get("/api/v1/alarms?limit=x&min_priority=urgent")).json()
    assert {error["where"] for error in body["errors"]} == {"query.limit", "query.min_priority"}


async def test_a_problem_names_the_path_as_it_was_sent(client):
    body = (await client.get("/api/v1/alarms/%E6%B6%B2%2F%20x%3AHH")).json()
    assert body["instance"] == "/api/v1/alarms/%E6%B6%B2%2F%20x%3AHH"
