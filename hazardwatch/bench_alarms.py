"""The bench's own place at the live websocket: every alarm that comes, and when (contract 7)."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec
from websockets.asyncio.client import ClientConnection, connect

from simulators.load.journeys import Sighting

_PATIENCE_S: Final = 10.0
_DECODER: Final = msgspec.json.Decoder()


@dataclass(slots=True)
class Heard:
    """Raised alarms in the order in which they came, each activation once."""

    sightings: list[Sighting] = field(default_factory=list)
    _known: set[tuple[str, int, int | None]] = field(default_factory=set)

    def take(self, frame: dict[str, Any], seen_ns: int) -> None:
        """A frame of the stream."""
        for operation in frame["ops"] if frame["t"] == "delta" else ():
            if operation[0] == "u" and operation[2]["state"] == "unacknowledged":
                self._see(operation[2], seen_ns)

    def _see(self, row: dict[str, Any], seen_ns: int) -> None:
        times = row["times"]
        if times["received"] is None:  # raised by silence or by the platform itself
            return
        key = (row["id"], row["raised_at"], times["source"])
        if key in self._known:  # the same activation, something else said of it
            return
        self._known.add(key)
        self.sightings.append(
            Sighting(
                row["id"],
                times["source"],
                times["received"],
                times["detected"],
                times.get("journalled"),
                times["pushed"],
                seen_ns,
            )
        )


@asynccontextmanager
async def open_alarms(url: str, token: str) -> AsyncIterator[ClientConnection]:
    """A client of the alarm stream whose snapshot has come."""
    live = url.replace("http", "ws", 1) + "/api/v1/live"
    async with connect(live, max_size=None, compression=None) as client:
        await _take(client, "hello")
        await _subscribe(client, token)
        yield client


@asynccontextmanager
async def hearing(url: str, token: str) -> AsyncIterator[Heard]:
    """Hear alarms during the block."""
    async with open_alarms(url, token) as client:
        heard = Heard()
        listening = asyncio.create_task(_listen(client, heard))
        try:
            yield heard
        finally:
            listening.cancel()
            with suppress(asyncio.CancelledError):
                await listening


async def _listen(client: ClientConnection, heard: Heard) -> None:
    while True:
        text = await client.recv()
        seen_ns = time.monotonic_ns()
        heard.take(_DECODER.decode(text), seen_ns)


async def _subscribe(client: ClientConnection, token: str) -> None:
    await client.send(msgspec.json.encode({"t": "auth", "token": token}).decode())
    await _take(client, "auth_ok")
    await client.send('{"t":"sub","id":"1","stream":"alarms"}')
    snap = await _take(client, "snap")
    while snap["part"] < snap["parts"]:
        snap = await _take(client, "snap")


async def _take(client: ClientConnection, kind: str) -> dict[str, Any]:
    async with asyncio.timeout(_PATIENCE_S):
        while True:
            frame: dict[str, Any] = _DECODER.decode(await client.recv())
            if frame["t"] == kind:
                return frame
