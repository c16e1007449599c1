"""Bodies of frames made complete for sending, and the other bodies a gateway says or hears.

Contract section 5. A body waits in the outbox without ``boot``, ``seq`` and ``sent``, because
``sent`` is the time of this very sending: from it the platform learns how old the reading is and
how wrong the gateway's clock.
"""

from collections.abc import Mapping
from typing import NamedTuple

import msgspec

from plant.reading import Instant


class Promise(NamedTuple):
    """The platform's watermark: of this boot everything up to ``seq`` is durable."""

    boot: str
    seq: int


class _Ack(msgspec.Struct):
    boot: str
    seq: int


_ACK = msgspec.json.Decoder(_Ack)


def stamp(body: bytes, boot: str, seq: int, sent: Instant) -> bytes:
    """A body with its number and the time of sending; ``body`` is a JSON object with keys."""
    return b'%b,"boot":"%b","seq":%d,"sent":%d}' % (body[:-1], boot.encode(), seq, sent)


def write_status(ts: Instant, sources: Mapping[str, bool], dropped: int, *, online: bool) -> bytes:
    """The retained status; ``dropped`` frames are told too, for whoever looks at the topic."""
    told = {name: "up" if up else "down" for name, up in sources.items()}
    return msgspec.json.encode({"online": online, "ts": ts, "sources": told, "dropped": dropped})


def write_marker(ts: Instant) -> bytes:
    """A body without readings: it only carries a number."""
    return msgspec.json.encode({"ts": ts, "values": {}})


def read_promise(payload: bytes) -> Promise | None:
    """Read an ``…/ack``; None where it is none."""
    try:
        ack = _ACK.decode(payload)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    return Promise(ack.boot, ack.seq) if ack.seq >= 0 else None
