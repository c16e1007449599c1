"""The conversation of the live websocket, without a socket: frames in, frames to send out.

What the two clients share: logging in, subscribing, resuming what was missed, and how long to wait
before the next attempt.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from hazardwatch_client.calls import Problem, ProblemError
from hazardwatch_client.rows import KEYS, Change, Rows

SILENCE_S: Final = 5.0
"""A server that has said nothing for so long is lost: it has a heartbeat every second."""

_FIRST_WAIT_S: Final = 0.5
_LONGEST_WAIT_S: Final = 15.0
_FINAL: Final = frozenset({4401, 4403})
"""Who is told so is not let in by trying again."""


@dataclass(slots=True)
class Conversation:
    """One stream over as many connections as it takes.

    :param token: the session's.
    :param questions: the filter of the subscription, and ``rate_hz``.
    """

    stream: str
    token: str
    questions: Mapping[str, Any] = field(default_factory=dict)
    rows: Rows = field(init=False)
    attempts: int = 0

    def __post_init__(self) -> None:
        self.rows = Rows(self.stream, KEYS[self.stream])

    def greet(self) -> str:
        """What to say first on a new connection."""
        return json.dumps({"t": "auth", "token": self.token})

    def hear(self, text: str) -> tuple[Change | None, str | None]:
        """Take a frame: what it changed, and what to answer.

        :raises ProblemError: the platform refuses the subscription, or lets nobody in.
        """
        frame = json.loads(text)
        kind = frame["t"]
        if kind == "auth_ok":
            return None, self._subscribe()
        if kind == "result" and frame.get("problem"):
            problem = frame["problem"]
            name = str(problem["type"]).rpartition(":")[2]
            raise ProblemError(Problem(problem["status"], name, problem.get("detail", "")))
        if kind == "bye" and frame["code"] in _FINAL:
            raise ProblemError(Problem(frame["code"], "not-let-in", ""))
        if frame.get("s") != self.stream:
            return None, None
        change = self.rows.take(frame)
        if self.rows.missed:
            self.rows.missed = False
            return None, self._subscribe()
        if change is not None:
            self.attempts = 0
        return change, None

    def wait_s(self, chance: Callable[[], float]) -> float:
        """How long to wait before the next attempt.

        :param chance: gives numbers from 0 to 1, so that not all come back at once.
        """
        longest = min(_FIRST_WAIT_S * 2.0 ** min(self.attempts, 10), _LONGEST_WAIT_S)
        self.attempts += 1
        return longest * (0.5 + 0.5 * chance())

    def _subscribe(self) -> str:
        questions = dict(self.questions)
        rate_hz = questions.pop("rate_hz", None)
        frame: dict[str, Any] = {"t": "sub", "id": 1, "stream": self.stream, "filter": questions}
        if rate_hz is not None:
            frame["rate_hz"] = rate_hz
        # Of the others only the newest values count: their snapshot is as good.
        if self.stream == "alarms" and self.rows.place is not None:
            frame["resume"] = self.rows.place
        return json.dumps(frame)
