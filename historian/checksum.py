"""CRC-32 over the fields of a stored row, so that no flipped bit passes for a reading. Pure."""

import zlib


def checksum(*fields: object) -> int:
    """CRC-32 over numbers and texts as Python writes them, then over bytes as they are.

    Any change of up to 32 bits in a row is noticed: what CRC-32 promises of burst errors.
    """
    plain = repr([len(field) if isinstance(field, bytes) else field for field in fields])
    crc = zlib.crc32(plain.encode(errors="backslashreplace"))
    for field in fields:
        if isinstance(field, bytes):
            crc = zlib.crc32(field, crc)
    return crc
