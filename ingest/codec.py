"""The JSON bodies of hazardwatch gateways (contract section 5), in and out.

Two ways in, one meaning: a typed fast path for the regular body and a lenient one, reading by
reading, for everything else. Decoding never raises and never looks at the plant: whose tags these
are, and whether the clock is right, is :mod:`ingest.admission`'s business.
"""

import math
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Annotated, Any, Final

import msgspec
from msgspec import UNSET, UnsetType

from ingest.frame import Decoded, Reason
from ingest.lenient import Unfit, decode_leniently
from ingest.readings import END_OF_TIME, as_status
from plant.quality import WORDS
from plant.reading import Instant
from plant.words import LARGEST_FRAME

_REMEMBERED: Final = 1 << 16
"""Only tag lists up to this many bytes are remembered, so that the memory of them is bounded."""


class _Body(msgspec.Struct):
    """The regular body, all forms in one so that one pass decides which it is."""

    values: dict[str, float] | UnsetType = UNSET
    quality: dict[str, str | int] | UnsetType = UNSET
    tags: msgspec.Raw | UnsetType = UNSET
    ts: int | list[int] | UnsetType = UNSET
    v: float | list[float] | UnsetType = UNSET
    q: str | int | list[str | int] | UnsetType = UNSET
    seq: int | UnsetType = UNSET
    boot: str | UnsetType = UNSET
    sent: int | UnsetType = UNSET
    units: dict[str, str] | UnsetType = UNSET
    simulation: bool = False


Single = tuple[str, float, Instant, tuple[str, int] | None, Instant | None, bool]
"""Name, value, source time; of the frame, boot (empty where it tells none) and number, when it was
sent, and whether it calls itself simulated."""

_Moment = Annotated[int, msgspec.Meta(ge=0, lt=END_OF_TIME)]


class _Plain(msgspec.Struct, forbid_unknown_fields=True, gc=False, kw_only=True):
    """What :func:`read_single` may find beside the reading; anything else is not for it."""

    ts: _Moment
    seq: Annotated[int, msgspec.Meta(ge=0)] | UnsetType = UNSET
    boot: str = ""
    sent: _Moment | UnsetType = UNSET
    simulation: bool = False


class _PlainValues(_Plain):
    values: dict[str, float]


class _PlainOnTag(_Plain):
    v: float
    q: str | int = "good"


_PLAINLY_GOOD: Final = ("good", 0)

_READ_AMONG = msgspec.json.Decoder(_PlainValues).decode
_READ_ON_TAG = msgspec.json.Decoder(_PlainOnTag).decode
_BODY = msgspec.json.Decoder(_Body)
_NAMES = msgspec.json.Decoder(list[str])


def decode(tag: str, payload: bytes, received: Instant) -> Decoded | Unfit:
    """Read one payload.

    :param tag: the tag named by the topic, empty where the topic names none.
    :param received: our clock at arrival; stands in for a time that is missing or unreadable.
    """
    if len(payload) > LARGEST_FRAME:
        return Unfit(Reason.TOO_LARGE, f"{len(payload)} bytes")
    try:
        regular = _read_regular(tag, _BODY.decode(payload), received)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        regular = None
    return regular or decode_leniently(tag, payload, received)


def read_single(tag: str, payload: bytes) -> Single | None:
    """The one good reading of a body that tells little more than it.

    None for every other body: :func:`decode` reads those, and would read this one alike.
    """
    try:
        if tag:
            told = _READ_ON_TAG(payload)
            name, value, good = tag, told.v, told.q in _PLAINLY_GOOD
            body: _Plain = told
        else:
            body = among = _READ_AMONG(payload)
            good = len(among.values) == 1
            name, value = next(iter(among.values.items()), ("", 0.0))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    if not good:
        return None
    seq, sent = body.seq, body.sent
    number = None if seq is UNSET else (body.boot, seq)
    return name, value, body.ts, number, None if sent is UNSET else sent, body.simulation


