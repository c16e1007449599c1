"""Runs for the tests of scoring: numbers that are made up, under tags that exist."""

import numpy as np

from simulators.scoring.run import Run

HOUR_MS = 3_600_000


def make_run(values, begin=0, tags=None, step=1000):
    values = np.atleast_2d(np.asarray(values, dtype=float))
    names = tags or tuple(f"T{column}" for column in range(values.shape[1]))
    return Run("made", values, np.arange(len(values)) * step + HOUR_MS, names, begin)


def wander(rows=300, tags=4, seed=0):
    """Noise around levels that depend on one another, in the same way whatever the seed."""
    random = np.random.default_rng(seed)
    mixing = np.random.default_rng(99).normal(size=(2, tags))
    hidden = random.normal(size=(rows, 2)) @ mixing
    return hidden + 0.3 * random.normal(size=(rows, tags)) + 50
