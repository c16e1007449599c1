"""Plain baselines: what any detector must be better than, judged by the same arithmetic.

Their settings are fixed here. The protocol quotes results of some; which it quotes is
:mod:`simulators.scoring.quoted`'s business.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulators.scoring.cva import Variates
from simulators.scoring.pca import Components, apply_jackson_mudholkar
from simulators.scoring.run import Judge, Run, Verdicts

Statistic = Callable[[NDArray[np.float64]], NDArray[np.float64]]
"""Rows, float64 (rows, tags), to a number each that is large where something is wrong."""


def name_verdicts(name: str, judge: Callable[[Run], Verdicts]) -> Judge:
    """A judge of one verdict a row."""
    return lambda run: {name: judge(run)}


@dataclass(frozen=True, slots=True)
class Constant:
    """Always an alarm, or never."""

    alarm: bool

    @property
    def names(self) -> Sequence[str]:
        """Its one name."""
        return ("always on" if self.alarm else "never on",)

    def learn(self, _runs: Sequence[Run]) -> Judge:
        """There is nothing to learn."""
        return name_verdicts(self.names[0], lambda run: np.full(len(run), self.alarm))


@dataclass(frozen=True, slots=True)
class RawLimits:
    """An alarm where any value is beyond all that it was in the training run."""

    names: Sequence[str] = ("limits of the raw values",)

    def learn(self, runs: Sequence[Run]) -> Judge:
        """Take the range of all runs."""
        rows = np.vstack([run.values for run in runs])
        low, high = rows.min(axis=0), rows.max(axis=0)
        return name_verdicts(
            self.names[0], lambda run: ((run.values < low) | (run.values > high)).any(axis=1)
        )


@dataclass(frozen=True, slots=True)
class PcaByTheory:
    """T² or Q beyond the limits that theory gives, learnt from the training run alone."""

    components: float
    share: float
    names: Sequence[str] = ("PCA T² or Q, limits by theory",)

    def learn(self, runs: Sequence[Run]) -> Judge:
        """Find components and limits."""
        model = Components.of(runs[0].values, self.components)
        most_t2, most_q = model.limit_t2(self.share), model.limit_q(self.share)

        def judge(run: Run) -> Verdicts:
            t2, q = model.measure(run.values)
            return np.asarray((t2 > most_t2) | (q > most_q))

        return name_verdicts(self.names[0], judge)


@dataclass(frozen=True, slots=True)
class PcaQ:
    """Q beyond what it exceeds in normal rows no more often than ``rate``.

    The components are those of the training run, the limit is that of the further runs if there
    are any: of the rows from which it was made a model thinks too well.
    """

    components: float
    rate: float
    names: Sequence[str] = ("PCA Q, false alarms held",)

    def learn(self, runs: Sequence[Run]) -> Judge:
        """Find components and the limit."""
        model = Components.of(runs[0].values, self.components)
        return hold_rate(self.names[0], lambda rows: model.measure(rows)[1], runs, self.rate)


@dataclass(frozen=True, slots=True)
class CvaResidual:
    """The residual T² of canonical variates, held like :class:`PcaQ`."""

    lags: int
    order: int
    rate: float
    names: Sequence[str] = ("CVA residual T², false alarms held",)

    def learn(self, runs: Sequence[Run]) -> Judge:
        """Find variates and the limit."""
        model = Variates.of([runs[0].values], self.lags, self.order)
        return hold_rate(self.names[0], model.measure, runs, self.rate)


@dataclass(frozen=True, slots=True)
class SkabT2Q:
    """T² or Q as SKAB's table has it: ``core/t2.py`` of github.com/waico/SKAB.

    Medians over five rows of what is scored. Its limit of Q is not that of Jackson and Mudholkar:
    it takes powers of the sum of variances where they have sums of powers, and counts the variances
    left over in the order in which LAPACK's general solver gives them. Both are kept, for the
    quoted figures rest on them.
    """

    components: float = 0.85
    share: float = 0.999
    rows: int = 5
    names: Sequence[str] = ("PCA T² or Q as in SKAB",)

    def learn(self, runs: Sequence[Run]) -> Judge:
        """Find components and limits."""
        model = Components.of(runs[0].values, self.components)
        scaled = model.scaling.apply(runs[0].values)
        unsorted = np.linalg.eigvals(np.cov(scaled, rowvar=False)).real
        total = float(unsorted[model.kept :].sum())
        most_q = apply_jackson_mudholkar(total, total**2, total**3, self.share)
        most_t2 = model.limit_t2(self.share)

        def judge(run: Run) -> Verdicts:
            t2, q = model.measure(run.values[run.begin :])
            over = (self._smooth(t2) > most_t2) | (self._smooth(q) > most_q)
            return np.concatenate([np.zeros(run.begin, dtype=np.bool_), over])

        return name_verdicts(self.names[0], judge)

    def _smooth(self, statistic: NDArray[np.float64]) -> NDArray[np.float64]:
        """Medians over the newest rows, -inf while there are fewer."""
        windows = np.lib.stride_tricks.sliding_window_view(statistic, self.rows)
        early = np.full(self.rows - 1, -np.inf)
        return np.concatenate([early, np.median(windows, axis=1)])


def hold_rate(name: str, statistic: Statistic, runs: Sequence[Run], rate: float) -> Judge:
    """An alarm where a statistic is over the quantile that the rate leaves of normal rows."""
    measured = np.concatenate([statistic(run.values) for run in runs[1:] or runs])
    most = float(np.quantile(measured[np.isfinite(measured)], 1 - rate))
    return name_verdicts(name, lambda run: np.asarray(statistic(run.values) > most))


EXTREMES: Final = (Constant(alarm=False), Constant(alarm=True))
"""The two detectors that look at nothing."""

TEP_BASELINES: Final = (
    *EXTREMES,
    RawLimits(),
    PcaByTheory(11, 0.99),
    PcaQ(11, 0.01),
    CvaResidual(3, 29, 0.01),
)
"""11 components, 3 lags and 29 states are those of Russell, Chiang and Braatz for this process."""

SKAB_BASELINES: Final = (
    *EXTREMES,
    RawLimits(),
    PcaByTheory(0.85, 0.999),
    SkabT2Q(),
    PcaQ(0.85, 0.01),
    CvaResidual(2, 8, 0.01),
)

BATADAL_BASELINES: Final = (
    *EXTREMES,
    RawLimits(),
    PcaByTheory(0.99, 0.99),
    PcaQ(0.99, 0.01),
)

NAB_BASELINES: Final = (*EXTREMES, RawLimits())
