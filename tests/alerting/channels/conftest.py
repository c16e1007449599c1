"""A web server on the loopback that plays whatever part a test gives it."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import web


class Stage:
    """A server at ``url``; each request that came is in ``requests`` with its body."""

    def __init__(self):
        self.requests = []
        self.url = ""
        self._play = None
        self._runner = None

    async def open(self, play, tls=None):
        """Serve with ``play(request)``, a coroutine function."""
        self._play = play
        server = web.Server(self._serve)
        self._runner = web.ServerRunner(server, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0, ssl_context=tls)
        await site.start()
        port = site._server.sockets[0].getsockname()[1]
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{port}"
        return self.url

    async def _serve(self, request):
        self.requests.append((request, await request.read()))
        return await self._play(request)

    async def close(self):
        if self._runner is not None:
            await self._runner.cleanup()


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    one = Stage()
    yield one
    await one.close()
