"""Where things stand, in metres: equipment by its location, detector heads around their equipment.

The plant directory gives equipment a longitude and a latitude but has no place for a single head,
so heads are put in a ring around the equipment they watch, a golden angle apart.
"""

import math

import numpy as np
from numpy.typing import NDArray

from plant.words import Plant, Tag

_METRES_A_DEGREE = 111_320.0
_RING_M = 9.0
_HEAD_HEIGHT_M = 0.5
_GOLDEN_ANGLE = math.pi * (3.0 - math.sqrt(5.0))


def place_equipment(plant: Plant) -> dict[str, tuple[float, float]]:
    """Equipment id → metres east and north of the park's location (local tangent plane).

    Equipment without a location stands where its hazard does, and else at the origin.
    """
    located = [each.location for each in plant.equipment if each.location]
    origin = plant.park.location or (located[0] if located else (0.0, 0.0))
    east_scale = _METRES_A_DEGREE * math.cos(math.radians(origin[1]))
    places = {}
    for each in plant.equipment:
        longitude, latitude = each.location or plant.hazard_of[each.hazard].location or origin
        places[each.id] = (
            (longitude - origin[0]) * east_scale,
            (latitude - origin[1]) * _METRES_A_DEGREE,
        )
    return places


def place_heads(plant: Plant, heads: list[Tag]) -> NDArray[np.float64]:
    """Metres east, north, above ground of gas detector heads: float64 (n, 3)."""
    equipment = place_equipment(plant)
    seen: dict[str, int] = {}
    places = np.empty((len(heads), 3))
    for row, tag in enumerate(heads):
        number = seen[tag.equipment] = seen.get(tag.equipment, -1) + 1
        east, north = equipment.get(tag.equipment, (0.0, 0.0))
        angle = number * _GOLDEN_ANGLE
        places[row] = (
            east + _RING_M * math.sin(angle),
            north + _RING_M * math.cos(angle),
            _HEAD_HEIGHT_M,
        )
    return places