def _read_regular(tag: str, body: _Body, received: Instant) -> Decoded | None:
    """The readings of a body in which nothing is unusual, else None."""
    columns = _find_columns(tag, body)
    if columns is None or (isinstance(body.ts, list) and body.tags is UNSET):
        return None
    tags, values, status = columns
    ts = _spread(body.ts, len(values), received)
    if ts is None or not _all_regular(body, status, len(values)):
        return None
    return Decoded(
        tags,
        ts,
        values,
        status or [0] * len(values),
        seq=None if body.seq is UNSET else body.seq,
        boot=None if body.boot is UNSET else body.boot,
        sent=None if body.sent is UNSET else body.sent,
        units={} if body.units is UNSET else body.units,
        simulation=body.simulation,
    )


_Columns = tuple[Sequence[str], list[float], list[int] | None]


def _find_columns(tag: str, body: _Body) -> _Columns | None:
    """Names, values and status codes (None: all good) of the one form that the body has."""
    if body.values is not UNSET:
        if body.tags is not UNSET or body.v is not UNSET or body.q is not UNSET:
            return None
        names = list(body.values)
        quality = body.quality
        words = None if quality is UNSET else [quality.get(name, "good") for name in names]
        return names, list(body.values.values()), _codes(words)
    if body.tags is not UNSET:
        if not isinstance(body.v, list):
            return None
        raw = bytes(body.tags)
        columns = _remember_names(raw) if len(raw) <= _REMEMBERED else _NAMES.decode(raw)
        words = None if body.q is UNSET else body.q if isinstance(body.q, list) else [body.q]
        return (columns, body.v, _codes(words)) if len(columns) == len(body.v) else None
    if tag and isinstance(body.v, float) and not isinstance(body.q, list):
        return [tag], [body.v], None if body.q is UNSET else _codes([body.q])
    return None


@lru_cache(maxsize=256)
def _remember_names(raw: bytes) -> tuple[str, ...]:
    """The tag list of a columns body; equal bytes give the same tuple, to be cached by."""
    return tuple(_NAMES.decode(raw))


def _codes(words: Sequence[str | int] | None) -> list[int] | None:
    """Status codes; an unknown word becomes -1, which is not regular."""
    if words is None or words.count("good") == len(words):
        return None
    codes = [WORDS.get(word) if isinstance(word, str) else as_status(word) for word in words]
    return [-1 if code is None else code for code in codes]


def _spread(ts: int | list[int] | UnsetType, count: int, received: Instant) -> list[int] | None:
    """One time a reading, or None where a time is out of range or one is too many or few."""
    if ts is UNSET:
        return [received] * count
    if isinstance(ts, int):
        return [ts] * count if 0 <= ts < END_OF_TIME else None
    if len(ts) != count or (ts and (min(ts) < 0 or max(ts) >= END_OF_TIME)):
        return None
    return ts


def _all_regular(body: _Body, status: list[int] | None, count: int) -> bool:
    if status is not None and (len(status) != count or -1 in status):
        return False
    return (body.seq is UNSET or body.seq >= 0) and (
        body.sent is UNSET or 0 <= body.sent < END_OF_TIME
    )


def encode_values(ts: Instant, values: Mapping[str, float | str | None], **keys: Any) -> bytes:
    """The ``values`` body of one instant.

    :param values: tag → number; a text or None (or NaN) stands for a source that sent none.
    :param keys: further keys of the body: ``quality``, ``seq``, ``boot``, ``sent``, ``units``,
        ``simulation``.
    """
    plain = {tag: _as_json(value) for tag, value in values.items()}
    return msgspec.json.encode({"ts": ts, "values": plain, **keys})


def encode_columns(
    tags: Sequence[str],
    ts: Sequence[Instant] | Instant,
    values: Sequence[float | str | None],
    **keys: Any,
) -> bytes:
    """The ``columns`` body; ``keys`` as for :func:`encode_values`, ``q`` being its quality."""
    plain = [_as_json(value) for value in values]
    return msgspec.json.encode({"tags": tags, "ts": ts, "v": plain, **keys})


def _as_json(value: float | str | None) -> float | str | None:
    return None if isinstance(value, float) and not math.isfinite(value) else value
