"""A record being played and steered: pauses, jumps, ranges, loops, and a source that breaks."""

import asyncio
import time
from collections.abc import Callable, Iterator, Sequence

import pytest

from plant.reading import Instant
from simulators.playback import Playback
from simulators.player import EVERYTHING, Pace, Span

START = 1_700_000_000_000


class Seconds:
    """A record with one item a second, its number; opened at any place."""

    def __init__(self, items: int, breaks_at: int | None = None) -> None:
        self.opened: list[Span] = []
        self.latest: Instant | None = None
        self._items = items
        self._breaks_at = breaks_at

    def open(self, span: Span) -> Iterator[Sequence[tuple[Instant, int]]]:
        self.opened.append(span)
        for number in range(self._items):
            if number == self._breaks_at:
                raise OSError("the disk is gone")
            at = START + 1000 * number
            yield [(at, number)] if span.start <= at < span.end else []


class Heard:
    """An outlet that keeps what came, when, with which stamp; may do something at an item."""

    def __init__(self) -> None:
        self.items: list[int] = []
        self.stamps: list[int] = []
        self.times: list[float] = []
        self.turns: list[int] = []
        self.acts: dict[int, Callable[[], object]] = {}

    async def send(self, item: int, stamp: Instant, turn: int) -> None:
        self.items.append(item)
        self.stamps.append(stamp - START)
        self.times.append(time.monotonic())
        self.turns.append(turn)
        self.acts.pop(len(self.items), lambda: None)()


async def until(met: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not met():
            await asyncio.sleep(0.005)


async def test_everything_in_the_range_is_played_once_in_order() -> None:
    heard, source = Heard(), Seconds(10)
    span = Span(START + 2000, START + 5000)
    playback = Playback(source, heard, Pace(speed=0), START, span=span)
    await playback.run()
    assert (heard.items, playback.passes) == ([2, 3, 4], 1)
    assert source.opened == [span]


async def test_spacing_is_kept() -> None:
    heard = Heard()
    await Playback(Seconds(11), heard, Pace(speed=20), START).run()
    began = heard.times[0]
    late_ms = [1000 * (at - began) - 50 * n for n, at in enumerate(heard.times)]
    assert min(late_ms) > -5


async def test_paused_nothing_is_sent_and_afterwards_nothing_comes_in_a_burst() -> None:
    heard = Heard()
    playback = Playback(Seconds(9), heard, Pace(speed=10), START)
    heard.acts[3] = playback.toggle_pause
    task = asyncio.create_task(playback.run())
    await until(lambda: playback.paused)
    await asyncio.sleep(0.5)  # five items' worth
    assert (heard.items, playback.paused) == ([0, 1, 2], True)
    playback.toggle_pause()
    await task
    assert heard.items == list(range(9))
    gaps = [late - early for early, late in zip(heard.times[3:], heard.times[4:], strict=False)]
    assert sum(gaps) > 0.45


async def test_a_jump_forward_leaves_out_and_keeps_the_records_times() -> None:
    heard = Heard()
    playback = Playback(Seconds(1000), heard, Pace(speed=100), START)
    heard.acts[3] = lambda: playback.seek(START + 995_000)
    await playback.run()
    assert heard.items == [0, 1, 2, 995, 996, 997, 998, 999]
    assert heard.stamps == [1000 * item for item in heard.items]


async def test_a_jump_backwards_plays_again_as_if_it_came_after() -> None:
    heard = Heard()
    playback = Playback(Seconds(4), heard, Pace(speed=0), START)
    heard.acts[3] = lambda: playback.skip(-60_000)
    await playback.run()
    assert heard.items == [0, 1, 2, 0, 1, 2, 3]
    assert heard.stamps == [0, 1000, 2000, 3000, 4000, 5000, 6000]
    assert heard.turns == [0, 0, 0, 1, 1, 1, 1]


async def test_a_jump_while_paused_shows_its_place_and_stays_paused() -> None:
    heard = Heard()
    playback = Playback(Seconds(100), heard, Pace(speed=50), START)
    heard.acts[2] = playback.toggle_pause
    task = asyncio.create_task(playback.run())
    await until(lambda: playback.paused)
    playback.seek(START + 98_000)
    await until(lambda: playback.position == START + 98_000)
    assert heard.items == [0, 1]
    playback.toggle_pause()
    await task
    assert heard.items == [0, 1, 98, 99]


async def test_a_jump_stays_within_the_range() -> None:
    heard = Heard()
    span = Span(START + 2000, START + 5000)
    playback = Playback(Seconds(10), heard, Pace(speed=0), START, span=span)
    heard.acts[2] = lambda: playback.seek(0)
    await playback.run()
    assert heard.items == [2, 3, 2, 3, 4]


async def test_a_stop_ends_a_pause() -> None:
    stop, heard = asyncio.Event(), Heard()
    playback = Playback(Seconds(10), heard, Pace(speed=50), START, stop=stop)
    heard.acts[2] = playback.toggle_pause
    task = asyncio.create_task(playback.run())
    await until(lambda: playback.paused)
    stop.set()
    await asyncio.wait_for(task, 10)
    assert heard.items == [0, 1]


async def test_a_loop_of_nothing_ends() -> None:
    playback = Playback(Seconds(0), Heard(), Pace(speed=0, loop=True), START)
    await asyncio.wait_for(playback.run(), 10)
    assert playback.passes == 1


async def test_a_pass_lasts_as_long_as_the_source_says() -> None:
    """Rows without a reading at the end of a file: time passed there too."""
    heard, source = Heard(), Seconds(2)
    source.latest = START + 9000
    stopping = asyncio.Event()
    playback = Playback(source, heard, Pace(speed=0, loop=True), START, stop=stopping)
    heard.acts[4] = stopping.set
    await playback.run()
    assert heard.stamps == [0, 1000, 17_000, 18_000]
    assert playback.ended == START + 9000


async def test_a_source_that_breaks_is_an_error() -> None:
    heard = Heard()
    with pytest.raises(OSError, match="the disk is gone"):
        await Playback(Seconds(10, breaks_at=3), heard, Pace(speed=0), START).run()
    assert heard.items == [0, 1, 2]


async def test_before_the_first_item_there_is_no_position() -> None:
    playback = Playback(Seconds(3), Heard(), Pace(), START, span=EVERYTHING)
    playback.skip(1000)
    assert playback.position is None
