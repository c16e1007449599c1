"""Server-sent events: the live streams one way, gone on with from where a client stood."""

import asyncio
import json
from contextlib import asynccontextmanager, suppress
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard_api.event_stream import read_place, write_event
from tests.dashboard_api.house import PASSWORD, make_app
from tests.dashboard_api.schema import check

PATH = "/api/v1/events"
CHINESE = "液位LT-9:HH"


class Event(NamedTuple):
    name: str
    place: str | None
    body: dict


class Follower:
    """A client of the stream, at the border of the application."""

    def __init__(self):
        self.status, self.headers, self.over = 0, {}, False
        self._text, self._came, self.gone = "", asyncio.Event(), asyncio.Event()
        self.takes = asyncio.Event()
        self.takes.set()

    async def receive(self):
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message):
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {name.decode(): value.decode() for name, value in message["headers"]}
        else:
            await self.takes.wait()
            self._text += message["body"].decode()
            self.over = not message.get("more_body", False)
        self._came.set()

    async def read(self, *names):
        """The next event of one of these names."""
        while True:
            while "\n\n" not in self._text:
                self._came.clear()
                await asyncio.wait_for(self._came.wait(), 5)
            text, _, self._text = self._text.partition("\n\n")
            fields = dict(line.split(": ", 1) for line in text.split("\n"))
            if fields["event"] in names:
                return Event(fields["event"], fields.get("id"), json.loads(fields["data"]))


@pytest.fixture
def follow(house, people, token_of):
    """Begin to follow, as admin if nobody else is said."""
    app = make_app(house, people)

    @asynccontextmanager
    async def begin(query="", user="admin", method="GET", **headers):
        told = {"authorization": f"Bearer {token_of(user)}", **headers}
        sent = [(name.replace("_", "-").encode(), text.encode()) for name, text in told.items()]
        scope = {
            "type": "http", "method": method, "path": PATH, "raw_path": PATH.encode(),
            "query_string": query.encode(), "scheme": "http", "server": ("park", 80),
            "headers": sent, "http_version": "1.1", "client": ("desk", 1), "root_path": "",
        }  # fmt: skip
        follower = Follower()
        task = asyncio.create_task(app(scope, follower.receive, follower.send))
        try:
            yield follower
        finally:
            follower.gone.set()
            follower.takes.set()
            with suppress(TimeoutError):
                await asyncio.wait_for(task, 5)
            assert not house.hub.clients

    return begin


async def test_a_snapshot_comes_first_and_then_what_changes(house, follow):
    house.judge(CHINESE)
    async with follow() as follower:
        snap = await follower.read("snap")
        assert follower.headers["content-type"].startswith("text/event-stream")
        assert follower.headers["cache-control"] == "no-store"
        assert [row["id"] for row in snap.body["rows"]] == [CHINESE]
        assert snap.place == f"{snap.body['epoch']}:{snap.body['q']}"
        check("Snap", snap.body)
        house.judge("T1:HH")
        delta = await follower.read("delta")
        assert (delta.body["prev"], delta.body["ops"][0][1]) == (snap.body["q"], "T1:HH")
        assert delta.place == f"{snap.body['epoch']}:{delta.body['q']}"
        assert not follower.over


async def test_who_comes_back_goes_on_from_where_he_stood(house, follow):
    house.judge(CHINESE)
    async with follow() as follower:
        place = (await follower.read("snap")).place
    house.judge("T1:HH")
    async with follow(last_event_id=place) as follower:
        event = await follower.read("delta", "snap")
        assert event.name == "delta"
        assert [op[1] for op in event.body["ops"]] == ["T1:HH"]
    async with follow(last_event_id="another journal:3") as follower:
        assert (await follower.read("delta", "snap")).name == "snap"


async def test_filters_and_streams_are_those_of_the_websocket(house, follow):
    house.judge(CHINESE)
    house.judge("T1:HH")
    async with follow("hazard=H2") as follower:
        rows = (await follower.read("snap")).body["rows"]
        assert [row["id"] for row in rows] == [CHINESE]
    async with follow("stream=gateways&stream=hazards") as follower:
        first, second = [await follower.read("snap") for _ in range(2)]
        assert {first.body["s"], second.body["s"]} == {"gateways", "hazards"}
        assert (first.place, second.place) == (None, None)


async def test_who_may_not_read_follows_nothing(follow, people):
    people.set_password("甲方", PASSWORD, "enterprise", "E1")
    async with follow(user="甲方") as follower:
        await asyncio.wait_for(follower._came.wait(), 5)
        assert follower.status == 403


async def test_a_head_alone_ends_at_once(follow):
    async with follow(method="HEAD") as follower:
        await asyncio.wait_for(follower._came.wait(), 5)
        for _ in range(100):
            await asyncio.sleep(0)
        assert (follower.status, follower.over, follower._text) == (200, True, "")


async def test_who_is_sent_away_is_told_when_to_come_back(house, follow):
    async with follow() as follower:
        await follower.read("snap")
        house.hub.say_goodbye()
        bye = await follower.read("bye")
        assert bye.body["code"] == 1012
        for _ in range(100):
            await asyncio.sleep(0)
        assert follower.over


async def test_who_does_not_read_is_let_go_of(house, follow):
    async with follow() as follower:
        await follower.read("snap")
        follower.takes.clear()
        house.judge("T1:HH")
        for _ in range(100):
            await asyncio.sleep(0)
        (client,) = house.hub.clients
        assert client.sending_since is not None
        client.dismiss(4408, 5_000)
        for _ in range(100):
            await asyncio.sleep(0)
        assert not house.hub.clients


@given(st.text(min_size=1, max_size=40), st.integers(0, 10**18 - 1))
def test_a_place_of_ours_is_read_as_it_was_written(epoch, q):
    place = read_place(f"{epoch}:{q}")
    assert (place.epoch, place.q) == (epoch, q)


@pytest.mark.parametrize("place", ["", "5", ":5", "e:", "e:-1", "e:x", "e:٣", f"e:{'9' * 19}"])
def test_a_place_that_can_not_be_leads_to_a_snapshot(place):
    assert read_place(place) is None


def test_only_the_last_part_of_a_snapshot_has_a_place():
    part = '{"t":"snap","id":1,"s":"alarms","epoch":"e","q":7,"part":%d,"parts":2,"rows":[]}'
    assert b"id:" not in write_event(part % 1, "e")
    assert b"id: e:7\n" in write_event(part % 2, "e")
    assert write_event('{"t":"hb","q":{"alarms":3}}', "e").startswith(b"event: hb\ndata: ")
