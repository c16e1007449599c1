"""What instruments would read of true quantities: unit by unit, within the instrument's range."""

from functools import cache

from plant.units import find_unit
from plant.words import Tag


def show_kpa(pressure_kpa: float, unit: str) -> float:
    """A gauge pressure in a tag's unit; kPa where the unit is none of pressure."""
    return pressure_kpa * _per_kpa(unit)


def show_metres(length_m: float, unit: str) -> float | None:
    """A length in a tag's unit; None where the unit is none of length."""
    found = find_unit(unit)
    if found is None or found.dimension != "length":
        return None
    return length_m / float(found.factor)


def clip(value: float, tag: Tag) -> float:
    """A value held within what the instrument can measure."""
    if tag.range_lo is not None:
        value = max(tag.range_lo, value)
    return value if tag.range_hi is None else min(tag.range_hi, value)


@cache
def _per_kpa(unit: str) -> float:
    found = find_unit(unit)
    if found is None or found.dimension != "pressure":
        return 1.0
    return float(1000 / found.factor)
