"""Tank arithmetic: known volumes, and what all volume functions have in common."""

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.slopes import make_windows
from detectors.tank import Vessels, estimate, find_area, find_metre
from detectors.trend import FAR
from plant.words import Equipment
from tests.detectors.plants import make_equipment
from tests.detectors.tracks import make_track

SIZES = st.floats(0.5, 60.0)
SHARES = st.floats(0.0, 1.0)
Tank = tuple[Equipment, float]


def measure(tank: Equipment, *levels: float, unit: str = "m") -> list[float]:
    vessels = Vessels.of([(tank, unit)])
    volumes: list[float] = vessels.measure(
        np.zeros(len(levels), dtype=np.intp), np.array(levels)
    ).tolist()
    return volumes


@st.composite
def strapped(draw: st.DrawFn) -> Tank:
    steps = st.lists(st.tuples(st.floats(0.01, 3), st.floats(0.1, 500)), min_size=1, max_size=30)
    level, volume, table = draw(st.floats(-1, 1)), draw(st.floats(0, 100)), []
    table.append((level, volume))
    for rise, more in draw(steps):
        level, volume = level + rise, volume + more
        table.append((level, volume))
    return make_equipment("V1", strapping=[list(row) for row in table]), level


@st.composite
def shaped(draw: st.DrawFn) -> Tank:
    """A tank and its highest level in m."""
    size = draw(SIZES)
    shape = draw(st.sampled_from(["vertical", "horizontal", "sphere"]))
    return make_equipment("V1", shape=shape, diameter_m=size, length_m=draw(SIZES)), size


tanks = st.one_of(strapped(), shaped())


def find_bottom(tank: Equipment) -> float:
    return tank.strapping[0][0] if tank.strapping else 0.0


def find_level(tank: Equipment, top: float, share: float) -> float:
    """A level between the lowest and the highest, never a rounding error above."""
    bottom = find_bottom(tank)
    return min(bottom + share * (top - bottom), top)


class TestKnownVolumes:
    def test_a_vertical_cylinder_by_its_diameter(self) -> None:
        tank = make_equipment("V1", shape="vertical", diameter_m=20)

        assert measure(tank, 0, 1) == pytest.approx([0, 100 * math.pi])

    def test_a_vertical_tank_by_its_area_or_by_its_volume_and_height(self) -> None:
        assert measure(make_equipment("V1", area_m2=50), 2) == [100]
        assert measure(make_equipment("V1", volume_m3=1000, height_m=10), 2) == [200]

    def test_a_lying_cylinder_half_full_and_full(self) -> None:
        tank = make_equipment("V1", shape="horizontal", diameter_m=2, length_m=10)

        assert measure(tank, 0, 1, 2) == pytest.approx([0, 5 * math.pi, 10 * math.pi])

    def test_a_sphere_half_full_and_full(self) -> None:
        tank = make_equipment("V1", shape="sphere", diameter_m=6)

        assert measure(tank, 0, 3, 6) == pytest.approx([0, 18 * math.pi, 36 * math.pi])

    def test_a_strapping_table_at_its_rows_and_between(self) -> None:
        tank = make_equipment("V1", strapping=[[1, 100], [2, 300], [4, 1100]])

        assert measure(tank, 1, 1.5, 2, 3, 4) == [100, 200, 300, 700, 1100]

    def test_the_table_has_precedence_over_the_shape(self) -> None:
        tank = make_equipment("V1", shape="sphere", diameter_m=6, strapping=[[0, 0], [6, 60]])

        assert measure(tank, 3) == [30]

    def test_outside_of_table_lying_tank_or_sphere_is_unknown(self) -> None:
        table = make_equipment("V1", strapping=[[1, 100], [2, 300]])
        lying = make_equipment("V1", shape="horizontal", diameter_m=2, length_m=10)
        sphere = make_equipment("V1", shape="sphere", diameter_m=2)

        assert np.isnan(measure(table, 0.999, 2.001)).all()
        assert np.isnan(measure(lying, -0.001, 2.001, math.nan)).all()
        assert np.isnan(measure(sphere, -0.001, 2.001, math.nan)).all()

    def test_what_says_too_little_has_no_volume(self) -> None:
        for said in ({}, {"diameter_m": 6}, {"shape": "sphere"}, {"shape": "horizontal"}):
            assert np.isnan(measure(make_equipment("V1", **said), 1)).all()


