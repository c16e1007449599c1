"""The online-rate report over REST, counted from a real journal's database."""

import msgspec
import pytest
from jsonschema import Draft202012Validator

from alerting.alarm import Event
from alerting.kpi.terms import Period
from alerting.online_rate.watch_record import BEAT_MS
from dashboard_api.online_wire import OnlineRateReport
from dashboard_api.ports import TooManyEntriesError, UnavailableError
from tests.alerting.tiny_park import make_entry
from tests.dashboard_api.house import NOON, make_app
from tests.dashboard_api.stop_office import open_office

API = "/api/v1/reports/online-rate"
PERIOD = {"from": NOON, "to": NOON + 10 * BEAT_MS}


@pytest.fixture
def office(tmp_path):
    with open_office(tmp_path) as parts:
        yield parts


@pytest.fixture
def house(office):
    return office[0]


@pytest.fixture
def app(house, people):
    return make_app(house, people)


@pytest.fixture
async def history(house, office):
    """Ten minutes; T1 is silent for one of them."""
    _, keeper, _ = office
    for minute in range(11):
        await keeper.beat(NOON + minute * BEAT_MS)
    house.time = NOON + 10 * BEAT_MS
    for event, minute in ((Event.RAISED, 2), (Event.RETURNED, 3)):
        at = NOON + minute * BEAT_MS
        keeper.journal.append([make_entry(alarm="T1:stale", event=event, at=at, detected=at)])


async def test_rates_are_told_for_park_enterprises_and_hazards(client, history):
    body = (await client.get(API, params=PERIOD)).json()
    Draft202012Validator(msgspec.json.schema(OnlineRateReport)).validate(body)
    assert body["total"]["rate"] == pytest.approx(100 * 39 / 40)
    assert body["total"]["met"] is False
    assert [(one["key"], one["figures"]["rate"]) for one in body["enterprises"]] == [
        ("E1", pytest.approx(100 * 29 / 30)),
        ("E2", 100.0),
    ]
    assert [one["label"]["zh"] for one in body["hazards"]] == ["液氯", "氨球罐"]
    assert [one["key"] for one in body["worst"]] == ["T1"]
    assert (body["target"]["target"], body["target"]["trust"]) == (99.5, "secondary")


async def test_days_are_told_by_enterprise_as_the_park_has_them(client, history):
    body = (await client.get(API, params=PERIOD)).json()
    (day,) = body["days"]
    assert (day["from"], day["to"]) == (PERIOD["from"], PERIOD["to"])
    assert (day["rate"], day["met"]) == (pytest.approx(100 * 39 / 40), False)
    assert [(one["key"], one["met"]) for one in day["enterprises"]] == [("E1", False), ("E2", True)]
    month = (await client.get(API)).json()
    assert len(month["days"]) in (30, 31)
    assert [one["rate"] is None for one in month["days"]].count(False) == 1
    year = (await client.get(API, params={"from": NOON - 10**10, "to": NOON})).json()
    assert year["days"] == []


async def test_it_comes_as_a_table_and_as_a_page_too(client, history):
    for how, kind, begin in (
        ({"format": "csv"}, "text/csv", b"\xef\xbb\xbf"),
        ({"format": "html"}, "text/html", b"<!doctype"),
    ):
        answer = await client.get(API, params=PERIOD | how)
        assert answer.headers["Content-Type"] == f"{kind}; charset=utf-8"
        assert answer.content.startswith(begin)
    answer = await client.get(API, params=PERIOD, headers={"Accept": "text/html"})
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


async def test_the_last_thirty_days_are_what_is_meant_without_a_range(house, client, history):
    body = (await client.get(API)).json()
    assert (body["to"], body["from"]) == (house.time, house.time - 30 * 86_400_000)
    assert body["listened_ms"] == 10 * BEAT_MS


@pytest.mark.parametrize(
    ("error", "status"), [(UnavailableError("away"), 503), (TooManyEntriesError("9"), 422)]
)
async def test_what_can_t_be_counted_is_told(client, office, monkeypatch, error, status):
    async def fail(_self, _period: Period):
        raise error

    monkeypatch.setattr(type(office[1]), "report", fail)
    assert (await client.get(API, params=PERIOD)).status_code == status


async def test_a_period_that_makes_no_sense_is_refused(client):
    assert (await client.get(API, params={"from": NOON, "to": NOON})).status_code == 422
    assert (await client.get(API, params={"from": -5, "to": NOON})).status_code == 422
