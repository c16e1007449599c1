"""Principal components: T² within their space, Q beyond it, and the limits that theory gives.

T² with its limit by the F distribution: J. E. Jackson, "A User's Guide to Principal Components"
(Wiley 1991). Q, the squared prediction error, with its limit: J. E. Jackson, G. S. Mudholkar,
"Control procedures for residuals associated with principal component analysis", Technometrics
21(3), 1979.
What is made of them is :mod:`simulators.scoring.baselines`' business.
"""

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import Self

import numpy as np
from numpy.typing import NDArray

from simulators.scoring.f_distribution import find_f_quantile


@dataclass(frozen=True, slots=True, eq=False)
class Scaling:
    """Columns that move, in standard deviations from their means.

    ``kept`` intp (moving,), ``center`` and ``spread`` float64 (moving,).
    """

    kept: NDArray[np.intp]
    center: NDArray[np.float64]
    spread: NDArray[np.float64]

    @classmethod
    def of(cls, rows: NDArray[np.float64]) -> Self:
        """The scaling of float64 (rows, tags)."""
        kept = np.flatnonzero(np.ptp(rows, axis=0) > 0)
        moving = rows[:, kept]
        return cls(kept, moving.mean(axis=0), moving.std(axis=0, ddof=1))

    def apply(self, rows: NDArray[np.float64]) -> NDArray[np.float64]:
        """Rows in this scale, float64 (rows, moving)."""
        scaled: NDArray[np.float64] = (rows[:, self.kept] - self.center) / self.spread
        return scaled


@dataclass(frozen=True, slots=True, eq=False)
class Components:
    """All principal components, the strongest first, of which the first ``kept`` are the model's.

    ``variances`` float64 (moving,), ``directions`` float64 (moving, moving), a column each;
    ``rows``: of how many they were computed.
    """

    scaling: Scaling
    variances: NDArray[np.float64]
    directions: NDArray[np.float64]
    kept: int
    rows: int

    @classmethod
    def of(cls, rows: NDArray[np.float64], kept: float) -> Self:
        """The components of float64 (rows, tags).

        :param kept: so many of them; below 1, as many as hold this share of the variance.
        """
        scaling = Scaling.of(rows)
        values, vectors = np.linalg.eigh(np.cov(scaling.apply(rows), rowvar=False))
        variances = np.maximum(values[::-1], 0.0)
        held = np.cumsum(variances) / variances.sum()
        count = int(kept) if kept >= 1 else int(np.searchsorted(held, kept, side="right")) + 1
        return cls(scaling, variances, vectors[:, ::-1], min(count, len(variances)), len(rows))

    def measure(self, rows: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """T² and Q of each row, both float64 (rows,)."""
        scores = self.scaling.apply(rows) @ self.directions
        within, beyond = scores[:, : self.kept], scores[:, self.kept :]
        return (within**2 / self.variances[: self.kept]).sum(axis=1), (beyond**2).sum(axis=1)

    def limit_t2(self, share: float) -> float:
        """What T² of a new row stays under so often, if rows are normally distributed."""
        n, a = self.rows, self.kept
        return a * (n - 1) * (n + 1) / (n * (n - a)) * find_f_quantile(share, a, n - a)

    def limit_q(self, share: float) -> float:
        """What Q stays under so often (Jackson and Mudholkar 1979); 0 where nothing is beyond."""
        beyond = self.variances[self.kept :]
        first, second, third = (float((beyond**power).sum()) for power in (1, 2, 3))
        return apply_jackson_mudholkar(first, second, third, share) if first > 0 else 0.0


def apply_jackson_mudholkar(first: float, second: float, third: float, share: float) -> float:
    """The limit of Q from the sums of the first, second and third powers of the variances."""
    power = 1 - 2 * first * third / (3 * second**2)
    quantile = NormalDist().inv_cdf(share)
    shifted = quantile * power * math.sqrt(2 * second) / first
    return float(first * (1 + shifted + second * power * (power - 1) / first**2) ** (1 / power))
