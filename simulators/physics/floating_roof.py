"""A floating roof: it swims on the liquid until it lands on its legs; then air comes in below.

Nothing breathes while it floats. From the moment it stands on its legs, what is drawn leaves a
space that fills with air, over a volatile product into the explosive range; filling pushes that gas
out until the roof floats again (API MPMS 19.1 calls these standing idle and filling losses).
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FloatingRoof:
    """A roof as built: ``legs_m`` is the height of its underside when it stands."""

    area_m2: float
    legs_m: float = 1.8


@dataclass(frozen=True, slots=True)
class Landing:
    """What a move of the liquid did below the roof: m³ of air drawn in, m³ of gas pushed out."""

    drawn_in_m3: float
    pushed_out_m3: float


def has_landed(roof: FloatingRoof, level_m: float) -> bool:
    """Whether the roof stands on its legs."""
    return level_m <= roof.legs_m


def height_m(roof: FloatingRoof, level_m: float) -> float:
    """Height of the roof's underside above the bottom."""
    return max(roof.legs_m, level_m)


def space_m3(roof: FloatingRoof, level_m: float) -> float:
    """Gas between the liquid and a roof that stands."""
    return roof.area_m2 * (height_m(roof, level_m) - level_m)


def move(roof: FloatingRoof, before_m: float, after_m: float) -> Landing:
    """What the liquid's way from one level to another did below the roof."""
    grown = space_m3(roof, after_m) - space_m3(roof, before_m)
    return Landing(max(0.0, grown), max(0.0, -grown))
