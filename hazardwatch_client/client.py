"""The client that waits: urllib for REST, one thread, nothing in the background."""

import random
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.client import HTTPException
from types import TracebackType
from typing import Any, Self

from websockets.exceptions import WebSocketException
from websockets.sync.client import connect

from hazardwatch_client import calls
from hazardwatch_client.calls import Call, Problem, ProblemError, Row, Time, Words
from hazardwatch_client.conversation import SILENCE_S, Conversation
from hazardwatch_client.history import Bins, Readings, read_arrow, read_bins
from hazardwatch_client.rows import Change

TIMEOUT_S = 30.0


class Client:
    """A session at one platform; ends it when the block is left.

    :param url: such as ``http://park.example:8080``.
    :raises ProblemError: name or password are wrong.
    :raises OSError: nobody is there.
    """

    def __init__(self, url: str, user: str, password: str, *, timeout_s: float = TIMEOUT_S) -> None:
        self._url = url.rstrip("/")
        self._timeout_s = timeout_s
        self._token = ""
        self._token = str(self.call(calls.log_in(user, password))["token"])

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the session."""
        self.call(calls.post("auth/logout", {}))

    def call(self, call: Call) -> Any:
        """Send any call and read its JSON.

        :raises ProblemError: the platform refuses, or fails.
        """
        return calls.read_json(*self._send(call))

    def items(self, resource: str, **questions: Any) -> Iterator[Row]:
        """All rows of a list, page after page: ``alarms``, ``tags``, ``journal``, ``gateways``."""
        cursor: str | None = None
        while True:
            asked = {**questions, "limit": calls.PAGE, "cursor": cursor}
            page = self.call(calls.read(resource, **asked))
            yield from page["items"]
            cursor = page["next"]
            if cursor is None:
                return

    def alarms(self, **questions: Any) -> list[Row]:
        """The alarms that stand; ``state``, ``held``, ``hazard``, ``source``, ``min_priority``."""
        return list(self.items("alarms", **questions))

    def tags(self, **questions: Any) -> list[Row]:
        """The monitoring points with their limits and latest readings."""
        return list(self.items("tags", **questions))

    def journal(self, start: Time | None = None, end: Time | None = None, **more: Any) -> list[Row]:
        """What happened to alarms with start ≤ at < end, oldest first."""
        return list(self.items("journal", from_=start, to=end, **more))

    def readings(self, tag: str, start: Time, end: Time) -> Readings:
        """Readings as stored with start ≤ time < end, of up to three years."""
        status, headers, body = self._send(calls.read_history(tag, start, end))
        calls.check(status, headers, body)
        return read_arrow(body)

    def bins(self, tag: str, start: Time, end: Time, points: int) -> Bins:
        """Least, most and mean in equal bins of the range."""
        return read_bins(self.call(calls.read_history(tag, start, end, points=points)))

    def download(self, resource: str, **questions: Any) -> bytes:
        """A file whole: ``exports/alarms``, ``exports/journal``, a report in another ``format``."""
        status, headers, body = self._send(calls.read(resource, **questions))
        calls.check(status, headers, body)
        return body

    def acknowledge(self, alarm: Row, reason: str = "") -> Row:
        """Acknowledge an alarm as it was seen; what it is then.

        :raises ProblemError: 412, its priority has risen since.
        """
        return self.act(alarm, "acknowledge", reason)

    def act(self, alarm: Row, action: str, reason: str = "", **more: Any) -> Row:
        """Any other action, such as ``shelve``, ``unshelve``, ``reset`` or ``comment``."""
        return dict(self.call(calls.act(alarm["id"], action, alarm["version"], reason, **more)))

    def follow(self, stream: str = "alarms", **questions: Words | float) -> Iterator[Change]:
        """What changes, from a snapshot on, over any number of lost connections, without end.

        :param stream: ``alarms``, ``tags``, ``hazards`` or ``gateways``.
        :param questions: ``hazard``, ``enterprise``, ``equipment``, ``source``, ``min_priority``,
            ``rate_hz``.
        :raises ProblemError: the platform refuses it, or the session has ended.
        """
        conversation = Conversation(stream, self._token, questions)
        while True:
            try:
                yield from self._converse(conversation)
            except (OSError, WebSocketException, TimeoutError):
                time.sleep(conversation.wait_s(random.random))

    def _converse(self, conversation: Conversation) -> Iterator[Change]:
        """One connection, until it is lost."""
        address = self._url.replace("http", "ws", 1) + f"{calls.PREFIX}/live"
        with connect(address, open_timeout=self._timeout_s, max_size=None) as socket:
            socket.send(conversation.greet())
            while True:
                change, answer = conversation.hear(str(socket.recv(SILENCE_S)))
                if answer is not None:
                    socket.send(answer)
                if change is not None:
                    yield change

    def _send(self, call: Call) -> tuple[int, dict[str, str], bytes]:
        headers = dict(call.headers)
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        request = urllib.request.Request(  # noqa: S310 - the address is the caller's own
            self._url + call.path, call.body, headers, method=call.method
        )
        try:
            with urllib.request.urlopen(request, timeout=self._timeout_s) as answer:  # noqa: S310
                return answer.status, dict(answer.headers), answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, dict(error.headers), error.read()
        except HTTPException as error:
            raise ProblemError(Problem(0, "no-answer", str(error))) from error
