"""A replay on a terminal: how far it is, and the keys that steer it.

Only where a person sits at both ends: the keys need standard input, the bar standard error. What
the keys mean is :mod:`hazardwatch.replay_keys`'.
"""

import asyncio
import os
import sys
import termios
import tty
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TaskProgressColumn, TextColumn

from hazardwatch.data_flags import FlagError
from hazardwatch.replay_keys import HELP, Act, Keys, Wish, read_moment
from plant.reading import Instant
from simulators.playback import Playback
from simulators.player import Pace, Span

REFRESH_S: Final = 0.2

FindSpan = Callable[[], Span | None]
"""From when to when a record goes; may take long, is asked in a thread of its own."""


class Screen:
    """The terminal during one replay: :meth:`watch` begins, :meth:`close` gives it back.

    :param zone: in which times are shown and typed.
    :param quit_: is called when somebody wants to end.
    """

    def __init__(
        self, pace: Pace, zone: str, find_span: FindSpan, quit_: Callable[[], object]
    ) -> None:
        self._pace = pace
        self._zone = zone
        self._find_span, self._quit = find_span, quit_
        self._keys = Keys()
        self._said = ""
        self._span: Span | None = None
        self._tasks: list[asyncio.Task[Any]] = []
        self._before: list[Any] | None = None
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TaskProgressColumn(),
            TextColumn("{task.fields[said]}"),
            console=Console(stderr=True),
            transient=True,
        )

    def watch(self, playback: Playback[Any]) -> None:
        """Show a playback that is about to begin, and let it be steered."""
        self._progress.start()
        self._progress.console.print(HELP)
        bar = self._progress.add_task("", total=None, said="")
        self._tasks = [
            asyncio.create_task(self._look_for_span()),
            asyncio.create_task(self._refresh(playback, bar)),
        ]
        if sys.stdin.isatty():
            self._before = termios.tcgetattr(sys.stdin)
            tty.setcbreak(sys.stdin)
            loop = asyncio.get_running_loop()
            loop.add_reader(sys.stdin, self._read_keys, playback)

    def close(self) -> None:
        """Take the bar away and give the terminal back as it was."""
        for task in self._tasks:
            task.cancel()
        if self._before is not None:
            asyncio.get_running_loop().remove_reader(sys.stdin)
            termios.tcsetattr(sys.stdin, termios.TCSADRAIN, self._before)
        self._progress.stop()

    async def _look_for_span(self) -> None:
        with suppress(Exception):  # what is wrong with the record, the replay itself will meet
            self._span = await asyncio.to_thread(self._find_span)

    async def _refresh(self, playback: Playback[Any], bar: TaskID) -> None:
        while True:
            self._draw(playback, bar)
            await asyncio.sleep(REFRESH_S)

    def _draw(self, playback: Playback[Any], bar: TaskID) -> None:
        position = playback.position
        if position is None:
            return
        span = self._span
        self._progress.update(
            bar,
            description=tell_moment(position, self._zone),
            total=None if span is None else span.end - span.start,
            completed=0 if span is None else position - span.start,
            said=self._describe(playback),
        )

    def _describe(self, playback: Playback[Any]) -> str:
        if self._keys.typed is not None:
            return f"跳到 go to: {self._keys.typed}▏"
        if self._said:
            return self._said
        if playback.paused:
            return "⏸ 已暂停 paused"
        return "全速 flat out" if self._pace.flat_out else f"×{self._pace.speed:g}"

    def _read_keys(self, playback: Playback[Any]) -> None:
        data = os.read(sys.stdin.fileno(), 1024)
        if not data:
            asyncio.get_running_loop().remove_reader(sys.stdin)
        self._said = ""
        for wish in self._keys.feed(data):
            self._grant(wish, playback)

    def _grant(self, wish: Wish, playback: Playback[Any]) -> None:
        if wish.act is Act.QUIT:
            self._quit()
        elif wish.act is Act.PAUSE:
            playback.toggle_pause()
        elif wish.act is Act.SKIP:
            faster = 1.0 if self._pace.flat_out else max(1.0, self._pace.speed)
            playback.skip(round(wish.seconds * 1000 * faster))
        elif (position := playback.position) is not None:
            try:
                playback.seek(read_moment(wish.text, position, self._zone))
            except FlagError as error:
                self._said = str(error)


def tell_moment(at: Instant, zone: str) -> str:
    """An instant as a person reads it."""
    return datetime.fromtimestamp(at / 1000, ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M:%S")


def sits_someone_there() -> bool:
    """Whether a person looks at this and can press keys."""
    return sys.stdin.isatty() and sys.stderr.isatty()
