import math

import numpy as np
import pytest

from simulators.physics.gas_release import Release, concentrations, respond
from simulators.physics.weather import Air

WEST_WIND = Air(wind_m_s=4.0, wind_from_deg=270.0, temperature_c=20, humidity_percent=60)
LEAK = Release(x_m=0, y_m=0, rate_kg_s=0.01, since_s=0, height_m=0.0, width_m=0.0)


def at(*heads: tuple[float, float, float]) -> np.ndarray:
    return np.array(heads, dtype=np.float64)


def test_on_the_axis_at_ground_it_is_the_textbook_formula() -> None:
    """Turner 1970, equation 3.4: C = Q / (π u σy σz), class D by Briggs at 500 m."""
    sigma_y = 0.08 * 500 / math.sqrt(1 + 1e-4 * 500)
    sigma_z = 0.06 * 500 / math.sqrt(1 + 1.5e-3 * 500)
    expected = 0.01e6 / (math.pi * 4.0 * sigma_y * sigma_z)
    assert concentrations(LEAK, at((500, 0, 0)), WEST_WIND, 1000, "D") == pytest.approx(expected)


def test_gas_blows_downwind_spreads_evenly_and_thins_out() -> None:
    upwind, near, far, left, right = concentrations(
        LEAK, at((-50, 0, 0), (50, 0, 0), (200, 0, 0), (50, 5, 0), (50, -5, 0)), WEST_WIND, 1000
    )
    assert upwind == 0
    assert near > far > 0
    assert left == pytest.approx(right)
    assert left < near


def test_mass_flux_through_a_plane_is_the_leak() -> None:
    """What passes any plane across the wind in a second is what leaks in a second."""
    y, z = np.meshgrid(np.linspace(-150, 150, 301), np.linspace(0, 150, 301), indexing="ij")
    heads = np.column_stack([np.full(y.size, 200.0), y.ravel(), z.ravel()])
    leak = Release(0, 0, 0.01, 0, height_m=5.0, width_m=3.0)
    cloud = concentrations(leak, heads, WEST_WIND, 1000).reshape(y.shape)
    flux = np.trapezoid(np.trapezoid(cloud, z[0], axis=1), y[:, 0]) * 4.0 * 1e-6
    assert flux == pytest.approx(0.01, rel=0.01)


def test_the_cloud_arrives_and_leaves_with_the_wind() -> None:
    leak = Release(0, 0, 0.01, since_s=10, until_s=20)
    head = at((40, 0, 0.5))  # ten seconds downwind
    seen = [bool(concentrations(leak, head, WEST_WIND, t)[0] > 0) for t in (15, 19.9, 20.1, 29, 31)]
    assert seen == [False, False, True, True, False]


@pytest.mark.parametrize("stability", "ABCDEF")
def test_every_stability_class_gives_finite_numbers(stability: str) -> None:
    heads = at((0.01, 0, 0.5), (5, 0, 0.5), (5000, 0, 0.5))
    assert np.isfinite(concentrations(LEAK, heads, WEST_WIND, 1e5, stability)).all()


def test_a_head_shows_nine_tenths_after_its_response_time() -> None:
    shown = respond(np.array([0.0]), np.array([10.0]), t90_s=8, dt_s=8)
    assert shown == pytest.approx(9.0)
    halves = respond(respond(np.array([0.0]), np.array([10.0]), 8, 4), np.array([10.0]), 8, 4)
    assert halves == pytest.approx(shown)
