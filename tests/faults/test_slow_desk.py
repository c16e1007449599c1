"""A desk among fifty that stops reading: the others get every alarm in order and in time.

Real websockets to a real platform. The slow one watches the same alarms many times over, so that
what waits for it grows fast: it is held within bounds and sent away with 4408, never with a hole.
"""

import asyncio
import json
import socket
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import psutil
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from hazardwatch_client.rows import Rows
from tests.contract.plant_directory import PATIENT, PLANT, write_plant
from tests.gateway_client import now_ms, run_gateway
from tests.platform import Platform, run_platform
from tests.real.mosquitto import run_mosquitto

pytestmark = [pytest.mark.broker, pytest.mark.timeout(120)]

DESKS: Final = 50
CONTACTS: Final = [f"XA-{number:03d}" for number in range(30)]
CONTACT: Final = "{tag},ent1,V-101,alarm_contact,,,,,,,,,,,,,触点,Contact,1\n"
WATCHED: Final = PATIENT + "".join(CONTACT.format(tag=tag) for tag in CONTACTS)
TIMES_OVER: Final = 32
"""Subscriptions of the slow desk, as many as one may have."""

PATIENCE_S: Final = 15.0
"""For so long the platform waits for a client to take what it was sent."""

IN_TIME_S: Final = PATIENCE_S / 3
"""Who waited for the slow one would wait for as long as the platform does."""

BOUND_MIB: Final = 48
CLOSED_AS_SLOW: Final = 4408


@dataclass
class Desk:
    """What one desk has seen: its picture, alarms' versions as they came, how late they were."""

    rows: Rows = field(default_factory=lambda: Rows("alarms"))
    versions: dict[str, list[int]] = field(default_factory=dict)
    late_s: list[float] = field(default_factory=list)
    resyncs: int = 0

    def take(self, frame: dict[str, Any]) -> None:
        self.resyncs += frame["t"] == "resync"
        if frame.get("s") != "alarms":
            return
        assert not self.rows.missed, "a delta did not follow the one before"
        self.rows.take(frame)
        for op in frame["ops"] if frame["t"] == "delta" else ():
            # One that is said again, as when its marks change, is no new version.
            if op[0] == "u" and self.versions.setdefault(op[1], [0])[-1] != op[2]["version"]:
                self.versions[op[1]].append(op[2]["version"])
                self.late_s.append(time.time() - op[2]["times"]["received"] / 1000)

    async def watch(self, connection: ClientConnection) -> None:
        while True:
            self.take(json.loads(await connection.recv()))


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[str]:
    with run_mosquitto(tmp_path / "broker", persistence="false") as running:
        yield running.url


@pytest.fixture
def platform(tmp_path: Path, broker: str) -> Iterator[Platform]:
    with run_platform(tmp_path, write_plant(tmp_path / "plant", PLANT, WATCHED), broker) as site:
        yield site


@asynccontextmanager
async def sit_down(
    platform: Platform, subscriptions: int = 1, line: socket.socket | None = None
) -> AsyncIterator[ClientConnection]:
    """A connection that has subscribed to the alarms, so many times."""
    url = platform.url.replace("http", "ws") + "/api/v1/live"
    async with connect(url, max_size=None, sock=line, max_queue=1 if line else 64) as connection:
        await connection.send(json.dumps({"t": "auth", "token": platform.token}))
        for number in range(subscriptions):
            await connection.send(json.dumps({"t": "sub", "id": number, "stream": "alarms"}))
        yield connection


def open_narrow_line(platform: Platform) -> socket.socket:
    """A connection that holds next to nothing of what is not read."""
    line = socket.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8_192)
    line.connect(("127.0.0.1", platform.port))
    line.setblocking(False)
    return line


async def hear_out(connection: ClientConnection) -> int | None:
    """Read what is left; the code that closed the connection."""
    with suppress(ConnectionClosed):
        while True:
            await asyncio.wait_for(connection.recv(), 10)
    return connection.close_code


async def test_one_slow_desk_of_fifty_harms_nobody_and_is_sent_away(
    platform: Platform, broker: str
) -> None:
    process = psutil.Process(platform.process.pid)
    desks = [Desk() for _ in range(DESKS - 1)]
    async with AsyncExitStack() as stack:
        stack.enter_context(suppress(ConnectionClosed))
        gateway = stack.enter_context(run_gateway(broker))
        for desk in desks:
            connection = await stack.enter_async_context(sit_down(platform))
            watching = asyncio.create_task(desk.watch(connection))
            stack.callback(watching.cancel)
        line = open_narrow_line(platform)
        slow = await stack.enter_async_context(sit_down(platform, TIMES_OVER, line))
        while any(desk.rows.q is None for desk in desks):
            await asyncio.sleep(0.01)
        before = process.memory_info().rss

        rounds, began = 0, time.monotonic()
        while time.monotonic() - began < PATIENCE_S + 1.5:
            rounds += 1
            values = dict.fromkeys(CONTACTS, rounds % 2)
            await asyncio.to_thread(gateway.send, {"ts": now_ms(), "values": values})
            await asyncio.sleep(0.1 if rounds < 10 else 0.5)
        grown_mib = (process.memory_info().rss - before) / 2**20

        expected = {
            row["id"]: row["version"] for row in await asyncio.to_thread(list_contacts, platform)
        }
        assert len(expected) == len(CONTACTS)
        async with asyncio.timeout(10):
            while any(versions_of(desk) != expected for desk in desks):
                await asyncio.sleep(0.05)
        for desk in desks:
            assert desk.resyncs == 0
            assert desk.versions == {
                alarm: list(range(last + 1)) for alarm, last in expected.items()
            }, "every version of every alarm, in its order"
        late_s = sorted(second for desk in desks for second in desk.late_s)
        assert late_s[int(0.99 * len(late_s))] < IN_TIME_S
        assert grown_mib < BOUND_MIB
        assert await hear_out(slow) == CLOSED_AS_SLOW


def list_contacts(platform: Platform) -> list[Any]:
    return [row for row in platform.items("alarms") if row["condition"] == "digital"]


def versions_of(desk: Desk) -> dict[str, int]:
    return {
        alarm: row["version"]
        for alarm, row in desk.rows.rows.items()
        if row["condition"] == "digital"
    }
