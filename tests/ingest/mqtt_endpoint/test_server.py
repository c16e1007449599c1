"""The endpoint against clients that are plain sockets: acknowledging, bounds, restarts, TLS."""

import asyncio
import errno
import os
import resource
import socket
import ssl
from contextlib import AsyncExitStack, asynccontextmanager

import pytest

from ingest.mqtt_endpoint.client_sessions import Key
from ingest.mqtt_endpoint.server import MqttEndpoint
from ingest.session import NO_TOKEN
from tests.ingest.mqtt_endpoint.speaker import (
    ACK,
    DATA,
    GOODBYE,
    NODE,
    PING,
    STATUS,
    connect,
    make_exchange,
    puback,
    publish,
    subscribe,
)

WAIT_S = 5.0
WELCOME = b"\x20\x02\0\0"


class Clock:
    """Ours, moved by hand."""

    def __init__(self):
        self.ms = 1_000

    def __call__(self):
        return self.ms


@asynccontextmanager
async def open_endpoint(file=None, *, tls=None, host="", clock=None, **bounds):
    listener = socket.create_server(("127.0.0.1", 0))
    listener.setblocking(False)
    endpoint = MqttEndpoint(
        listener,
        make_exchange(**bounds),
        clock or Clock(),
        tls=tls,
        file=file,
        sparkplug_host=host,
    )
    endpoint.address = listener.getsockname()
    await endpoint.start()
    try:
        yield endpoint
    finally:
        await endpoint.stop()


class Client:
    """A socket that speaks MQTT by hand."""

    def __init__(self, reader, writer):
        self.reader, self.writer = reader, writer

    def says(self, *data):
        self.writer.write(b"".join(data))

    async def hears(self, data):
        async with asyncio.timeout(WAIT_S):
            assert await self.reader.readexactly(len(data)) == data

    async def ends(self):
        async with asyncio.timeout(WAIT_S):
            return await self.reader.read()


@asynccontextmanager
async def client(endpoint, *first, **more):
    client = Client(*await asyncio.open_connection(*endpoint.address, **more))
    client.says(*first)
    try:
        yield client
    finally:
        client.writer.transport.abort()


@asynccontextmanager
async def gateway(endpoint, version=4, gateway="G1", **wishes):
    async with client(endpoint, connect(version, user=(gateway, b"s"), **wishes)) as one:
        if version == 4:
            await one.hears(WELCOME)
        yield one


async def gather(endpoint, count):
    frames = []
    async with asyncio.timeout(WAIT_S):
        while len(frames) < count:
            frames += await endpoint.gather(1000, 0.5)
    return frames


async def until(condition):
    async with asyncio.timeout(WAIT_S):
        while not condition():
            await asyncio.sleep(0.005)


async def test_a_puback_comes_when_the_frame_is_acknowledged_and_not_before():
    async with open_endpoint() as endpoint, gateway(endpoint) as one:
        one.says(publish(4, DATA, b"1", number=7), publish(4, DATA, b"2", qos=0), PING)
        frames = await gather(endpoint, 2)
        assert [(frame.payload, frame.received) for frame in frames] == [(b"1", 1000), (b"2", 1000)]
        assert frames[1].token == NO_TOKEN
        await one.hears(b"\xd0\0")
        endpoint.acknowledge([frame.token for frame in frames])
        await one.hears(puback(7))


async def test_what_was_not_kept_is_told_so():
    async with open_endpoint() as endpoint, gateway(endpoint) as one:
        one.says(publish(4, DATA, number=7))
        endpoint.release([frame.token for frame in await gather(endpoint, 1)])
        await one.hears(puback(7))
        assert endpoint.counters.withheld == 1


async def test_publications_reach_who_subscribes():
    async with open_endpoint() as endpoint, gateway(endpoint) as one:
        assert endpoint.publish(ACK, b"1", retain=True)
        one.says(subscribe(4, ACK, number=3))
        await one.hears(b"\x90\x03\0\x03\x01" + publish(4, ACK, b"1", flags=1))
        endpoint.publish(ACK, b"2", retain=True)
        await one.hears(publish(4, ACK, b"2", number=2))


