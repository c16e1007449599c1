"""Alarms over REST: lists, commands, versions and repetition, and the journal."""

import asyncio
from dataclasses import replace
from urllib.parse import quote

import pytest

from alerting.delivery import Delivery
from alerting.notice import Fate, Notice
from dashboard_api.ports import UnavailableError
from dashboard_api.queries import write_cursor
from plant.condition import Priority
from plant.duties import Person
from tests.dashboard_api.house import until
from tests.dashboard_api.schema import check

API = "/api/v1"
CHINESE = "液位LT-9:HH"


def path_of(alarm, action=""):
    return f"{API}/alarms/{quote(alarm, safe='')}{action}"


async def test_a_raised_alarm_is_listed_with_everything_the_contract_names(house, client):
    house.judge(CHINESE, value=91.5)
    body = (await client.get(f"{API}/alarms")).json()
    check("AlarmPage", body)
    (row,) = body["items"]
    assert body["next"] is None
    assert (row["id"], row["hazard"], row["unit"]) == (CHINESE, "H2", "%")
    assert (row["state"], row["held"], row["priority"]) == ("unacknowledged", None, "high")
    assert (row["value"], row["limit"], row["version"]) == (91.5, 90.0, 1)
    assert row["raised_at"] == house.time
    assert row["times"] == {
        "source": house.time - 30,
        "received": house.time - 10,
        "detected": house.time,
        "pushed": house.time + 5,
        "journalled": house.time + 3,
    }
    assert "球罐液位" in row["message"]["zh"]


async def test_what_is_not_committed_is_not_shown(house, client):
    house.judge("T1:HH", publish=False)
    assert (await client.get(f"{API}/alarms")).json()["items"] == []
    assert (await client.get(path_of("T1:HH"))).status_code == 404


async def test_ids_come_percent_encoded_whatever_they_hold(house, client):
    house.judge(CHINESE)
    answer = await client.get(path_of(CHINESE))
    assert answer.status_code == 200
    assert answer.json()["id"] == CHINESE
    assert answer.headers["ETag"].startswith('"1-')


async def test_an_alarm_that_is_normal_again_is_still_found(house, client):
    house.judge("T1:HH")
    await client.post(path_of("T1:HH", "/acknowledge"))
    house.judge("T1:HH", active=False, value=10.0)
    assert (await client.get(path_of("T1:HH"))).json()["state"] == "normal"
    assert (await client.get(f"{API}/alarms")).json()["items"] == []


async def test_pages_begin_with_the_newest_and_give_an_alarm_that_stands_once(house, client):
    for alarm in ("T1:H", "T2:H", "T3:H", CHINESE):
        house.judge(alarm, priority=Priority.MEDIUM)
    first = (await client.get(f"{API}/alarms?limit=2")).json()
    house.judge("T1:H", active=False)
    house.judge("T1:H", priority=Priority.CRITICAL)
    house.judge("T1:HH")
    rest = (await client.get(f"{API}/alarms?limit=2&cursor={first['next']}")).json()
    assert rest["next"] is None
    seen = [row["id"] for page in (first, rest) for row in page["items"]]
    assert seen == [CHINESE, "T3:H", "T2:H", "T1:H"]


async def test_alarms_that_are_over_are_listed_when_asked_for(house, client):
    house.judge("T1:HH")
    house.judge("T2:HH")
    await client.post(path_of("T1:HH", "/acknowledge"))
    house.judge("T1:HH", active=False, value=10.0)
    items = (await client.get(f"{API}/alarms?state=normal")).json()["items"]
    assert [(row["id"], row["held"]) for row in items] == [("T1:HH", None)]
    assert (await client.get(f"{API}/alarms?state=")).status_code == 422


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("state=acknowledged", ["T2:H"]),
        ("state=acknowledged&state=unacknowledged", ["T1:HH", "T2:H", CHINESE]),
        ("hazard=H2", [CHINESE]),
        ("hazard=H1&min_priority=critical", ["T1:HH"]),
        ("source=T2", ["T2:H"]),
        ("held=shelved", []),
    ],
)
async def test_the_list_is_filtered(house, client, query, expected):
    house.judge("T1:HH", priority=Priority.CRITICAL)
    house.judge("T2:H")
    house.judge(CHINESE)
    await client.post(path_of("T2:H", "/acknowledge"))
    items = (await client.get(f"{API}/alarms?{query}")).json()["items"]
    assert sorted(row["id"] for row in items) == sorted(expected)


