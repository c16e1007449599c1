"""One-use passes for the live websocket.

A browser can't put a header on a websocket, and a token in its address would end in logs: so a
session asks for a ticket over REST and gives it in the first frame. Tickets live in memory only.
"""

import secrets
from collections import OrderedDict
from typing import Final

from dashboard_api.people import Session
from plant.reading import Instant

TICKET_MS: Final = 30_000
_TICKETS_KEPT: Final = 10_000


class Tickets:
    """Tickets given out and not used yet, at most 10,000; the oldest gives way."""

    def __init__(self) -> None:
        self._given: OrderedDict[str, tuple[Session, Instant]] = OrderedDict()

    def issue(self, session: Session, now: Instant) -> tuple[str, Instant]:
        """A new ticket of a session and when it expires."""
        ticket, expires = secrets.token_urlsafe(24), now + TICKET_MS
        self._given[ticket] = session, expires
        if len(self._given) > _TICKETS_KEPT:
            self._given.popitem(last=False)
        return ticket, expires

    def redeem(self, ticket: str, now: Instant) -> Session | None:
        """The session of a ticket, once; None if it was used, is too old or never was."""
        session, expires = self._given.pop(ticket, (None, now))
        return session if now < expires else None
