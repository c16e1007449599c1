"""The provider's client as it is put together, against servers that are no providers."""

import asyncio
from contextlib import asynccontextmanager, suppress

import pytest

from dashboard_api.oidc_flow import Flow
from dashboard_api.oidc_port import NotLetInError, Why
from hazardwatch.oidc_settings import OidcSettings
from hazardwatch.sign_on import make_provider

FLOW = Flow("state", "nonce", "v" * 43, "/", 1)


@asynccontextmanager
async def serving(answer):
    """What a client gets that sends anything at all to the port that this gives."""
    conversations = []

    async def serve(reader, writer):
        conversations.append(asyncio.current_task())
        with suppress(ConnectionError):
            await answer(reader, writer)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]
        await asyncio.gather(*conversations)


async def refuse(port, timeout_s=0.3):
    settings = OidcSettings(
        issuer=f"http://127.0.0.1:{port}",
        client_id="hazardwatch",
        public_url="https://park.example",
        role_claim="groups",
        roles={"ops": "operator"},
        timeout_s=timeout_s,
    )
    provider, caller = make_provider(settings, lambda: 0)
    try:
        with pytest.raises(NotLetInError) as refused:
            await provider.send_off(FLOW)
    finally:
        await caller.close()
    assert refused.value.why is Why.UNREACHABLE
    return refused.value.detail


async def test_nobody_waits_longer_than_that_for_a_provider_that_says_nothing():
    async def say_nothing(reader, writer):
        await reader.read()

    async with serving(say_nothing) as port:
        assert "no answer within 0.3 s" in await refuse(port)


async def test_nor_for_one_that_goes_on_for_ever_byte_by_byte():
    async def drip(reader, writer):
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n{")
        while not reader.at_eof():
            writer.write(b" ")
            await writer.drain()
            await asyncio.sleep(0.02)

    async with serving(drip) as port:
        assert "no answer within 0.3 s" in await refuse(port)


async def test_an_answer_without_end_is_no_answer():
    async def flood(_, writer):
        writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
        for _ in range(64):
            writer.write(b" " * 65_536)
            await writer.drain()

    async with serving(flood) as port:
        assert "no JSON object" in await refuse(port, timeout_s=10)


async def test_what_is_no_provider_is_told_so():
    async def be_something_else(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 302 Found\r\nLocation: http://evil.example/\r\n")
        writer.write(b"Content-Length: 0\r\n\r\n")
        await writer.drain()

    async with serving(be_something_else) as port:
        assert "HTTP 302" in await refuse(port), "a redirect is not followed"
