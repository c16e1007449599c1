"""Canonical variates: what the past of a process says of its future, and what it leaves over.

W. E. Larimore, "Canonical variate analysis in identification, filtering, and adaptive control", CDC
1990; for fault detection E. L. Russell, L. H. Chiang, R. D. Braatz, "Fault detection in industrial
processes using canonical variate analysis and dynamic principal component analysis", Chemometrics
and Intelligent Laboratory Systems 51, 2000. Only the residual T² is here: it tells faults best.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from simulators.scoring.pca import Scaling

_LEAST: Final = 1e-9
"""Of the greatest variance: below it a direction is rounding and is left out."""


@dataclass(frozen=True, slots=True, eq=False)
class Variates:
    """What measures windows of ``lags`` rows.

    ``center`` float64 (lags · moving,), ``whitening`` float64 (lags · moving, lags · moving),
    ``states`` float64 (lags · moving, order), the directions of a whitened window that tell of the
    future.
    """

    scaling: Scaling
    lags: int
    center: NDArray[np.float64]
    whitening: NDArray[np.float64]
    states: NDArray[np.float64]

    @classmethod
    def of(cls, runs: Sequence[NDArray[np.float64]], lags: int, order: int) -> Self:
        """The variates of runs, each float64 (rows, tags).

        :param lags: rows of the past, and as many of the future.
        :param order: how many states are taken out before the residual is measured.
        """
        scaling = Scaling.of(np.vstack(runs))
        scaled = [scaling.apply(run) for run in runs]
        past = np.vstack([join_rows(run, lags)[:-lags] for run in scaled])
        future = np.vstack([join_rows(run, lags)[lags:] for run in scaled])
        center = past.mean(axis=0)
        past, future = past - center, future - future.mean(axis=0)
        count = len(past) - 1
        whitening = whiten(past.T @ past / count)
        shared = whiten(future.T @ future / count) @ (future.T @ past / count) @ whitening
        directions = np.linalg.svd(shared)[2]
        return cls(scaling, lags, center, whitening, directions[:order].T)

    def measure(self, rows: NDArray[np.float64]) -> NDArray[np.float64]:
        """The residual T² of each row, float64 (rows,); -inf before the first whole window."""
        windows = join_rows(self.scaling.apply(rows), self.lags) - self.center
        white = windows @ self.whitening
        left = white - (white @ self.states) @ self.states.T
        early = np.full(min(self.lags - 1, len(rows)), -np.inf)
        return np.concatenate([early, (left**2).sum(axis=1)])


def join_rows(rows: NDArray[np.float64], lags: int) -> NDArray[np.float64]:
    """Windows of successive rows, the newest first, (rows - lags + 1, lags · tags)."""
    count = len(rows) - lags + 1
    return np.hstack([rows[lags - 1 - lag : lags - 1 - lag + count] for lag in range(lags)])


def whiten(covariance: NDArray[np.float64]) -> NDArray[np.float64]:
    """The inverse square root of a covariance, without directions that do not vary."""
    values, vectors = np.linalg.eigh(covariance)
    lasting = values > _LEAST * values[-1]
    scale = np.where(lasting, 1 / np.sqrt(np.where(lasting, values, 1.0)), 0.0)
    whitening: NDArray[np.float64] = (vectors * scale) @ vectors.T
    return whitening
