"""Where things stand, in metres: equipment by its location, detector heads around their equipment.

A head stands where its tag says. One without a place is put in a ring around the equipment that it
watches, a golden angle apart from the next.
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
    origin = find_origin(plant)
    return {
        each.id: to_metres(each.location or plant.hazard_of[each.hazard].location or origin, origin)
        for each in plant.equipment
    }


def find_origin(plant: Plant) -> tuple[float, float]:
    """The longitude and latitude from which metres are counted."""
    located = [each.location for each in plant.equipment if each.location]
    return plant.park.location or (located[0] if located else (0.0, 0.0))


def to_metres(place: tuple[float, float], origin: tuple[float, float]) -> tuple[float, float]:
    """Metres east and north of an origin; both as longitude and latitude in degrees."""
    east_scale = _METRES_A_DEGREE * math.cos(math.radians(origin[1]))
    return (place[0] - origin[0]) * east_scale, (place[1] - origin[1]) * _METRES_A_DEGREE


def place_heads(plant: Plant, heads: list[Tag]) -> NDArray[np.float64]:
    """Metres east, north, above ground of gas detector heads: float64 (n, 3)."""
    equipment, origin = place_equipment(plant), find_origin(plant)
    seen: dict[str, int] = {}
    places = np.empty((len(heads), 3))
    for row, tag in enumerate(heads):
        number = seen[tag.equipment] = seen.get(tag.equipment, -1) + 1
        east, north = equipment.get(tag.equipment, (0.0, 0.0))
        angle = number * _GOLDEN_ANGLE
        if tag.location:
            east, north = to_metres(tag.location, origin)
        else:
            east, north = east + _RING_M * math.sin(angle), north + _RING_M * math.cos(angle)
        places[row] = east, north, _HEAD_HEIGHT_M
    return places
