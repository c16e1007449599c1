"""Several sessions behind one: no one starves, no token is another's, no trouble costs a frame."""

import asyncio
from collections import deque

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.frame import Frame
from ingest.joined_session import JoinedSession
from ingest.session import NO_TOKEN, SessionTakenOverError


class QueueSession:
    """A session that is a queue; tokens count from 1, every third frame needs none."""

    def __init__(self, name, count=0):
        self.connected = True
        self.name, self.sent = name, 0
        self.confirmed, self.released, self.published, self.states = [], [], [], []
        self.taken_over = False
        self._queue, self._arrived = deque(), asyncio.Event()
        self.bring(count)

    def bring(self, count):
        for _ in range(count):
            self.sent += 1
            token = NO_TOKEN if self.sent % 3 == 0 else self.sent
            self._queue.append(Frame(self.name, b"%d" % self.sent, 7, token=token))
        if count:
            self._arrived.set()

    async def start(self):
        self.states.append("started")

    async def gather(self, max_frames, timeout_s):
        if not self._queue:
            self._arrived.clear()
            try:
                await asyncio.wait_for(self._arrived.wait(), timeout_s)
            except TimeoutError:
                return []
        if self.taken_over:
            raise SessionTakenOverError(self.name)
        return [self._queue.popleft() for _ in range(min(max_frames, len(self._queue)))]

    def acknowledge(self, tokens):
        self.confirmed += tokens

    def release(self, tokens):
        self.released += tokens

    def publish(self, topic, payload, *, retain=False, qos=1):
        self.published.append((topic, payload, retain, qos))
        return True

    async def stop(self):
        self.states.append("stopped")


def told(frames):
    return [(frame.topic, int(frame.payload)) for frame in frames]


async def gather_all(joined, count, most):
    frames = []
    while len(frames) < count:
        part = await joined.gather(most, 1.0)
        assert 0 < len(part) <= most
        frames += part
    return frames


@given(st.lists(st.integers(0, 30), min_size=1, max_size=4), st.integers(1, 12), st.data())
def test_every_frame_comes_once_in_its_order_and_is_acknowledged_to_its_owner(counts, most, data):
    async def play():
        sessions = [QueueSession(str(n), count) for n, count in enumerate(counts)]
        joined = JoinedSession(sessions)
        frames = await gather_all(joined, sum(counts), most)
        assert await joined.gather(most, 0) == []
        for session, count in zip(sessions, counts, strict=True):
            own = [number for topic, number in told(frames) if topic == session.name]
            assert own == list(range(1, count + 1))
        tokens = [frame.token for frame in frames if frame.token != NO_TOKEN]
        assert len(set(tokens)) == len(tokens), "one token, one frame"
        chosen = data.draw(
            st.lists(st.sampled_from(frames), unique_by=id) if frames else st.just([])
        )
        joined.acknowledge([frame.token for frame in chosen])
        joined.release([frame.token for frame in frames if frame not in chosen])
        for session in sessions:
            own = [n for topic, n in told(chosen) if topic == session.name and n % 3]
            assert session.confirmed == own
            mine = set(range(1, session.sent + 1)) - set(range(3, session.sent + 1, 3))
            assert set(session.released) == mine - set(own)
        await joined.stop()

    asyncio.run(play())


@given(st.integers(2, 40), st.integers(1, 10))
def test_a_busy_session_leaves_the_quiet_one_its_share(most, few):
    async def play():
        busy, quiet = QueueSession("busy", 1000), QueueSession("quiet", few)
        joined = JoinedSession([busy, quiet])
        rounds = -(-few // max(1, most // 2)) + 1
        heard = told(await joined.gather(most, 0.1))
        assert [topic for topic, _ in heard].count("quiet") >= min(few, most // 2), "at once"
        for _ in range(rounds - 1):
            heard += told(await joined.gather(most, 0.1))
        assert [number for topic, number in heard if topic == "quiet"] == list(range(1, few + 1))
        assert len(heard) == rounds * most, "what the quiet one leaves goes to the busy one"
        await joined.stop()

    asyncio.run(play())


async def test_one_frame_at_a_time_goes_round():
    joined = JoinedSession([QueueSession("a", 9), QueueSession("b", 9)])
    topics = [frame.topic for _ in range(6) for frame in await joined.gather(1, 1.0)]
    assert sorted(topics) == ["a"] * 3 + ["b"] * 3
    await joined.stop()


async def test_it_waits_for_whoever_is_first_and_no_longer_than_told():
    loop = asyncio.get_running_loop()
    idle, late = QueueSession("idle"), QueueSession("late")
    joined = JoinedSession([idle, late])
    started = loop.time()
    assert await joined.gather(5, 0.05) == []
    assert 0.04 < loop.time() - started < 1
    loop.call_later(0.02, late.bring, 2)
    assert told(await joined.gather(5, 30)) == [("late", 1), ("late", 2)]
    assert loop.time() - started < 5
    idle.bring(1)
    assert told(await joined.gather(5, 30)) == [("idle", 1)], "who waited from before is heard too"
    await joined.stop()


async def test_idle_gatherings_take_their_time():
    """A session that answers a little after the other must not make the next gathering empty."""
    loop = asyncio.get_running_loop()
    joined = JoinedSession([QueueSession("a"), QueueSession("b")])
    started = loop.time()
    for _ in range(10):
        assert await joined.gather(5, 0.02) == []
    assert loop.time() - started > 0.18
    await joined.stop()


async def test_who_waits_long_from_before_holds_up_no_shorter_gathering():
    loop = asyncio.get_running_loop()
    quick, idle = QueueSession("quick", 1), QueueSession("idle")
    joined = JoinedSession([quick, idle])
    started = loop.time()
    assert told(await joined.gather(5, 30)) == [("quick", 1)]
    assert await joined.gather(5, 0.05) == []
    assert await joined.gather(5, 0) == []
    assert loop.time() - started < 2
    await joined.stop()


async def test_a_takeover_is_told_and_costs_the_other_nothing():
    broker, door = QueueSession("broker", 1), QueueSession("door", 2)
    broker.taken_over = True
    joined = JoinedSession([broker, door])
    with pytest.raises(SessionTakenOverError):
        await joined.gather(5, 0.1)
    broker.taken_over = False
    assert set(told(await joined.gather(5, 0))) == {("broker", 1), ("door", 1), ("door", 2)}
    await joined.stop()


async def test_connected_is_all_of_them_and_the_broker_publishes():
    broker, door = QueueSession("broker"), QueueSession("door")
    joined = JoinedSession([broker, door])
    await joined.start()
    assert joined.connected
    for one in (broker, door):
        one.connected = False
        assert not joined.connected
        one.connected = True
    assert joined.publish("t", b"p", retain=True)
    assert (broker.published, door.published) == ([("t", b"p", True, 1)], [])
    await joined.gather(5, 0)
    await joined.stop()
    assert broker.states == door.states == ["started", "stopped"]


async def test_retained_frames_stay_what_they_are():
    broker = QueueSession("broker")
    broker._queue.append(Frame("t", b"x", 9, retained=True, token=4))
    (frame,) = await JoinedSession([broker]).gather(1, 0)
    assert (frame.topic, frame.payload, frame.received, frame.retained) == ("t", b"x", 9, True)
