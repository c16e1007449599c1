"""Who is limited to a place finds nothing of anybody else: every route, every stream, every role.

The house has two enterprises in two districts; everything is asked as somebody at the first, and
nothing of the second may be in what comes back, whatever the route. Ids of the second in an address
are answered as those of what never was.
"""

import contextlib
import json
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from alerting.alarm import CommandKind
from dashboard_api import frames
from dashboard_api.commands import SCOPES
from dashboard_api.live_socket import LiveSocket
from dashboard_api.passwords import find_witness
from dashboard_api.ports import UnavailableError
from dashboard_api.problems import ProblemError
from dashboard_api.reach import Reaches
from dashboard_api.roles import ROLES
from dashboard_api.tickets import Tickets
from dashboard_api.wire import Login
from tests.dashboard_api.handling_house import HandlingHouse
from tests.dashboard_api.house import PASSWORD, make_app
from tests.dashboard_api.test_rights import API, BODIES, find_rights, list_routes

FOREIGN = ("E2", "H2", "V2", "G2", "LT-9", "D2", "乙公司", "球罐", "靖江")
"""Words by which the second enterprise and its things are known."""

PLACED = sorted(name for name, role in ROLES.items() if role.place != "none")
SITE_ONLY = ("/handovers",)
OTHERS = {
    "tag": "液位LT-9",
    "id": "液位LT-9%3AHH",
    "sha256": "0" * 64,
    "name": "x",
    "seq": 1,
}
OTHER_IDS = {"/gateways/": "G2", "/handling/": "2", "/filed-stops/": "stop-1"}


@pytest.fixture
def house(tmp_path):
    house = HandlingHouse(tmp_path)
    house.ports = replace(house.ports, interlocks=list, stops=Stops())
    house.judge("T1:HH")
    house.judge("液位LT-9:HH")
    house.read_in("T1", 95.0)
    house.read_in("液位LT-9", 95.0)
    house.refuse(b"{", "G2")
    yield house
    house.close()


@pytest.fixture
def app(house, people):
    return make_app(house, people)


class Stops:
    """A desk with one stop of the second enterprise; who gets at it has got too far."""

    policy = SimpleNamespace(longest_ms={}, ahead_ms=0)
    gateway_of = np.array([0, 0, 0, 1], dtype=np.int16)

    def list_all(self):
        return [self.get("stop-1")]

    def get(self, name):
        wish = SimpleNamespace(enterprise="E2", scope=())
        return SimpleNamespace(id="stop-1", version=1, wish=wish) if name == "stop-1" else None

    async def request(self, wish, actor):
        assert wish.enterprise != "E2"
        raise UnavailableError("away")

    async def report(self, period, enterprises):
        assert "E2" not in enterprises
        raise UnavailableError("away")


def address(path):
    own = [name for begin, name in OTHER_IDS.items() if path.startswith(begin)]
    return API + path.format(**{**OTHERS, **({"id": own[0]} if own else {})})


async def ask(client, token, method, path):
    headers = {"Authorization": f"Bearer {token}"}
    body = BODIES.get(path, {"reason": "x"}) if method == "POST" else None
    named = {"params": {"name": "x.txt"}} if path.endswith("/attachments") else {}
    return await client.request(method, address(path), headers=headers, json=body, **named)


def log_in(people, token_of, role, place="E1"):
    people.set_password("limited", PASSWORD, role, place)
    return token_of("limited")


def find_foreign(answer):
    return [word for word in FOREIGN if word in answer.text]


async def test_who_is_limited_to_no_place_is_told_of_it(client, token_of, house):
    routes = [path for method, path in await list_routes(client) if method == "GET"]
    told = [
        path
        for path in routes
        if not path.startswith(("/events", "/filed-stops", "/reports/online-rate", "/handovers"))
        and find_foreign(await ask(client, token_of("admin"), "GET", path))
    ]
    assert len(told) > 15


@pytest.mark.parametrize(
    ("role", "place"), [*((role, "E1") for role in PLACED), ("viewer", "D1"), ("viewer", "gone")]
)
async def test_no_route_tells_anything_of_another_place(role, place, stranger, people, token_of):
    token = log_in(people, token_of, role, place)
    for method, path in await list_routes(stranger):
        if path == "/events" or not find_rights(method, path) & set(ROLES[role].rights):
            continue  # the streams have a test of their own
        answer = await ask(stranger, token, method, path)
        if answer.status_code < 300:
            assert not find_foreign(answer), (method, path, answer.text)
        else:
            assert answer.status_code in (403, 404, 409, 422, 503), (method, path, answer.text)


@pytest.mark.parametrize("role", PLACED)
async def test_an_id_of_another_place_is_as_if_it_never_was(role, stranger, people, token_of):
    token = log_in(people, token_of, role)
    asked = 0
    for method, path in await list_routes(stranger):
        foreign = "{" in path and not path.startswith(SITE_ONLY)
        if foreign and find_rights(method, path) & set(ROLES[role].rights):
            answer = await ask(stranger, token, method, path)
            assert answer.status_code == 404, (method, path, answer.status_code, answer.text)
            asked += 1
    assert asked >= 3


