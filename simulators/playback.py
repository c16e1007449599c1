"""A record on its way out: items read in a thread, waited for, handed to an outlet, steered.

This shell owns the waiting and the reading ahead. When an item is due is :mod:`simulators.player`'s
question, what an item is the source's and the outlet's: frames of a plant's gateways
(:mod:`simulators.replay`) or messages as they were (:mod:`simulators.message_replay`).
"""

import asyncio
import math
from collections.abc import Iterator, Sequence
from typing import Generic, Protocol, TypeVar

from plant.reading import Instant
from simulators.player import EVERYTHING, Pace, Player, Span

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
T_contra = TypeVar("T_contra", contravariant=True)

Chunk = Sequence[tuple[Instant, T]]
"""Items with their times in the record, in the record's order."""


class Source(Protocol[T_co]):
    """A record that can be opened at any place, again and again."""

    @property
    def latest(self) -> Instant | None:
        """The latest time that a pass has told of, also by rows without an item; None: not told."""
        ...

    def open(self, span: Span) -> Iterator[Sequence[tuple[Instant, T_co]]]:
        """The chunks of a range; empty ones while it is looked for, so that it can be given up.

        Called and walked in a thread of its own.
        """
        ...


class Outlet(Protocol[T_contra]):
    """Where items go, with the time that they are given."""

    async def send(self, item: T_contra, stamp: Instant, turn: int) -> None:
        """Send one; returns when there is room for the next.

        :param turn: passes and jumps so far: what a source must not be found to repeat.
        """
        ...


class Playback(Generic[T]):
    """One record being played: :meth:`run` it, and meanwhile steer it from the same loop.

    ``passes``: how often the end was reached, ``ended`` the stamp of the last end as far as the
    source tells it. ``sent``: items.

    :param wall: the wall clock at the beginning, ms.
    :param stop: set it to end early and cleanly.
    """

    def __init__(
        self,
        source: Source[T],
        outlet: Outlet[T],
        pace: Pace,
        wall: Instant,
        *,
        span: Span = EVERYTHING,
        stop: asyncio.Event | None = None,
    ) -> None:
        self.passes = 0
        self.sent = 0
        self.ended: Instant | None = None
        self.span = span
        self._loop = asyncio.get_running_loop()
        self._player = Player(pace, self._loop.time(), wall)
        self._source, self._outlet, self._pace = source, outlet, pace
        self._stop = stop or asyncio.Event()
        self._changed = asyncio.Event()
        self._target: Instant | None = None
        self._at: Instant | None = None

    @property
    def paused(self) -> bool:
        """Whether nothing is due."""
        return self._player.paused

    @property
    def position(self) -> Instant | None:
        """How far the record's own time has come, None before the first item."""
        if self._at is None:
            return None
        if self._target is not None:
            return self._target
        return min(self._at, self._player.reached(self._loop.time()))

    def toggle_pause(self) -> None:
        """Pause, or go on."""
        turn = self._player.resume if self.paused else self._player.pause
        turn(self._loop.time())
        self._changed.set()

    def seek(self, at: Instant) -> None:
        """Go on from another place of the record, within the span."""
        self._target = max(self.span.start, min(at, self.span.end - 1))
        self._changed.set()

    def skip(self, by_ms: int) -> None:
        """Go on from so much later or earlier."""
        if (position := self.position) is not None:
            self.seek(position + by_ms)

    async def run(self) -> None:
        """Play until the end, or the stop.

        :raises Exception: whatever the source or the outlet raises.
        """
        watch = asyncio.create_task(self._heed_stop())
        try:
            await self._run()
        finally:
            watch.cancel()

    async def _heed_stop(self) -> None:
        await self._stop.wait()
        self._changed.set()

    async def _run(self) -> None:
        start, before = self.span.start, self.sent
        while True:
            await self._play(Span(start, self.span.end))
            if self._stop.is_set():
                return
            if self._target is not None:
                start, self._target = self._target, None
                self._player.jump()
                continue
            self._finish_pass()
            if not self._pace.loop or self.sent == before:
                return
            start, before = self.span.start, self.sent
            self._player.rewind()

    async def _play(self, span: Span) -> None:
        """The items of a range, up to its end, a stop or a jump; the next chunk is read ahead."""
        chunks = iter(await asyncio.to_thread(self._source.open, span))
        ahead = asyncio.ensure_future(asyncio.to_thread(next, chunks, None))
        try:
            while (chunk := await ahead) is not None and not self._turned:
                ahead = asyncio.ensure_future(asyncio.to_thread(next, chunks, None))
                await self._play_chunk(chunk)
        finally:
            await asyncio.wait([ahead])
            if not ahead.cancelled():
                ahead.exception()  # of a chunk that nobody waits for any more

    @property
    def _turned(self) -> bool:
        return self._stop.is_set() or self._target is not None

    async def _play_chunk(self, chunk: Chunk[T]) -> None:
        for at, item in chunk:
            place = self._player.take(at, self._loop.time())
            self._at = at
            if not await self._wait(place):
                return
            await self._outlet.send(item, self._player.stamp(place), self._player.turns)
            self.sent += 1

    async def _wait(self, place: Instant) -> bool:
        """Wait until a place is due: whether it is; False where a stop or a jump came first."""
        while not self._turned:
            self._changed.clear()
            left_s = self._player.due_s(place) - self._loop.time()
            if left_s <= 0:
                return True
            try:
                async with asyncio.timeout(None if math.isinf(left_s) else left_s):
                    await self._changed.wait()
            except TimeoutError:
                continue
        return False

    def _finish_pass(self) -> None:
        """The end: its last rows may hold no item, and time has passed all the same."""
        self.passes += 1
        if (latest := self._source.latest) is not None:
            self.ended = self._player.stamp(self._player.take(latest, self._loop.time()))
