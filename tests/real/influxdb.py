"""A real InfluxDB engine for tests: Debian's 1.6.7 behind a rewrite of the one route it lacks.

1.8 and later take ``/api/v2/write`` themselves. What is real here: the storage engine, InfluxQL,
its answers and its errors. What is not: version 2's own HTTP layer, which was never run.
"""

import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from tests.conftest import find_server
from tests.platform import find_port
from tests.real.servers import running

_CONFIG = """
reporting-enabled = false
bind-address = "127.0.0.1:{rpc}"
[meta]
dir = "{directory}/meta"
[data]
dir = "{directory}/data"
wal-dir = "{directory}/wal"
index-version = "tsi1"
[monitor]
store-enabled = false
[http]
bind-address = "127.0.0.1:{port}"
log-enabled = false
max-body-size = 0
"""


@pytest.fixture(scope="module")
def influxd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running influxd 1.6."""
    with run_influxd(tmp_path_factory.mktemp("influxd")) as (url, _):
        yield url


@contextmanager
def run_influxd(directory: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """An influxd over a directory, which may have been another's before: address and process."""
    program = find_server("influxd") or pytest.skip("no influxd on this machine")
    port = find_port()
    config = directory / "influxdb.conf"
    config.write_text(_CONFIG.format(directory=directory, port=port, rpc=find_port()))
    url = f"http://127.0.0.1:{port}"
    with running([program, "run", "-config", str(config)], directory, f"{url}/ping") as process:
        yield url, process


async def ask(url: str, query: str, **parameters: str) -> dict[str, Any]:
    """The answer of an influxd to one statement of InfluxQL."""
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{url}/query", params={"q": query, **parameters}) as answer,
    ):
        return await answer.json()


@asynccontextmanager
async def write_route(url: str, port: int | None = None) -> AsyncIterator[str]:
    """The address of a server that hands ``/api/v2/write`` on as ``/write``, the rest as it is."""

    async def hand_on(request: web.Request) -> web.Response:
        query = dict(request.query)
        path = request.path
        if path == "/api/v2/write":
            path = "/write"
            query = {"db": query["bucket"], "precision": query["precision"].replace("us", "u")}
        async with session.request(
            request.method, url + path, params=query, data=await request.read()
        ) as answer:
            kept = {
                name: value
                for name, value in answer.headers.items()
                if name.startswith("X-Influx") or name == "Content-Type"
            }
            return web.Response(status=answer.status, body=await answer.read(), headers=kept)

    application = web.Application(client_max_size=64 << 20)
    application.router.add_route("*", "/{path:.*}", hand_on)
    async with aiohttp.ClientSession() as session, serving(application, port) as address:
        yield address


@asynccontextmanager
async def serving(application: web.Application, port: int | None = None) -> AsyncIterator[str]:
    """The address of an aiohttp application, on a free port where none is named."""
    runner = web.AppRunner(application, shutdown_timeout=0.1)
    await runner.setup()
    port = find_port() if port is None else port
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        await runner.cleanup()
