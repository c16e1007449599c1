"""What a client can say, whichever version it says it in. Reading it is :mod:`.reader`'s work."""

from typing import NamedTuple


class Will(NamedTuple):
    """What is to be said for a client that is lost; ``delay_s`` after the loss."""

    topic: str
    payload: bytes
    qos: int
    retain: bool
    delay_s: int = 0


class Connect(NamedTuple):
    """CONNECT. ``expiry_s``: how long the session outlives its connection.

    ``method``: an extended authentication that the client asks for, empty for none.
    """

    version: int
    client_id: str
    clean_start: bool
    keep_alive_s: int
    expiry_s: int
    receive_maximum: int
    largest: int | None
    will: Will | None
    username: str | None
    password: bytes | None
    method: str = ""


class Publish(NamedTuple):
    """PUBLISH of QoS 0 or 1; ``packet`` is 0 in QoS 0."""

    topic: str
    payload: bytes
    qos: int
    retain: bool
    duplicate: bool
    packet: int


class Filter(NamedTuple):
    """One wish of a SUBSCRIBE; ``handling``: 0 send retained, 1 if it is new, 2 never."""

    text: str
    qos: int
    handling: int = 0


class Subscribe(NamedTuple):
    """SUBSCRIBE; ``numbered`` where the client gave the subscription an identifier."""

    packet: int
    filters: tuple[Filter, ...]
    numbered: bool = False


class Unsubscribe(NamedTuple):
    """UNSUBSCRIBE."""

    packet: int
    filters: tuple[str, ...]


class Acknowledged(NamedTuple):
    """PUBACK of something we published."""

    packet: int


class Ping(NamedTuple):
    """PINGREQ."""


class Disconnect(NamedTuple):
    """DISCONNECT; ``expiry_s`` None where it stays as it was agreed."""

    code: int
    expiry_s: int | None = None


Packet = Connect | Publish | Subscribe | Unsubscribe | Acknowledged | Ping | Disconnect
