"""How frames leave for the websockets: in rounds over all clients, not by a task for each.

When an alarm comes, a thousand clients have something to be sent at once. Waking a task for each,
and sending through the layers of an application, costs three times what the system needs to take
the bytes. So whoever has something to send puts his name down, and one round after the other hands
their frames to the lines, which take what they can and never wait (decision 18). Whether a client
takes what it is sent in time is the hub's to judge, by what is noted here.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final, Protocol

import structlog

from dashboard_api.live import RESTART, Client

PORTION_BYTES: Final = 65_536
"""What one client is handed at once before the others have their turn; the last frame is whole."""

ROUND_BYTES: Final = 1 << 20
ROUND_CLIENTS: Final = 128
"""Bounds of a round, about a millisecond: then the rest of the house has its turn."""


_log = structlog.get_logger(__name__)


class Line(Protocol):
    """One websocket as it is written to."""

    on_room: Callable[[], None] | None
    """Called when a line that was full has room again."""
    on_lost: Callable[[], None] | None
    """Called when the client has gone."""

    @property
    def has_room(self) -> bool:
        """Whether the client took what it was sent before, but for a little; else keep the rest."""
        ...

    def write_texts(self, texts: Sequence[bytes]) -> None:
        """Send each text, UTF-8, as a message. Does not wait; one to a lost client is dropped."""
        ...


class Rounds:
    """Everybody who has something to be sent, in the order in which they put their names down."""

    def __init__(self) -> None:
        self._due: deque[_Outlet] = deque()
        self._called = False

    @contextmanager
    def deliver(self, client: Client, line: Line) -> Iterator[None]:
        """Send a client what its outbox holds, and will hold until the block ends."""
        outlet = _Outlet(client, line, self._put_down)
        client.wake = outlet
        line.on_room, line.on_lost = outlet.go_on, client.dismissed.set
        outlet.set()
        try:
            yield
        finally:
            outlet.closed, line.on_room, line.on_lost = True, None, None

    def _put_down(self, outlet: "_Outlet") -> None:
        self._due.append(outlet)
        self._call()

    def _call(self) -> None:
        if not self._called:
            self._called = True
            asyncio.get_running_loop().call_soon(self._go_round)

    def _go_round(self) -> None:
        self._called = False
        sent = 0
        for _ in range(min(len(self._due), ROUND_CLIENTS)):
            sent += _serve(self._due.popleft())
            if sent >= ROUND_BYTES:
                break
        if self._due:
            self._call()


def _serve(outlet: "_Outlet") -> int:
    """Serve one; what is wrong with one must not keep the others waiting."""
    try:
        return outlet.hand_over()
    except Exception:  # noqa: BLE001 - whatever it is, this client begins again
        _log.exception("live delivery failed")
        outlet.give_up()
        return 0


class _Outlet:
    """Between one client's outbox and its line. ``set`` is what the hub rings."""

    __slots__ = ("_client", "_line", "_put_down", "_waits", "closed")

    def __init__(self, client: Client, line: Line, put_down: Callable[["_Outlet"], None]) -> None:
        self._client = client
        self._line = line
        self._put_down = put_down
        self._waits = False
        self.closed = False

    def set(self) -> None:
        """There may be something to send."""
        if not self._waits:
            self._waits = True
            self._put_down(self)

    def go_on(self) -> None:
        """The client has taken what it was sent."""
        self._client.sending_since = None
        self.set()

    def give_up(self) -> None:
        """Send the client away to come back soon."""
        self.closed = True
        self._client.dismiss(RESTART, 1_000)

    def hand_over(self) -> int:
        """Hand a portion to the line, if it has room; how many bytes."""
        self._waits = False
        if self.closed or not self._line.has_room:
            return 0
        texts, size = self._take_portion()
        if not texts:
            return 0
        self._line.write_texts(texts)
        if not self._line.has_room:
            self._client.sending_since = asyncio.get_running_loop().time() * 1000.0
        elif size >= PORTION_BYTES:
            self.set()
        return size

    def _take_portion(self) -> tuple[list[bytes], int]:
        texts: list[bytes] = []
        size = 0
        while size < PORTION_BYTES and (text := self._client.take()) is not None:
            texts.append(text)
            size += len(text)
        return texts, size
