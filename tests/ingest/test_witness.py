"""The witness: tells a broker that lives on from one that died."""

import asyncio

from ingest.witness import Witness


async def test_it_stands_while_its_connection_does():
    closed = asyncio.Event()

    async def hold(reader, writer):
        await reader.read()
        writer.close()
        closed.set()

    server = await asyncio.start_server(hold, "127.0.0.1", 0)
    async with Witness(*server.sockets[0].getsockname()) as witness:
        assert await witness.stands()
        assert await witness.stands()
    await asyncio.wait_for(closed.wait(), 5)
    server.close()


async def test_it_falls_with_the_broker_and_a_moment_later_than_another():
    async def die(_reader, writer):
        await asyncio.sleep(0.05)
        writer.close()

    server = await asyncio.start_server(die, "127.0.0.1", 0)
    async with Witness(*server.sockets[0].getsockname()) as witness:
        assert not await witness.stands()
    server.close()


async def test_one_that_never_connected_testifies_to_nothing():
    server = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    address = server.sockets[0].getsockname()
    server.close()
    await server.wait_closed()
    async with Witness(*address) as witness:
        assert not await witness.stands()
