"""The sector from which gas may have come: what turning, wind and heads make of it."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from detectors.gas_source import (
    Sector,
    Wind,
    find_half_angle,
    find_sector,
    name_bearing,
    to_metres,
)
from plant.wind_spread import load_wind_spread

SPREAD = load_wind_spread()
speeds = st.floats(0.5, 40)
places = st.lists(
    st.tuples(st.floats(-500, 500), st.floats(-500, 500), st.floats(1, 20)), min_size=1, max_size=8
)
Places = list[tuple[float, float, float]]


def find(heads: Places, wind: Wind) -> Sector | None:
    table: NDArray[np.float64] = np.array(heads, dtype=np.float64)
    return find_sector(table[:, :2], table[:, 2], wind, SPREAD)


def turn(heads: Places, degrees: float) -> Places:
    """The scene turned clockwise about the origin."""
    angle = math.radians(degrees)
    cos, sin = math.cos(angle), math.sin(angle)
    return [(x * cos + y * sin, y * cos - x * sin, weight) for x, y, weight in heads]


def apart(one: float, other: float) -> float:
    """How far two bearings are apart, degrees."""
    return abs((one - other + 180) % 360 - 180)


@given(places, st.floats(0, 360), speeds, st.floats(0, 360))
def test_turning_the_scene_turns_the_answer(
    heads: Places, direction: float, speed: float, degrees: float
) -> None:
    before = find(heads, Wind(direction, speed))
    after = find(turn(heads, degrees), Wind(direction + degrees, speed))

    assert before is not None
    assert after is not None
    assert apart(after.bearing, before.bearing + degrees) < 1e-6
    assert after.half_angle == before.half_angle
    (centre,) = turn([(*before.centre, 1.0)], degrees)
    assert after.centre == pytest.approx(centre[:2], abs=1e-6)


@given(st.integers(1, 50), speeds, speeds)
def test_more_wind_never_widens(heads: int, one: float, other: float) -> None:
    less, more = sorted((one, other))

    assert find_half_angle(more, heads, SPREAD) <= find_half_angle(less, heads, SPREAD)


@given(st.integers(1, 50), st.integers(1, 50), speeds)
def test_more_heads_never_widen(one: int, other: int, speed: float) -> None:
    few, many = sorted((one, other))

    assert find_half_angle(speed, many, SPREAD) <= find_half_angle(speed, few, SPREAD)


@given(places, st.floats(0, 360), speeds)
def test_the_sector_begins_among_the_heads_and_lies_about_the_wind(
    heads: Places, direction: float, speed: float
) -> None:
    sector = find(heads, Wind(direction, speed))

    assert sector is not None
    for axis in (0, 1):
        own = [head[axis] for head in heads]
        assert min(own) - 1e-6 <= sector.centre[axis] <= max(own) + 1e-6
    assert SPREAD.least_half <= sector.half_angle <= SPREAD.light_half
    for edge in sector.edges:
        assert apart(edge, direction) == pytest.approx(sector.half_angle)


def test_the_centre_leans_to_the_head_that_shows_more() -> None:
    sector = find([(0, 0, 1), (100, 0, 3)], Wind(90, 4))

    assert sector is not None
    assert sector.centre == (75.0, 0.0)


@pytest.mark.parametrize("speed", [0.0, 0.499, -1.0, math.nan])
def test_calm_has_no_direction(speed: float) -> None:
    assert find([(0, 0, 1)], Wind(90, speed)) is None


def test_without_heads_there_is_no_sector() -> None:
    assert find_sector(np.empty((0, 2)), np.empty(0), Wind(90, 4), SPREAD) is None


@pytest.mark.parametrize(
    ("speed", "heads", "half"),
    [(0.5, 9, 90), (1.5, 1, 53.75), (3, 1, 43), (5, 1, 32.25), (5, 4, 16.125), (5, 100, 10)],
)
def test_half_angles(speed: float, heads: int, half: float) -> None:
    assert find_half_angle(speed, heads, SPREAD) == pytest.approx(half)


def test_metres_of_degrees() -> None:
    """A minute of latitude is a nautical mile, 1852 m, to a tenth of a percent."""
    east, north = to_metres(np.array([[120.0, 60.0], [120.0 + 1 / 60, 60.0 + 1 / 60]]))[1]

    assert north == pytest.approx(1852, rel=2e-3)
    assert east == pytest.approx(1852 / 2, rel=2e-3)


def test_places_on_both_sides_of_the_date_line_are_near() -> None:
    east, _ = to_metres(np.array([[179.9995, 0.0], [-179.9995, 0.0]]))[1]

    assert east == pytest.approx(111.2, abs=0.1)


@pytest.mark.parametrize(
    ("degrees", "point"),
    [(0, "N"), (11, "N"), (12, "NNE"), (112.5, "ESE"), (120, "ESE"), (349, "N"), (360, "N")],
)
def test_the_points_of_the_compass(degrees: float, point: str) -> None:
    assert name_bearing(degrees) == point
