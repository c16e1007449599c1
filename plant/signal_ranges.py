"""Where an instrument's signal stops being a measurement: NAMUR NE 43 as data, and for a tag.

The percentages and where they come from stand in signal_ranges.toml. Judging is
:mod:`detectors.out_of_range`'s business.
"""

from decimal import Decimal
from math import inf
from typing import Final, NamedTuple

from plant.condition import Condition
from plant.provenance import Provenance, load_tables, read_provenance
from plant.words import Tag

_FILE: Final = "signal_ranges.toml"

CURRENT: Final = "mA"
CURRENT_RANGE: Final = (4.0, 20.0)
"""The range of a tag that brings the current itself and states none."""


class Band(NamedTuple):
    """From ``low`` to ``high``, both included, in the tag's unit; infinite where it has no end."""

    low: float
    high: float


NO_BAND: Final = Band(-inf, inf)


class SignalRange(NamedTuple):
    """``sound``: outside of it the signal says failure. ``measured``: within it, it measures."""

    sound: Band
    measured: Band


UNBOUNDED: Final = SignalRange(NO_BAND, NO_BAND)


def find_signal_range(tag: Tag) -> SignalRange:
    """The bands of a tag; unbounded without a whole range, and for contacts."""
    low, high = tag.range_lo, tag.range_hi
    if tag.unit == CURRENT and low is None and high is None:
        low, high = CURRENT_RANGE
    if low is None or high is None or high <= low or Condition.DIGITAL in tag.alarms:
        return UNBOUNDED
    percentages = load_tables(_FILE)["signal"]
    return SignalRange(
        _spread(low, high, percentages["failure"]), _spread(low, high, percentages["measured"])
    )


def name_provenance() -> Provenance:
    """Where the percentages come from."""
    return read_provenance(load_tables(_FILE)["signal"])


def _spread(low: float, high: float, percent: list[str]) -> Band:
    """Percentages of a span in the tag's unit, computed as people would, in decimal."""
    start, end = Decimal(repr(float(low))), Decimal(repr(float(high)))
    return Band(*(float(start + (end - start) * Decimal(one) / 100) for one in percent))
