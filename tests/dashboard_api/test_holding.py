"""Shelving and taking out of service over REST: rights, terms, the second person, and the lists."""

import pytest

from plant.condition import Priority
from tests.dashboard_api.house import PASSWORD
from tests.dashboard_api.schema import check

API = "/api/v1"
ALARM = f"{API}/alarms/T1%3AHH"
SECOND = {"username": "leader", "password": PASSWORD}


@pytest.fixture
def as_(stranger, token_of):
    """The client of somebody."""

    def log_in(name):
        stranger.headers["Authorization"] = f"Bearer {token_of(name)}"
        return stranger

    return log_in


async def post(client, action, **body):
    return await client.post(f"{ALARM}/{action}", json={"reason": "抖动", **body})


async def test_a_shelved_alarm_is_listed_with_owner_reason_and_end(house, as_):
    client = as_("op")
    house.judge("T1:HH")
    answer = await post(client, "shelve", duration_s=1800, once=True)
    row = answer.json()
    check("AlarmRow", row)
    assert (row["held"], row["state"], row["annunciated"]) == ("shelved", "unacknowledged", False)
    (hold,) = row["holds"]
    assert hold == {
        "held": "shelved",
        "by": "op",
        "at": house.time,
        "reason": "抖动",
        "terms": {
            "until": house.time + 1_800_000,
            "once": True,
            "witness": "",
            "work_order": "",
        },
    }
    items = (await client.get(f"{API}/alarms?held=shelved")).json()["items"]
    assert [item["id"] for item in items] == ["T1:HH"]
    now = (await client.get(f"{API}/hazards")).json()["items"][0]["now"]
    assert (now["held"], now["unacknowledged"]) == (1, 0)
    entry = (await client.get(f"{API}/journal")).json()["items"][-1]
    check("JournalRow", entry)
    assert (entry["event"], entry["actor"], entry["terms"]) == ("shelved", "op", hold["terms"])


async def test_it_is_unshelved_by_hand_and_twice_does_no_harm(house, as_):
    client = as_("op")
    house.judge("T1:HH")
    await post(client, "shelve")
    for _ in range(2):
        answer = await post(client, "unshelve")
        assert (answer.status_code, answer.json()["held"]) == (200, None)
    assert len((await client.get(f"{API}/journal")).json()["items"]) == 3


async def test_out_of_service_is_the_engineers_and_needs_a_work_order(house, as_):
    client = as_("fitter")
    refused = await post(client, "out-of-service")
    assert (refused.status_code, refused.json()["detail"]) == (409, "work_order_missing")
    answer = await post(client, "out-of-service", work_order="WO-7", duration_s=86_400)
    assert answer.status_code == 200, "an alarm that never was"
    row = answer.json()
    assert (row["held"], row["state"], row["version"]) == ("out_of_service", "normal", 1)
    assert row["holds"][0]["terms"]["work_order"] == "WO-7"
    assert (await post(client, "return-to-service")).json()["held"] is None


@pytest.mark.parametrize(
    ("name", "action"),
    [
        ("guest", "shelve"),
        ("fitter", "shelve"),
        ("guest", "unshelve"),
        ("op", "out-of-service"),
        ("op", "return-to-service"),
        ("guest", "suppress"),
    ],
)
async def test_who_has_no_right_is_told_so(house, as_, name, action):
    house.judge("T1:HH")
    assert (await post(as_(name), action)).status_code == 403
    assert house.commands_seen == 0


@pytest.mark.parametrize(
    ("body", "status", "detail"),
    [
        ({"duration_s": 86_400}, 409, "too_long"),
        ({"duration_s": 0}, 422, None),
        ({"duration_s": -1}, 422, None),
        ({"duration_s": 1e12}, 422, None),
        ({"reason": "  "}, 422, None),
        ({"second": {"username": "leader"}}, 422, None),
        ({"version": 0}, 200, None),
    ],
)
async def test_terms_are_checked(house, as_, body, status, detail):
    house.judge("T1:HH")
    answer = await post(as_("op"), "shelve", **body)
    assert answer.status_code == status
    if detail:
        assert answer.json()["detail"] == detail


async def test_nobody_suppresses_by_hand(house, as_):
    house.judge("T1:HH")
    answer = await post(as_("leader"), "suppress")
    assert (answer.status_code, answer.json()["detail"]) == (409, "by_design_only")


async def test_what_is_no_alarm_of_the_plant_can_not_be_held(house, as_):
    answer = await as_("op").post(f"{API}/alarms/NO-SUCH%3AH/shelve", json={"reason": "x"})
    assert answer.status_code == 404


async def test_a_critical_alarm_is_shelved_by_two_and_goes_on_calling(house, as_):
    client = as_("op")
    house.judge("T1:HH", priority=Priority.CRITICAL)
    alone = await post(client, "shelve")
    assert (alone.status_code, alone.json()["detail"]) == (409, "second_person_missing")
    row = (await post(client, "shelve", second=SECOND)).json()
    assert (row["held"], row["annunciated"]) == ("shelved", True)
    assert row["holds"][0]["terms"]["witness"] == "leader"
    now = (await client.get(f"{API}/hazards")).json()["items"][0]["now"]
    assert (now["worst"], now["unacknowledged"], now["held"]) == ("critical", 1, 1)


async def test_a_critical_alarm_that_is_shelved_and_normal_is_counted_as_held_alone(house, as_):
    client = as_("op")
    house.judge("T1:HH", priority=Priority.CRITICAL)
    await post(client, "shelve", second=SECOND)
    house.judge("T1:HH", active=False, priority=Priority.CRITICAL)
    assert (await post(client, "acknowledge")).json()["state"] == "normal"
    now = (await client.get(f"{API}/hazards")).json()["items"][0]["now"]
    assert (now["worst"], now["counts"]["critical"], now["held"]) == (None, 0, 1)


@pytest.mark.parametrize(
    "second",
    [
        {"username": "op", "password": PASSWORD},
        {"username": "leader", "password": "guess"},
        {"username": "nobody", "password": PASSWORD},
        {"username": "fitter", "password": PASSWORD},
        {"username": "guest", "password": PASSWORD},
    ],
)
async def test_the_second_person_is_another_one_with_the_same_right(house, as_, second):
    house.judge("T1:HH", priority=Priority.CRITICAL)
    answer = await post(as_("op"), "shelve", second=second)
    assert answer.status_code == 403
    assert answer.json()["title"] == "Second person"
    assert house.commands_seen == 0


async def test_guessing_the_second_persons_password_is_slowed_down(house, as_):
    client = as_("op")
    house.judge("T1:HH", priority=Priority.CRITICAL)
    guess = {"username": "leader", "password": "guess"}
    told = [(await post(client, "shelve", second=guess)).status_code for _ in range(8)]
    assert told[0] == 403
    assert told[-1] == 429
    assert (await post(client, "shelve", second=SECOND)).status_code == 429
