"""Readings of a simulated gateway as JSON frames: two forms that carry many, one that carries one.

Numbers are written shortest round trip, so a value arrives bit by bit as it left. What is no
number goes out as the source's own word, or as null where it has none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from ingest.codec import encode_columns, encode_values
from plant.quality import BAD_NOT_A_NUMBER
from plant.reading import Instant


class Form(StrEnum):
    """The body forms (contract section 5); ``single`` is a tag a message, on its own topic."""

    VALUES = "values"
    COLUMNS = "columns"
    SINGLE = "single"


MOST_TAGS: Final = 4000
"""Readings a frame: names of 64 characters stay within the 1 MiB a frame may have."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """What a gateway says of a frame itself; None and False are left out.

    ``simulated`` lets a live platform refuse the frame where its gateway is not declared a
    simulation (contract section 1, rule 15).
    """

    seq: int
    boot: str
    sent: Instant | None = None
    simulated: bool = False


def write_frame(
    form: Form,
    ts: Instant,
    tags: Sequence[str],
    value: NDArray[np.float64],
    status: NDArray[np.uint32],
    words: Mapping[int, str],
    envelope: Envelope,
) -> bytes:
    """One frame of readings that share a source time.

    :param value: float64 (n,); NaN where ``words`` (position → word) or nothing stands.
    :param status: uint32 (n,), OPC UA; good is left out, and so is what null and words say anyway.
    :raises ValueError: the form carries one reading.
    """
    if form is Form.SINGLE:
        raise ValueError("a single reading is written by write_single")
    cells: list[float | str] = value.tolist()
    for place, word in words.items():
        cells[place] = word
    keys: dict[str, Any] = {"seq": envelope.seq, "boot": envelope.boot}
    if envelope.sent is not None:
        keys["sent"] = envelope.sent
    if envelope.simulated:
        keys["simulation"] = True
    telling = (status != 0) & ~(np.isnan(value) & (status == BAD_NOT_A_NUMBER))
    if form is Form.VALUES:
        if telling.any():
            told = np.flatnonzero(telling).tolist()
            keys["quality"] = {tags[place]: int(status[place]) for place in told}
        return encode_values(ts, dict(zip(tags, cells, strict=True)), **keys)
    if telling.any():
        keys["q"] = np.where(telling, status, 0).tolist()
    return encode_columns(tags, ts, cells, **keys)


def write_single(ts: Instant, value: float, status: int, envelope: Envelope) -> bytes:
    """The body of ``…/data/{tag}``; unnumbered, because a number is a whole frame's."""
    body: dict[str, Any] = {"ts": ts, "v": None if np.isnan(value) else value}
    if status and not (np.isnan(value) and status == BAD_NOT_A_NUMBER):
        body["q"] = status
    if envelope.sent is not None:
        body["sent"] = envelope.sent
    if envelope.simulated:
        body["simulation"] = True
    return msgspec.json.encode(body)


def write_status(
    *,
    online: bool,
    ts: Instant,
    simulated: bool = False,
    sources: Mapping[str, bool] | None = None,
) -> bytes:
    """The retained status of a gateway, also its will.

    :param sources: name → whether it is up; None says nothing of them.
    """
    body: dict[str, Any] = {"online": online, "ts": ts}
    if sources is not None:
        body["sources"] = {name: "up" if up else "down" for name, up in sources.items()}
    if simulated:
        body["simulation"] = True
    return msgspec.json.encode(body)
