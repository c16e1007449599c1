"""Closing a websocket whose client does not read, and writing to its line, under a real server."""

import asyncio
import contextlib
import socket

import pytest
import uvicorn
import websockets

from dashboard_api.live_protocol import LiveProtocol, find_line
from hazardwatch.serve import PageServer
from tests.dashboard_api.house import until

TEXTS = ["", "x" * 125, "x" * 126, "警" * 21_845, "x" * 65_536, "x" * 300_000]
"""On both sides of each length from which a frame's head is longer (RFC 6455, section 5.2)."""


async def talk_and_close(scope, receive, send):
    """Sends until the client takes no more, then closes and is done."""
    await receive()
    await send({"type": "websocket.accept"})
    with contextlib.suppress(TimeoutError):
        while True:
            async with asyncio.timeout(0.2):
                await send({"type": "websocket.send", "text": "x" * 1000})
    await send({"type": "websocket.close", "code": 4408})


async def say_by_the_line(scope, receive, send):
    """Sends texts past the application's layers, one of them in the usual way, and waits."""
    await receive()
    await send({"type": "websocket.accept"})
    line = find_line(scope)
    line.write_texts([text.encode() for text in TEXTS])
    await send({"type": "websocket.send", "text": "usual"})
    lost = asyncio.Event()
    line.on_lost = lost.set
    await lost.wait()
    line.write_texts([b"to nobody"])


@pytest.fixture
def application():
    return talk_and_close


@pytest.fixture
async def server(application):
    config = uvicorn.Config(
        application,
        port=0,
        ws=LiveProtocol,
        ws_per_message_deflate=False,
        lifespan="off",
        log_level="warning",
    )
    server = uvicorn.Server(config)
    running = asyncio.create_task(server.serve())
    await until(lambda: server.started)
    yield server
    server.should_exit = True
    await running


@contextlib.asynccontextmanager
async def connect(server):
    """A client that takes a frame or two and then no more, on a line that holds little."""
    line = socket.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 32_768)
    address = server.servers[0].sockets[0].getsockname()
    line.connect(address)
    line.setblocking(False)
    async with websockets.connect(f"ws://{address[0]}:{address[1]}", sock=line, max_queue=1) as it:
        yield it


async def test_a_close_frame_is_there_when_the_client_reads_at_last(server):
    async with connect(server) as client:
        await until(lambda: not server.server_state.tasks)
        with contextlib.suppress(websockets.ConnectionClosed):
            while True:
                await client.recv()
        assert client.close_code == 4408


async def test_one_that_never_reads_is_cut_off(server, monkeypatch):
    monkeypatch.setattr("dashboard_api.live_protocol.CUT_S", 0.1)
    async with connect(server) as client:
        await until(lambda: not server.server_state.connections)
        client.transport.abort()


@pytest.mark.parametrize("application", [say_by_the_line])
async def test_what_the_line_writes_are_whole_messages_among_the_others(server):
    host, port = server.servers[0].sockets[0].getsockname()[:2]
    async with websockets.connect(f"ws://{host}:{port}") as client:
        assert [await client.recv() for _ in TEXTS] == TEXTS
        assert await client.recv() == "usual"
    await until(lambda: not server.server_state.tasks)


def test_the_platform_is_served_by_it_and_leaves_judging_the_slow_to_the_hub(app):
    config = PageServer(app).config
    assert (config.ws, config.ws_ping_interval) == (LiveProtocol, None)
