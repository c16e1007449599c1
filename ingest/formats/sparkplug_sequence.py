"""The order of one edge node's messages: which came, which are missing, and until when to wait.

An edge node numbers its messages 0 to 255 and round again, over all its topics. Here a number
becomes a *position* that never wraps, so that of two messages the later one can be told, however
they arrived. Nothing is held back here; what waits for what is decided in
:mod:`ingest.formats.sparkplug_node`.

Source: Sparkplug 3.0.0, 5.9 (message ordering) and 6.4.5 (seq).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Final, NamedTuple

from plant.reading import Instant

ROUND: Final = 256
"""Numbers before they begin again."""

WINDOW: Final = ROUND // 2
"""How far a number may be ahead, or behind, before it can't be said which it is."""

BEFORE_ALL: Final = -1
"""A position before every position of the session."""


class Arrival(Enum):
    """How a message came."""

    EXPECTED = "expected"
    AHEAD = "ahead"
    """Others are missing before it."""
    FILLING = "filling"
    """It was missing, or given up."""
    REPEATED = "repeated"
    ASTRAY = "astray"
    """It fits nowhere: more was lost than numbers can show, or a session began unseen."""


class Place(NamedTuple):
    """Where a message stands; ``lost`` messages were given up because of it."""

    position: int
    arrival: Arrival
    lost: int = 0


@dataclass(slots=True)
class Sequence:
    """The messages of one session.

    ``next``: position of the message that should come, :data:`BEFORE_ALL` until something came.
    ``missing``: position → until when it is waited for. ``given_up``: positions no longer waited
    for. ``recent``: position → checksum of what came. All bounded by :data:`WINDOW`.
    """

    next: int = BEFORE_ALL
    missing: dict[int, Instant] = field(default_factory=dict)
    given_up: set[int] = field(default_factory=set)
    recent: dict[int, int] = field(default_factory=dict)

    def begin(self, seq: int, checksum: int, ahead: Mapping[int, int], until: Instant) -> None:
        """Begin a session at a node's birth, whose position is its number.

        :param ahead: number → checksum of messages of this session that overtook the birth.
        :param until: how long those that should have come before them are waited for.
        """
        came = {seq + (number - seq) % ROUND: sum_ for number, sum_ in ahead.items()}
        self.recent = {seq: checksum}
        self.recent |= {at: sum_ for at, sum_ in came.items() if at - seq < WINDOW}
        self.next = max(self.recent) + 1
        self.missing = {at: until for at in range(seq, self.next) if at not in self.recent}
        self.given_up = set()

    def forget(self) -> None:
        """Nothing is expected any more: the session ended, or we were away."""
        self.next = BEFORE_ALL
        self.missing, self.given_up, self.recent = {}, set(), {}

    def place(self, seq: int, checksum: int, until: Instant) -> Place:
        """Where a message stands, by its number (0 to 255).

        :param until: how long messages that it shows to be missing are waited for.
        """
        if self.next == BEFORE_ALL:
            self.next = seq
        ahead = (seq - self.next) % ROUND
        if ahead == 0:
            return self._take(self.next, checksum, Arrival.EXPECTED)
        if ahead < WINDOW:
            self.missing.update(dict.fromkeys(range(self.next, self.next + ahead), until))
            return self._take(self.next + ahead, checksum, Arrival.AHEAD)
        return self._look_back(self.next + ahead - ROUND, checksum)

    def _take(self, position: int, checksum: int, arrival: Arrival) -> Place:
        """Go on behind a message; what has come out of sight is given up and forgotten."""
        advance = position + 1 - self.next
        self.next = position + 1
        self.recent[position] = checksum
        if advance == 1 and not self.missing and not self.given_up:
            self.recent.pop(position - WINDOW, None)
            return Place(position, arrival)
        horizon = position - WINDOW
        self.recent = {at: sum_ for at, sum_ in self.recent.items() if at > horizon}
        self.given_up = {at for at in self.given_up if at > horizon}
        lost = [at for at in self.missing if at <= horizon]
        for at in lost:
            del self.missing[at]
        return Place(position, arrival, len(lost))

    def _look_back(self, position: int, checksum: int) -> Place:
        if position in self.missing or position in self.given_up:
            self.missing.pop(position, None)
            self.given_up.discard(position)
            self.recent[position] = checksum
            return Place(position, Arrival.FILLING)
        if self.recent.get(position) == checksum:
            return Place(position, Arrival.REPEATED)
        lost = len(self.missing) + position + ROUND - self.next
        self.missing, self.given_up, self.recent = {}, set(), {}
        return self._take(position + ROUND, checksum, Arrival.ASTRAY)._replace(lost=lost)

    def expire(self, now: Instant) -> set[int]:
        """Give up what was waited for long enough: those positions."""
        gone = {at for at, until in self.missing.items() if until <= now}
        for at in gone:
            del self.missing[at]
        self.given_up |= gone
        return gone

    @property
    def next_due(self) -> Instant | None:
        """When :meth:`expire` has something to do."""
        return min(self.missing.values(), default=None)

    @property
    def hides_birth(self) -> bool:
        """Whether a node's birth, whose number is 0, may be among the missing."""
        return any(at % ROUND == 0 for at in self.missing)