async def test_sparkplug_nodes_are_told_that_their_host_is_there_and_when_it_goes():
    async with open_endpoint(host="h") as endpoint, gateway(endpoint, gateway=NODE.id) as node:
        node.says(subscribe(4, "spBv1.0/STATE/h"))
        born = b'{"online":true,"timestamp":1000}'
        await node.hears(b"\x90\x03\0\x01\x01" + publish(4, "spBv1.0/STATE/h", born, flags=1))
        stopping = asyncio.create_task(endpoint.stop())
        dead = b'{"online":false,"timestamp":1000}'
        assert await node.ends() == publish(4, "spBv1.0/STATE/h", dead, number=2)
        await stopping


async def test_a_client_that_vanishes_leaves_its_will():
    async with open_endpoint() as endpoint:
        async with gateway(endpoint, will=(STATUS, b"gone")):
            pass
        assert [frame.payload for frame in await gather(endpoint, 1)] == [b"gone"]


async def test_a_goodbye_ends_the_connection_and_no_will_is_said():
    async with open_endpoint() as endpoint, gateway(endpoint, will=(STATUS, b"gone")) as one:
        one.says(GOODBYE)
        assert await one.ends() == b""
        await until(lambda: endpoint.connections == 0)
        assert endpoint.depth == 0


# ---------------------------------------------------------------------------- bounds


async def test_who_floods_is_not_read_while_others_are():
    async with (
        open_endpoint(queued=10) as endpoint,
        gateway(endpoint) as flood,
        gateway(endpoint, gateway="G2") as quiet,
    ):
        flood.says(*(publish(4, DATA, b"x" * 1000, number=n) for n in range(1, 3000)))
        await until(lambda: endpoint.counters.pauses)
        quiet.says(publish(4, "hazard/v1/P/E1/G2/data", b"q"))
        await until(lambda: endpoint.counters.frames and endpoint.depth)
        held = endpoint.depth
        await asyncio.sleep(0.05)
        assert endpoint.depth <= held + 1 < 2999
        first = await gather(endpoint, 20)
        assert b"q" in [frame.payload for frame in first]
        rest = await gather(endpoint, 3000 - len(first))
        assert len(first) + len(rest) == 3000


async def test_a_gateway_with_too_much_unanswered_waits_until_it_is_answered():
    async with open_endpoint(unanswered=3) as endpoint, gateway(endpoint) as one:
        one.says(*(publish(4, DATA, number=n) for n in range(1, 4)))
        frames = await gather(endpoint, 3)
        await until(lambda: endpoint.counters.pauses)
        one.says(PING)
        endpoint.acknowledge([frame.token for frame in frames])
        await one.hears(puback(1) + puback(2) + puback(3) + b"\xd0\0")


async def test_who_does_not_read_is_not_read_either():
    async with open_endpoint(unread=1000) as endpoint, gateway(endpoint) as one:
        one.writer.transport.pause_reading()
        (connection,) = endpoint.exchange.connections
        for _ in range(20_000):
            connection.send(b"x" * 1000)
            endpoint.flush()
            if connection.held_since is not None:
                break
        assert connection.held_since is not None
        assert endpoint.counters.pauses == 1
        one.writer.transport.resume_reading()
        async with asyncio.timeout(WAIT_S):
            while connection.held_since is not None:
                await one.reader.read(1 << 20)


async def test_connections_are_bounded_and_strangers_make_room():
    async with (
        open_endpoint(connections=2) as endpoint,
        gateway(endpoint) as known,
        client(endpoint) as stranger,
    ):
        await until(lambda: len(endpoint._sockets) == 2)
        async with gateway(endpoint, gateway="G2"):
            assert await stranger.ends() == b""
            async with client(endpoint) as late:
                assert await late.ends() == b""
                assert endpoint.counters.turned_away == 1
            known.says(PING)
            await known.hears(b"\xd0\0")


