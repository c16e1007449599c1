"""How much clients may take of the endpoint, and what is counted of them."""

from dataclasses import dataclass
from typing import Final

from ingest.session import SessionCounters

SHORTEST_SILENCE_MS: Final = 60_000
"""A client that was connected before a restart has at least so long to come back."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """Sizes in bytes, times in seconds.

    ``connections`` at once, of them ``strangers`` that have not sent their CONNECT and lose their
    place ``greeting_s`` after they came. ``greeting`` and ``largest`` bound a packet before and
    after CONNECT. ``unanswered`` frames and ``queued`` frames a connection: beyond them it is not
    read; ``queue_frames`` and ``queue_bytes`` of all together: beyond them nobody is read who has
    more than his share. ``unfinished`` bytes of packets that have not come whole, of all together.
    ``unread`` bytes of ours that a client may leave, for at most ``stalled_s``; ``underway``
    publications. ``keep_alive_s`` is the longest that is granted, ``expiry_s`` how long a session
    may outlive its connection, ``sessions`` how many are kept.
    """

    connections: int = 4096
    strangers: int = 1024
    greeting_s: float = 10.0
    greeting: int = 16 << 10
    largest: int = (1 << 20) + (1 << 16) + (1 << 10)
    unanswered: int = 4000
    queued: int = 4000
    queue_frames: int = 40_000
    queue_bytes: int = 64 << 20
    unfinished: int = 64 << 20
    unread: int = 64 << 10
    stalled_s: float = 60.0
    underway: int = 20
    keep_alive_s: int = 120
    expiry_s: int = 7 * 24 * 3600
    sessions: int = 8192
    retained: int = 16_384


@dataclass(slots=True)
class EndpointCounters(SessionCounters):
    """What happened since start, beside what every session counts.

    ``rejected`` logins; ``turned_away`` connections for want of room; ``cut`` ones for what they
    did or left undone; ``unauthorized`` frames on topics that are not their sender's; ``withheld``
    PUBACKs that said that a frame is not kept; ``wills`` delivered; ``takeovers``;
    ``accept_errors``; ``bytes`` read.
    """

    rejected: int = 0
    turned_away: int = 0
    cut: int = 0
    unauthorized: int = 0
    withheld: int = 0
    wills: int = 0
    takeovers: int = 0
    accept_errors: int = 0
    bytes: int = 0