async def test_what_an_operating_state_suppresses_is_listed_with_its_reason(house, client):
    house.suppress("T1:H", reason="工况 停车 shut down：T1:H")
    house.judge("T1:H")
    (row,) = (await client.get(f"{API}/alarms?held=suppressed")).json()["items"]
    assert (row["id"], row["state"], row["held"]) == ("T1:H", "unacknowledged", "suppressed")
    assert row["held_reason"] == "工况 停车 shut down：T1:H"
    now = (await client.get(f"{API}/hazards")).json()["items"][0]["now"]
    assert (now["held"], now["unacknowledged"], now["worst"]) == (1, 0, None)
    journal = (await client.get(f"{API}/journal")).json()["items"]
    assert {(one["event"], one["held"], one["actor"]) for one in journal} == {
        ("suppressed", "suppressed", "system"),
        ("raised", "suppressed", "system"),
    }
    house.suppress("T1:H", active=False)
    row = (await client.get(path_of("T1:H"))).json()
    assert (row["held"], row["held_reason"], row["state"]) == (None, "", "unacknowledged")


async def test_acknowledging_names_who_did_it_and_is_journalled(house, client):
    house.judge("T1:HH")
    answer = await client.post(path_of("T1:HH", "/acknowledge"), json={"reason": "checked"})
    row = answer.json()
    assert (answer.status_code, row["state"], row["by"]) == (200, "acknowledged", "admin")
    assert answer.headers["ETag"].startswith(f'"{row["version"]}-')
    journal = (await client.get(f"{API}/journal")).json()
    check("JournalPage", journal)
    assert [(item["event"], item["actor"], item["reason"]) for item in journal["items"]][1] == (
        "acknowledged",
        "admin",
        "checked",
    )


async def test_acknowledging_an_older_version_succeeds_while_the_priority_is_the_same(
    house, client
):
    house.judge("T1:HH")
    await client.post(path_of("T1:HH", "/comment"), json={"reason": "looking"})
    answer = await client.post(path_of("T1:HH", "/acknowledge"), json={"version": 1})
    assert answer.status_code == 200


async def test_acknowledging_conflicts_once_the_priority_rose(house, client):
    house.judge("T1:HH")
    house.judge("T1:HH", active=False, value=10.0)
    house.judge("T1:HH", priority=Priority.CRITICAL)
    answer = await client.post(path_of("T1:HH", "/acknowledge"), json={"version": 1})
    assert answer.status_code == 412
    check("Problem", answer.json())
    assert (await client.get(path_of("T1:HH"))).json()["state"] == "unacknowledged"


@pytest.mark.parametrize(
    ("header", "status"),
    [('"1"', 412), ('"2"', 200), ("*", 200), ('W/"2"', 412), ('"1", "2"', 200)],
)
async def test_if_match_is_strict(house, client, header, status):
    house.judge("T1:HH")
    await client.post(path_of("T1:HH", "/comment"), json={"reason": "looking"})
    answer = await client.post(path_of("T1:HH", "/acknowledge"), headers={"If-Match": header})
    assert answer.status_code == status


async def test_of_several_with_the_same_if_match_one_succeeds(house, client):
    house.judge("T1:HH")
    headers = {"If-Match": (await client.get(path_of("T1:HH"))).headers["ETag"]}
    path, body = path_of("T1:HH", "/comment"), {"reason": "me first"}
    house.gate = asyncio.Event()
    asking = [client.post(path, headers=headers, json=body) for _ in range(8)]
    together = asyncio.gather(*asking)
    await until(lambda: house.commands_seen == 8)
    house.gate.set()
    assert sorted(answer.status_code for answer in await together) == [200] + [412] * 7


