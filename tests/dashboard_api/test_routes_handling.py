"""Handling records over REST: lists, both sides' acts, versions, figures."""

import asyncio

import pytest

from plant.condition import Priority
from tests.dashboard_api.handling_house import HandlingHouse
from tests.dashboard_api.house import NOON
from tests.dashboard_api.schema import check

API = "/api/v1"
HANDLING = f"{API}/handling"
SIGN_MS = 5 * 60_000
"""The limit of a high alarm, shipped."""


@pytest.fixture
def house(tmp_path):
    house = HandlingHouse(tmp_path)
    yield house
    house.close()


@pytest.fixture
def do(as_):
    async def act(name, action, record=1, headers=None, **body):
        return await as_(
            name, "POST", f"{HANDLING}/{record}/{action}", json=body, headers=headers or {}
        )

    return act


async def done(answering):
    answer = await answering
    assert answer.status_code == 200, answer.text
    check("HandlingRow", answer.json())
    return answer.json()


async def refused(answering, status=409):
    answer = await answering
    assert answer.status_code == status, answer.text
    check("Problem", answer.json())
    return answer.json().get("detail")


async def test_an_alarm_that_is_raised_has_a_record_at_once(house, client):
    house.judge("液位LT-9:HH")
    page = (await client.get(HANDLING)).json()
    check("HandlingPage", page)
    (row,) = page["items"]
    assert (row["id"], row["alarm"], row["step"], row["version"]) == (1, "液位LT-9:HH", "pushed", 1)
    assert (row["hazard"], row["enterprise"], row["owner"]) == ("H2", "E2", "enterprise")
    assert (row["turn"], row["next"], row["due"]) == ("enterprise", "sign", house.time + SIGN_MS)
    assert row["name"]["zh"] == "球罐液位 高高限报警"
    assert (row["overdue"], row["drill"]) == (False, False)
    assert row["limits_s"]["sign"] == 300


async def test_a_list_tells_what_last_happened_to_each(house, client, do):
    house.judge("T1:HH")
    house.judge("T2:HH")
    await done(do("op", "call", words="请核实", person="王工", number="138"))
    page = (await client.get(HANDLING)).json()
    check("HandlingPage", page)
    assert {record: entry["happening"] for record, entry in page["newest"].items()} == {
        "1": "called",
        "2": "opened",
    }
    assert (page["newest"]["1"]["by"], page["newest"]["1"]["words"]) == ("op", "请核实")
    assert (await client.get(f"{HANDLING}?hazard=H9")).json()["newest"] == {}


async def test_each_is_offered_what_is_his_to_do(house, as_, do):
    house.judge("T1:HH")
    await done(do("甲方", "sign"))

    async def offers(name):
        view = (await as_(name, "GET", f"{HANDLING}/1")).json()
        check("HandlingView", view)
        return [(one["action"], one["behalf"], one["finding"]) for one in view["offers"]]

    beside = [("call", False, False), ("attachments", False, False)]
    assert await offers("甲方") == [("verify", False, True), *beside]
    assert await offers("op") == [("sign", False, False), ("verify", True, True), *beside]
    assert await offers("guest") == []


async def test_closing_what_still_stands_is_offered_with_its_hindrance(house, as_, do):
    house.judge("T1:HH")
    await done(do("甲方", "sign"))
    await done(do("甲方", "verify", finding="false", words="x"))
    view = (await as_("op", "GET", f"{HANDLING}/1")).json()
    close = next(one for one in view["offers"] if one["action"] == "close")
    assert (close["hindrance"], close["words"]) == ("still_active", True)


async def test_from_the_push_to_the_end(house, do, client):
    house.judge("T1:HH")
    await done(do("op", "sign"))
    row = await done(do("甲方", "sign"))
    assert (row["step"], row["park_signed"]["by"]) == ("signed", "op")
    row = await done(do("甲方", "verify", finding="real", words="法兰泄漏"))
    assert (row["step"], row["finding"]) == ("verified", "real")
    await done(do("甲方", "handle", words="已关阀,更换垫片"))
    await done(do("甲方", "report", words="浓度已恢复"))
    assert await refused(do("op", "close", words="同意")) == "still_active"
    house.judge("T1:HH", active=False, value=1.0)
    row = await done(do("op", "close", words="同意销警"))
    assert (row["step"], row["turn"], row["next"], row["due"]) == ("closed", None, None, None)
    assert [stamp["by"] for stamp in row["done"]] == ["system", *["甲方"] * 4, "op"]

    view = (await client.get(f"{HANDLING}/1")).json()
    check("HandlingView", view)
    assert [entry["happening"] for entry in view["entries"]] == [
        "opened", "park_signed", "signed", "verified", "handled", "reported", "returned", "closed",
    ]  # fmt: skip
    assert view["entries"][3]["words"] == "法兰泄漏"
    assert view["entries"][6]["journal_seq"] == 2
    assert (await client.get(HANDLING)).json()["items"] == []
    closed = (await client.get(f"{HANDLING}?step=closed")).json()["items"]
    assert [one["id"] for one in closed] == [1]


