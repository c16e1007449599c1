"""Where a packet begins and ends, judged by its fixed header before anything of it is kept."""

from typing import Final, NamedTuple

from ingest.mqtt_endpoint.codes import Code, PacketError

LONGEST_HEADER: Final = 5


class Span(NamedTuple):
    """A packet's body, and where the next packet begins."""

    body: int
    end: int


def find_span(data: bytes | bytearray, at: int) -> Span | None:
    """Where the packet that begins at ``at`` lies; None while its header is not complete.

    ``end`` may lie beyond the data: so much of it has not come yet.

    :raises PacketError: the length can't be read.
    """
    size = 0
    for place in range(1, LONGEST_HEADER):
        if at + place >= len(data):
            return None
        byte = data[at + place]
        size |= (byte & 0x7F) << 7 * (place - 1)
        if byte < 0x80:
            if place > 1 and not byte:  # not the fewest bytes that hold it
                break
            return Span(at + place + 1, at + place + 1 + size)
    raise PacketError(Code.MALFORMED)