class TestUnits:
    def test_levels_in_cm_and_mm(self) -> None:
        tank = make_equipment("V1", area_m2=50)

        assert measure(tank, 200, unit="cm") == pytest.approx([100])
        assert measure(tank, 2000, unit="mm") == pytest.approx([100])

    def test_per_cent_are_of_the_height_or_the_diameter(self) -> None:
        upright = make_equipment("V1", area_m2=50, height_m=12)
        sphere = make_equipment("V1", shape="sphere", diameter_m=6)
        table = make_equipment("V1", strapping=[[0, 0], [5, 400]])

        assert find_metre(upright, "%") == pytest.approx(0.12)
        assert measure(sphere, 50, unit="%") == pytest.approx([18 * math.pi])
        assert measure(table, 50, unit="%") == pytest.approx([200])

    def test_what_is_no_length_has_no_volume(self) -> None:
        assert math.isnan(find_metre(make_equipment("V1", area_m2=50), "kPa"))
        assert math.isnan(find_metre(make_equipment("V1", area_m2=50), "%"))


class TestAllShapes:
    @given(tanks, SHARES, SHARES)
    def test_more_level_is_never_less_volume(self, case: Tank, one: float, other: float) -> None:
        tank, top = case
        levels = [find_level(tank, top, share) for share in sorted([one, other])]

        lower, higher = measure(tank, *levels)

        assert lower <= higher * (1 + 1e-12) + 1e-12

    @given(tanks, SHARES)
    def test_a_level_is_found_again_from_its_volume(self, case: Tank, share: float) -> None:
        tank, top = case
        wanted = measure(tank, find_level(tank, top, share))[0]

        found = bisect(lambda at: measure(tank, at)[0], wanted, find_bottom(tank), top)

        assert measure(tank, found)[0] == pytest.approx(wanted, rel=1e-9, abs=1e-6)

    @given(shaped(), SHARES)
    def test_a_round_tank_holds_below_a_level_what_it_holds_above_its_mirror(
        self, case: Tank, share: float
    ) -> None:
        tank, top = case
        whole, below, above = measure(tank, top, share * top, top - share * top)

        assert below + above == pytest.approx(whole, rel=1e-9)

    @given(st.lists(tanks, min_size=1, max_size=5), st.data())
    def test_many_tanks_at_once_are_as_each_by_itself(
        self, cases: list[Tank], data: st.DataObject
    ) -> None:
        which = data.draw(st.lists(st.integers(0, len(cases) - 1), max_size=10))
        levels = data.draw(st.lists(st.floats(-2, 70), min_size=len(which), max_size=len(which)))
        vessels = Vessels.of([(tank, "m") for tank, _ in cases])

        together = vessels.measure(np.array(which, dtype=np.intp), np.array(levels))

        alone = [
            measure(cases[tank][0], level)[0] for tank, level in zip(which, levels, strict=True)
        ]
        np.testing.assert_array_equal(together, alone)


def bisect(function: Callable[[float], float], wanted: float, low: float, high: float) -> float:
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if function(middle) < wanted else (low, middle)
    return high


def test_the_pumps_of_a_20_m_tank_move_its_level_by_1_59_m_an_hour() -> None:
    """standards.md 2.3: 500 m³/h into A = 314 m²."""
    area = find_area(make_equipment("V1", shape="vertical", diameter_m=20))

    assert area == pytest.approx(314.16, abs=0.01)
    assert 500 / area == pytest.approx(1.59, abs=0.005)


def test_an_estimate_tells_volume_rate_and_the_time_to_each_limit() -> None:
    """1 m³ a second into the first tank, and nothing known of the second."""
    windows = make_windows(np.array([60_000, 60_000]))
    for second in range(61):
        windows.take(make_track([0], [second * 1000], [100.0 + second]))
    both, window_ms = np.array([0, 1], dtype=np.intp), np.array([60_000, 60_000])
    limits = [np.array([760.0, 760.0]), np.array([10.0, 10.0]), np.array([np.nan, np.nan])]

    found = estimate(windows.tell(both), window_ms, limits)

    np.testing.assert_allclose(found.volume, [160, np.nan])
    np.testing.assert_allclose(found.rate, [3600, np.nan])
    np.testing.assert_allclose(found.low, [3600, np.nan])
    np.testing.assert_allclose([reach.minutes[0] for reach in found.reach], [10, FAR, FAR])
    np.testing.assert_allclose([reach.high[0] for reach in found.reach], [10, FAR, FAR])
    assert all(np.isnan(reach.minutes[1]) for reach in found.reach)