async def test_the_park_writes_down_what_it_was_told_by_telephone(house, do, client):
    house.judge("T1:HH")
    assert await refused(do("op", "verify", finding="false", words="x")) == "other_side"
    told = {"behalf": "王工 13800000000"}
    await done(do("op", "call", words="请到现场", person="王工", number="138", answered=True))
    await done(do("op", "sign", **told))
    row = await done(do("op", "verify", finding="false", words="仪表故障", **told))
    assert row["done"][-1] | told == row["done"][-1]
    assert (row["done"][-1]["side"], row["done"][-1]["by"], row["calls"]) == ("enterprise", "op", 1)
    call = (await client.get(f"{HANDLING}/1")).json()["entries"][1]["call"]
    assert call == {"person": "王工", "number": "138", "outgoing": True, "answered": True}


async def test_acknowledging_the_alarm_is_no_signature(house, client):
    house.judge("T1:HH")
    await client.post(f"{API}/alarms/T1%3AHH/acknowledge")
    (row,) = (await client.get(HANDLING)).json()["items"]
    assert (row["step"], row["park_signed"], row["version"]) == ("pushed", None, 1)


async def test_an_enterprise_sees_and_handles_its_own_records_and_nothing_else(house, as_, do):
    house.judge("T1:HH")
    house.judge("液位LT-9:HH")
    mine = (await as_("甲方", "GET", HANDLING)).json()["items"]
    assert [row["alarm"] for row in mine] == ["T1:HH"]
    assert (await as_("甲方", "GET", f"{HANDLING}?enterprise=E2")).json()["items"] == []
    for path in (f"{HANDLING}/2", f"{HANDLING}/2/attachments/{'0' * 64}"):
        assert (await as_("甲方", "GET", path)).status_code == 404
    await refused(do("甲方", "sign", record=2), 404)
    assert await refused(do("甲方", "close", words="x")) == "other_side"
    for path in ("alarms", "journal", "tags", "plant", "reports/kpi", "flood"):
        assert (await as_("甲方", "GET", f"{API}/{path}")).status_code == 403
    me = (await as_("甲方", "GET", f"{API}/auth/me")).json()
    assert (me["enterprise"], me["scopes"]) == ("E1", ["handle"])
    figures = (await as_("甲方", "GET", f"{API}/reports/handling?to={house.time + 1}")).json()
    assert figures["records"] == 1


async def test_who_may_not_handle_may_look(house, as_, do):
    house.judge("T1:HH")
    for name in ("guest", "fitter"):
        assert (await as_(name, "GET", f"{HANDLING}/1")).status_code == 200
        await refused(do(name, "sign"), 403)


async def test_nobody_is_told_anything_without_a_session(house, stranger):
    for path in ("handling", "handling/1", "reports/handling"):
        assert (await stranger.get(f"{API}/{path}")).status_code == 401


async def test_of_two_at_once_the_second_sees_what_happened(house, do, client):
    house.judge("T1:HH")
    tag = (await client.get(f"{HANDLING}/1")).headers["ETag"]
    assert tag.startswith('"1-')
    answers = await asyncio.gather(
        *(do(name, "sign", headers={"If-Match": tag}) for name in ("甲方", "op", "leader"))
    )
    assert sorted(answer.status_code for answer in answers) == [200, 412, 412]
    assert await refused(do("甲方", "sign", version=1), 412)
    row = (await client.get(f"{HANDLING}/1")).json()["record"]
    assert row["version"] == 2


async def test_a_repeated_request_acts_once(house, do, client):
    house.judge("T1:HH")
    key = {"Idempotency-Key": "a"}
    first = await done(do("op", "call", words="x", headers=key))
    again = await done(do("op", "call", words="x", headers=key))
    assert first == again
    assert (await client.get(f"{HANDLING}/1")).json()["record"]["calls"] == 1


