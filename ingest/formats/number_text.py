"""Numbers that come as text: ``12.5``, ``1e3``, ``0.8 MPa``; a unit may stand behind.

Stricter than Python: no underscores, no thousands, no NaN, no Infinity, no decimal comma. What
stands behind a number must be a unit we know, or the text is a word and no number.
"""

import math
import re
from typing import Final, NamedTuple

from plant.units import find_unit

LONGEST: Final = 64
"""Characters; no instrument writes a longer number."""

_NUMBER: Final = re.compile(
    r"\s*([+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)\s*(\S.*)?", re.DOTALL
)


class Measure(NamedTuple):
    """A finite number, and the unit it was given with, empty where it was given with none."""

    value: float
    unit: str = ""


def read_measure(text: str) -> Measure | None:
    """The number that a text is, or None."""
    match = _NUMBER.fullmatch(text) if len(text) <= LONGEST else None
    if match is None:
        return None
    value, unit = float(match[1]), (match[2] or "").rstrip()
    return Measure(value, unit) if math.isfinite(value) and (not unit or find_unit(unit)) else None
