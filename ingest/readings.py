"""Foreign values, qualities and times, one at a time: what each may mean and what it becomes.

The lenient half of every codec: a number, null, true, a string, a status code, a time. Pure
functions that never raise, whatever JSON can hold. Which value belongs to which tag is the
codec's business.
"""

import math
from datetime import datetime
from typing import Any, Final

from plant.quality import BAD, BAD_NOT_A_NUMBER, GOOD, WORDS
from plant.reading import Instant

END_OF_TIME: Final = 4_102_444_800_000
"""2100-01-01T00:00:00Z. A stamp from here on, or before 1970, is no time but an accident."""

LONGEST_WORD: Final = 64
"""Characters kept of a source's own word: quality words of historians are far shorter."""


def clean(text: str) -> str:
    """The text with lone surrogates replaced: JSON can carry them, no store or screen can."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def as_time(raw: Any) -> Instant | None:
    """Read a stamp: integer ms, an equal float, or ISO 8601 with an offset; else None.

    A naive text is refused, not guessed: a wrong guess is hours off and looks right.
    """
    if isinstance(raw, str):
        return _from_iso(raw)
    if isinstance(raw, bool) or not isinstance(raw, int | float) or not 0 <= raw < END_OF_TIME:
        return None
    return int(raw)


def _from_iso(text: str) -> Instant | None:
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            return None
        return as_time(moment.timestamp() * 1000)
    except (ValueError, OverflowError):
        return None


def as_value(raw: Any) -> tuple[float, str | None, str]:
    """Read a value.

    :returns: (value, the source's word or None, what is wrong with it or empty). The value is
        NaN exactly where something is wrong.
    """
    if isinstance(raw, int | float):
        try:
            value = float(raw)
        except OverflowError:
            value = math.inf
        return (value, None, "") if math.isfinite(value) else (math.nan, None, "not finite")
    if isinstance(raw, str):
        word = clean(raw[:LONGEST_WORD])
        return math.nan, word, f"text: {word}"
    return math.nan, None, "null" if raw is None else f"a JSON {type(raw).__name__}"


def as_status(raw: Any) -> int | None:
    """Read a quality: the contract's words, an OPC UA StatusCode, null = good; else None.

    A negative number is a StatusCode that went through a signed 32-bit field.
    """
    if raw is None:
        return GOOD
    if isinstance(raw, str):
        return WORDS.get(raw.strip().lower())
    if isinstance(raw, bool) or not isinstance(raw, int) or not -(2**31) <= raw < 2**32:
        return None
    return raw & 0xFFFF_FFFF


def worsen(status: int, value: float) -> int:
    """The status of a value that may be no number: its own if bad, else type mismatch."""
    return BAD_NOT_A_NUMBER if math.isnan(value) and status < BAD else status
