import pytest

from simulators.physics.shell_leak import leak_m3h


def test_a_hole_of_50_mm_under_10_m_of_liquid_loses_60_m3h() -> None:
    """√(2 · 9.81 · 10) = 14.0 m/s through 19.6 cm² with a coefficient of 0.61."""
    assert leak_m3h(50, 10, 0, 877) == pytest.approx(60.4, abs=0.2)


def test_gas_pressure_drives_it_and_a_hole_above_the_liquid_leaks_nothing() -> None:
    assert leak_m3h(10, 5, 700, 520) > 5 * leak_m3h(10, 5, 0, 520)
    assert leak_m3h(50, 0, 0, 877) == 0
    assert leak_m3h(50, -2, 0.5, 877) == 0
