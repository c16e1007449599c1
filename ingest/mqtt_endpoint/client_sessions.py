"""What is kept of a client between its connections: subscriptions, when to forget it, its will.

Messages are not kept: all that clients can subscribe to is retained, and of retained topics the
newest is told again. A session belongs to a gateway and a client id together, so nobody takes
over another's by guessing its name. Times are arguments.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from ingest.mqtt_endpoint.frame_queue import Lane
from ingest.mqtt_endpoint.packets import Will
from ingest.mqtt_endpoint.retained import Told
from plant.reading import Instant

MOST_FILTERS: Final = 64
"""Subscriptions of one client."""


class Key(NamedTuple):
    """Whose session it is."""

    gateway: str
    client_id: str


@dataclass(slots=True)
class ClientSession:
    """One client's. While it is connected ``ends_at`` is None.

    ``filters``: filter → QoS granted. ``told``: topic → number of the newest publication that the
    client has acknowledged. ``will_at``: when to deliver the will of a client that is gone.
    ``silence_ms``: after so long without a word it is lost, 0 for never. ``orphaned``: it was
    connected when we went down, and may come back as if nothing had been. ``underway``: what it
    was told and had not acknowledged when it left, by packet identifier.
    """

    key: Key
    expiry_s: int
    silence_ms: int
    filters: dict[str, int] = field(default_factory=dict)
    told: dict[str, int] = field(default_factory=dict)
    ends_at: Instant | None = None
    will: Will | None = None
    will_at: Instant | None = None
    orphaned: bool = False
    underway: dict[int, Told] = field(default_factory=dict, compare=False)
    lane: Lane = field(default_factory=Lane, compare=False)

    def note(self, topic: str, number: int) -> None:
        """The client has this publication, and so needs no older one of its topic."""
        self.told[topic] = max(number, self.told.get(topic, 0))


class ClientSessions:
    """All of them, at most ``most``: then the one that would end first makes room."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._sessions: dict[Key, ClientSession] = {}
        self.changes = 0
        """Counts what would have to be written down."""

    def __len__(self) -> int:
        return len(self._sessions)

    def __iter__(self) -> Iterator[ClientSession]:
        return iter(self._sessions.values())

    def find(self, key: Key) -> ClientSession | None:
        """A client's session, if there is one."""
        return self._sessions.get(key)

    def put(self, session: ClientSession) -> ClientSession | None:
        """Keep a session; returns one that had to make room."""
        self.changes += 1
        self._sessions[session.key] = session
        if len(self._sessions) <= self._most:
            return None
        resting = [one for one in self._sessions.values() if one.ends_at is not None]
        if not resting:
            return None  # connections are bounded by themselves
        return self.drop(min(resting, key=lambda one: one.ends_at or 0))

    def drop(self, session: ClientSession) -> ClientSession:
        """Forget a session."""
        self.changes += 1
        self._sessions.pop(session.key, None)
        return session

    def part(self, session: ClientSession, now: Instant, *, lost: bool) -> None:
        """Its connection is over.

        :param lost: without a goodbye, so its will is due, after the delay that it asked for but
            not later than the session ends (MQTT 5 §3.1.2.5).
        """
        self.changes += 1
        session.ends_at = now + session.expiry_s * 1000
        if not lost:
            session.will = None
        elif session.will is not None:
            session.will_at = min(now + session.will.delay_s * 1000, session.ends_at)

    def find_due(self, now: Instant) -> list[ClientSession]:
        """Those whose will is due; sessions that have come to their end are forgotten."""
        due: list[ClientSession] = []
        for session in list(self._sessions.values()):
            if session.will_at is not None and session.will_at <= now:
                due.append(session)
            if session.ends_at is not None and session.ends_at <= now:
                self.drop(session)
        return due
