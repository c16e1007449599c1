"""A session with a broker: what the tick needs of one, its settings, and its acknowledgements.

The protocol and the pure parts. The socket is owned by an adapter such as
:mod:`ingest.broker_session`; deciding when a frame is durable is the tick's business.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol, Self
from urllib.parse import unquote, urlsplit

from ingest.frame import Frame

ESCAPES: Final = "in a password / : @ # % are written %2F %3A %40 %23 %25"
"""What most often keeps an address from being read."""

_NO_ADDRESS: Final = (
    f"an MQTT address reads mqtt[s]://user:password@host:port, the port at most 65535; {ESCAPES}"
)

NO_TOKEN: Final = 0
"""Token of a frame that needs no acknowledgement (QoS 0)."""


class SessionTakenOverError(Exception):
    """Another client took this session's place: step down; to reconnect would be to fight."""


class Phase(StrEnum):
    """Where a session stands."""

    IDLE = "idle"
    CONNECTING = "connecting"
    CONNECTED = "connected"
    TAKEN_OVER = "taken_over"
    STOPPED = "stopped"


class Session(Protocol):
    """Frames in with at-least-once delivery, publications out."""

    @property
    def connected(self) -> bool:
        """Whether the broker has accepted the connection and every subscription."""
        ...

    async def start(self) -> None:
        """Begin to connect; returns at once, and goes on trying while the broker is away."""
        ...

    async def gather(self, max_frames: int, timeout_s: float) -> list[Frame]:
        """Take what has arrived, waiting at most ``timeout_s`` for the first.

        :raises SessionTakenOverError: another client has this session now.
        """
        ...

    def acknowledge(self, tokens: Iterable[int]) -> None:
        """Tell the broker that these frames are safe; in any order, of any age."""
        ...

    def release(self, tokens: Iterable[int]) -> None:
        """Let go of frames that are judged and not safe: nothing may be told that promises more."""
        ...

    def publish(self, topic: str, payload: bytes, *, retain: bool = False, qos: int = 1) -> bool:
        """Send a message; False where it could neither be sent nor kept for later."""
        ...

    async def stop(self) -> None:
        """Send what is in hand, say goodbye and let go of the socket; the session remains."""
        ...


@dataclass(frozen=True, slots=True)
class SessionSettings:
    """How to reach the broker and how much may be under way.

    ``queue_frames`` and ``queue_bytes`` bound what has arrived and was not gathered: beyond
    them the socket is not read. ``inflight`` is the receive maximum: how many frames the broker
    may have under way unacknowledged. ``version`` is 5 or 3 (MQTT 3.1.1, where a takeover can't
    be told from a lost connection). ``sparkplug_host``: under which name to tell Sparkplug nodes
    that their host is online, empty where there are none.
    """

    host: str
    port: int
    client_id: str
    username: str | None = None
    password: str | None = None
    tls: bool = False
    ca: str | None = None
    cert: str | None = None
    key: str | None = None
    version: int = 5
    keepalive_s: int = 30
    sparkplug_host: str = ""
    expiry_s: int = 7 * 24 * 3600
    inflight: int = 2000
    queue_frames: int = 10_000
    queue_bytes: int = 64 << 20
    connect_timeout_s: float = 3.0
    retry_least_s: float = 0.2
    retry_most_s: float = 30.0

    @classmethod
    def of_url(
        cls,
        url: str,
        client_id: str,
        *,
        ca: str | None = None,
        cert: str | None = None,
        key: str | None = None,
        version: int = 5,
    ) -> Self:
        """Settings from ``mqtt[s]://user:pass@host:port``.

        :raises ValueError: the text is no such address; the message quotes nothing of it.
        """
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:  # urllib's own words may quote a piece of the password
            raise ValueError(_NO_ADDRESS) from None
        if parts.scheme not in ("mqtt", "mqtts") or not parts.hostname:
            raise ValueError(_NO_ADDRESS)
        tls = parts.scheme == "mqtts"
        return cls(
            host=parts.hostname,
            port=port or (8883 if tls else 1883),
            client_id=client_id,
            username=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
            tls=tls,
            ca=ca,
            cert=cert,
            key=key,
            version=version,
        )


@dataclass(slots=True)
class SessionCounters:
    """What happened since start.

    ``pauses``: how often reading stopped because the queue was full. ``stale``: acknowledgements
    for frames of an earlier connection. ``unsent``: publications that were lost.
    """

    frames: int = 0
    connects: int = 0
    failures: int = 0
    pauses: int = 0
    stale: int = 0
    unsent: int = 0


class Outstanding:
    """Frames of one connection that wait to be acknowledged, in the order of their arrival.

    MQTT wants acknowledgements in that order (5.0 §4.6), and brokers use a packet identifier
    again as soon as it is acknowledged: so a token is a number of our own that never returns,
    what is confirmed out of turn waits, and tokens that no longer wait only count.
    """

    def __init__(self) -> None:
        self._last = NO_TOKEN
        self._waiting: dict[int, int] = {}
        self._confirmed: set[int] = set()

    def __len__(self) -> int:
        return len(self._waiting)

    def renew(self) -> None:
        """A new connection: the broker sends again whatever was not acknowledged."""
        self._waiting.clear()
        self._confirmed.clear()

    def arrive(self, packet: int) -> int:
        """A frame came under a packet identifier; its token."""
        self._last += 1
        self._waiting[self._last] = packet
        return self._last

    def confirm(self, tokens: Iterable[int]) -> tuple[list[int], int]:
        """Frames are safe.

        :returns: (packet identifiers to acknowledge now, in order; how many tokens were stale).
        """
        stale = 0
        for token in tokens:
            if token in self._waiting:
                self._confirmed.add(token)
            elif token != NO_TOKEN:
                stale += 1
        due = []
        for token in self._waiting:
            if token not in self._confirmed:
                break
            due.append(token)
        self._confirmed.difference_update(due)
        return [self._waiting.pop(token) for token in due], stale


class BackOff:
    """Waits between attempts: doubled up to the most, spread so that many don't come at once."""

    def __init__(self, least_s: float, most_s: float) -> None:
        self._least, self._most = least_s, most_s
        self._next = least_s

    def reset(self) -> None:
        """A connection held."""
        self._next = self._least

    def draw(self, chance: float) -> float:
        """Seconds to wait, ``chance`` in [0, 1) choosing within the upper half."""
        wait = self._next * (0.5 + chance / 2)
        self._next = min(self._next * 2, self._most)
        return wait


def keeps_status(topic: str) -> bool:
    """Statuses are told at every subscribing, retained data only at the first (5.0 §3.8.3.1)."""
    return topic.endswith("/status")