async def test_an_entity_tag_changes_with_the_body_and_still_names_the_version(house, client):
    ((entry, alarm),) = house.judge("T1:HH", publish=False)
    house.hub.publish_alarms([(replace(entry, seq=0), alarm)], house.time)
    unrecorded = (await client.get(path_of("T1:HH"))).headers["ETag"]
    house.hub.publish_alarms([(entry, alarm)], house.time)
    answer = await client.get(path_of("T1:HH"), headers={"If-None-Match": unrecorded})
    assert (answer.status_code, answer.json()["marks"]) == (200, [])
    answer = await client.post(path_of("T1:HH", "/acknowledge"), headers={"If-Match": unrecorded})
    assert answer.status_code == 200


async def test_a_reset_of_what_does_not_latch_is_refused_with_the_reason(house, client):
    house.judge("T1:HH")
    answer = await client.post(path_of("T1:HH", "/reset"))
    assert answer.status_code == 409
    assert answer.json()["detail"]


async def test_a_comment_needs_words(house, client):
    house.judge("T1:HH")
    answer = await client.post(path_of("T1:HH", "/comment"), json={"reason": "  "})
    assert answer.status_code == 422
    assert house.commands_seen == 0


async def test_an_idempotency_key_acts_once(house, client):
    house.judge("T1:HH")

    async def comment(reason="once"):
        return await client.post(
            path_of("T1:HH", "/comment"),
            json={"reason": reason},
            headers={"Idempotency-Key": "k1"},
        )

    house.gate = asyncio.Event()
    together = asyncio.gather(comment(), comment())
    await until(lambda: house.commands_seen)
    house.gate.set()
    first, second = await together
    assert first.content == second.content == (await comment()).content
    assert house.commands_seen == 1
    assert (await comment("other words")).status_code == 422


async def test_a_refusal_is_not_kept_for_a_key(house, client):
    headers = {"Idempotency-Key": "k1"}
    assert (await client.post(path_of("T1:HH", "/acknowledge"), headers=headers)).status_code == 404
    house.judge("T1:HH")
    assert (await client.post(path_of("T1:HH", "/acknowledge"), headers=headers)).status_code == 200


async def test_a_journal_that_is_away_is_no_success(house, client):
    house.judge("T1:HH")
    house.available = False
    answer = await client.post(path_of("T1:HH", "/acknowledge"))
    assert answer.status_code == 503
    assert answer.json()["title"] == "Not confirmed"


async def test_a_store_that_fails_is_told_in_one_line(house, client, monkeypatch):
    fault = "(sqlite3.OperationalError) disk I/O error\n[SQL: SELECT 1]\n(Background on this error"

    async def fail(_):
        raise UnavailableError(fault)

    monkeypatch.setattr(house.journal, "read", fail)
    answer = await client.get(f"{API}/journal")
    assert answer.status_code == 503
    assert answer.json()["detail"] == "(sqlite3.OperationalError) disk I/O error"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b"[]", 422),
        (b'{"version":"x"}', 422),
        (b'{"reason":"' + b"x" * 70_000 + b'"}', 413),
        (b'{"x":' + b"[" * 20_000, 400),
        (b"\xff\xfe", 400),
    ],
)
async def test_a_broken_body_is_a_problem(house, client, body, status):
    house.judge("T1:HH")
    answer = await client.post(path_of("T1:HH", "/acknowledge"), content=body)
    assert answer.status_code == status
    check("Problem", answer.json())
    assert house.commands_seen == 0


async def test_the_journal_is_read_in_pages_both_ways(house, client):
    for _ in range(3):
        house.judge("T1:HH")
        house.judge("T1:HH", active=False, value=10.0)
    for order, expected in (("oldest", [1, 2, 3, 4, 5, 6]), ("newest", [6, 5, 4, 3, 2, 1])):
        seen, cursor = [], None
        while True:
            params = {"limit": 4, "order": order} | ({"cursor": cursor} if cursor else {})
            page = (await client.get(f"{API}/journal", params=params)).json()
            seen += [row["seq"] for row in page["items"]]
            cursor = page["next"]
            if cursor is None:
                break
        assert seen == expected


