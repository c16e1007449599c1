"""Where the broker is: ``mqtt[s]://user:pass@host:port`` taken apart."""

from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

_PORTS = {"mqtt": 1883, "mqtts": 8883}


@dataclass(frozen=True, slots=True)
class Broker:
    """A broker's address and the login there; the password stays out of ``repr`` and logs."""

    host: str
    port: int
    tls: bool = False
    username: str | None = None
    password: str | None = field(default=None, repr=False)


def parse_broker_url(url: str) -> Broker:
    """Take a broker's URL apart; a percent sign in user or password is written ``%25``.

    :raises ValueError: another scheme, no host, a port that is none, or anything after the port.
    """
    parts = urlsplit(url)
    if parts.scheme not in _PORTS or not parts.hostname:
        raise ValueError("a broker is mqtt[s]://user:pass@host:port")
    if parts.path not in ("", "/") or parts.query or parts.fragment:
        raise ValueError("nothing may follow the port in a broker's URL")
    return Broker(
        host=parts.hostname,
        port=_PORTS[parts.scheme] if parts.port is None else parts.port,
        tls=parts.scheme == "mqtts",
        username=None if parts.username is None else unquote(parts.username),
        password=None if parts.password is None else unquote(parts.password),
    )
