import numpy as np
import pytest

from simulators.physics.earth import resistance_ohm, soak


def test_half_an_hour_of_storm_soaks_the_soil_and_days_dry_it() -> None:
    """40 mm/h for half an hour are the 20 mm that it takes."""
    wet = soak(0, 40, 1800)
    assert wet == pytest.approx(1.0, abs=0.01)
    assert soak(wet, 40, 1e6) == 1
    assert soak(wet, 0, 3 * 86_400) == pytest.approx(wet / 2.718, abs=0.01)


def test_wet_soil_has_half_the_resistance() -> None:
    assert resistance_ohm(np.array([3.0, 8.0]), 1.0).tolist() == [1.5, 4.0]
    assert resistance_ohm(np.array([3.0]), 0.0).tolist() == [3.0]
