"""The KPI report over REST."""

import msgspec
import pytest
from jsonschema import Draft202012Validator

from dashboard_api.kpi_wire import KpiReport
from dashboard_api.ports import TooManyEntriesError, UnavailableError
from tests.dashboard_api.house import NOON
from tests.dashboard_api.schema import check

API = "/api/v1/reports/kpi"
SCHEMA = Draft202012Validator(msgspec.json.schema(KpiReport))


async def test_the_last_thirty_days_are_what_is_meant_without_a_range(house, client):
    house.judge("T1:HH")
    house.judge("T1:HH", active=False)
    house.time += 1
    body = (await client.get(API)).json()
    SCHEMA.validate(body)
    assert (body["to"], body["from"]) == (house.time, house.time - 30 * 86_400_000)
    assert body["total"]["annunciated"] == 1
    assert [group["key"] for group in body["groups"]] == ["H1", "H2"]
    assert body["short_sample"] is False


async def test_a_report_ends_before_its_last_instant(house, client):
    house.judge("T1:HH")
    for end, expected in ((house.time, 0), (house.time + 1, 1)):
        answer = await client.get(API, params={"from": NOON - 1000, "to": end})
        assert answer.json()["total"]["annunciated"] == expected


async def test_a_report_that_the_client_has_is_not_sent_again(house, client):
    params = {"from": NOON - 1000, "to": NOON}
    etag = (await client.get(API, params=params)).headers["ETag"]
    again = await client.get(API, params=params, headers={"If-None-Match": etag})
    assert (again.status_code, again.headers["Vary"]) == (304, "Accept")


@pytest.mark.parametrize("by", ["shift", "hazard", "enterprise", "priority"])
async def test_a_report_is_cut_as_asked(client, by):
    body = (await client.get(API, params={"by": by})).json()
    assert body["by"] == by
    SCHEMA.validate(body)


async def test_operators_and_shifts_are_the_caller_s(client):
    params = {"by": "shift", "operators": 2, "shifts": "00:00,08:00,16:00"}
    body = (await client.get(API, params=params)).json()
    assert [group["key"] for group in body["groups"]] == ["00:00", "08:00", "16:00"]
    assert body["total"]["operator_hours"] == 30 * 24 * 2


async def test_csv_and_html_come_by_header_or_by_name(client):
    for how in ({"params": {"format": "csv"}}, {"headers": {"Accept": "text/csv"}}):
        answer = await client.get(API, **how)
        assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
        assert "attachment" in answer.headers["Content-Disposition"]
        assert answer.content.startswith(b"\xef\xbb\xbf")
    for how in ({"params": {"format": "html"}}, {"headers": {"Accept": "text/html"}}):
        answer = await client.get(API, **how)
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
        assert "sha256-" in answer.headers["Content-Security-Policy"]
        assert answer.text.startswith("<!doctype html>")


@pytest.mark.parametrize(
    "query",
    [
        "by=moon",
        "format=pdf",
        "operators=0",
        "operators=x",
        "shifts=",
        "shifts=8",
        "shifts=25:00",
        "shifts=08:00,08:00",
        "from=5&to=5",
        "from=0&to=4000000000000",
        "from=-5&to=5",
        "from=999999999999998&to=999999999999999",
        "from=yesterday",
    ],
)
async def test_what_makes_no_sense_is_a_problem(client, query):
    answer = await client.get(f"{API}?{query}")
    assert answer.status_code == 422
    check("Problem", answer.json())


async def test_who_may_not_read_gets_no_report(stranger):
    assert (await stranger.get(API)).status_code == 401


@pytest.mark.parametrize(
    ("error", "status", "kind"),
    [
        (UnavailableError("no route"), 503, "unavailable"),
        (TooManyEntriesError("5 entries, at most 4"), 422, "too-many-entries"),
    ],
)
async def test_a_report_that_can_not_be_made_says_why(
    house, client, monkeypatch, error, status, kind
):
    async def fail(_):
        raise error

    monkeypatch.setattr(house.journal, "report", fail)
    answer = await client.get(API)
    assert answer.status_code == status
    assert answer.json()["type"].endswith(kind)
