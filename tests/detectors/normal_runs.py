"""Runs of a small plant in normal operation, seeded: two causes move five tags, with noise."""

import numpy as np
from numpy.typing import NDArray

LOADS = np.array([[1.0, 0.8, 0.0, 0.5, -0.3], [0.0, 0.4, 1.0, -0.5, 0.6]])
TAGS = LOADS.shape[1]


def make_run(rows: int, seed: int, memory: float = 0.7) -> NDArray[np.float64]:
    """Tags about 100, with spreads about 1: float64 (rows, TAGS)."""
    random = np.random.default_rng(seed)
    causes, pushes = np.zeros((rows, 2)), random.normal(size=(rows, 2))
    for row in range(1, rows):
        causes[row] = memory * causes[row - 1] + np.sqrt(1 - memory**2) * pushes[row]
    return 100 + causes @ LOADS + 0.2 * random.normal(size=(rows, TAGS))
