"""The client that is awaited: aiohttp for REST, websockets for the live streams."""

import asyncio
import random
from collections.abc import AsyncIterator
from types import TracebackType
from typing import Any, Self

import aiohttp
from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException
from yarl import URL

from hazardwatch_client import calls
from hazardwatch_client.calls import Call, Row, Time, Words
from hazardwatch_client.conversation import SILENCE_S, Conversation
from hazardwatch_client.history import Bins, Readings, read_arrow, read_bins
from hazardwatch_client.rows import Change

TIMEOUT_S = 30.0


class AsyncClient:
    """A session at one platform, begun and ended with ``async with``; says what
    :class:`hazardwatch_client.client.Client` says.
    """

    def __init__(self, url: str, user: str, password: str, *, timeout_s: float = TIMEOUT_S) -> None:
        self._url = url.rstrip("/")
        self._login = user, password
        self._timeout_s = timeout_s
        self._token = ""
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        """Log in.

        :raises ProblemError: name or password are wrong.
        :raises aiohttp.ClientError: nobody is there.
        """
        timeout = aiohttp.ClientTimeout(total=self._timeout_s)
        self._session = aiohttp.ClientSession(timeout=timeout)
        try:
            self._token = str((await self.call(calls.log_in(*self._login)))["token"])
        except BaseException:
            await self._session.close()
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        session = self._open_session()
        try:
            await self.call(calls.post("auth/logout", {}))
        finally:
            await session.close()

    async def call(self, call: Call) -> Any:
        """Send any call and read its JSON.

        :raises ProblemError: the platform refuses, or fails.
        """
        return calls.read_json(*await self._send(call))

    async def items(self, resource: str, **questions: Any) -> AsyncIterator[Row]:
        """All rows of a list, page after page."""
        cursor: str | None = None
        while True:
            asked = {**questions, "limit": calls.PAGE, "cursor": cursor}
            page = await self.call(calls.read(resource, **asked))
            for row in page["items"]:
                yield row
            cursor = page["next"]
            if cursor is None:
                return

    async def alarms(self, **questions: Any) -> list[Row]:
        """The alarms that stand."""
        return [row async for row in self.items("alarms", **questions)]

    async def tags(self, **questions: Any) -> list[Row]:
        """The monitoring points with their limits and latest readings."""
        return [row async for row in self.items("tags", **questions)]

    async def journal(
        self, start: Time | None = None, end: Time | None = None, **more: Any
    ) -> list[Row]:
        """What happened to alarms with start ≤ at < end, oldest first."""
        return [row async for row in self.items("journal", from_=start, to=end, **more)]

    async def readings(self, tag: str, start: Time, end: Time) -> Readings:
        """Readings as stored with start ≤ time < end, of up to three years."""
        status, headers, body = await self._send(calls.read_history(tag, start, end))
        calls.check(status, headers, body)
        return read_arrow(body)

    async def bins(self, tag: str, start: Time, end: Time, points: int) -> Bins:
        """Least, most and mean in equal bins of the range."""
        return read_bins(await self.call(calls.read_history(tag, start, end, points=points)))

    async def download(self, resource: str, **questions: Any) -> bytes:
        """A file whole: ``exports/alarms``, ``exports/journal``, a report in another ``format``."""
        status, headers, body = await self._send(calls.read(resource, **questions))
        calls.check(status, headers, body)
        return body

    async def acknowledge(self, alarm: Row, reason: str = "") -> Row:
        """Acknowledge an alarm as it was seen; what it is then."""
        return await self.act(alarm, "acknowledge", reason)

    async def act(self, alarm: Row, action: str, reason: str = "", **more: Any) -> Row:
        """Any other action, such as ``shelve``, ``unshelve``, ``reset`` or ``comment``."""
        call = calls.act(alarm["id"], action, alarm["version"], reason, **more)
        return dict(await self.call(call))

    async def follow(
        self, stream: str = "alarms", **questions: Words | float
    ) -> AsyncIterator[Change]:
        """What changes, from a snapshot on, over any number of lost connections, without end."""
        conversation = Conversation(stream, self._token, questions)
        while True:
            try:
                async for change in self._converse(conversation):
                    yield change
            except (OSError, WebSocketException, TimeoutError):
                await asyncio.sleep(conversation.wait_s(random.random))

    async def _converse(self, conversation: Conversation) -> AsyncIterator[Change]:
        """One connection, until it is lost."""
        address = self._url.replace("http", "ws", 1) + f"{calls.PREFIX}/live"
        async with connect(address, open_timeout=self._timeout_s, max_size=None) as socket:
            await socket.send(conversation.greet())
            while True:
                async with asyncio.timeout(SILENCE_S):
                    text = await socket.recv()
                change, answer = conversation.hear(str(text))
                if answer is not None:
                    await socket.send(answer)
                if change is not None:
                    yield change

    async def _send(self, call: Call) -> tuple[int, dict[str, str], bytes]:
        headers = dict(call.headers)
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        session = self._open_session()
        # What is escaped in a path stays as it is.
        address = URL(self._url + call.path, encoded=True)
        async with session.request(call.method, address, data=call.body, headers=headers) as answer:
            return answer.status, dict(answer.headers), await answer.read()

    def _open_session(self) -> aiohttp.ClientSession:
        if self._session is None:
            raise RuntimeError("use it as: async with AsyncClient(…) as park")
        return self._session
