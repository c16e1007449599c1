"""A frame as it came from outside, what decoding makes of it, and why something is refused.

Bytes in, readings or refusals out: the types on that border. Decoding is in the codecs, the
question who may say what in :mod:`ingest.admission`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from msgspec import Struct

from ingest.status import StatusBody
from plant.reading import Instant


class Reason(StrEnum):
    """Why a frame or a reading was refused: the dead letter's reason (contract section 5)."""

    UNPARSABLE = "unparsable"
    TOO_LARGE = "too_large"
    UNKNOWN_GATEWAY = "unknown_gateway"
    UNKNOWN_TAG = "unknown_tag"
    NOT_A_NUMBER = "not_a_number"
    BAD_UNIT = "bad_unit"
    BAD_TIME = "bad_time"
    WRONG_TOPIC = "wrong_topic"
    CHECKSUM = "checksum"
    UNSUPPORTED = "unsupported"
    SIMULATED = "simulated"


class Frame(Struct, frozen=True, gc=False):  # a hundred thousand a second
    """One MQTT message. ``token`` is the session's own handle for acknowledging it.

    ``again``: a dead letter offered once more, after a fix; of it only readings of the tags
    ``only`` are wanted, all where that is empty.
    """

    topic: str
    payload: bytes
    received: Instant
    retained: bool = False
    token: int = 0
    again: bool = False
    only: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Refusal:
    """One thing that was not taken: a whole frame (``tag`` empty) or one reading of it."""

    reason: Reason
    gateway: str
    topic: str
    payload: bytes
    received: Instant
    tag: str = ""
    detail: str = ""


class Decoded(Struct, gc=False):
    """The readings of one frame, still by name; lists of one length n, in the frame's order.

    ``tags`` names, ``ts`` source times in ms, ``values`` float (NaN: no number), ``status`` OPC
    UA StatusCode. ``words`` position → the source's word where the value was a string.
    ``complaints``: (reason, tag, detail) of single readings; the reading may still be present
    (null and strings count as bad quality *and* as a complaint).
    """

    tags: Sequence[str]
    ts: Sequence[int]
    values: Sequence[float]
    status: Sequence[int]
    words: Mapping[int, str] = {}
    complaints: Sequence[tuple[Reason, str, str]] = ()
    seq: int | None = None
    boot: str | None = None
    sent: Instant | None = None
    units: Mapping[str, str] = {}
    doubtful: Sequence[int] = ()
    """Positions whose time could not be read; their ``ts`` is the arrival, so that they live."""
    simulation: bool = False
    """The body calls itself simulated (contract section 1, rule 15)."""
    declared: StatusBody | None = None
    """What the frame says of its gateway and sources, which holds before its readings do."""


def count_bytes(frames: Sequence[Frame]) -> int:
    """How much of a queue frames take: their payloads."""
    return sum([len(frame.payload) for frame in frames])
