"""Both sessions against servers that play a part: what no sound broker can be made to do."""

import asyncio
import ssl
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from ingest.codec_session import CodecSession
from ingest.paho_session import PahoSession
from ingest.session import Phase, SessionSettings, SessionTakenOverError

WAIT_S = 10.0
CONNACK = bytes([0x20, 3, 0, 0, 0])
NOT_AUTHORISED = bytes([0x20, 3, 0, 0x87, 0])
GOODBYE = bytes([0xE0, 0])
TAKEN_OVER = bytes([0xE0, 2, 0x8E, 0])


def suback(subscribe, reason=1):
    return bytes([0x90, 4, *subscribe[2:4], 0, reason])


def message(topic, payload, packet=None):
    """A PUBLISH of MQTT 5, QoS 1 if it has a packet identifier."""
    numbered = packet.to_bytes(2, "big") if packet else b""
    body = len(topic).to_bytes(2, "big") + topic + numbered + b"\0" + payload
    return bytes([0x32 if packet else 0x30, len(body)]) + body


async def read_packet(reader):
    head = await reader.readexactly(2)
    return head + await reader.readexactly(head[1])


@pytest.fixture(params=[PahoSession, CodecSession])
def session_with(request):
    """``session_with(play)``: a session of either client, and a server that plays a part."""
    return partial(serve_session, request.param)


@asynccontextmanager
async def serve_session(client, play, context=None, **changes):
    """A session connected to a server that plays ``play(reader, writer)`` for each connection."""

    served = set()

    async def serve(reader, writer):
        served.add(asyncio.current_task())
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            await play(reader, writer)
            while (data := await reader.read(4096)) and not data.endswith(GOODBYE):
                pass
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
    settings = replace(
        SessionSettings("127.0.0.1", server.sockets[0].getsockname()[1], "me"),
        **{"connect_timeout_s": 0.5, "retry_least_s": 0.02, "retry_most_s": 0.05, **changes},
    )
    session = client(settings, ("t/#",), lambda: 7)
    await session.start()
    try:
        yield session
    finally:
        await session.stop()
        server.close()
        if served:
            await asyncio.wait(served, timeout=1)


async def accept(reader, writer, then=b""):
    await read_packet(reader)
    writer.write(CONNACK)
    writer.write(suback(await read_packet(reader)) + then)
    await writer.drain()


async def until(condition):
    async with asyncio.timeout(WAIT_S):
        while not condition():
            await asyncio.sleep(0.01)


async def test_a_session_that_is_taken_over_steps_down_for_good(session_with):
    connections = []

    async def play(reader, writer):
        connections.append(1)
        await accept(reader, writer, TAKEN_OVER)

    async with session_with(play) as session:
        with pytest.raises(SessionTakenOverError):
            await session.gather(1, WAIT_S)
        await asyncio.sleep(0.2)
        assert session.phase is Phase.TAKEN_OVER
        assert "taken over" in session.trouble
    assert connections == [1]
    assert session.phase is Phase.TAKEN_OVER


async def test_closed_silently_three_times_it_steps_down(session_with):
    connections = []

    async def play(reader, writer):
        await accept(reader, writer)
        connections.append(1)
        writer.close()

    async with session_with(play) as session:
        await until(lambda: session.phase is Phase.TAKEN_OVER)
    assert len(connections) == 3


async def test_a_broker_that_dies_again_and_again_is_no_other_platform(session_with):
    """It closes every connection, also the one on which nothing was said."""
    lives, writers = [], []

    async def play(reader, writer):
        writers.append(writer)
        await accept(reader, writer)
        lives.append(1)
        for each in writers:
            each.close()
        writers.clear()

    async with session_with(play) as session:
        await until(lambda: len(lives) >= 8)
        assert session.phase is not Phase.TAKEN_OVER


async def test_a_server_that_never_answers_is_given_up_and_tried_again(session_with):
    connections = []

    async def play(reader, writer):
        connections.append(1)

    async with session_with(play) as session:
        await until(lambda: len(connections) >= 2)
        assert "does not answer" in session.trouble
        assert not session.connected


