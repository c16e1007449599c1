"""Filed stops over REST, with the real register behind it."""

import asyncio
from dataclasses import replace

import httpx
import msgspec
import pytest
from jsonschema import Draft202012Validator

from dashboard_api.filed_stops_wire import FiledStopPage, FiledStopRow, StopRules
from tests.dashboard_api.house import NOON, make_app
from tests.dashboard_api.stop_office import make_cores, open_office

API = "/api/v1/filed-stops"
HOUR = 3_600_000
ROW = Draft202012Validator(msgspec.json.schema(FiledStopRow))


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
def ask(stranger, token_of):
    """A request as somebody."""

    async def ask(who, method, path="", body=None, **headers):
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        headers["Authorization"] = f"Bearer {token_of(who)}"
        return await stranger.request(method, f"{API}{path}", json=body, headers=headers)

    return ask


def make_body(**changed):
    return {
        "category": "overhaul",
        "enterprise": "E1",
        "scope": {"tags": ["T1"]},
        "from": NOON,
        "until": NOON + 8 * HOUR,
        "reason": "检修 1 号液位计",
    } | changed


async def test_a_stop_is_filed_by_one_and_approved_by_another(ask, house):
    filed = await ask("fitter", "POST", body=make_body(work_order="票 7"))
    assert (filed.status_code, filed.headers["Location"]) == (201, f"{API}/S1")
    row = filed.json()
    ROW.validate(row)
    assert (row["state"], row["requested_by"], row["label"]["zh"]) == (
        "requested",
        "fitter",
        "检修",
    )
    assert (row["points"], row["covers"], row["gone"]) == (1, ["H1"], [])
    approved = await ask("leader", "POST", "/S1/approve")
    row = approved.json()
    assert (row["state"], row["decided_by"], row["began_at"]) == ("in_force", "leader", house.time)
    assert (await ask("guest", "GET", "/S1")).json() == row


async def test_who_may_not_is_refused(ask):
    for who in ("guest", "op"):
        assert (await ask(who, "POST", body=make_body())).status_code == 403
    await ask("fitter", "POST", body=make_body())
    for action in ("approve", "refuse"):
        assert (await ask("fitter", "POST", f"/S1/{action}", {"reason": "x"})).status_code == 403
    assert (await ask("op", "POST", "/S1/withdraw", {"reason": "x"})).status_code == 403


@pytest.mark.parametrize("action", ["approve", "refuse"])
async def test_nobody_decides_about_what_he_filed_himself(ask, action):
    await ask("leader", "POST", body=make_body())
    answer = await ask("leader", "POST", f"/S1/{action}", {"reason": "可以"})
    assert (answer.status_code, answer.json()["detail"]) == (403, "own_request")
    assert (await ask("admin", "POST", f"/S1/{action}", {"reason": "可以"})).status_code == 200


async def test_a_wish_against_the_rules_is_refused_by_the_rule_s_name(ask):
    for changed, detail in (
        ({"scope": {"tags": ["T1", "GONE"]}}, "scope_unknown: GONE"),
        ({"scope": {"hazards": ["H2"]}}, "other_enterprise: H2"),
        ({"until": NOON}, "wrong_way_round"),
        ({"category": "calibration", "until": NOON + 100 * HOUR}, "too_long: 259200000 ms"),
        ({"reason": " "}, "reason_missing"),
    ):
        answer = await ask("fitter", "POST", body=make_body(**changed))
        assert (answer.status_code, answer.json()["detail"]) == (422, detail)
    for broken in ({"category": "holiday"}, {"until": "noon"}):
        assert (await ask("fitter", "POST", body=make_body(**broken))).status_code == 422


async def test_who_saw_an_older_version_is_told(ask):
    filed = await ask("fitter", "POST", body=make_body())
    tag = filed.headers["ETag"]
    assert (await ask("leader", "POST", "/S1/approve", If_Match='"7"')).status_code == 412
    assert (await ask("leader", "POST", "/S1/approve", If_Match=tag)).status_code == 200
    again = await ask("admin", "POST", "/S1/approve", If_Match=tag)
    assert again.status_code == 412
    late = await ask("admin", "POST", "/S1/approve")
    assert (late.status_code, late.json()["detail"]) == (409, "already_decided")


async def test_of_two_at_once_one_decides(ask):
    await ask("fitter", "POST", body=make_body())
    both = await asyncio.gather(
        ask("leader", "POST", "/S1/approve"),
        ask("admin", "POST", "/S1/refuse", {"reason": "不行"}),
    )
    assert sorted(answer.status_code for answer in both) == [200, 409]


async def test_a_request_sent_twice_under_one_key_is_filed_once(ask):
    first = await ask("fitter", "POST", body=make_body(), Idempotency_Key="k1")
    again = await ask("fitter", "POST", body=make_body(), Idempotency_Key="k1")
    assert first.json() == again.json()
    assert len((await ask("fitter", "GET")).json()["items"]) == 1


