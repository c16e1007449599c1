"""What an HJ 212 packet costs, found in a stream and read, beside the obvious way with expressions.

Ten factors with their flags a packet. The yardstick takes the same bytes apart with two regular
expressions, a checksum bit by bit and ``strptime``, and must find the same values. CPU time of
this thread, the median of several passes.
"""

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Final
from zoneinfo import ZoneInfo

from ingest.formats.dialect import Dialect
from ingest.formats.hj212 import decode
from ingest.formats.hj212_packet import compute_crc
from ingest.formats.hj212_stream import Splitter
from ingest.frame import Decoded
from tests.bench.figures import Line, tell_ratio

FACTORS: Final = 10
PORTION_BYTES: Final = 16_384

_ZONE: Final = ZoneInfo("Asia/Shanghai")
_PACKET: Final = re.compile(rb"##([0-9]{4})(.*?&&.*?&&)([0-9A-Fa-f]{4})\r\n")
_PAIR: Final = re.compile(r"([^;,&=]+)-(Rtd|Flag)=([^;,&]*)")
_START_S: Final = 1_700_000_000


@dataclass(frozen=True, slots=True)
class Reading:
    """Packets a CPU second."""

    packets: int
    packet_bytes: int
    split_rate: float
    decode_rate: float
    naive_rate: float

    def lines(self) -> Iterator[Line]:
        """The table's lines."""
        note = f"{FACTORS} factors, {self.packet_bytes} bytes"
        both = 1 / (1 / self.split_rate + 1 / self.decode_rate)
        for what, rate in (("found and read", both), ("found in a stream", self.split_rate)):
            figures = f"{rate:,.0f}", f"{self.naive_rate:,.0f}", tell_ratio(rate, self.naive_rate)
            yield Line(f"HJ 212 packets {what}", "packets/s", *figures, note)


def measure_hj212(packets: int, passes: int) -> Reading:
    """Find and read so many packets."""
    sent = [make_packet(number) for number in range(packets)]
    stream = b"".join(sent)
    pieces: list[bytes] = []
    values: list[list[float]] = []
    naive: list[list[float]] = []
    split_s = clock(lambda: pieces.extend(find(stream)), passes)
    decode_s = clock(lambda: values.extend(map(read, sent)), passes)
    naive_s = clock(lambda: naive.extend(take_apart(stream)), passes)
    if values != naive or pieces != [one.strip() for one in sent] * passes:
        raise RuntimeError("the two ways of reading disagree")
    rates = (packets / seconds for seconds in (split_s, decode_s, naive_s))
    return Reading(packets, len(sent[0]), *rates)


def make_packet(number: int) -> bytes:
    """A packet of real-time values, other ones each time."""
    stamp = datetime.fromtimestamp(_START_S + number, _ZONE).strftime("%Y%m%d%H%M%S")
    items = ";".join(
        f"a{21000 + factor}-Rtd={number % 97 + factor / 8},a{21000 + factor}-Flag=N"
        for factor in range(FACTORS)
    )
    segment = (
        f"QN={stamp}{number % 1000:03d};ST=31;CN=2011;PW=123456;MN=010000A8900016F000169DC0"
        f";Flag=5;CP=&&DataTime={stamp};{items}&&"
    ).encode()
    return b"##%04d%b%04X\r\n" % (len(segment), segment, compute_crc(segment))


def find(stream: bytes) -> Iterator[bytes]:
    """The packets of a stream that comes in portions."""
    splitter = Splitter()
    for at in range(0, len(stream), PORTION_BYTES):
        yield from (piece.payload for piece in splitter.feed(stream[at : at + PORTION_BYTES]))


def read(packet: bytes) -> list[float]:
    """The values of a packet."""
    decoded = decode("", packet, 0, Dialect(_ZONE))
    assert isinstance(decoded, Decoded)
    return list(decoded.values)


def take_apart(stream: bytes) -> Iterator[list[float]]:
    """The obvious way."""
    for length, body, crc in _PACKET.findall(stream):
        if int(length) != len(body) or int(crc, 16) != check_bit_by_bit(body):
            continue
        text = body.decode()
        for stamp in re.findall(r"(?:QN|DataTime)=([0-9]{14})", text):
            datetime.strptime(stamp, "%Y%m%d%H%M%S").replace(tzinfo=_ZONE).timestamp()
        yield [float(raw) for _, field, raw in _PAIR.findall(text) if field == "Rtd"]


def check_bit_by_bit(body: bytes) -> int:
    """The checksum as appendix A prints it."""
    register = 0xFFFF
    for byte in body:
        register = (register >> 8) ^ byte
        for _ in range(8):
            check = register & 1
            register >>= 1
            if check:
                register ^= 0xA001
    return register


def clock(work: Callable[[], object], passes: int) -> float:
    """CPU seconds of a pass."""
    times = []
    for _ in range(passes):
        began = time.thread_time()
        work()
        times.append(time.thread_time() - began)
    return median(times)
