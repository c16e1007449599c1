import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators.physics.gas_release import Release, concentrations
from simulators.physics.puff import Cloud, Source
from simulators.physics.weather import Air

WEST = Air(wind_m_s=4.0, wind_from_deg=270.0, temperature_c=20, humidity_percent=60)
SOUTH = Air(wind_m_s=4.0, wind_from_deg=180.0, temperature_c=20, humidity_percent=60)
SOURCE = Source(0, 0, height_m=1.0, width_m=3.0)


def at(*heads: tuple[float, float, float]) -> np.ndarray:
    return np.array(heads, dtype=np.float64)


def test_a_row_of_puffs_in_a_steady_wind_is_the_plume() -> None:
    cloud = Cloud()
    for _ in range(300):
        cloud.step(1.0, WEST, [(SOURCE, 0.01)])
    heads = at((60, 0, 0.5), (150, 10, 0.5), (300, -20, 1.5))
    plume = concentrations(Release(0, 0, 0.01, 0), heads, WEST, 300.0)
    assert cloud.concentrations(heads) == pytest.approx(plume, rel=0.1)


def test_the_length_of_the_steps_hardly_shows() -> None:
    heads = at((60, 0, 0.5), (100, 5, 0.5))
    seen = []
    for dt_s in (0.5, 1.0, 10.0, 60.0):
        cloud = Cloud()
        for _ in range(round(120 / dt_s)):
            cloud.step(dt_s, WEST, [(SOURCE, 0.01)])
        seen.append(cloud.concentrations(heads))
    for other in seen[1:]:
        assert other == pytest.approx(seen[0], rel=0.02)


def test_a_turning_wind_bends_the_cloud_where_a_plume_would_swing() -> None:
    cloud = Cloud()
    for second in range(60):
        cloud.step(1.0, WEST if second < 40 else SOUTH, [(SOURCE, 0.01)])
    bend, old_axis, new_axis = cloud.concentrations(at((120, 80, 1), (120, 0, 1), (0, 40, 1)))
    assert bend > 100 * old_axis
    assert new_axis > bend > 0


def test_a_burst_passes_a_head_and_is_gone() -> None:
    cloud = Cloud()
    cloud.burst(SOURCE, 5.0)
    head, seen = at((200, 0, 1)), []
    for _ in range(120):
        cloud.step(1.0, WEST)
        seen.append(float(cloud.concentrations(head)[0]))
    assert int(np.argmax(seen)) == pytest.approx(50, abs=3)  # 200 m at 4 m/s
    assert seen[-1] < 1e-6 * max(seen)


def test_the_mass_in_the_air_is_the_integral_of_the_concentration() -> None:
    cloud = Cloud()
    cloud.burst(Source(0, 0, height_m=5), 2.0)
    cloud.step(25.0, WEST)
    x, y, z = np.meshgrid(
        np.linspace(20, 180, 81), np.linspace(-80, 80, 81), np.linspace(0, 80, 81), indexing="ij"
    )
    heads = np.column_stack([x.ravel(), y.ravel(), z.ravel()])
    grid = cloud.concentrations(heads).reshape(x.shape)
    inner = np.trapezoid(np.trapezoid(grid, dx=1.0, axis=2), dx=2.0, axis=1)
    assert np.trapezoid(inner, dx=2.0) * 1e-6 == pytest.approx(2.0, rel=0.01)


@given(
    steps=st.lists(st.tuples(st.floats(0.1, 60), st.floats(0, 5), st.floats(0.3, 20)), max_size=10)
)
def test_no_gas_is_lost(steps: list[tuple[float, float, float]]) -> None:
    cloud, released = Cloud(), 0.0
    for dt_s, rate, wind in steps:
        cloud.step(dt_s, Air(wind, 270, 20, 60), [(SOURCE, rate)])
        released += rate * dt_s
    assert cloud.mass_kg + cloud.carried_off_kg == pytest.approx(released)
