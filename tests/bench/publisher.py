"""The load: frames built beforehand, published by a process of its own at a rate or flat out.

QoS 1 with a window of unacknowledged messages, one connection for all gateways. The frames are
those of contract section 5, valid and without duplicates, with calm values: what is measured is
the way in, not the alarms.
"""

import math
import secrets
import select
import socket
import time
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Final

from ingest.codec import encode_columns, encode_values
from simulators.child import GO, READY, hear
from simulators.raw_link import PATIENCE_S, receive
from simulators.raw_packets import PUBACK, Packets, write_publish
from tests.bench.link import open_link
from tests.bench.park import CALM, GATEWAYS, name_sensors, name_topic

WINDOW: Final = 1000
SENSORS: Final = 1000
_CHUNK: Final = 64
"""Messages handed to the socket at once, so that acknowledgements are read in between."""

_TS: Final = b'{"ts":'
_PACKET_IDS: Final = 65_535


@dataclass(frozen=True, slots=True)
class Load:
    """``messages`` of ``batch`` readings each to a park, at ``rate`` messages a second.

    ``window`` unacknowledged at the most. Single readings are stamped as they leave, as a gateway
    does: in a long run those stamped beforehand would come from ever further back.
    """

    park: str
    messages: int
    batch: int = 1
    rate: float = math.inf
    window: int = WINDOW

    @property
    def readings(self) -> int:
        return self.messages * self.batch

    @property
    def span_ms(self) -> int:
        """From the first frame's own time to the last one's, which is when they are built.

        Clocks that run ahead of ours would be judged too, and that is not the usual way in.
        """
        return find_turn((self.messages - 1) // len(GATEWAYS), self.batch)


@dataclass(frozen=True, slots=True)
class Published:
    """First message handed over and last one acknowledged, on the system's monotonic clock."""

    began_ns: int
    ended_ns: int


def run_publisher(port: int, load: Load, pipe: Connection) -> None:
    """Build, say READY, publish at GO; says :class:`Published`."""
    with open_link(port, f"bench-{secrets.token_hex(4)}") as link:
        packets = build_packets(load, time.time_ns() // 1_000_000 - load.span_ms)
        pipe.send(READY)
        if hear(pipe, PATIENCE_S) == GO:
            pipe.send(pump(link, packets, load))


def build_packets(load: Load, ts: int) -> list[bytes]:
    """PUBLISH packets, the gateways in turn; source times begin at ``ts``.

    A frame's time advances so that a tag never has two readings of one time, and hardly more
    than needed.
    """
    names = name_sensors(SENSORS)
    share = SENSORS // len(GATEWAYS)
    cycles = [names[start : start + share] * 2 for start in range(0, SENSORS, share)]
    topics = [name_topic(load.park, gateway) for gateway in GATEWAYS]
    boot = secrets.token_hex(4)
    packets = []
    for number in range(load.messages):
        seq, gateway = divmod(number, len(GATEWAYS))
        first = seq * load.batch
        turn = find_turn(seq, load.batch)
        tags = cycles[gateway][first % share : first % share + load.batch]
        payload = write_frame(tags, ts + turn, CALM[turn % 2], seq=seq + 1, boot=boot)
        packet_id = number % _PACKET_IDS + 1
        packets.append(write_publish(topics[gateway], payload, packet_id, retain=False))
    return packets


def find_turn(seq: int, batch: int) -> int:
    """How often a gateway's tags have all had their turn before its frame ``seq``: ms of time."""
    return seq * batch // (SENSORS // len(GATEWAYS) - batch + 1)


def write_frame(tags: list[str], ts: int, value: float, **keys: int | str) -> bytes:
    """A single reading as ``values``, several as ``columns``."""
    if len(tags) == 1:
        return encode_values(ts, {tags[0]: value}, **keys)
    return encode_columns(tags, ts, [value] * len(tags), **keys)


def stamp(packets: list[bytes]) -> list[bytes]:
    """The same single readings, of now."""
    now = b"%d" % (time.time_ns() // 1_000_000)
    places = [packet.index(_TS) + len(_TS) for packet in packets]
    return [
        packet[:place] + now + packet[place + len(now) :]
        for packet, place in zip(packets, places, strict=True)
    ]


def pump(link: socket.socket, packets: list[bytes], load: Load) -> Published:
    """Send all packets and wait until all are acknowledged.

    :raises TimeoutError: the broker acknowledges no more.
    """
    answers, rate = Packets(), load.rate
    total, sent, acknowledged = len(packets), 0, 0
    began_s = time.monotonic()
    while acknowledged < total:
        due = total if math.isinf(rate) else int((time.monotonic() - began_s) * rate) + 1
        upto = min(due, total, acknowledged + load.window)
        chunk = packets[sent : min(upto, sent + _CHUNK)]
        if load.batch == 1:
            chunk = stamp(chunk)
        link.sendall(b"".join(chunk))
        sent += len(chunk)
        wait_s = PATIENCE_S
        if sent < upto:
            wait_s = 0.0
        elif sent == due and sent < total:
            wait_s = max(0.0, began_s + sent / rate - time.monotonic())
        if select.select([link], [], [], wait_s)[0]:
            acknowledged += sum(kind == PUBACK for kind, _ in answers.split(receive(link)))
        elif wait_s == PATIENCE_S:
            raise TimeoutError("the broker acknowledges no more")
    return Published(round(began_s * 1e9), time.monotonic_ns())
