"""Recorded MQTT messages as lines of text: what a record of a broker's traffic consists of.

One JSON object a line, so that ``zcat`` and a person's eye are enough to look into it. The first
line is the head. A payload is kept byte for byte: as ``json`` where it is a JSON object or list on
one line, as ``text`` where it is other text, as ``base64`` else. A line may instead say that
messages were ``lost`` or that the broker was ``away``. Files are written by
:mod:`simulators.record_writer` and read by :mod:`simulators.record_reader`.
"""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from plant.reading import Instant

SIGNATURE: Final = "hazardwatch mqtt"
VERSION: Final = 1


class RecordError(Exception):
    """A file is no record, or one that this version can't read; the message says why."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message as it passed the broker.

    ``at``        our clock at arrival, ms
    ``retain``    published with the retain flag
    ``standing``  the broker had retained it since before the recording began
    """

    at: Instant
    topic: str
    payload: bytes
    qos: int = 0
    retain: bool = False
    standing: bool = False


@dataclass(frozen=True, slots=True)
class Flaw:
    """A place where the record does not hold all that passed: ``lost`` messages were not written
    because the disk did not keep up, or the recording itself was ``away`` from the broker.
    """

    at: Instant
    lost: int = 0
    away: bool = False


@dataclass(frozen=True, slots=True)
class Head:
    """The first line. ``retain_told``: the broker said which messages were published as retained
    (MQTT 5); over MQTT 3.1.1 only standing ones bear the flag.
    """

    began: Instant
    topics: Sequence[str] = ("#",)
    retain_told: bool = True


class _Line(msgspec.Struct, omit_defaults=True):
    """Any line after the head; the order of the fields is that of the keys."""

    t: int
    topic: str | None = None
    qos: int = 0
    retain: bool = False
    standing: bool = False
    json: msgspec.Raw = msgspec.Raw()
    text: str | None = None
    base64: str | None = None
    lost: int = 0
    away: bool = False


class _HeadLine(msgspec.Struct):
    record: str
    version: int
    began: int
    topics: tuple[str, ...] = ("#",)
    retain_told: bool = True


_LINE: Final = msgspec.json.Decoder(_Line)
_HEAD: Final = msgspec.json.Decoder(_HeadLine)
_ENCODER: Final = msgspec.json.Encoder()


def write_head(head: Head) -> bytes:
    """The first line, without its end."""
    line = _HeadLine(SIGNATURE, VERSION, head.began, tuple(head.topics), head.retain_told)
    return _ENCODER.encode(line)


def is_head(line: bytes) -> bool:
    """Whether a file that begins like this is a record, of whatever version."""
    return line.startswith(b'{"record":"' + SIGNATURE.encode() + b'"')


def read_head(line: bytes) -> Head:
    """Take the first line apart.

    :raises RecordError: it is none, or of a version that is not known here.
    """
    try:
        head = _HEAD.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise RecordError(f"不是 MQTT 记录 no record of MQTT messages: {error}") from None
    if head.record != SIGNATURE or head.version != VERSION:
        raise RecordError(
            f"记录版本不支持 a record {head.record!r} of version {head.version}; this reads"
            f" {SIGNATURE!r}, {VERSION}"
        )
    return Head(head.began, head.topics, head.retain_told)


def write_line(entry: Message | Flaw) -> bytes:
    """One line, without its end."""
    if isinstance(entry, Flaw):
        return _ENCODER.encode(_Line(entry.at, lost=entry.lost, away=entry.away))
    line = _Line(entry.at, entry.topic, entry.qos, entry.retain, entry.standing)
    payload = entry.payload
    if _is_plain_json(payload):
        line.json = msgspec.Raw(payload)
    else:
        try:
            line.text = payload.decode()
        except UnicodeDecodeError:
            line.base64 = base64.b64encode(payload).decode()
    return _ENCODER.encode(line)


def read_line(line: bytes) -> Message | Flaw:
    """Take a line apart.

    :raises RecordError: it is none.
    """
    try:
        told = _LINE.decode(line)
        if told.topic is None:
            return Flaw(told.t, told.lost, told.away)
        return Message(
            told.t, told.topic, _read_payload(told), told.qos, told.retain, told.standing
        )
    except (msgspec.DecodeError, UnicodeDecodeError, binascii.Error, RecursionError) as error:
        raise RecordError(f"不是一条记录 no line of a record: {error}") from None


def _read_payload(line: _Line) -> bytes:
    if line.text is not None:
        return line.text.encode()
    if line.base64 is not None:
        return base64.b64decode(line.base64, validate=True)
    return bytes(line.json)


def _is_plain_json(payload: bytes) -> bool:
    """Whether a payload may stand in a line as it is and be found again byte for byte."""
    if not payload or payload[0] not in b"{[" or payload[-1] not in b"}]" or b"\n" in payload:
        return False
    try:
        _parse(payload)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False
    return True


_parse: Final[Any] = msgspec.json.decode
