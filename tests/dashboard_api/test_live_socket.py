"""The live websocket over a real server and a real client."""

import asyncio
import contextlib
import json
import socket
from dataclasses import replace

import httpx
import pytest
import uvicorn
import websockets

from dashboard_api.frames import Result
from dashboard_api.live import LiveLimits
from dashboard_api.live_protocol import LiveProtocol
from dashboard_api.live_socket import Allowance
from tests.dashboard_api.house import EPOCH, NOON, PASSWORD, House, make_app, until
from tests.dashboard_api.schema import check_frame

QUICK = LiveLimits(heartbeat_ms=200, patience_ms=500, subscriptions=4)


@contextlib.asynccontextmanager
async def serve(house, people, **more):
    """The application under uvicorn on a free port; gives the websocket's address."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
    app = make_app(house, people, **more)
    config = uvicorn.Config(
        app,
        ws=LiveProtocol,
        ws_ping_interval=None,
        ws_per_message_deflate=False,
        log_level="warning",
    )
    server = uvicorn.Server(config)
    server.install_signal_handlers = lambda: None
    running = asyncio.create_task(server.serve(sockets=[listener]))
    await until(lambda: server.started)
    try:
        yield f"ws://127.0.0.1:{listener.getsockname()[1]}/api/v1/live"
    finally:
        house.hub.say_goodbye()
        server.should_exit = True
        await running
        listener.close()


@pytest.fixture
def house():
    return House(limits=QUICK)


@pytest.fixture
async def url(house, people):
    async with serve(house, people) as url:
        yield url


class Desk:
    """A foreign client: sends frames, takes those of a kind, checks every one it gets."""

    def __init__(self, connection):
        self.connection = connection

    async def send(self, **frame):
        await self.connection.send(json.dumps(frame))

    async def next(self):
        frame = json.loads(await asyncio.wait_for(self.connection.recv(), 5))
        check_frame(frame)
        return frame

    async def take(self, kind, **match):
        while True:
            frame = await self.next()
            if frame["t"] == kind and all(frame.get(key) == match[key] for key in match):
                return frame

    async def skip_to(self, kind):
        """The next frame of a kind, the ones before it unchecked for speed."""
        text = ""
        while not text.startswith(f'{{"t":"{kind}"'):
            text = await asyncio.wait_for(self.connection.recv(), 5)
        check_frame(json.loads(text))
        return json.loads(text)

    async def next_q(self):
        """The ``q`` of the next frame that has a number, unchecked for speed."""
        while True:
            frame = json.loads(await asyncio.wait_for(self.connection.recv(), 5))
            if frame["t"] in ("snap", "delta"):
                return frame["q"]

    async def ended(self):
        """The bye frame, if any, and the close code."""
        bye = None
        try:
            while True:
                frame = await self.next()
                bye = frame if frame["t"] == "bye" else bye
        except websockets.ConnectionClosed as closed:
            return bye, closed.rcvd.code if closed.rcvd else None


@contextlib.asynccontextmanager
async def knock(url, **more):
    """A desk that has been greeted and not logged in."""
    async with websockets.connect(url, max_size=None, **more) as connection:
        desk = Desk(connection)
        hello = await desk.take("hello")
        assert (hello["proto"], hello["epoch"], hello["heartbeat_ms"]) == (1, EPOCH, 200)
        yield desk


@contextlib.asynccontextmanager
async def sit_down(url, token, **more):
    """A desk that is logged in."""
    async with knock(url, **more) as desk:
        await desk.send(t="auth", token=token)
        ok = await desk.take("auth_ok")
        assert ok["scopes"]
        yield desk


@contextlib.asynccontextmanager
async def sit_down_narrowly(url, token):
    """A desk on a line that holds next to nothing, so that a backlog builds up soon."""
    port = int(url.rpartition(":")[2].partition("/")[0])
    narrow = socket.socket()
    narrow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 32_768)
    narrow.connect(("127.0.0.1", port))
    narrow.setblocking(False)
    async with sit_down(url, token, sock=narrow, max_queue=1) as desk:
        yield desk


async def test_a_snapshot_and_then_every_event_in_order(house, url, token_of):
    async with sit_down(url, token_of("op")) as desk:
        await desk.send(t="sub", id="a", stream="alarms")
        last = (await desk.take("snap"))["q"]
        for step in range(20):
            house.judge("T1:HH", active=step % 2 == 0)
        while last < 20:
            delta = await desk.take("delta", s="alarms", id="a")
            assert delta["prev"] == last
            last = delta["q"]


async def test_acknowledging_comes_back_as_result_and_as_delta(house, url, token_of):
    house.judge("T1:HH")
    async with sit_down(url, token_of("op")) as desk:
        await desk.send(t="sub", id=1, stream="alarms")
        await desk.take("snap", id=1)
        alarms = [{"key": "T1:HH", "version": 1}, {"key": "none:HH"}]
        await desk.send(t="ack", id="c1", alarms=alarms, reason="seen")
        frames = [await desk.next() for _ in range(2)]
        while not {"delta", "result"} <= {frame["t"] for frame in frames}:
            frames.append(await desk.next())
        result = next(frame for frame in frames if frame["t"] == "result")
        delta = next(frame for frame in frames if frame["t"] == "delta")
        assert (result["id"], result["ok"], result["conflict"]) == ("c1", ["T1:HH"], [])
        assert [refused["key"] for refused in result["refused"]] == ["none:HH"]
        assert delta["ops"][0][2]["by"] == "op"


async def test_a_priority_that_rose_since_is_a_conflict(house, url, token_of):
    house.judge("T1:HH")
    house.judge("T1:HH", active=False)
    house.judge("T1:HH", priority=4)
    async with sit_down(url, token_of("op")) as desk:
        await desk.send(t="ack", id="c", alarms=[{"key": "T1:HH", "version": 1}], reason="")
        result = await desk.take("result")
        assert (result["ok"], result["conflict"]) == ([], ["T1:HH"])
        assert result["versions"] == {"T1:HH": 3}


@pytest.mark.parametrize(
    ("name", "frame", "status"),
    [
        ("guest", {"t": "shelve", "id": 1, "alarms": [{"key": "T1:HH"}]}, 403),
        ("guest", {"t": "ack", "id": 1, "alarms": [{"key": "T1:HH"}]}, 403),
        ("op", {"t": "sub", "id": 1, "stream": "weather"}, 422),
        ("op", {"t": "sub", "id": 1, "stream": "tags", "filter": {"x": 1}}, 422),
    ],
)
async def test_what_is_not_done_is_said_and_the_screen_stays_up(
    house, url, token_of, name, frame, status
):
    async with sit_down(url, token_of(name)) as desk:
        await desk.send(**frame)
        assert (await desk.take("result"))["problem"]["status"] == status
        await desk.send(t="sub", id=2, stream="alarms")
        await desk.take("snap", id=2)
    assert house.commands_seen == 0


async def test_several_alarms_are_shelved_on_the_same_terms_and_unshelved(house, url, token_of):
    house.judge("T1:HH")
    house.judge("T2:H")
    keys = [{"key": "T1:HH"}, {"key": "T2:H"}]
    async with sit_down(url, token_of("op")) as desk:
        await desk.send(t="shelve", id=1, alarms=keys, reason="抖动", duration_s=60, once=True)
        assert sorted((await desk.take("result", id=1))["ok"]) == ["T1:HH", "T2:H"]
        rows = [house.hub.alarms.known[one["key"]].row for one in keys]
        assert {(row.held, row.holds[0].by, row.holds[0].terms.once) for row in rows} == {
            ("shelved", "op", True)
        }
        await desk.send(t="unshelve", id=2, alarms=keys)
        assert sorted((await desk.take("result", id=2))["ok"]) == ["T1:HH", "T2:H"]
    assert {house.hub.alarms.known[one["key"]].row.held for one in keys} == {None}


async def test_a_second_person_confirms_over_the_socket_too(house, url, token_of):
    house.judge("T1:HH", priority=4)
    wish = {"t": "shelve", "alarms": [{"key": "T1:HH"}], "reason": "抖动"}
    async with sit_down(url, token_of("op")) as desk:
        await desk.send(**wish, id=1)
        (refused,) = (await desk.take("result", id=1))["refused"]
        assert refused["detail"] == "second_person_missing"
        await desk.send(**wish, id=2, second={"username": "leader", "password": "guess"})
        assert (await desk.take("result", id=2))["problem"]["status"] == 403
        await desk.send(**wish, id=3, second={"username": "leader", "password": PASSWORD})
        assert (await desk.take("result", id=3))["ok"] == ["T1:HH"]
    assert house.hub.alarms.known["T1:HH"].row.holds[0].terms.witness == "leader"


async def test_a_journal_that_is_away_is_said(house, url, token_of):
    house.judge("T1:HH")
    house.available = False
    async with sit_down(url, token_of("op")) as desk:
        await desk.send(t="ack", id=1, alarms=[{"key": "T1:HH"}])
        assert (await desk.take("result"))["problem"]["status"] == 503


async def test_a_command_is_carried_out_though_the_client_has_gone(house, url, token_of):
    house.judge("T1:HH")
    house.gate = asyncio.Event()
    async with sit_down(url, token_of("op")) as desk:
        await desk.send(t="ack", id=1, alarms=[{"key": "T1:HH"}])
        await until(lambda: house.commands_seen)
    await until(lambda: not house.hub.clients)
    house.gate.set()
    await until(lambda: house.hub.alarms.known["T1:HH"].row.by == "op")


@pytest.mark.parametrize(
    "frame",
    [
        {"t": "auth", "token": "wrong"},
        {"t": "auth", "ticket": "wrong"},
        {"t": "auth"},
        {"t": "sub", "id": 1, "stream": "alarms"},
        {"t": "auth", "token": 5},
        "{",
        b"\x00\xff",
        "x" * 70_000,
    ],
)
async def test_who_is_not_known_is_sent_away_with_4401(url, frame):
    async with knock(url) as desk:
        await desk.connection.send(json.dumps(frame) if isinstance(frame, dict) else frame)
        bye, code = await desk.ended()
        assert (bye["code"], code) == (4401, 4401)


async def test_who_says_nothing_is_sent_away_in_time(people):
    house = House(limits=replace(QUICK, auth_ms=300))
    async with serve(house, people) as url, knock(url) as desk:
        assert (await desk.ended())[1] == 4401


async def test_a_ticket_opens_once(url, token_of):
    async with httpx.AsyncClient() as browser:
        address = url.replace("ws://", "http://") + "/tickets"
        bearer = {"Authorization": f"Bearer {token_of('op')}"}
        ticket = (await browser.post(address, headers=bearer)).json()["ticket"]
    async with knock(url) as desk:
        await desk.send(t="auth", ticket=ticket)
        assert (await desk.take("auth_ok"))["user"] == "op"
    async with knock(url) as desk:
        await desk.send(t="auth", ticket=ticket)
        assert (await desk.ended())[1] == 4401


async def test_a_session_that_ends_ends_the_connection(house, url, people):
    token, session = people.log_in("op", PASSWORD, NOON)
    async with sit_down(url, token) as desk:
        people.log_out(session)
        assert (await desk.ended())[1] == 4401


async def test_logging_in_again_needs_no_new_connection(house, url, people, token_of):
    token, session = people.log_in("op", PASSWORD, NOON)
    async with sit_down(url, token) as desk:
        await desk.send(t="auth", token=token_of("admin"))
        assert (await desk.take("auth_ok"))["user"] == "admin"
        people.log_out(session)
        await desk.take("hb")
        await desk.take("hb")


async def test_heartbeats_come_when_nothing_else_does(url, token_of):
    async with sit_down(url, token_of("op")) as desk:
        loop = asyncio.get_running_loop()
        begun = loop.time()
        for _ in range(5):
            beat = await desk.take("hb")
            assert beat["q"] == {}
        assert loop.time() - begun < 5 * 1.0, "the contract's second, whatever is configured"


async def test_resuming_after_a_cut_loses_and_doubles_nothing(house, url, token_of):
    events = []
    async with sit_down(url, token_of("op")) as desk:
        await desk.send(t="sub", id=1, stream="alarms")
        q = (await desk.take("snap"))["q"]
        house.judge("T1:HH")
        delta = await desk.take("delta")
        events += delta["ops"]
        q = delta["q"]
    for step in range(7):
        house.judge("T2:HH", active=step % 2 == 0)
    async with sit_down(url, token_of("op")) as desk:
        await desk.send(t="sub", id=1, stream="alarms", resume={"epoch": EPOCH, "q": q})
        delta = await desk.take("delta")
        assert delta["prev"] == q
        events += delta["ops"]
    assert [op[2]["version"] for op in events if op[1] == "T2:HH"] == list(range(1, 8))
    assert len(events) == 8


async def test_one_that_does_not_read_leaves_the_others_their_pace(people, token_of, monkeypatch):
    monkeypatch.setattr("dashboard_api.subscriptions.FRAMES_QUEUED", 50)
    house = House(limits=replace(QUICK, patience_ms=60_000))
    async with (
        serve(house, people) as url,
        sit_down_narrowly(url, token_of("op")) as slow,
        sit_down(url, token_of("op")) as quick,
    ):
        for desk in (slow, quick):
            await desk.send(t="sub", id=1, stream="alarms")
            await desk.take("snap")
        while not house.hub.resyncs:
            for step in range(20):
                house.judge("T1:HH", active=step % 2 == 0)
            while await quick.next_q() < house.hub.alarms.head:
                assert house.hub.resyncs <= 1
        resync = await slow.skip_to("resync")
        assert resync["why"] == "overflow"
        snap = await slow.take("snap")
        assert snap["q"] == house.hub.alarms.head
        assert [row["id"] for row in snap["rows"]] == list(house.hub.alarms.standing)


async def test_one_that_never_reads_again_is_cut_off(house, url, token_of, monkeypatch):
    monkeypatch.setattr("dashboard_api.subscriptions.FRAMES_QUEUED", 50)
    monkeypatch.setattr("dashboard_api.live_socket.GOODBYE_S", 0.3)
    async with sit_down_narrowly(url, token_of("op")) as slow:
        await slow.send(t="sub", id=1, stream="alarms")
        await slow.take("snap")
        async with asyncio.timeout(20):
            while house.hub.clients:
                for step in range(20):
                    house.judge("T1:HH", active=step % 2 == 0)
                await asyncio.sleep(0.01)
        assert house.hub.dismissed == 1
        slow.connection.transport.abort()


async def test_one_that_reads_again_too_late_learns_that_it_was_slow(
    house, url, token_of, monkeypatch
):
    monkeypatch.setattr("dashboard_api.live_socket.GOODBYE_S", 0)
    async with sit_down_narrowly(url, token_of("op")) as slow:
        (client,) = house.hub.clients
        async with sit_down(url, token_of("op")) as quick:
            for _ in range(200):
                client.answer(Result(id=1, ok=["x" * 4_000]))
            await until(lambda: house.hub.dismissed)
            await until(lambda: client not in house.hub.clients)
            assert await slow.ended() == (None, 4408)
            await quick.take("hb")


async def test_a_restart_is_announced(house, people, token_of):
    async with serve(house, people) as url, sit_down(url, token_of("op")) as desk:
        house.hub.say_goodbye()
        bye, code = await desk.ended()
        assert (bye["code"], code) == (1012, 1012)
        assert bye["retry_ms"] > 0


@pytest.mark.parametrize(
    ("sent", "name"),
    [
        ('{"t":"ack","id":1,"alarms":3}', 1),
        ('{"t":"sub","id":"a","stream":"alarms","resume":{"q":"x"}}', "a"),
        ('{"id":2}', 2),
        ('{"t":"sub"}', ""),
        ('{"t":"auth","token":5}', ""),
        ("[]", ""),
    ],
)
async def test_a_frame_of_the_wrong_shape_is_answered_and_the_screen_stays_up(
    url, token_of, sent, name
):
    async with sit_down(url, token_of("op")) as desk:
        await desk.connection.send(sent)
        result = await desk.take("result")
        assert (result["id"], result["problem"]["status"]) == (name, 422)
        await desk.send(t="sub", id=9, stream="alarms")
        await desk.take("snap", id=9)


@pytest.mark.parametrize("sent", ["", "{", "[1,", b"\x00\xff", "x" * 70_000])
async def test_a_broken_frame_ends_the_conversation_and_nothing_else(house, url, token_of, sent):
    async with sit_down(url, token_of("op")) as other:
        async with sit_down(url, token_of("op")) as desk:
            await desk.connection.send(sent)
            assert (await desk.ended())[1] == 1007
        await other.send(t="sub", id=1, stream="alarms")
        await other.take("snap")


async def test_a_frame_of_another_version_is_passed_over(url, token_of):
    async with knock(url) as desk:
        await desk.send(t="pong", rtt=3)
        await desk.send(t="auth", token=token_of("op"), more="fields")
        await desk.take("auth_ok")
        await desk.send(t="dance")
        await desk.send(t="sub", id=1, stream="alarms")
        await desk.take("snap")


async def test_one_that_floods_is_sent_away(url, token_of):
    async with sit_down(url, token_of("op")) as desk:
        for _ in range(300):
            await desk.send(t="pong")
        assert (await desk.ended())[1] == 4429


async def test_a_foreign_page_does_not_get_a_socket(house, people, token_of):
    async with serve(house, people, origins=["http://console.dev"]) as url:
        own = url.replace("ws://", "http://").partition("/api")[0]
        with pytest.raises(websockets.InvalidStatus) as refused:
            await websockets.connect(url, origin="http://evil")
        assert refused.value.response.status_code == 403
        for origin in (own, "http://console.dev"):
            async with sit_down(url, token_of("op"), origin=origin):
                pass


def test_an_allowance_fills_up_again():
    allowance = Allowance(LiveLimits(frames_a_second=10, frames_at_once=3), 0.0)
    assert [allowance.spend(0.0) for _ in range(4)] == [True, True, True, False]
    assert allowance.spend(0.5)


async def test_a_flood_is_told_with_every_heartbeat_and_over_rest(house, url, token_of):
    async with sit_down(url, token_of("op")) as desk:
        assert (await desk.take("hb"))["flood"] is None
        for _ in range(11):
            house.judge("T1:H")
            house.judge("T1:H", active=False)
        await desk.take("hb")
        flood = (await desk.take("hb"))["flood"]
    assert (flood["first"], flood["alarms"], flood["by_hazard"]) == ("T1:H", 11, {"H1": 11})
    http = url.replace("ws://", "http://").replace("/api/v1/live", "/api/v1/flood")
    async with httpx.AsyncClient() as client:
        answer = await client.get(http, headers={"Authorization": f"Bearer {token_of('op')}"})
    assert answer.json()["flood"] == flood
