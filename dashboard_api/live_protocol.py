"""How uvicorn has to treat the live websocket: a client that does not read can still be closed.

And what is the same for a thousand clients goes to their sockets without a task for each: the
application finds the connection itself in its scope, see :func:`find_line`.

uvicorn holds back whatever an application sends, the close frame included, until the client has
taken what was sent before, and lets go of a connection only then. Who runs the application under
uvicorn gives it this class as ``ws`` and switches its own ping off: a client is judged by what it
takes of its stream, see :meth:`dashboard_api.live.Client.is_slow`.
"""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from uvicorn._types import ASGISendEvent
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

CUT_S: Final = 30.0
"""How long a client has to take the rest, with the close frame at its end, before it is cut off."""

LINE: Final = "hazardwatch.line"
"""Under which name among a scope's extensions the connection is found."""

_TEXT: Final = 0x81
"""First byte of a text frame that is whole (RFC 6455, section 5.2)."""


class LiveProtocol(WebSocketsSansIOProtocol):
    """Sends a close frame at once, and outlives the application by :data:`CUT_S` at most.

    A :class:`dashboard_api.live_rounds.Line`, from the accepted handshake on.
    """

    on_room: Callable[[], None] | None = None
    on_lost: Callable[[], None] | None = None
    _cut: asyncio.TimerHandle | None = None

    @property
    def has_room(self) -> bool:
        """Whether what was sent before is on its way, but for a little."""
        return self.writable.is_set()

    def write_texts(self, texts: Sequence[bytes]) -> None:
        """Send each text as a message, all at once."""
        if not self.transport.is_closing():
            self.transport.write(b"".join(_write_frames(texts)))

    def resume_writing(self) -> None:
        """The client has taken what it was sent, but for a little."""
        super().resume_writing()
        if self.on_room is not None:
            self.on_room()

    async def send(self, message: ASGISendEvent) -> None:
        """Send a message of the application."""
        if message["type"] == "websocket.close":
            self.writable.set()
            self.close_timeout = CUT_S  # the kernel drops what is unsent if we stop reading before
        await super().send(message)

    async def run_asgi(self) -> None:
        """Run the application to its end, and the connection to its own."""
        extensions: dict[str, Any] = self.scope["extensions"]
        extensions[LINE] = self
        try:
            await super().run_asgi()
        finally:
            if not self.disconnected:
                self._cut = self.loop.call_later(CUT_S, self.transport.abort)

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is gone."""
        if self._cut is not None:
            self._cut.cancel()
        super().connection_lost(exc)
        if self.on_lost is not None:
            self.on_lost()


def find_line(scope: Mapping[str, Any]) -> LiveProtocol:
    """The connection of an application's scope.

    :raises KeyError: another protocol serves it.
    """
    line: LiveProtocol = scope["extensions"][LINE]
    return line


def _write_frames(texts: Sequence[bytes]) -> Iterator[bytes]:
    """Head and text of each message as a server sends it: whole and not masked."""
    for text in texts:
        yield _write_head(len(text))
        yield text


def _write_head(size: int) -> bytes:
    if size < 126:
        return bytes((_TEXT, size))
    if size < 65_536:
        return bytes((_TEXT, 126, size >> 8, size & 0xFF))
    return bytes((_TEXT, 127)) + size.to_bytes(8)