@pytest.mark.parametrize(
    "nonsense",
    [
        b"HTTP/1.1 400 Bad Request\r\n\r\n" + bytes(range(256)),
        b"\x20\xff\xff\xff\xff\xff",
        b"\x20\x03\x00\x00\xff" + b"\0" * 20,
        CONNACK + b"\x90\x01\x00",
        CONNACK + b"\x32\x02\x00\x09",
        bytes(64),
    ],
)
async def test_a_server_that_talks_nonsense_is_cut_off_and_tried_again(session_with, nonsense):
    connections = []

    async def play(reader, writer):
        connections.append(1)
        writer.write(nonsense)

    async with session_with(play) as session:
        await until(lambda: len(connections) >= 4)
        assert session.trouble
        assert session.phase is Phase.CONNECTING


async def test_a_refusal_is_told(session_with):
    async def play(reader, writer):
        writer.write(NOT_AUTHORISED)

    async with session_with(play) as session:
        await until(lambda: "Not authorized" in session.trouble)
        assert not session.connected


async def test_a_refused_subscription_is_no_connection(session_with):
    async def play(reader, writer):
        await read_packet(reader)
        writer.write(CONNACK)
        writer.write(suback(await read_packet(reader), reason=0x87))

    async with session_with(play) as session:
        await until(lambda: "subscription refused" in session.trouble)
        assert not session.connected
        assert not await session.wait_connected(0.1)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
async def test_a_topic_that_is_no_text_is_a_frame_all_the_same(session_with):
    async def play(reader, writer):
        await accept(reader, writer, message(b"t/\xff", b"1") + message(b"t/x", b"2"))

    async with session_with(play) as session:
        frames = await session.gather(1, WAIT_S) + await session.gather(1, WAIT_S)
    assert [(frame.topic, frame.payload, frame.received) for frame in frames] == [
        ("t/\ufffd", b"1", 7),
        ("t/x", b"2", 7),
    ]


async def test_acknowledgements_reach_the_wire_in_order_and_only_when_given(session_with):
    wire = []

    async def play(reader, writer):
        await accept(reader, writer, b"".join(message(b"t/x", b"", n) for n in (5, 6, 7)))
        wire.extend([await read_packet(reader) for _ in range(3)])

    async with session_with(play) as session:
        frames = []
        while len(frames) < 3:
            frames += await session.gather(10, 1.0)
        await asyncio.sleep(0.1)
        assert wire == []
        session.acknowledge([frames[2].token])
        await asyncio.sleep(0.1)
        assert wire == []
        session.acknowledge([frames[1].token, frames[0].token])
        await until(lambda: len(wire) == 3)
    assert [packet[:1] + packet[2:4] for packet in wire] == [b"\x40\0\5", b"\x40\0\6", b"\x40\0\7"]


async def test_what_is_let_go_of_is_acknowledged_to_the_broker(session_with):
    wire = []

    async def play(reader, writer):
        await accept(reader, writer, message(b"t/x", b"", 5))
        wire.append(await read_packet(reader))

    async with session_with(play) as session:
        (frame,) = await session.gather(1, WAIT_S)
        session.release([frame.token])
        await until(lambda: wire)
    assert wire[0][:1] + wire[0][2:4] == b"\x40\0\5"


async def test_over_tls_packets_that_share_a_record_all_arrive(session_with, certificate):
    """TLS hands over more than one read: what it holds back no poll would ever report."""
    context, ca = certificate

    async def play(reader, writer):
        await accept(reader, writer, b"".join(message(b"t/x", b"%d" % n) for n in range(500)))

    async with session_with(play, context, tls=True, ca=ca, queue_frames=20) as session:
        frames = []
        async with asyncio.timeout(WAIT_S):
            while len(frames) < 500:
                frames += await session.gather(7, 1.0)
    assert [int(frame.payload) for frame in frames] == list(range(500))
    assert session.counters.pauses > 0


async def test_a_broker_that_asks_for_a_certificate_gets_ours(session_with, certificate):
    ca = certificate[1]
    key = str(Path(ca).with_name("key.pem"))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=ca)
    context.load_cert_chain(ca, key)
    context.verify_mode = ssl.CERT_REQUIRED
    async with session_with(accept, context, tls=True, ca=ca, cert=ca, key=key) as session:
        assert await session.wait_connected(WAIT_S), session.trouble
    async with session_with(accept, context, tls=True, ca=ca) as session:
        await until(lambda: session.trouble)
        assert not session.connected
