"""Both sessions against a real Mosquitto: nothing acknowledged early, nothing lost, no fight."""

import asyncio
import json
import time
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from uuid import uuid4

import aiomqtt
import pytest

from ingest.codec_session import CodecSession
from ingest.paho_session import PahoSession
from ingest.session import Phase, SessionSettings, SessionTakenOverError
from tests.real.mosquitto import run_mosquitto

pytestmark = pytest.mark.broker

WAIT_S = 15.0


def now():
    return time.time_ns() // 1_000_000


@pytest.fixture
def topic():
    return f"t/{uuid4().hex}"


PAHO_5, PAHO_3, CODEC = (PahoSession, 5), (PahoSession, 3), (CodecSession, 5)


@pytest.fixture(params=[PahoSession, CodecSession])
def running(request):
    """``running(settings, *topics)``: a session of either client, connected in the block."""
    return partial(run_session, request.param)


def settings_of(broker, client_id=None, **changes):
    settings = SessionSettings("127.0.0.1", broker.port, client_id or uuid4().hex)
    return replace(settings, **{"retry_least_s": 0.05, "retry_most_s": 0.2, **changes})


@asynccontextmanager
async def run_session(client, settings, *topics, wait=True):
    session = client(settings, topics, now)
    await session.start()
    try:
        if wait:
            assert await session.wait_connected(WAIT_S), session.trouble
        yield session
    finally:
        await session.stop()


def connect(broker, **options):
    return aiomqtt.Client("127.0.0.1", broker.port, protocol=aiomqtt.ProtocolVersion.V5, **options)


async def publish(broker, topic, payloads, qos=1, retain=False):
    async with connect(broker) as publisher:
        for payload in payloads:
            await publisher.publish(topic, payload, qos, retain)


async def collect(session, count, *, acknowledge=True, timeout_s=WAIT_S):
    frames = []
    until = asyncio.get_running_loop().time() + timeout_s
    while len(frames) < count and asyncio.get_running_loop().time() < until:
        part = await session.gather(500, 0.2)
        if acknowledge:
            session.acknowledge([frame.token for frame in part])
        frames += part
    return frames


async def until(condition, timeout_s=WAIT_S):
    end = asyncio.get_running_loop().time() + timeout_s
    while not condition():
        assert asyncio.get_running_loop().time() < end, "it did not come to pass"
        await asyncio.sleep(0.02)


def numbers(frames):
    return [int(frame.payload) for frame in frames]


@pytest.mark.parametrize("client, version", [PAHO_5, PAHO_3, CODEC])
async def test_frames_come_in_order_with_topic_arrival_and_payload(broker, topic, client, version):
    async with run_session(client, settings_of(broker, version=version), topic) as session:
        before = now()
        await publish(broker, topic, [str(n).encode() for n in range(500)])
        frames = await collect(session, 500)
    assert numbers(frames) == list(range(500))
    assert {frame.topic for frame in frames} == {topic}
    assert all(before <= frame.received <= now() for frame in frames)
    assert not any(frame.retained for frame in frames)


@pytest.mark.parametrize("client, version", [PAHO_5, PAHO_3, CODEC])
async def test_what_was_not_acknowledged_comes_again_after_a_crash(broker, topic, client, version):
    running = partial(run_session, client)
    settings = settings_of(broker, version=version)
    async with running(settings, topic) as session:
        await publish(broker, topic, [str(n).encode() for n in range(100)])
        frames = await collect(session, 15 if version == 3 else 100, acknowledge=False)
        session.acknowledge([frame.token for frame in frames[:10]])
        session.acknowledge([frame.token for frame in frames[12:15]])
        await asyncio.sleep(0.2)
        session._stopping.set()
        session._cut()
    async with running(settings, topic) as session:
        again = await collect(session, 90)
        assert await session.gather(10, 0.3) == []
    assert numbers(again) == list(range(10, 100)), "10 and 11 hold back 12 to 14: in order only"


async def test_messages_sent_while_we_were_away_are_delivered(broker, topic, running):
    settings = settings_of(broker)
    async with running(settings, topic):
        pass
    await publish(broker, topic, [str(n).encode() for n in range(2000)])
    async with running(settings, topic) as session:
        assert numbers(await collect(session, 2000)) == list(range(2000))


