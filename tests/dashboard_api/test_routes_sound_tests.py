"""Tests of the desks' sounds over REST."""

from dataclasses import replace

import pytest

from dashboard_api.ports import UnavailableError
from plant.duties import Shift
from tests.dashboard_api.house import make_app
from tests.dashboard_api.schema import check

API = "/api/v1/sound-tests"
ALL = ["critical", "high", "medium", "low", "lost"]
TEST = {"desk": "中控 1", "heard": ALL, "silent": []}


class MemorySounds:
    """Tests in a list."""

    def __init__(self):
        self.tests, self.away = [], False

    async def add(self, test):
        if self.away:
            raise UnavailableError("the journal is away")
        self.tests.append(test)

    async def list_between(self, start, end, limit, desk=None):
        if self.away:
            raise UnavailableError("the journal is away")
        chosen = [one for one in self.tests if start <= one.at < end and desk in (None, one.desk)]
        return chosen[::-1][:limit]


@pytest.fixture
def sounds(house):
    return MemorySounds()


@pytest.fixture
def app(house, people, sounds):
    house.plant = replace(
        house.plant,
        shifts=(Shift("day", "白班", 480, 1200, "Day"), Shift("night", "夜班", 1200, 480, "Night")),
    )
    house.ports = replace(house.ports, sounds=sounds)
    return make_app(house, people)


async def test_what_was_heard_is_kept_with_who_and_where(house, as_):
    answer = await as_("op", "POST", API, json={**TEST, "heard": ALL[:4], "silent": ["lost"]})
    assert answer.status_code == 200
    check("SoundTestRow", answer.json())
    kept = {"at": house.time, "by": "op", "desk": "中控 1", "heard": ALL[:4], "silent": ["lost"]}
    assert answer.json() == {**kept, "passed": False}
    listed = (await as_("guest", "GET", API)).json()
    check("SoundTestPage", listed)
    assert listed["items"] == [answer.json()]
    assert (await as_("guest", "GET", f"{API}?desk=other")).json()["items"] == []


async def test_the_same_request_again_keeps_one_test(sounds, as_):
    for _ in range(2):
        answer = await as_("op", "POST", API, json=TEST, headers={"Idempotency-Key": "k"})
        assert answer.json()["passed"]
    assert len(sounds.tests) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"desk": "  "},
        {"desk": "x" * 65},
        {"heard": ["loud"]},
        {"silent": ["low"]},
        {"heard": [], "silent": []},
    ],
)
async def test_a_test_that_says_nothing_or_two_things_is_refused(as_, change):
    assert (await as_("op", "POST", API, json={**TEST, **change})).status_code == 422


async def test_who_does_not_answer_for_alarms_keeps_no_test(as_):
    assert (await as_("guest", "POST", API, json=TEST)).status_code == 403


async def test_a_test_is_due_at_each_desk_in_each_shift(house, as_):
    async def ask(desk="中控 1"):
        answer = (await as_("guest", "GET", f"{API}/due?desk={desk}")).json()
        check("SoundTestDue", answer)
        return answer

    due = await ask()
    assert (due["shift"]["shift"], due["done"]) == ("night", None)
    await as_("op", "POST", API, json=TEST)
    assert (await ask())["done"]["by"] == "op"
    assert (await ask("中控 2"))["done"] is None
    house.time = due["shift"]["to"]
    later = await ask()
    assert (later["shift"]["shift"], later["done"]) == ("day", None)
    house.plant = replace(house.plant, shifts=())
    assert await ask() == {"shift": None, "done": None}


async def test_a_journal_that_is_away_is_said_to_be(sounds, as_):
    sounds.away = True
    for method, path, more in (
        ("POST", API, {"json": TEST}),
        ("GET", API, {}),
        ("GET", f"{API}/due?desk=x", {}),
    ):
        assert (await as_("op", method, path, **more)).status_code == 503
