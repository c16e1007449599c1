"""A STUB of InfluxDB 2's HTTP, not an InfluxDB: it answers what a test tells it to.

For the answers that no server here can be brought to give: 401, 404, 413, 422, 429 and 503 with
Retry-After, silence, a cut connection. Written from the documented contract (InfluxDB v2,
"Troubleshoot issues writing data"); what it proves is what we make of such answers, never that
InfluxDB gives them. Real engines are in ``tests/real/``.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from aiohttp import web

from tests.real.influxdb import serving

Answer = web.Response


class InfluxStub:
    """The answer to a write or a query is chosen by the test, from the lines that came."""

    def __init__(self) -> None:
        self.url = ""
        self.answer: Callable[[list[str]], Answer] = lambda _lines: Answer(status=204)
        self.flags: Callable[[], Answer] = lambda: Answer(status=404)
        self.hangs = False
        self.cuts = False
        self.stored: list[str] = []
        self.requests = self.queries = self.meetings = 0
        self.headers: dict[str, str] = {}
        self.together = self.most_together = 0
        self.released = asyncio.Event()

    async def write(self, request: web.Request) -> web.StreamResponse:
        self.requests += 1
        self.headers = {**request.headers, **request.query}
        self.together += 1
        self.most_together = max(self.together, self.most_together)
        lines = (await request.text()).splitlines()
        try:
            return await self._respond(request, lines)
        finally:
            self.together -= 1

    async def query(self, request: web.Request) -> web.Response:
        self.queries += 1
        self.headers = {**request.headers, **request.query}
        return self.answer([])

    async def show_flags(self, _request: web.Request) -> web.Response:
        self.meetings += 1
        return self.flags()

    async def _respond(self, request: web.Request, lines: list[str]) -> web.StreamResponse:
        if self.hangs:
            await self.released.wait()
        answer = self.answer(lines)
        if answer.status == 204:
            self.stored += lines
        if self.cuts:  # stored, and the yes is lost on the way
            assert request.transport is not None
            request.transport.abort()
        return answer


def complain(status: int, message: str = "no", **headers: str) -> Answer:
    """An answer as InfluxDB 2 documents it."""
    body = {"code": "internal error", "message": message}
    return web.json_response(body, status=status, headers=headers)


@asynccontextmanager
async def run_stub() -> AsyncIterator[InfluxStub]:
    """A stub that listens until the block ends."""
    stub = InfluxStub()
    application = web.Application(client_max_size=64 << 20)
    application.router.add_post("/api/v2/write", stub.write)
    application.router.add_get("/query", stub.query)
    application.router.add_get("/flags", stub.show_flags)
    async with serving(application) as stub.url:
        yield stub
        stub.released.set()
