"""Log-ins under way at an identity provider, each bound to the browser that began it.

Pure, in memory, and bounded. The provider sends back the ``state``; the browser brings, in a cookie
of its own, the key under which that state is kept: only both together end a log-in, and only once.
So nobody can be made to end a log-in that somebody else has begun.
"""

import hmac
import re
import secrets
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from plant.reading import Instant

FLOW_MS: Final = 600_000
"""For passwords, second factors, and a telephone in another room."""
HOME: Final = "/"

_FLOWS_KEPT: Final = 10_000
_LONGEST_ADDRESS: Final = 2048
_OWN: Final = re.compile(r"/(?!/)[!-\[\]-~]*")
"""Printable ASCII without a backslash: browsers read that as a slash, and leave out controls."""
_NO_PAGE: Final = re.compile(r"/api(/|$)|.*/(\.|%2e)", re.IGNORECASE)
"""Not the interface, where logging in and out would be found; nor a way around to it."""

Random = Callable[[int], str]


@dataclass(frozen=True, slots=True)
class Flow:
    """One log-in under way: the secrets of it, and where in the house it leads to."""

    state: str
    nonce: str
    verifier: str
    """Of PKCE (RFC 7636)."""
    to: str
    expires: Instant


class Flows:
    """At most 10,000 log-ins under way; the oldest gives way.

    :param draw: a text that nobody can guess, made of that many random bytes.
    """

    def __init__(self, draw: Random = secrets.token_urlsafe) -> None:
        self._draw = draw
        self._begun: OrderedDict[str, Flow] = OrderedDict()

    def begin(self, to: str, now: Instant) -> tuple[str, Flow]:
        """A new log-in, and the key that its browser is to keep.

        :param to: as :func:`keep_at_home` has it.
        """
        key = self._draw(32)
        flow = Flow(self._draw(32), self._draw(32), self._draw(48), to, now + FLOW_MS)
        self._begun[key] = flow
        if len(self._begun) > _FLOWS_KEPT:
            self._begun.popitem(last=False)
        return key, flow

    def end(self, key: str, state: str, now: Instant) -> Flow | None:
        """The log-in of a browser, once; None if it never was, is over, or is not of this state.

        One with another state goes on: it may be that of a second tab.
        """
        flow = self._begun.get(key)
        if flow is None or not hmac.compare_digest(flow.state.encode(), state.encode()):
            return None
        del self._begun[key]
        return flow if now < flow.expires else None


def keep_at_home(address: str | None) -> str:
    """The address if it is that of one of our own pages, from ``/`` on; else the first page's."""
    if address is None or len(address) > _LONGEST_ADDRESS or not _OWN.fullmatch(address):
        return HOME
    return HOME if _NO_PAGE.match(urlsplit(address).path) else address
