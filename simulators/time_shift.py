"""A recorded message with its times moved, so that it happens now: our own JSON form only.

``ts``, ``sent`` and a status' ``ts`` are moved by one and the same difference, every other value
stays as it was, byte for byte; the frame is marked as simulated (contract section 1, rule 15),
because it did not happen now. Frames of a further pass or jump get a ``boot`` of their own: else
their numbers would be taken for those of frames that have come. Pure. Other forms can't be moved:
Sparkplug's times are inside its protobuf, pinyin's in its own notation, HJ 212 has a checksum over
them; who meets one refuses it.
"""

from typing import Final

import msgspec

from ingest.topic import Kind, TopicPath
from plant.reading import Instant

_OBJECT: Final = msgspec.json.Decoder(dict[str, msgspec.Raw])
_TIMES: Final = msgspec.json.Decoder(int | list[int])
_NUMBER: Final = msgspec.json.Decoder(float)
_BOOT: Final = msgspec.json.Decoder(str)


def shift_payload(path: TopicPath, payload: bytes, by_ms: int, turn: int) -> bytes:
    """A body of contract section 5 as it would be if it had happened ``by_ms`` later.

    :param turn: passes and jumps before it; 0 leaves its boot alone.
    :returns: what is no body of ours, and would be refused anyway, as it is.
    """
    try:
        body = _OBJECT.decode(payload)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _mark_number(path, payload)
    for key in ("ts", "sent"):
        if key in body:
            body[key] = _shift(body[key], by_ms)
    if path.kind is not Kind.STATUS:
        body["simulation"] = msgspec.Raw(b"true")
        if turn and "boot" in body:
            body["boot"] = _rename(body["boot"], turn)
    return msgspec.json.encode(body)


def _mark_number(path: TopicPath, payload: bytes) -> bytes:
    """A bare number can't bear a mark: it becomes the object that means the same."""
    try:
        _NUMBER.decode(payload)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return payload
    if not path.tag:
        return payload
    return b'{"v":%s,"simulation":true}' % payload.strip()


def _shift(raw: msgspec.Raw, by_ms: int) -> msgspec.Raw:
    """Times moved; what is no time of the form stays as it is, to be refused as it would be."""
    try:
        times = _TIMES.decode(raw)
    except msgspec.DecodeError:
        return raw
    moved: Instant | list[Instant] = (
        times + by_ms if isinstance(times, int) else [each + by_ms for each in times]
    )
    return msgspec.Raw(msgspec.json.encode(moved))


def _rename(raw: msgspec.Raw, turn: int) -> msgspec.Raw:
    try:
        return msgspec.Raw(msgspec.json.encode(f"{_BOOT.decode(raw)}~{turn}"))
    except msgspec.DecodeError:
        return raw
