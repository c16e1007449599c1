"""A real VictoriaMetrics for tests: it takes the unmodified client's ``/api/v2/write``.

It answers 204 whatever it makes of a line, so tests look at what it stored.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

import aiohttp
import pytest

from tests.conftest import find_server
from tests.platform import find_port
from tests.real.servers import running

SAFE = ("-dedup.minScrapeInterval=1ms",)


@pytest.fixture(scope="module")
def victoria(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running VictoriaMetrics that keeps readings as they are."""
    with run_victoria(tmp_path_factory.mktemp("victoria"), SAFE) as url:
        yield url


@contextmanager
def run_victoria(directory: Path, flags: Sequence[str]) -> Iterator[str]:
    """The address of a VictoriaMetrics with such flags, until the block ends."""
    program = find_server("victoria-metrics") or pytest.skip("no victoria-metrics on this machine")
    port = find_port()
    url = f"http://127.0.0.1:{port}"
    command = [
        program,
        f"-httpListenAddr=127.0.0.1:{port}",
        f"-storageDataPath={directory / 'data'}",
        "-retentionPeriod=100y",
        "-search.latencyOffset=0s",
        "-memory.allowedPercent=20",
        *flags,
    ]
    with running(command, directory, f"{url}/health"):
        yield url


async def write(url: str, lines: str) -> None:
    """Lines as they are, past our own encoder."""
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{url}/api/v2/write?precision=ms", data=lines) as answer,
    ):
        assert answer.status == 204


async def read_samples(url: str, name: str) -> list[tuple[int, float]]:
    """Every sample of one series, with the ones that stand there twice."""
    async with aiohttp.ClientSession() as session:
        async with session.get(f"{url}/internal/force_flush") as flushed:
            flushed.raise_for_status()
        query = urlencode({"match[]": name})
        async with session.get(f"{url}/api/v1/export?{query}") as answer:
            lines = (await answer.text()).splitlines()
    return [
        sample
        for series in map(json.loads, lines)
        for sample in zip(series["timestamps"], series["values"], strict=True)
    ]


async def exported(url: str, name: str) -> dict[str, dict[int, float]]:
    """All samples of a metric: point → time in ms → value."""
    found: dict[str, dict[int, float]] = {}
    async with aiohttp.ClientSession() as session:
        async with session.get(f"{url}/internal/force_flush") as flushed:
            flushed.raise_for_status()
        query = urlencode({"match[]": name})
        async with session.get(f"{url}/api/v1/export?{query}") as answer:
            lines = (await answer.text()).splitlines()
    for series in map(json.loads, lines):
        samples = dict(zip(series["timestamps"], series["values"], strict=True))
        found.setdefault(series["metric"]["point"], {}).update(samples)
    return found


async def refused_lines(url: str) -> int:
    """How many lines the server could not read since its start."""
    async with aiohttp.ClientSession() as session, session.get(f"{url}/metrics") as answer:
        for line in (await answer.text()).splitlines():
            if line.startswith('vm_rows_invalid_total{type="influx"}'):
                return int(line.split()[-1])
    return 0
