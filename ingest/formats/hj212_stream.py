"""Finding HJ 212 packets in bytes that arrive in any portions, among any others.

Feed, then drain: bytes in, pieces out, each a sound packet or bytes that are none, with the fault.
However the bytes are portioned, the pieces are the same, and together they hold every byte but
line ends. What a packet says is not looked at here.

A packet is believed when its length leads to its CRC. A stated length is not waited for longer
than the evidence allows: no packet has a line end or another packet's head in it, so the first
sound packet after a damaged one is found as soon as it is complete.
"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from ingest.formats.hj212_packet import ENVELOPE, compute_crc

LONGEST_PACKET: Final = 9999 + ENVELOPE
"""What four digits can say; the standard itself stops at 1024, stations do not."""

LONGEST_NOISE: Final = 16_384
"""Bytes that belong to no packet leave in pieces of this size at most."""

_HEAD: Final = re.compile(rb"##[0-9]{4}")
_HEAD_BYTES: Final = 6
_LINE_ENDS: Final = re.compile(rb"[\r\n]+")
_CRC: Final = re.compile(rb"[0-9A-Fa-f]{4}")


class Piece(NamedTuple):
    """A packet without its line end, or bytes that are none; ``fault`` says why, else empty."""

    payload: bytes
    fault: str


class Splitter:
    """The bytes of one connection; holds one unfinished piece, at most 26 kB and a portion."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._fault = ""
        self._searched = 1

    def feed(self, portion: bytes | memoryview) -> list[Piece]:
        """Take a portion; the pieces that it completes."""
        self._buffer += portion
        return list(self._drain(ended=False))

    def finish(self) -> list[Piece]:
        """Nothing more comes: what was not complete is broken, what stands behind it may not be."""
        return list(self._drain(ended=True))

    def finish_with(self, portion: bytes) -> Iterator[Piece]:
        """Take the last portion; the pieces one by one, for who may not want all of them."""
        self._buffer += portion
        return self._drain(ended=True)

    def _drain(self, *, ended: bool) -> Iterator[Piece]:
        while (piece := self._take(ended=ended)) is not None:
            yield piece

    def _take(self, *, ended: bool) -> Piece | None:
        """The next piece, None where more bytes have to come first."""
        self._skip_line_ends()
        buffer = self._buffer
        if not buffer:
            return None
        if not self._fault:
            end, self._fault = _inspect(buffer, ended=ended)
            if end:
                return self._cut(end, "")
            if not self._fault:
                return None
        extent = self._measure_noise(ended=ended)
        return self._cut(extent, self._fault) if extent else None

    def _skip_line_ends(self) -> None:
        """Between pieces they say nothing."""
        if not self._fault and (found := _LINE_ENDS.match(self._buffer)):
            del self._buffer[: found.end()]

    def _cut(self, end: int, fault: str) -> Piece:
        payload = bytes(self._buffer[:end])
        del self._buffer[:end]
        self._fault, self._searched = "", 1
        return Piece(payload, fault)

    def _measure_noise(self, *, ended: bool) -> int:
        """How far bytes reach that are no packet: to a line end or a head; 0 where not yet seen."""
        buffer, start = self._buffer, self._searched
        line_end = buffer.find(b"\n", start - 1, LONGEST_NOISE)
        beyond = LONGEST_NOISE + _HEAD_BYTES if line_end < 0 else line_end
        head = _HEAD.search(buffer, start, beyond)
        if head:
            return head.start()
        if line_end >= 0:
            return line_end + 1
        if len(buffer) >= beyond:
            return LONGEST_NOISE
        self._searched = max(1, len(buffer) - _HEAD_BYTES)
        return min(len(buffer), LONGEST_NOISE) if ended else 0


def _inspect(buffer: bytearray, *, ended: bool) -> tuple[int, str]:
    """Whether a packet stands at the start.

    :returns: (its end, empty), (0, what is wrong with it), or (0, empty) where more has to come.
    """
    if not _HEAD.match(buffer):
        possible = b"##0000".startswith(re.sub(rb"[0-9]", b"0", bytes(buffer[:_HEAD_BYTES])))
        return (0, "") if possible and not ended else (0, "no ## with a length")
    end = int(buffer[2:_HEAD_BYTES]) + ENVELOPE
    if buffer.find(b"\n", _HEAD_BYTES, end) >= 0 or _HEAD.search(buffer, _HEAD_BYTES, end):
        return 0, f"ends before the {end - ENVELOPE} bytes that it states"
    if len(buffer) < end:
        return (0, "ends unfinished") if ended else (0, "")
    stated = bytes(buffer[end - 4 : end])
    computed = compute_crc(bytes(buffer[_HEAD_BYTES : end - 4]))
    if _CRC.fullmatch(stated) and int(stated, 16) == computed:
        return end, ""
    return 0, f"CRC {stated.decode('ascii', 'replace')}, computed {computed:04X}"


def split(payload: bytes) -> Iterator[Piece]:
    """The pieces of bytes that are complete, found as they are asked for."""
    return Splitter().finish_with(payload)
