"""How uvicorn has to treat the live websocket: a client that does not read can still be closed.

uvicorn holds back whatever an application sends, the close frame included, until the client has
taken what was sent before, and lets go of a connection only then. Who runs the application under
uvicorn gives it this class as ``ws`` and switches its own ping off: a client is judged by what it
takes of its stream, see :meth:`dashboard_api.live.Client.is_slow`.
"""

import asyncio
from typing import Final

from uvicorn._types import ASGISendEvent
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

CUT_S: Final = 30.0
"""How long a client has to take the rest, with the close frame at its end, before it is cut off."""


class LiveProtocol(WebSocketsSansIOProtocol):
    """Sends a close frame at once, and outlives the application by :data:`CUT_S` at most."""

    _cut: asyncio.TimerHandle | None = None

    async def send(self, message: ASGISendEvent) -> None:
        """Send a message of the application."""
        if message["type"] == "websocket.close":
            self.writable.set()
            self.close_timeout = CUT_S  # the kernel drops what is unsent if we stop reading before
        await super().send(message)

    async def run_asgi(self) -> None:
        """Run the application to its end, and the connection to its own."""
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
