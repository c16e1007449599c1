import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from simulators.load.counts import Durations, count

durations = st.lists(st.integers(0, 2**36), min_size=1, max_size=200)


@given(durations, st.floats(0.001, 1))
def test_a_quantile_is_the_nearest_rank_to_better_than_a_hundredth(us, share):
    exact = sorted(us)[max(1, math.ceil(share * len(us))) - 1]
    assert exact <= count(us).find(share) <= exact * (1 + 1 / 128) + 1


@given(durations, durations)
def test_piece_by_piece_is_as_all_at_once(some, others):
    pieces = count(some)
    pieces.add(others)
    assert pieces.spread() == count(some + others).spread()


def test_small_durations_are_exact_and_the_worst_is_always():
    spread = count([*range(1, 201), 123_456_789]).spread()
    assert (spread.samples, spread.p50, spread.p90) == (201, 0.101, 0.181)
    assert spread.worst == 123_456.789


def test_what_lies_below_zero_is_zero_but_keeps_the_mean_honest():
    """Platform times are cut to whole ms, so a stage may seem to end before it began."""
    spread = count([-500.0, 500.0]).spread()
    assert (spread.mean, spread.p50, spread.worst) == (0.0, 0.0, 0.5)


def test_nothing_counted_is_no_number():
    spread = Durations().spread()
    assert spread.samples == 0
    assert np.isnan([spread.mean, spread.p50, spread.worst]).all()
