import numpy as np

from simulators.sensors.draws import Draws


def test_an_instant_has_its_numbers_whatever_was_drawn_before():
    draws = Draws(7, 0)
    before = draws.normal(12.5, 4)
    draws.normal(3.0, 1000)
    assert np.array_equal(draws.normal(12.5, 4), before)


def test_purposes_seeds_and_instants_have_numbers_of_their_own():
    drawn = [
        Draws(seed, stream).normal(at, 3).tobytes()
        for seed in (-1, 1)
        for stream in (0, 1)
        for at in (0, 1)
    ]
    assert len(set(drawn)) == 8


def test_more_tags_do_not_move_those_before():
    assert np.array_equal(Draws(1, 0).normal(1, 9)[:3], Draws(1, 0).normal(1, 3))
