"""A Sparkplug payload writer of its own, so that the reader is never tested against itself.

Written from the field numbers of the schema (Sparkplug 3.0.0, 6.4.1) and the wire format's rules,
field by field, with nothing of the module under test.
"""

import struct

NUMBERS = {"int": 10, "long": 11, "float": 12, "double": 13, "bool": 14, "string": 15, "bytes": 16}
NUMBERS |= {"dataset": 17, "template": 18, "extension": 19}
PROPERTY_NUMBERS = {"int": 3, "long": 4, "float": 5, "double": 6, "bool": 7, "string": 8, "set": 9}


def varint(number):
    out = b""
    while True:
        low, number = number % 128, number // 128
        if not number:
            return out + bytes([low])
        out += bytes([low + 128])


def key(number, wire):
    return varint(number * 8 + wire)


def number_field(number, value):
    return key(number, 0) + varint(value)


def bytes_field(number, value):
    data = value.encode() if isinstance(value, str) else value
    return key(number, 2) + varint(len(data)) + data


def value_field(kind, value, numbers=NUMBERS):
    number = numbers[kind]
    if kind in {"int", "long"}:
        return number_field(number, value)
    if kind == "bool":
        return number_field(number, int(value))
    if kind == "float":
        return key(number, 5) + struct.pack("<f", value)
    if kind == "double":
        return key(number, 1) + struct.pack("<d", value)
    return bytes_field(number, value)


def prop(kind, value, *, datatype=None, null=False):
    out = b"" if datatype is None else number_field(1, datatype)
    out += number_field(2, 1) if null else b""
    return out + value_field(kind, value, PROPERTY_NUMBERS)


def properties(pairs):
    """A PropertySet of name → property bytes: all keys, then all values, as encoders do."""
    keys = b"".join(bytes_field(1, name) for name in pairs)
    return keys + b"".join(bytes_field(2, each) for each in pairs.values())


def metric(
    name=None, kind=None, value=None, *, alias=None, ts=None, datatype=None,
    historical=False, transient=False, null=False, props=None,
):  # fmt: skip
    out = b"" if name is None else bytes_field(1, name)
    for number, content in ((2, alias), (3, ts), (4, datatype)):
        out += b"" if content is None else number_field(number, content)
    for number, flag in ((5, historical), (6, transient), (7, null)):
        out += number_field(number, 1) if flag else b""
    out += b"" if props is None else bytes_field(9, properties(props))
    return out if kind is None else out + value_field(kind, value)


def payload(*metrics, ts=None, seq=None, uuid=None, body=None):
    out = b"" if ts is None else number_field(1, ts)
    out += b"".join(bytes_field(2, each) for each in metrics)
    out += b"" if seq is None else number_field(3, seq)
    out += b"" if uuid is None else bytes_field(4, uuid)
    return out if body is None else out + bytes_field(5, body)


def bd_seq(number):
    return metric("bdSeq", "long", number, datatype=8)