@pytest.mark.parametrize(
    ("action", "body", "status", "detail"),
    [
        ("verify", {"words": "x", "finding": "maybe"}, 422, None),
        ("verify", {"words": "x"}, 409, "finding_missing"),
        ("verify", {"finding": "real"}, 409, "words_missing"),
        ("handle", {"words": "x"}, 409, "not_verified"),
        ("fly", {}, 404, None),
    ],
)
async def test_what_makes_no_sense_is_refused_by_name(house, do, action, body, status, detail):
    house.judge("T1:HH")
    await done(do("甲方", "sign"))
    told = await refused(do("甲方", action, **body), status)
    assert detail in (None, told)


@pytest.mark.parametrize("record", [2, 2**63 - 1])
async def test_a_record_that_is_none_is_not_found(house, client, do, record):
    assert (await client.get(f"{HANDLING}/{record}")).status_code == 404
    await refused(do("op", "sign", record=record), 404)
    for wrong in ("0", "x", str(2**70)):
        assert (await client.get(f"{HANDLING}/{wrong}")).status_code == 422


async def test_closing_what_can_not_be_judged_is_refused(house, do):
    house.judge("T1:HH")
    house.judge("T1:HH", active=False)
    await done(do("甲方", "sign"))
    await done(do("甲方", "verify", finding="false", words="x"))
    house.known = False
    assert await refused(do("op", "close", words="x")) == "condition_unknown"
    house.known = True
    await done(do("op", "close", words="x"))


async def test_what_is_overdue_is_listed_and_marked(house, client, do):
    house.judge("T1:HH")
    house.judge("T2:HH", priority=Priority.CRITICAL)
    house.time += 2 * 60_000 + 1
    (row,) = (await client.get(f"{HANDLING}?overdue=true")).json()["items"]
    assert (row["alarm"], row["overdue"]) == ("T2:HH", True)
    row = await done(do("甲方", "sign", record=2))
    assert row["done"][-1]["late"]
    assert (await client.get(f"{HANDLING}?overdue=true")).json()["items"] == []
    assert len((await client.get(f"{HANDLING}?overdue=false")).json()["items"]) == 2


async def test_filters_and_pages(house, client, do):
    for alarm in ("T1:HH", "T2:HH", "液位LT-9:HH"):
        house.judge(alarm)
    await done(do("甲方", "sign", record=2))

    async def ids(query):
        return [row["id"] for row in (await client.get(f"{HANDLING}?{query}")).json()["items"]]

    assert await ids("hazard=H1") == [2, 1]
    assert await ids("hazard=H1&hazard=H2") == [3, 2, 1]
    assert await ids("enterprise=E2") == [3]
    assert await ids("step=signed") == [2]
    assert await ids("side=park") == []
    assert await ids("alarm=T1%3AHH") == [1]
    assert await ids("drill=true") == []
    first = (await client.get(f"{HANDLING}?limit=2")).json()
    assert [row["id"] for row in first["items"]] == [3, 2]
    assert await ids(f"limit=2&cursor={first['next']}") == [1]


async def test_the_figures_of_a_period(house, client, do):
    house.judge("T1:HH")
    house.judge("T1:HH", active=False)
    house.judge("T2:HH")
    house.judge("T3:HH")
    for record, finding in ((1, "false"), (3, "real"), (4, "test")):
        await done(do("甲方", "sign", record=record))
        await done(do("甲方", "verify", record=record, finding=finding, words="x"))
    await done(do("op", "close", words="x"))
    house.judge("T2:HH", active=False)
    house.judge("T2:HH")
    body = (await client.get(f"{API}/reports/handling?from={NOON}&to={house.time + 1}")).json()
    check("HandlingFigures", body)
    assert (body["records"], body["activations"], body["open"], body["drills"]) == (3, 4, 2, 0)
    assert body["findings"] | {"real": 1, "false": 1, "test": 1} == body["findings"]
    assert body["false_share"] == 50.0
    nothing = (await client.get(f"{API}/reports/handling?from=0&to=1")).json()
    assert (nothing["records"], nothing["false_share"]) == (0, None)


async def test_a_journal_that_is_away_is_told_as_such(house, client, do):
    house.judge("T1:HH")
    with house.file._engines.write.begin() as connection:
        connection.exec_driver_sql("DROP TABLE handling_record")
    assert (await client.get(HANDLING)).status_code == 503
    await refused(do("甲方", "sign"), 503)
