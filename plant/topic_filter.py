"""MQTT topic filters as plant.toml states them: whether one is sound, and whether two overlap.

The grammar of MQTT 5 §4.7 without any broker in it. Which gateway a topic leads to is
:mod:`ingest.routing`'s business.
"""

import unicodedata
from itertools import zip_longest
from typing import Final, NamedTuple

ONE: Final = "+"
ANY: Final = "#"

OWN: Final = "hazard/v1/#"
"""The scheme of contract section 5; no foreign gateway may speak there."""

LONGEST: Final = 65_535
"""Bytes of a UTF-8 string in MQTT (§1.5.4)."""


class Fault(NamedTuple):
    """What is wrong with a filter, in English and Chinese."""

    text: str
    text_zh: str


def find_fault(text: str) -> Fault | None:
    """What is wrong with a filter (§4.7.1, §4.7.3), or None.

    A leading ``$`` is refused: brokers keep such topics for themselves, and ``$share`` would turn
    the filter into a shared subscription (§4.8.2).
    """
    *inner, last = levels = text.split("/")
    faults = {
        Fault("must not be empty", "不能为空"): not text,
        Fault(f"is longer than {LONGEST} bytes", f"超过 {LONGEST} 字节"): _weigh(text) > LONGEST,
        Fault("holds a control character", "含控制字符"): any(map(_is_control, text)),
        Fault("must not begin with $", "不能以 $ 开头"): text.startswith("$"),
        Fault("# must stand alone and last", "# 须独占一级且在末尾"): (
            any(ANY in level for level in inner) or (ANY in last and last != ANY)
        ),
        Fault("+ must stand alone in its level", "+ 须独占一级"): any(
            ONE in level and level != ONE for level in levels
        ),
    }
    return next((fault for fault, found in faults.items() if found), None)


def _weigh(text: str) -> int:
    return len(text.encode("utf-8", "replace"))


def _is_control(letter: str) -> bool:
    return unicodedata.category(letter) in {"Cc", "Cs"}


def is_exact(text: str) -> bool:
    """Whether a sound filter matches one topic only."""
    return ONE not in text and ANY not in text


def overlap(one: str, other: str) -> bool:
    """Whether some topic matches both of two sound filters.

    ``a/#`` matches ``a`` as well (§4.7.1.2).
    """
    for level, beside in zip_longest(one.split("/"), other.split("/")):
        if ANY in (level, beside):
            return True
        if level is None or beside is None:
            return False
        if level != beside and ONE not in (level, beside):
            return False
    return True