async def test_it_ends_early_by_hand_or_by_itself(ask, house, office):
    for scope in ({"tags": ["T1"]}, {"equipment": ["V1"]}):
        stop = (await ask("fitter", "POST", body=make_body(scope=scope))).json()["id"]
        await ask("leader", "POST", f"/{stop}/approve")
    house.time += HOUR
    silent = await ask("fitter", "POST", "/S1/end")
    assert (silent.status_code, silent.json()["detail"]) == (409, "reason_missing")
    ended = (await ask("fitter", "POST", "/S1/end", {"reason": "提前完成"})).json()
    assert (ended["state"], ended["ended_at"], ended["note"]) == ("ended", house.time, "提前完成")
    house.time = NOON + 8 * HOUR
    await office[1].pass_time()
    by_itself = (await ask("guest", "GET", "/S2")).json()
    assert (by_itself["ended_by"], by_itself["ended_at"]) == ("system", NOON + 8 * HOUR)


async def test_stops_are_listed_newest_first_and_filtered(ask, house):
    await ask("fitter", "POST", body=make_body())
    await ask("fitter", "POST", body=make_body(scope={"gateways": ["G1"]}))
    await ask("fitter", "POST", body=make_body(enterprise="E2", scope={"hazards": ["H2"]}))
    await ask("leader", "POST", "/S3/approve")

    async def ids(query):
        answer = await ask("guest", "GET", query)
        body = answer.json()
        Draft202012Validator(msgspec.json.schema(FiledStopPage)).validate(body)
        return [row["id"] for row in body["items"]]

    assert await ids("") == ["S3", "S2", "S1"]
    assert await ids("?state=requested") == ["S2", "S1"]
    assert await ids("?state=requested&state=in_force&hazard=H2") == ["S3"]
    assert await ids("?enterprise=E1&hazard=H1") == ["S2", "S1"]
    assert await ids("?now=true") == ["S3"]
    house.time = NOON + 8 * HOUR
    assert await ids("?now=true") == []
    first = (await ask("guest", "GET", "?limit=2")).json()
    assert await ids(f"?limit=2&cursor={first['next']}") == ["S1"]


async def test_overlapping_stops_are_allowed_and_name_each_other(ask):
    await ask("fitter", "POST", body=make_body())
    await ask("fitter", "POST", body=make_body(scope={"equipment": ["V1"]}))
    later = make_body(**{"from": NOON + 8 * HOUR, "until": NOON + 9 * HOUR})
    await ask("fitter", "POST", body=later)
    rows = {row["id"]: row["overlaps"] for row in (await ask("guest", "GET")).json()["items"]}
    assert rows == {"S1": ["S2"], "S2": ["S1"], "S3": []}


async def test_the_rules_are_there_for_a_form(ask):
    rules = (await ask("fitter", "GET", "/rules")).json()
    Draft202012Validator(msgspec.json.schema(StopRules)).validate(rules)
    assert (rules["may_file"], rules["may_decide"]) == (True, False)
    assert {one["category"] for one in rules["categories"]} == {
        "overhaul",
        "calibration",
        "shutdown",
        "modification",
    }


async def test_what_is_gone_from_the_plant_is_said_and_the_stop_stands(ask, house):
    await ask("fitter", "POST", body=make_body(scope={"tags": ["T1"], "equipment": ["V1"]}))
    tags = tuple(tag for tag in house.plant.tags if tag.id != "T1")
    house.plant = replace(house.plant, tags=tags)
    house.cores = make_cores(house, house.plant)
    row = (await ask("guest", "GET", "/S1")).json()
    assert (row["gone"], row["state"]) == (["T1"], "requested")


async def test_an_alarm_of_a_stopped_tag_calls_and_says_so(ask, house, office):
    _, keeper, cores = office
    await ask("fitter", "POST", body=make_body())
    await ask("leader", "POST", "/S1/approve")
    house.commit(keeper.settle(cores, [], house.time))
    house.judge("T1:HH")
    row = house.hub.alarms.known["T1:HH"].row
    assert (row.filed_stops, row.held, row.annunciated) == (["S1"], None, True)
    assert house.hub.alarms.known["T1:stale"].row.held == "suppressed"
    await ask("leader", "POST", "/S1/end", {"reason": "完成"})
    house.commit(keeper.settle(cores, [], house.time))
    house.hub.alarms.pass_time(house.time, house.plant)
    assert house.hub.alarms.known["T1:HH"].row.filed_stops == []
    assert house.hub.alarms.known["T1:stale"].row.held is None


async def test_what_is_not_there_is_404(ask):
    assert (await ask("guest", "GET", "/S9")).status_code == 404
    assert (await ask("leader", "POST", "/S9/approve")).status_code == 404


async def test_in_a_replay_nothing_is_filed(people, house, token_of):
    house.ports = replace(house.ports, stops=None)
    transport = httpx.ASGITransport(make_app(house, people))
    headers = {"Authorization": f"Bearer {token_of('admin')}"}
    async with httpx.AsyncClient(transport=transport, base_url="http://park") as client:
        answer = await client.get(API, headers=headers)
    assert (answer.status_code, answer.json()["type"]) == (
        503,
        "urn:hazardwatch:problem:unavailable",
    )
