"""Tests of the desks' sounds over REST."""

from dataclasses import replace

import pytest

from dashboard_api.ports import UnavailableError
from dashboard_api.siren_port import SirenBusyError, SirenCall, SirenRestingError
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
    assert answer.json() == {**kept, "passed": False, "sirens": []}
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
    assert await ask() == {"shift": None, "done": None, "sirens": []}


async def test_a_journal_that_is_away_is_said_to_be(sounds, as_):
    sounds.away = True
    for method, path, more in (
        ("POST", API, {"json": TEST}),
        ("GET", API, {}),
        ("GET", f"{API}/due?desk=x", {}),
    ):
        assert (await as_("op", method, path, **more)).status_code == 503


class MemorySirens:
    """Two sirens: what is asked of them, and what comes of it, in dicts."""

    names = ("tower", "horn")

    def __init__(self, house):
        self.house, self.calls, self.fault = house, {}, None

    async def sound(self, name, by, desk):
        if self.fault:
            raise self.fault
        took = name == "tower"
        words = "A-17" if took else f"refused at {desk}"
        call = SirenCall(f"c{len(self.calls)}", name, self.house.time, by, took, words)
        self.calls[call.id] = call
        return call

    def find(self, call):
        return self.calls.get(call)


@pytest.fixture
def sirens(house, app):
    sirens = MemorySirens(house)
    app.state.desk = replace(app.state.desk, ports=replace(house.ports, sirens=sirens))
    return sirens


async def sound(as_, siren, who="op"):
    return await as_(who, "POST", f"{API}/sirens/{siren}", json={"desk": "中控 1"})


async def test_a_siren_is_sounded_and_kept_with_what_its_channel_said(house, sirens, as_):
    tower, horn = [(await sound(as_, name)).json() for name in sirens.names]
    check("SirenCallRow", tower)
    assert (tower["delivered"], horn["delivered"], horn["words"]) == (
        True,
        False,
        "refused at 中控 1",
    )
    heard = [{"call": tower["id"], "heard": True}, {"call": horn["id"], "heard": False}]
    kept = (await as_("op", "POST", API, json={**TEST, "sirens": heard})).json()
    check("SoundTestRow", kept)
    assert not kept["passed"]
    at = house.time
    assert kept["sirens"] == [
        {"siren": "tower", "at": at, "delivered": True, "words": "A-17", "heard": True},
        {"siren": "horn", "at": at, "delivered": False, "words": horn["words"], "heard": False},
    ]
    due = (await as_("guest", "GET", f"{API}/due?desk=中控 1")).json()
    assert due["sirens"] == ["tower", "horn"]


async def test_a_siren_of_which_a_test_does_not_tell_is_kept_as_not_tested(sirens, as_):
    kept = (await as_("op", "POST", API, json=TEST)).json()
    assert [(one["siren"], one["at"]) for one in kept["sirens"]] == [
        ("tower", None),
        ("horn", None),
    ]
    assert not kept["passed"]


async def test_nobody_quotes_a_test_that_was_never_made_or_is_anothers(sirens, as_):
    call = (await sound(as_, "tower", "admin")).json()["id"]
    for quoted in (call, "made-up"):
        body = {**TEST, "sirens": [{"call": quoted, "heard": True}]}
        answer = await as_("op", "POST", API, json=body)
        assert (answer.status_code, answer.json()["type"]) == (
            409,
            "urn:hazardwatch:problem:siren-test-unknown",
        )


async def test_a_siren_that_is_busy_or_rests_is_told_by_a_problem(sirens, as_):
    sirens.fault = SirenBusyError("tower is being tested")
    busy = await sound(as_, "tower")
    assert (busy.status_code, busy.json()["title"]) == (409, "Siren busy")
    sirens.fault = SirenRestingError(4_200)
    resting = await sound(as_, "tower")
    assert (resting.status_code, resting.headers["Retry-After"]) == (429, "5")


async def test_a_siren_that_there_is_not_is_told_from_a_site_without_any(app, sirens, house, as_):
    assert (await sound(as_, "bell")).status_code == 404
    assert (await sound(as_, "tower", "guest")).status_code == 403
    app.state.desk = replace(app.state.desk, ports=house.ports)
    assert (await sound(as_, "tower")).status_code == 404
