"""Answers kept by Idempotency-Key, so that a repeated POST acts once.

A client that lost the answer sends the same request with the same key and gets the same answer.
The key counts for one person, method and path; the same key with another body is a mistake of the
client and is told so. Kept in memory for 24 hours, 10,000 at most, the oldest giving way: after a
restart a repeated acknowledgement finds the alarm acknowledged, which is as good.
"""

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from dashboard_api.people import Session
from dashboard_api.problems import ProblemError
from plant.reading import Instant

KEPT_MS: Final = 24 * 3_600_000
ANSWERS_KEPT: Final = 10_000
_LONGEST_KEY: Final = 255

_Name = tuple[str, str, str, str]


class Repeats:
    """The answers given under a key, and those being made."""

    def __init__(self, kept: int = ANSWERS_KEPT) -> None:
        self._kept = kept
        self._answers: OrderedDict[_Name, tuple[bytes, Instant, asyncio.Future[Response]]]
        self._answers = OrderedDict()

    async def once(
        self,
        request: Request,
        session: Session,
        body: bytes,
        now: Instant,
        act: Callable[[], Awaitable[Response]],
    ) -> Response:
        """The answer of ``act``, called at most once a key; without a key simply called.

        Refusals are not kept: what was refused did nothing and may be tried again.

        :raises ProblemError: 422 for a key that is too long or was used with another body.
        """
        key = request.headers.get("idempotency-key")
        if key is None:
            return await act()
        if not 0 < len(key) <= _LONGEST_KEY:
            raise ProblemError(422, "invalid-idempotency-key")
        name = (session.name, request.method, request.url.path, key)
        fingerprint = hashlib.sha256(body).digest()
        self._forget(now)
        known = self._answers.get(name)
        if known is None:
            return await self._act(name, fingerprint, now, act)
        if known[0] != fingerprint:
            raise ProblemError(422, "idempotency-key-reused", "same key, other body")
        return await asyncio.shield(known[2])

    async def _act(
        self, name: _Name, fingerprint: bytes, now: Instant, act: Callable[[], Awaitable[Response]]
    ) -> Response:
        answer = asyncio.ensure_future(act())
        self._answers[name] = fingerprint, now + KEPT_MS, answer
        try:
            return await asyncio.shield(answer)
        except Exception:
            self._answers.pop(name, None)
            raise

    def _forget(self, now: Instant) -> None:
        while self._answers:
            _, expires, _ = next(iter(self._answers.values()))
            if expires > now and len(self._answers) <= self._kept:
                return
            self._answers.popitem(last=False)