async def test_no_means_for_another_connection_is_told_and_got_over(monkeypatch):
    monkeypatch.setattr("ingest.mqtt_endpoint.server.ACCEPT_PAUSE_S", 0.05)
    async with open_endpoint() as endpoint, gateway(endpoint) as known:
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        waiting = socket.socket()
        free = os.dup(waiting.fileno())
        os.close(free)
        resource.setrlimit(resource.RLIMIT_NOFILE, (free, hard))
        try:
            waiting.setblocking(False)
            assert waiting.connect_ex(endpoint.address) in (0, errno.EINPROGRESS)
            await until(lambda: endpoint.counters.accept_errors)
            assert not endpoint.connected
            assert "nobody can come in" in endpoint.trouble
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        await until(lambda: len(endpoint._sockets) == 2)
        assert endpoint.connected
        known.says(PING)
        await known.hears(b"\xd0\0")
        waiting.close()


# ---------------------------------------------------------------------------- restarts and TLS


async def test_a_session_outlives_the_platform(tmp_path):
    file = tmp_path / "sessions.json"
    wishes = {"clean": False, "will": (STATUS, b"gone"), "keep": 10}
    async with open_endpoint(file) as endpoint, gateway(endpoint, **wishes) as one:
        one.says(subscribe(4, ACK))
        await until(lambda: endpoint.exchange.sessions.find(Key("G1", "c")).filters)
    clock = Clock()
    async with open_endpoint(file, clock=clock) as endpoint:
        endpoint.publish(ACK, b"1", retain=True)
        words = connect(4, user=("G1", b"s"), **wishes)
        async with client(endpoint, words) as again:
            await again.hears(b"\x20\x02\x01\0" + publish(4, ACK, b"1"))
            clock.ms += 10_000
            endpoint.exchange.tick(clock.ms)
        assert [frame.payload for frame in await gather(endpoint, 1)] == [b"gone"]


async def test_who_does_not_come_back_after_a_restart_is_lost_after_a_minute(tmp_path):
    file = tmp_path / "sessions.json"
    async with open_endpoint(file) as endpoint, gateway(endpoint, will=(STATUS, b"gone")):
        pass  # the endpoint goes first
    clock = Clock()
    async with open_endpoint(file, clock=clock) as endpoint:
        endpoint.exchange.tick(clock.ms + 59_999)
        assert endpoint.depth == 0
        endpoint.exchange.tick(clock.ms + 60_000)
        assert [frame.payload for frame in await gather(endpoint, 1)] == [b"gone"]


async def test_a_file_that_is_none_of_ours_keeps_nobody_out(tmp_path):
    file = tmp_path / "sessions.json"
    file.write_bytes(b"{")
    async with open_endpoint(file) as endpoint, gateway(endpoint) as one:
        one.says(PING)
        await one.hears(b"\xd0\0")


async def test_over_tls_too_and_who_speaks_in_the_clear_gets_nothing(certificate):
    tls, trusted = certificate
    trust = ssl.create_default_context(cafile=trusted)
    async with open_endpoint(tls=tls) as endpoint:
        words = connect(4, user=("G1", b"s"))
        async with client(endpoint, words, ssl=trust) as one:
            await one.hears(WELCOME)
            one.says(publish(4, DATA, b"x" * 100_000, number=7))
            frames = await gather(endpoint, 1)
            assert len(frames[0].payload) == 100_000
            endpoint.acknowledge([frames[0].token])
            await one.hears(puback(7))
        async with client(endpoint, words) as one:
            with pytest.raises(AssertionError):
                assert await one.ends() == WELCOME
        await until(lambda: endpoint.counters.cut)
        await until(lambda: endpoint.connections == 0)


async def test_all_that_come_at_once_are_let_in():
    async with open_endpoint(strangers=100, connections=100) as endpoint:
        async with AsyncExitStack() as stack:
            comings = (gateway(endpoint, client=f"c{number}") for number in range(100))
            await asyncio.gather(*map(stack.enter_async_context, comings))
            assert endpoint.connections == 100
            assert (endpoint.counters.cut, endpoint.counters.turned_away) == (0, 0)
        await until(lambda: endpoint.connections == 0)
