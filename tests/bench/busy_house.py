"""A house with thousands of standing alarms, that changes as fast as it is told to.

What a page is measured against: the application under its own server, alarms and readings made in
memory, so that the processor is left to the browser as far as can be.
"""

import asyncio
import time
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final, Literal

import numpy as np

import dashboard_api
from alerting.alarm import Command, CommandKind
from dashboard_api.live import LiveLimits
from plant.reading import ReadingBatch
from simulators.child import READY
from tests.bench.speaker import answer, open_house
from tests.dashboard_api.house import House, make_people, make_plant

CONSOLE: Final = Path(dashboard_api.__file__).parent / "console_files"
STANDING: Final = 5_000
FLOOD: Final = 500
_APART_MS: Final = 60_000
"""Between two of the alarms that stand: no flood."""

_BEAT_S: Final = 0.02
_READ_S: Final = 0.25
"""Often enough that every row of a page that asks twice a second has changed."""


@dataclass(frozen=True, slots=True)
class Change:
    """What is to change: alarms' ``rows`` or ``tags`` a second for a while, or a flood at once."""

    what: Literal["rows", "tags", "flood"]
    a_second: int = 0
    seconds: float = 0.0


def run_busy_house(folder: Path, pipe: Connection) -> None:
    """Say READY and the port, then make each :class:`Change`; the answer is what came of it.

    How many rows changed; of a flood, when its first alarm was pushed, ms of the wall clock.
    """
    asyncio.run(_serve(folder, pipe))


async def _serve(folder: Path, pipe: Connection) -> None:
    house = House(make_plant(STANDING + FLOOD), LiveLimits())
    for number in range(STANDING):
        house.time = _now_ms() - (STANDING - number) * _APART_MS
        house.judge(f"T{number + 1}:H")
    _set_clock(house)
    for tag in range(STANDING + FLOOD):
        house.read_in(f"T{tag + 1}", 50.0)
    ticking = asyncio.create_task(_tick(house))
    async with open_house(house, make_people(f"sqlite:///{folder}/people.sqlite"), CONSOLE) as port:
        pipe.send(READY)
        pipe.send(port)
        await answer(pipe, lambda change: _make(house, change))
    ticking.cancel()


async def _make(house: House, change: Change) -> int:
    if change.what == "flood":
        return await _flood(house)
    return await (_change_rows if change.what == "rows" else _change_tags)(house, change)


async def _tick(house: House) -> None:
    while True:
        _set_clock(house)
        await asyncio.sleep(0.1)


def _set_clock(house: House) -> None:
    house.time = house.wall_time = _now_ms()


def _now_ms() -> int:
    return time.time_ns() // 1_000_000


async def _change_rows(house: House, change: Change) -> int:
    """Comment on alarms in turn, so many at once fifty times a second."""
    loop = asyncio.get_running_loop()
    at_once, made, due = round(change.a_second * _BEAT_S), 0, loop.time()
    end = due + change.seconds
    while loop.time() < end:
        names = (f"T{(made + one) % STANDING + 1}:H" for one in range(at_once))
        await house.command([Command(CommandKind.COMMENT, name, "op", "…") for name in names])
        made += at_once
        due += _BEAT_S
        await asyncio.sleep(max(0.0, due - loop.time()))
    return made


async def _change_tags(house: House, change: Change) -> int:
    """New readings of as many tags as make that many rows at the page's two a second."""
    count, made = change.a_second // 2, 0
    rows = np.arange(count)
    end = time.monotonic() + change.seconds
    while time.monotonic() < end:
        values = 50 + np.random.default_rng(made).normal(size=count)
        house.bank.board.write(
            ReadingBatch.of(rows, np.full(count, _now_ms()), values), slice(None)
        )
        made += count
        await asyncio.sleep(_READ_S)
    return made * 2 // round(1 / _READ_S)


async def _flood(house: House) -> int:
    """Five hundred new alarms, fifty a beat, as a platform's ticks would bring them."""
    first = _now_ms()
    for number in range(FLOOD):
        house.judge(f"T{STANDING + number + 1}:HH")
        if number % 50 == 49:
            await asyncio.sleep(_BEAT_S)
    return first