async def test_a_broker_that_dies_and_returns_costs_nothing_unacknowledged(
    tmp_path, topic, running
):
    with run_mosquitto(tmp_path, autosave_on_changes="true") as broker:
        async with running(settings_of(broker), topic) as session:
            await publish(broker, topic, [b"1", b"2", b"3"])
            first = await collect(session, 3, acknowledge=False)
            session.acknowledge([first[0].token])
            await asyncio.sleep(1.5)
            broker.kill()
            await until(lambda: not session.connected)
            assert session.trouble
            broker.restart()
            await until(lambda: session.connected)
            stale = [frame.token for frame in first]
            again = await collect(session, 2, acknowledge=False)
            session.acknowledge(stale)
            assert session.counters.stale == 3
            assert numbers(again)[:2] == [2, 3]
            session.acknowledge([frame.token for frame in again])
            await publish(broker, topic, [b"4"])
            assert numbers(await collect(session, 1)) == [4]
            assert session.counters.connects == 2


async def test_the_broker_may_come_later_than_we(tmp_path, topic, running):
    with run_mosquitto(tmp_path) as broker:
        broker.kill()
        async with running(settings_of(broker), topic, wait=False) as session:
            await until(lambda: session.counters.failures >= 2)
            assert not session.connected
            assert session.phase is Phase.CONNECTING
            broker.restart()
            assert await session.wait_connected(WAIT_S)


async def test_of_two_that_fight_for_one_session_one_steps_down_and_the_other_stays(
    broker, topic, running
):
    """Mosquitto 2.0.11 closes the displaced connection without a word."""
    settings = settings_of(broker)
    async with running(settings, topic) as one, running(settings, topic, wait=False) as other:
        await until(lambda: Phase.TAKEN_OVER in (one.phase, other.phase))
        down, up = (one, other) if one.phase is Phase.TAKEN_OVER else (other, one)
        with pytest.raises(SessionTakenOverError):
            await down.gather(10, 0.5)
        assert "another client" in down.trouble
        await until(lambda: up.connected)
        await publish(broker, topic, [b"1"])
        assert numbers(await collect(up, 1)) == [1]
        connects = up.counters.connects
        await asyncio.sleep(1.0)
        assert (up.connected, up.counters.connects) == (True, connects)


async def test_a_full_queue_stops_the_reading_and_loses_nothing(broker, topic, running):
    """QoS 0 knows no receive maximum: only an unread socket holds it back."""
    async with running(settings_of(broker, queue_frames=50), topic) as session:
        payloads = [str(n).encode() + b" " * 500 for n in range(2000)]
        sending = asyncio.create_task(publish(broker, topic, payloads, qos=0))
        await until(lambda: session.depth >= 50)
        await asyncio.sleep(0.2)
        assert session.depth == 50
        assert session.counters.pauses == 1
        frames = await collect(session, 2000)
        await sending
    assert numbers(frames) == list(range(2000))


async def test_the_receive_maximum_bounds_what_is_under_way(broker, topic, running):
    async with running(settings_of(broker, inflight=30), topic) as session:
        await publish(broker, topic, [str(n).encode() for n in range(200)])
        frames = await collect(session, 31, acknowledge=False, timeout_s=1.0)
        assert numbers(frames) == list(range(30))
        session.acknowledge([frame.token for frame in frames])
        assert numbers(await collect(session, 170)) == list(range(30, 200))


async def test_retained_data_comes_once_retained_statuses_at_every_connecting(
    broker, topic, running
):
    await publish(broker, f"{topic}/data", [b"1"], retain=True)
    await publish(broker, f"{topic}/status", [b"2"], retain=True)
    settings = settings_of(broker)
    filters = (f"{topic}/data/#", f"{topic}/status")
    async with running(settings, *filters) as session:
        frames = await collect(session, 2)
        assert {(frame.payload, frame.retained) for frame in frames} == {(b"1", True), (b"2", True)}
        await publish(broker, f"{topic}/data", [b"3"], retain=True)
        assert not (await collect(session, 1))[0].retained, "live, though it is kept too"
    async with running(settings, *filters) as session:
        frames = await collect(session, 2, timeout_s=0.6)
        assert [(frame.payload, frame.retained) for frame in frames] == [(b"2", True)]


