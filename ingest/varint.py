"""Numbers of seven bits a byte, the lowest first: MQTT's lengths (variable byte integer, §1.5.5)
and protobuf's numbers (base 128 varint). Reading them is each reader's own: what is too long, or
not all there, means something else to each.
"""


def write_varint(number: int) -> bytes:
    """A number from 0 on, in the fewest bytes that hold it."""
    groups = bytearray()
    while number > 0x7F:
        groups.append(number & 0x7F | 0x80)
        number >>= 7
    groups.append(number)
    return bytes(groups)
