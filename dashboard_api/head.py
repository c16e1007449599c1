"""HEAD on everything that has a GET: the same status and headers, no body.

A plain ASGI middleware, so that no route has to think of it.
"""

from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

ASKED_FOR_HEAD: Final = "hazardwatch.head"
"""The key of a request's scope that tells what never ends that only its head is wanted."""


class Head:
    """Has HEAD answered as GET and lets no content through."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return
        asked = {**scope, "method": "GET", ASKED_FOR_HEAD: True}

        async def send_on(message: Message) -> None:
            if "route" in asked:
                scope["route"] = asked["route"]  # by which the layers around this one count
            await send(_empty(message))

        await self._app(asked, receive, send_on)


def _empty(message: Message) -> Message:
    return {**message, "body": b""} if message["type"] == "http.response.body" else message