async def test_what_is_ones_own_is_there(stranger, people, token_of, house):
    token = log_in(people, token_of, "operator", "D1")
    headers = {"Authorization": f"Bearer {token}"}

    async def get(path):
        return (await stranger.get(f"{API}/{path}", headers=headers)).json()

    assert [row["id"] for row in (await get("alarms"))["items"]] == ["T1:HH"]
    assert [row["tag"] for row in (await get("tags"))["items"]] == ["T1", "T2", "T3"]
    assert (await get("tags/T1"))["now"]["value"] == 95.0
    assert [row["id"] for row in (await get("gateways"))["items"]] == ["G1"]
    assert {row["brought_by"] for row in (await get("gateways/G1/tags"))["items"]} == {"G1", ""}
    assert [row["id"] for row in (await get("areas"))["items"]] == ["C", "D1"]
    assert [row["alarm"] for row in (await get("handling"))["items"]] == ["T1:HH"]
    acknowledged = await stranger.post(f"{API}/alarms/T1%3AHH/acknowledge", headers=headers)
    assert acknowledged.json()["by"] == "limited"


async def test_a_stop_is_filed_for_ones_own_place_alone(stranger, people, token_of):
    headers = {"Authorization": f"Bearer {log_in(people, token_of, 'engineer')}"}
    wish = {**BODIES["/filed-stops"], "enterprise": "E2"}
    refused = await stranger.post(f"{API}/filed-stops", headers=headers, json=wish)
    assert (refused.status_code, "scope_unknown" in refused.text) == (422, True)
    scope = {**BODIES["/filed-stops"]["scope"], "tags": ["液位LT-9"]}
    wish = {**BODIES["/filed-stops"], "scope": scope}
    refused = await stranger.post(f"{API}/filed-stops", headers=headers, json=wish)
    assert (refused.status_code, "scope_unknown" in refused.text) == (422, True)


STREAMS = ("alarms", "tags", "hazards", "gateways")


def session_at(people, place, role="operator"):
    people.set_password("limited", PASSWORD, role, place)
    return people.log_in("limited", PASSWORD, 0)[1]


def drain(client):
    with contextlib.suppress(StopIteration):
        while text := client.take():
            yield json.loads(text)


@pytest.mark.parametrize("stream", STREAMS)
@pytest.mark.parametrize("asked", [{}, {"enterprise": "E2"}, {"source": ["液位LT-9", "G2"]}])
def test_no_stream_tells_anything_of_another_place(house, people, stream, asked):
    client = house.hub.join(session_at(people, "D1"))
    assert house.hub.subscribe(client, frames.Sub("a", stream, asked)) == ""
    house.hub.pump(0.0, house.time)
    house.judge("液位LT-9:HH", active=False)
    house.judge("T1:HH", active=False)
    house.read_in("液位LT-9", 50.0)
    house.read_in("T1", 50.0)
    house.hub.pump(5_000.0, house.time)
    told = "".join(json.dumps(frame, ensure_ascii=False) for frame in drain(client))
    assert not [word for word in FOREIGN if word in told]
    own = {"alarms": "T1", "tags": "T1", "hazards": "H1", "gateways": "G1"}[stream]
    asks_for_others = "enterprise" in asked or ("source" in asked and stream != "hazards")
    assert (own in told) != asks_for_others


def test_a_place_does_not_change_what_others_are_told(house, people):
    whole, limited = (house.hub.join(session_at(people, place)) for place in ("", "D1"))
    for client in (whole, limited):
        house.hub.subscribe(client, frames.Sub("a", "alarms", {}))
        list(drain(client))
    house.judge("液位LT-9:HH", active=False)
    assert [frame["t"] for frame in drain(whole)] == ["delta"]
    assert list(drain(limited)) == []


def test_who_is_limited_comes_back_when_the_plant_has_changed(house, people):
    whole, limited = (house.hub.join(session_at(people, place)) for place in ("", "D1"))
    house.plant = replace(house.plant, hash="next")
    house.hub.pump(0.0, house.time)
    assert limited.farewell is not None
    assert whole.farewell is None


COMMANDS = {
    CommandKind.ACKNOWLEDGE: frames.Ack,
    CommandKind.COMMENT: frames.Comment,
    CommandKind.SHELVE: frames.Shelve,
    CommandKind.UNSHELVE: frames.Unshelve,
}


@pytest.mark.parametrize("kind", COMMANDS)
async def test_no_command_reaches_another_place(house, people, kind):
    live = LiveSocket(house.ports, house.hub, people, Tickets(), Reaches(house.ports.plant), None)
    session = session_at(people, "E1", "shift_leader")
    assert SCOPES[kind] in session.rights
    seen = [frames.Seen("液位LT-9:HH", 1), frames.Seen("T1:HH", 1)]
    result = await live._command(session, COMMANDS[kind](id=1, alarms=seen, reason="x"))
    assert "液位LT-9:HH" in [one.key for one in result.refused]
    assert house.live.get("液位LT-9:HH").version == 1


async def test_a_second_person_of_another_place_is_none(people):
    session = session_at(people, "E1")
    people.set_password("foreign", PASSWORD, "operator", "E2")
    people.set_password("beside", PASSWORD, "operator", "E1")
    with pytest.raises(ProblemError, match="second"):
        await find_witness(people, session, Login("foreign", PASSWORD), "shelve", 0)
    for name in ("beside", "op"):
        second = Login(name, PASSWORD)
        assert await find_witness(people, session, second, "shelve", 0) == name
