"""The live streams as server-sent events: what the live websocket says, one way, over plain HTTP.

For whoever can't have a websocket, and for `curl`. The same hub, frames and outboxes; an event's
name is its frame's kind. Alarms carry an id, ``epoch:q``, from which a client that comes back goes
on. A thin shell like :mod:`dashboard_api.live_socket`.
"""

import asyncio
import contextlib
from typing import Final

import msgspec
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from dashboard_api import frames
from dashboard_api.head import ASKED_FOR_HEAD
from dashboard_api.live import Client, Hub
from dashboard_api.live_connection import empty_outbox, run_until_first

EVENT_STREAM: Final = "text/event-stream"
_HEADERS: Final = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


class _Frame(msgspec.Struct):
    """Of a frame on its way out, what its event is named and numbered by."""

    t: str
    s: str = ""
    q: int | dict[str, int] = 0
    part: int = 1
    parts: int = 1


_FRAME: Final = msgspec.json.Decoder(_Frame)


def read_place(last_event_id: str | None) -> frames.Resume | None:
    """Where a client's copy of the alarms stands; None for what is no id of ours: a snapshot."""
    epoch, _, number = (last_event_id or "").rpartition(":")
    if not epoch or not number.isascii() or not number.isdigit() or len(number) > 18:
        return None
    return frames.Resume(epoch, int(number))


def write_event(text: str, epoch: str) -> bytes:
    """A frame as an event; only alarms that are whole get an id, by which one may go on."""
    frame = _FRAME.decode(text)
    whole = frame.t == "delta" or (frame.t == "snap" and frame.part == frame.parts)
    place = f"id: {epoch}:{frame.q}\n" if frame.s == "alarms" and whole else ""
    return f"event: {frame.t}\n{place}data: {text}\n\n".encode()


def write_goodbye(bye: frames.Bye) -> bytes:
    """The last event: why, and when to come back."""
    text = msgspec.json.encode(bye).decode()
    return f"retry: {bye.retry_ms}\nevent: bye\ndata: {text}\n\n".encode()


class EventStream(Response):
    """Answers by what a client's outbox holds, until either side ends it."""

    def __init__(self, hub: Hub, client: Client) -> None:
        super().__init__(headers=_HEADERS, media_type=EVENT_STREAM)
        del self.headers["content-length"]
        self._hub = hub
        self._client = client

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Stream; a client that does not read is dismissed by the hub and let go of here."""
        start = {"type": "http.response.start", "status": 200, "headers": self.raw_headers}
        try:
            await send(start)
            if not scope.get(ASKED_FOR_HEAD):
                await self._stream(receive, send)
        finally:
            self._hub.leave(self._client)
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _stream(self, receive: Receive, send: Send) -> None:
        client = self._client
        epoch = self._hub.alarms.epoch

        async def send_event(text: bytes) -> None:
            await _say(send, write_event(text.decode(), epoch))

        await run_until_first(client, empty_outbox(client, send_event), _wait_for_end(receive))
        if client.farewell is not None and client.sending_since is None:
            await _say(send, write_goodbye(client.farewell))


async def _say(send: Send, body: bytes) -> None:
    await send({"type": "http.response.body", "body": body, "more_body": True})


async def _wait_for_end(receive: Receive) -> None:
    with contextlib.suppress(asyncio.CancelledError):
        while (await receive())["type"] != "http.disconnect":
            continue
