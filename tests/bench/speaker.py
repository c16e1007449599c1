"""Who speaks to a crowd: the dashboard's application under the server of ``serve``, or a bare loop.

The application stands over a house in memory, so that what is measured is the way from a committed
alarm to a thousand sockets and nothing before it. The bare loop writes bytes that it was given to
every socket in turn: what this machine can do at all.
"""

import asyncio
import socket
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final

from dashboard_api.live import LiveLimits
from dashboard_api.people import People
from hazardwatch.heap import set_aside
from hazardwatch.serve import PageServer, set_up_logging
from simulators.child import READY
from tests.bench.link import HOST
from tests.dashboard_api.house import NOON, PASSWORD, House, make_app, make_people, make_plant

TAGS: Final = 50
CROWD: Final = 2_000
"""Clients that the hub lets in: more than any crowd here."""


@dataclass(frozen=True, slots=True)
class Speech:
    """So many alarms, each ``gap_s`` after the last; 0: as fast as the loop turns."""

    alarms: int
    gap_s: float


@dataclass(frozen=True, slots=True)
class Spoken:
    """When each delta was about to be said, monotonic ns; CPU seconds of all of it."""

    at_ns: dict[int, int]
    cpu_s: float


def run_application(pipe: Connection) -> None:
    """Say READY, the port and a token; then make each :class:`Speech` heard."""
    asyncio.run(_serve_application(pipe))


def run_bare_loop(pipe: Connection) -> None:
    """Say READY and the port; then say the bytes heard, as a list of frames with a speech."""
    asyncio.run(_serve_bare(pipe))


@asynccontextmanager
async def open_house(
    house: House, people: People, console: Path | None = None
) -> AsyncIterator[int]:
    """The application under the server of ``serve``, as long as the block lasts; gives the port."""
    set_up_logging(as_json=False)
    listener = socket.create_server((HOST, 0), backlog=CROWD)
    server = PageServer(make_app(house, people, console_files=console))
    serving = asyncio.create_task(server.serve([listener]))
    while not server.started:
        await asyncio.sleep(0.01)
    set_aside(thoroughly=True)
    yield listener.getsockname()[1]
    house.hub.say_goodbye()
    server.should_exit = True
    await serving


async def _serve_application(pipe: Connection) -> None:
    house, people = House(make_plant(TAGS), LiveLimits(clients=CROWD)), make_people()
    async with open_house(house, people) as port:
        pipe.send(READY)
        pipe.send((port, people.log_in("op", PASSWORD, NOON)[0]))
        await _speak_in(house, pipe)


async def _speak_in(house: House, pipe: Connection) -> None:
    def say(number: int) -> int:
        house.judge(f"T{number % TAGS + 1}:HH", active=number // TAGS % 2 == 0)
        return house.hub.alarms.head

    said = 0

    async def speak(speech: Speech) -> Spoken:
        nonlocal said
        first, said = said, said + speech.alarms
        return await _speak(speech, lambda number: say(first + number))

    await answer(pipe, speak)


async def _serve_bare(pipe: Connection) -> None:
    loop = asyncio.get_running_loop()
    lines: list[asyncio.Transport] = []

    class Line(asyncio.Protocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            assert isinstance(transport, asyncio.Transport)
            lines.append(transport)

    listener = socket.create_server((HOST, 0), backlog=CROWD)
    server = await loop.create_server(Line, sock=listener)
    pipe.send(READY)
    pipe.send((listener.getsockname()[1], ""))

    async def speak(told: tuple[Speech, list[bytes], int]) -> Spoken:
        speech, frames, first = told

        def say(number: int) -> int:
            for line in lines:
                line.write(frames[number])
            return first + number

        return await _speak(speech, say)

    await answer(pipe, speak)
    server.close()
    for line in lines:
        line.abort()


async def _speak(speech: Speech, say: Callable[[int], int]) -> Spoken:
    """Say one after the other; a late one comes at once, none is left out."""
    loop = asyncio.get_running_loop()
    at_ns: dict[int, int] = {}
    began_cpu, due = time.process_time(), loop.time()
    for number in range(speech.alarms):
        await asyncio.sleep(max(0.0, due - loop.time()))
        due += speech.gap_s
        at = time.monotonic_ns()
        at_ns[say(number)] = at
    await asyncio.sleep(0.2)
    return Spoken(at_ns, time.process_time() - began_cpu)


async def answer(pipe: Connection, speak: Callable[[Any], Coroutine[Any, Any, Any]]) -> None:
    """Answer each question on the pipe until it says None or ends."""
    with suppress(EOFError):
        while (told := await asyncio.to_thread(pipe.recv)) is not None:
            pipe.send(await speak(told))