@pytest.mark.parametrize("path", ["journal", "gateways/G1/dead-letters"])
@pytest.mark.parametrize("number", [10**20, -1])
async def test_a_cursor_that_was_never_given_out_is_422(client, path, number):
    answer = await client.get(f"{API}/{path}?cursor={write_cursor(number)}")
    assert answer.status_code == 422


async def test_the_journal_is_cut_half_open_and_by_alarm(house, client):
    first = house.judge("T1:HH")[0][0].at
    second = house.judge(CHINESE)[0][0].at
    params = {"from": first, "to": second}
    page = (await client.get(f"{API}/journal", params=params)).json()
    assert [row["alarm"] for row in page["items"]] == ["T1:HH"]
    page = (await client.get(f"{API}/journal", params={"alarm": CHINESE})).json()
    assert [(row["source"], row["condition"]) for row in page["items"]] == [("液位LT-9", "HH")]


async def test_the_journal_is_read_of_some_sources(house, client):
    for alarm in ("T1:HH", CHINESE, "T1:H"):
        house.judge(alarm)

    async def list_alarms(*sources):
        params = [("source", source) for source in sources]
        answer = await client.get(f"{API}/journal", params=params)
        return [row["alarm"] for row in answer.json()["items"]]

    assert await list_alarms("T1") == ["T1:HH", "T1:H"]
    assert await list_alarms("T1", "液位LT-9") == ["T1:HH", CHINESE, "T1:H"]
    assert await list_alarms("T") == []
    many = [("source", f"T{number}") for number in range(101)]
    assert (await client.get(f"{API}/journal", params=many)).status_code == 422


async def test_a_viewer_sees_but_does_not_touch(house, client, token_of):
    house.judge("T1:HH")
    client.headers["Authorization"] = f"Bearer {token_of('guest')}"
    assert (await client.get(path_of("T1:HH"))).status_code == 200
    assert (await client.post(path_of("T1:HH", "/acknowledge"))).status_code == 403
    assert house.commands_seen == 0


def make_delivery(house, **fields):
    """A notice of T1:HH to somebody, and how far it has come."""
    notice = Notice(
        key=f"k{len(house.outbox.deliveries)}",
        alarms=("T1:HH",),
        hazard="H1",
        called_at=house.time,
        step=0,
        person="wang",
        via=("voice", "sms"),
        priority=Priority.CRITICAL,
        due=house.time,
        zh="液位高高",
        en="level high-high",
    )
    house.outbox.deliveries.append(replace(Delivery(notice), **fields))


async def test_who_was_told_of_an_alarm_and_what_came_of_it(house, client):
    house.plant = replace(house.plant, persons=(Person("wang", "王值班员"),))
    house.judge("T1:HH")
    house.judge("T2:HH")
    make_delivery(house, fate=Fate.SENT, channel="voice", attempts=1, reference="7", settled_at=9)
    make_delivery(house, attempts=2, next_at=50, error="no answer", channel="sms")
    body = (await client.get(path_of("T1:HH", "/notices"))).json()
    check("NoticePage", body)
    waits, sent = body["items"]
    assert (sent["name"], sent["fate"], sent["reference"]) == ("王值班员", "sent", "7")
    assert (sent["next_at"], sent["settled_at"]) == (None, 9)
    assert (waits["fate"], waits["next_at"], waits["error"]) == ("pending", 50, "no answer")
    assert waits["text"] == {"zh": "液位高高", "en": "level high-high"}
    assert (await client.get(path_of("T1:HH", "/notices?limit=1"))).json()["items"] == [waits]
    assert (await client.get(path_of("T2:HH", "/notices"))).json()["items"] == []
    assert (await client.get(path_of("T3:HH", "/notices"))).status_code == 404


async def test_that_nobody_knows_who_was_told_is_said(house, client):
    house.judge("T1:HH")
    house.outbox.away = True
    answer = await client.get(path_of("T1:HH", "/notices"))
    assert answer.status_code == 503
    assert answer.json()["type"].endswith("unavailable")