async def test_publications_go_out_and_the_newest_retained_waits_for_the_broker(
    tmp_path, topic, running
):
    with run_mosquitto(tmp_path) as broker:
        async with running(settings_of(broker), "nothing/here") as session:
            assert session.publish(f"{topic}/now", b"1", retain=True)
            broker.kill()
            await until(lambda: not session.connected)
            assert session.publish(f"{topic}/ack", b"old", retain=True)
            assert session.publish(f"{topic}/ack", b"new", retain=True)
            assert not session.publish(f"{topic}/lost", b"x")
            assert session.counters.unsent == 1
            broker.restart()
            await until(lambda: session.connected)
            async with connect(broker) as reader:
                await reader.subscribe(f"{topic}/ack", 1)
                message = await asyncio.wait_for(anext(reader.messages), WAIT_S)
                assert (message.payload, message.retain) == (b"new", True)


async def test_a_sparkplug_host_says_when_it_is_there_and_its_will_when_it_is_not(
    tmp_path, topic, running
):
    """And what an older will of its own says is put right."""
    state = "spBv1.0/STATE/host"
    with run_mosquitto(tmp_path) as broker:
        async with connect(broker) as node, asyncio.timeout(WAIT_S):
            await node.subscribe(state, 1)

            async def hear():
                told = json.loads((await anext(node.messages)).payload)
                return told["online"], told["timestamp"]

            settings = settings_of(broker, sparkplug_host="host", expiry_s=0)
            async with running(settings, topic) as session:
                online, born = await hear()
                assert online
                await node.publish(state, b'{"online":false,"timestamp":1}', 1, retain=True)
                assert [await hear(), await hear()] == [(False, 1), (True, born)]
                assert await session.gather(10, 0.1) == [], "its own state is no frame"
                session._cut()
                assert await hear() == (False, born)
                assert (await hear())[0]
            while (await hear())[0]:
                pass  # it may have put right its will, kept by the broker, once more


async def test_what_was_published_and_not_answered_goes_out_again(tmp_path, topic, running):
    with run_mosquitto(tmp_path) as broker:
        async with running(settings_of(broker), "nothing/here") as session:
            broker.freeze()
            assert all(session.publish(f"{topic}/{n}", b"x", retain=True) for n in range(40))
            broker.restart()
            await until(lambda: session.counters.connects == 2)
            async with connect(broker) as reader, asyncio.timeout(WAIT_S):
                await reader.subscribe(f"{topic}/+", 1)
                heard = {(await anext(reader.messages)).topic.value for _ in range(40)}
    assert heard == {f"{topic}/{n}" for n in range(40)}


async def test_a_wrong_password_is_told_and_tried_again(tmp_path, topic, running):
    (tmp_path / "passwords").write_text("")
    with run_mosquitto(
        tmp_path, allow_anonymous="false", password_file=f"{tmp_path}/passwords"
    ) as broker:
        settings = settings_of(broker, username="nobody", password="wrong")
        async with running(settings, topic, wait=False) as session:
            await until(lambda: "Not authorized" in session.trouble)
            assert not session.connected


async def test_a_frozen_broker_is_noticed_by_keep_alive(tmp_path, topic, running):
    with run_mosquitto(tmp_path) as broker:
        async with running(settings_of(broker, keepalive_s=1), topic) as session:
            broker.freeze()
            try:
                await until(lambda: not session.connected)
            finally:
                broker.thaw()
            await until(lambda: session.connected)


@pytest.mark.parametrize("client", [PahoSession, CodecSession])
async def test_stopping_is_quick_in_every_phase(broker, topic, client):
    for phase in ("idle", "connecting", "connected"):
        port = 1 if phase == "connecting" else broker.port
        session = client(SessionSettings("127.0.0.1", port, uuid4().hex), (topic,), now)
        if phase != "idle":
            await session.start()
        if phase == "connected":
            assert await session.wait_connected(WAIT_S)
        begun = time.monotonic()
        await session.stop()
        assert time.monotonic() - begun < 2.0
        assert session.phase is Phase.STOPPED


async def test_what_is_acknowledged_just_before_stopping_stays_acknowledged(broker, topic, running):
    settings = settings_of(broker)
    async with running(settings, topic) as session:
        await publish(broker, topic, [str(n).encode() for n in range(300)])
        await collect(session, 300)
    await until(lambda: f"{settings.client_id} disconnected" in broker.log)
    async with running(settings, topic) as session:
        assert await session.gather(10, 0.5) == []
