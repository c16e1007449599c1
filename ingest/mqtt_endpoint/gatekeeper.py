"""Who may come in: by certificate, by secret, or as nobody in particular where that is allowed.

Wrong secrets are counted by address and name, and after too many of them in a minute nobody is
heard from there under that name for the rest of it. By both, because a site's gateways often come
through one address: the one with the wrong secret must not shut the others out.
"""

import ipaddress
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

from ingest.mqtt_endpoint.codes import Code
from ingest.mqtt_endpoint.credentials import NOBODYS, Credentials
from ingest.mqtt_endpoint.gate import Peer
from ingest.mqtt_endpoint.packets import Connect
from plant.reading import Instant

ATTEMPTS: Final = 10
WINDOW_MS: Final = 60_000
REMEMBERED: Final = 4096
"""Addresses and names whose failures are remembered; the longest untouched is forgotten first."""


class Gatekeeper:
    """See :class:`ingest.mqtt_endpoint.gate.Gate`.

    :param credentials: those in force now, asked at every login.
    :param anonymous: whether a client without a name may come in from this machine as long as
        there is no credential at all.
    """

    def __init__(self, credentials: Callable[[], Credentials], *, anonymous: bool) -> None:
        self._credentials = credentials
        self._anonymous = anonymous
        self._failures = Throttle()

    def admit(self, connect: Connect, peer: Peer, now: Instant) -> str | Code:
        """The gateway that the client is, empty for nobody in particular; or why not."""
        credentials = self._credentials()
        name = connect.username or ""
        if peer.certified:
            return peer.certified if name in ("", peer.certified) else Code.NOT_AUTHORIZED
        if self._anonymous and not credentials and is_loopback(peer.address):
            return ""
        if not name:
            return Code.NOT_AUTHORIZED
        return self._check(connect, name, peer, now, credentials)

    def edition(self) -> object:
        """The credentials in force: others, once they were read again."""
        return self._credentials()

    def vouch(self, gateway: str, peer: Peer) -> object:
        """What a client that came in as a gateway is let in by just now, None if by nothing."""
        credentials = self._credentials()
        if peer.certified:
            return peer.certified
        if gateway:
            return credentials.get(gateway)
        return None if credentials else "anonymous"

    def _check(
        self, connect: Connect, name: str, peer: Peer, now: Instant, credentials: Credentials
    ) -> str | Code:
        who = (peer.address, name)
        if self._failures.is_spent(who, now):
            return Code.RATE_EXCEEDED
        if credentials.get(name, NOBODYS).fits(connect.password or b""):
            return name
        self._failures.count(who, now)
        return Code.BAD_LOGIN


class Throttle:
    """Failures by whose they are, in windows of a minute."""

    def __init__(self) -> None:
        self._counts: OrderedDict[tuple[str, str], tuple[Instant, int]] = OrderedDict()

    def is_spent(self, who: tuple[str, str], now: Instant) -> bool:
        """Whether there were too many."""
        since, count = self._counts.get(who, (now, 0))
        return count >= ATTEMPTS and now - since < WINDOW_MS

    def count(self, who: tuple[str, str], now: Instant) -> None:
        """One more."""
        since, count = self._counts.pop(who, (now, 0))
        if now - since >= WINDOW_MS:
            since, count = now, 0
        self._counts[who] = since, count + 1
        if len(self._counts) > REMEMBERED:
            self._counts.popitem(last=False)


def is_loopback(host: str) -> bool:
    """Whether an address is reached from this machine alone."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
