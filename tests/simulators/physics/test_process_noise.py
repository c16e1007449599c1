import numpy as np
import pytest

from simulators.physics.process_noise import Wander

MANY = 20_000
WANDER = Wander(np.full(MANY, 50.0), np.full(MANY, 2.0), np.full(MANY, 60.0))


def test_spread_and_memory_do_not_depend_on_the_step() -> None:
    generator = np.random.default_rng(7)
    start = WANDER.start(generator)
    once = WANDER.step(start, 60, generator)
    often = start
    for _ in range(60):
        often = WANDER.step(often, 1, generator)
    for later in (once, often):
        assert later.mean() == pytest.approx(50, abs=0.1)
        assert later.std() == pytest.approx(2, rel=0.03)
        kept = np.corrcoef(start, later)[0, 1]
        assert kept == pytest.approx(np.exp(-1), abs=0.03)


def test_no_spread_stands_still_at_the_centre() -> None:
    generator = np.random.default_rng(7)
    still = Wander(np.array([3.0]), np.array([0.0]), np.array([10.0]))
    assert still.step(still.start(generator), 5, generator) == 3.0
