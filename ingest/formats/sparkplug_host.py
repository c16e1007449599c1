"""What a Sparkplug host says: that it is online, and its wish that an edge node be born again.

These two are all that this platform ever sends to a Sparkplug network. It has no encoder for any
other metric, so no value can be written to an edge node or a device.
Source: Sparkplug 3.0.0, 5.3 and 6.4.27 (STATE), 6.4.19 (NBIRTH, ``Node Control/Rebirth``).
"""

import json
from typing import Final

from ingest.formats.sparkplug_topic import name_state_topic
from ingest.varint import write_varint
from plant.reading import Instant

REBIRTH: Final = "Node Control/Rebirth"

_BOOLEAN: Final = 11


def encode_state(connected: Instant, *, online: bool) -> bytes:
    """The host's birth (online) or its will; both QoS 1, retained, on the STATE topic.

    :param connected: our clock when the will was handed over in CONNECT. The birth of a
        connection must carry the same instant as its will.
    """
    return json.dumps({"online": online, "timestamp": connected}, separators=(",", ":")).encode()


class HostState:
    """What a host says of itself on its STATE topic, connection by connection."""

    def __init__(self, host: str) -> None:
        self.topic = name_state_topic(host)
        self._connected: Instant = 0

    def begin(self, now: Instant) -> bytes:
        """A connection is about to be made: its will, for CONNECT."""
        self._connected = now
        return self.tell(online=False)

    def tell(self, *, online: bool) -> bytes:
        """The birth of the present connection, or its end."""
        return encode_state(self._connected, online=online)


def says_offline(payload: bytes) -> bool:
    """Whether a STATE message denies that its host is online.

    A host that reads this of itself must publish its birth again: the broker delivered the will
    of an older connection after it.
    """
    try:
        body = json.loads(payload)
    except (ValueError, RecursionError):
        return False
    return isinstance(body, dict) and body.get("online") is False


def encode_rebirth(now: Instant) -> bytes:
    """The payload by which an edge node is asked for all its births.

    The metric goes by its name although a node with aliases would rather have its alias: a rebirth
    is asked for exactly when the aliases are in doubt.
    """
    time = b"\x18" + write_varint(now)
    name = REBIRTH.encode()
    metric = b"\x0a" + write_varint(len(name)) + name + time
    metric += b"\x20" + write_varint(_BOOLEAN) + b"\x70\x01"
    return b"\x08" + write_varint(now) + b"\x12" + write_varint(len(metric)) + metric
