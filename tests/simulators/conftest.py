"""A real Mosquitto for one test, and a listener that keeps what arrived."""

import asyncio
import json
import socket
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiomqtt
import pytest

from plant.directory import read_plant
from plant.words import Plant
from simulators.shipped import PARKS
from tests.conftest import find_server


@pytest.fixture(scope="session")
def taixing() -> Plant:
    return read_plant(PARKS / "taixing")


class Brokers:
    """A Mosquitto that may die and be started again on the same port."""

    def __init__(self, folder: Path, port: int) -> None:
        self._port = port
        self._settings = folder / "mosquitto.conf"
        self._settings.write_text(
            f"listener {port} 127.0.0.1\nallow_anonymous true\nmax_queued_messages 0\n"
        )
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> str:
        program = find_server("mosquitto")
        assert program is not None
        self._process = subprocess.Popen(
            [program, "-c", str(self._settings)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        wait_for_port(self._port)
        return f"mqtt://127.0.0.1:{self._port}"

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


@pytest.fixture
def brokers(tmp_path: Path, free_port: int) -> Iterator[Brokers]:
    brokers = Brokers(tmp_path, free_port)
    yield brokers
    brokers.kill()


@pytest.fixture
def mosquitto(brokers: Brokers) -> str:
    return brokers.start()


def wait_for_port(port: int) -> None:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.02)
    raise TimeoutError(f"nothing listens on {port}")


@dataclass
class Heard:
    """(topic, body) of every message in the order of arrival."""

    messages: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def data(self, gateway: str = "") -> list[dict[str, Any]]:
        return [
            body
            for topic, body in self.messages
            if topic.endswith("/data") and f"/{gateway}" in topic
        ]

    def status(self, gateway: str) -> list[bool]:
        return [b["online"] for t, b in self.messages if t.endswith(f"/{gateway}/status")]


@asynccontextmanager
async def listen_raw(url: str) -> AsyncIterator[list[tuple[str, bytes, bool]]]:
    """Hear everything on a broker as bytes: (topic, payload, retained)."""
    port = int(url.rsplit(":", 1)[1])
    heard: list[tuple[str, bytes, bool]] = []
    async with aiomqtt.Client("127.0.0.1", port) as client:
        await client.subscribe("#", qos=1)
        hearing = asyncio.create_task(_hear_raw(client, heard))
        yield heard
        await client.publish("end", qos=1)
        await asyncio.wait_for(hearing, 10)


async def _hear_raw(client: aiomqtt.Client, heard: list[tuple[str, bytes, bool]]) -> None:
    async for message in client.messages:
        if message.topic.value == "end":
            return
        assert isinstance(message.payload, bytes)
        heard.append((message.topic.value, message.payload, message.retain))


@asynccontextmanager
async def listen(url: str) -> AsyncIterator[Heard]:
    """Hear everything on a broker; on leaving, what was still under way has arrived."""
    port = int(url.rsplit(":", 1)[1])
    heard = Heard()
    async with aiomqtt.Client("127.0.0.1", port) as client:
        await client.subscribe("#", qos=1)
        hearing = asyncio.create_task(_hear(client, heard))
        yield heard
        await client.publish("end", qos=1)
        await asyncio.wait_for(hearing, 10)


async def _hear(client: aiomqtt.Client, heard: Heard) -> None:
    async for message in client.messages:
        if message.topic.value == "end":
            return
        heard.messages.append((message.topic.value, json.loads(message.payload)))
