"""Learning what is normal: the covariance of rows of normal operation, and a limit beyond it.

Runs are independent of one another: no window reaches over a run's border. Whatever has to be
chosen is chosen from the runs and the false alarm rate alone, so that there is one way of training
for every plant:

- *Allowances.* A value is taken to be uncertain by :data:`INSTRUMENT` of its spread and by its
  resolution, so that relations which hold to the last digit by chance or by rounding weigh nothing.
- *Wandering.* What is still on its way somewhere in training (a tank that warms up all day) has no
  usual level. The variance of its level is widened by how much more it differs between tenths of
  the training than within them; its moves from row to row stay as telling as they are.
- *Limit.* The statistic is measured on rows that its own training did not contain, fold by fold.
  The limit is the least at which the share of rows over it, and the error of that share among
  stretches of the training, is within the rate: rows over a limit come in clusters.

Judging by it is :mod:`detectors.multivariate_statistic`'s business.
"""

import math
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from detectors.multivariate_statistic import (
    MEMORY,
    Memory,
    Statistic,
    join_windows,
)
from plant.training import WINDOW, NormalOperation

Runs = Sequence[NDArray[np.float64]]
"""Runs of normal operation, each float64 (rows, tags), NaN for what is not known."""

FALSE_ALARM_RATE: Final = 0.01
"""The share of rows over the limit where the plant names none. Our own choice, as all below."""

INSTRUMENT: Final = 0.3
"""Of a value's spread: how uncertain it is by itself, as a standard deviation."""

WANDERING: Final = 3.0
"""How much the ratio of variances between and within tenths widens the variance of a level: times
its square, so that what is merely slow is left as it is."""

STRETCHES: Final = 10
"""Parts of the training between which levels are compared."""

FOLDS: Final = 5
"""Parts of the training of which each is measured by what was learnt from the others."""

CLUSTERS: Final = 20
"""Stretches of the training by which the error of a share of rows is told."""

ERRORS: Final = 1.5
"""Standard errors that are added to the share of rows over a limit before it is held against the
rate: it is to hold on rows to come, not on average over trainings."""

ROOM: Final = 1.0
"""A single row counts this much beyond the unsmoothed limit at most, and so much below the usual at
least, in natural logarithms. So a wild one is soon over, and in training leaves the limit where the
others put it; and one that happens to be in the very middle excuses none of those to come."""

FEWEST: Final = 100
"""Rows below which nothing is learnt."""

_STILL: Final = 1e-9
"""A spread that is smaller than this part of its value is rounding."""

_CHUNK: Final = 4096
"""Rows that are multiplied together at once."""

_TAIL: Final = 0.05
"""The share of rows by whose excess the tail is told where the rate asks for rarer rows."""

_RARE: Final = 10
"""Rows over a limit below which their share is not told by counting."""


class TrainingError(Exception):
    """Nothing can be learnt from these runs; the message says why."""


class Shape(NamedTuple):
    """Means, spreads and covariance, as :class:`plant.training.NormalOperation` has them."""

    center: NDArray[np.float64]
    spread: NDArray[np.float64]
    covariance: NDArray[np.float64]


def fit(runs: Runs, false_alarm_rate: float = FALSE_ALARM_RATE) -> NormalOperation:
    """Learn normal operation.

    :param runs: of normal operation, each by itself in the order of time.
    :param false_alarm_rate: the share of rows of normal operation that may be over the limit.
    :raises TrainingError: they are too few, or nothing moves in them.
    """
    pieces, steps = cut_into_folds(runs), find_steps(runs)
    raw = [one for fold in range(FOLDS) for one in _measure_fold(pieces, fold, steps)]
    every = np.concatenate(raw)
    usual = float(np.median(every))
    ceiling = float(np.quantile(every, 1 - false_alarm_rate)) + ROOM
    floor = usual - ROOM
    smooth = [smooth_out(np.clip(one, floor, ceiling), usual) for one in raw]
    shape = learn(runs, steps)
    limit = find_limit(smooth, false_alarm_rate)
    return NormalOperation(*shape, usual, floor, ceiling, limit, false_alarm_rate)


def cut_into_folds(runs: Runs) -> list[NDArray[np.float64]]:
    """Pieces of runs, of which every :data:`FOLDS`-th is measured by what the others taught.

    :raises TrainingError: there are too few rows.
    """
    rows = sum(len(run) for run in runs)
    if rows < FEWEST:
        raise TrainingError(f"{rows} rows of training are fewer than {FEWEST}")
    cuts = math.ceil(FOLDS / len(runs))
    pieces = [piece for run in runs for piece in np.array_split(run, cuts)]
    return [piece for piece in pieces if len(piece)]


def _measure_fold(
    pieces: Runs, fold: int, steps: NDArray[np.float64]
) -> Iterator[NDArray[np.float64]]:
    others = [piece for place, piece in enumerate(pieces) if place % FOLDS != fold]
    shape = learn(others, steps)
    statistic = Statistic(NormalOperation(*shape, 0.0, -math.inf, math.inf, 0.0, 0.0))
    for piece in pieces[fold::FOLDS]:
        raw = measure_run(statistic, piece)
        yield raw[np.isfinite(raw)]


def measure_run(statistic: Statistic, run: NDArray[np.float64]) -> NDArray[np.float64]:
    """The logarithm of the distance of each row of a run, not smoothed, float64 (rows,)."""
    memory = Memory.of(statistic.normal)
    parts = []
    for begin in range(0, len(run), _CHUNK):
        scaled = statistic.scale(run[begin : begin + _CHUNK, statistic.learnt])
        parts.append(statistic.measure(join_windows(scaled, memory.before, None))[0])
        memory.before[:] = scaled[-1]
    return np.concatenate(parts)


def smooth_out(counted: NDArray[np.float64], usual: float) -> NDArray[np.float64]:
    """The statistic's logarithm after each row, as it is judged, float64 (rows,)."""
    smooth, told = usual, np.empty(len(counted))
    for place, one in enumerate(counted.tolist()):
        smooth += (one - smooth) / MEMORY
        told[place] = smooth
    return told


def learn(runs: Runs, steps: NDArray[np.float64]) -> Shape:
    """Means, spreads and the covariance of windows.

    :param steps: the resolution of each tag, as of :func:`find_steps`.
    :raises TrainingError: no tag moves.
    """
    center, spread = describe(runs)
    learnt = np.flatnonzero(spread > 0)
    if len(learnt) == 0:
        raise TrainingError("no tag moves in training")
    own = [(run[:, learnt] - center[learnt]) / spread[learnt] for run in runs]
    covariance = correlate(own)
    noise = INSTRUMENT**2 + (steps[learnt] / spread[learnt]) ** 2 / 12
    covariance[np.diag_indices_from(covariance)] += np.tile(noise, WINDOW)
    covariance += np.kron(np.ones((WINDOW, WINDOW)), np.diag(find_wandering(own)))
    return Shape(center, spread, make_definite(covariance))


def describe(runs: Runs) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The mean and the spread of each tag; 0 where it hardly moved or was hardly known."""
    rows = np.vstack(list(runs))
    known = np.isfinite(rows)
    count = np.count_nonzero(known, axis=0)
    most = np.maximum(count, 1)
    center = np.where(known, rows, 0.0).sum(axis=0) / most
    apart = np.where(known, rows - center, 0.0)
    spread = np.sqrt((apart**2).sum(axis=0) / most)
    still = spread <= _STILL * np.maximum(1.0, np.abs(center))
    spread[still | (2 * count < len(rows))] = 0.0
    return center, spread


def correlate(runs: Runs) -> NDArray[np.float64]:
    """The mean products of windows of scaled rows, of each pair of values over where both are."""
    size = WINDOW * runs[0].shape[1]
    products, pairs = np.zeros((size, size)), np.zeros((size, size))
    for windows in walk_windows(runs):
        known = np.isfinite(windows)
        filled, there = np.where(known, windows, 0.0), known.astype(np.float64)
        products += filled.T @ filled
        pairs += there.T @ there
    return products / np.maximum(pairs, 1.0)


def walk_windows(runs: Runs) -> Iterator[NDArray[np.float64]]:
    """The windows of scaled runs, some at once; none reaches over a run's border."""
    for run in runs:
        before = np.full(run.shape[1], np.nan)
        for begin in range(0, len(run), _CHUNK):
            rows = run[begin : begin + _CHUNK]
            yield join_windows(rows, before, None)
            before = rows[-1]


def find_steps(runs: Runs) -> NDArray[np.float64]:
    """The least step between two values of each tag, float64 (tags,), in its unit."""
    rows = np.vstack(list(runs))
    return np.array([_find_step(column) for column in rows.T], dtype=np.float64)


def _find_step(column: NDArray[np.float64]) -> float:
    steps = np.diff(np.unique(column[np.isfinite(column)]))
    return float(steps.min(initial=math.inf, where=steps > 0)) if len(steps) else 0.0


def find_wandering(runs: Runs) -> NDArray[np.float64]:
    """By how much the variance of each tag's level is widened, float64 (tags,)."""
    stretches = cut_evenly(runs, STRETCHES)
    if len(stretches) < 2:
        return np.zeros(runs[0].shape[1])
    means, within = zip(*(_describe_stretch(one) for one in stretches), strict=True)
    between = _vary(np.array(means))
    scatter = np.maximum(np.nan_to_num(np.nanmean(np.array(within), axis=0), nan=1.0), 0.01)
    widened: NDArray[np.float64] = WANDERING * (between / scatter) ** 2
    return widened


def _describe_stretch(
    rows: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    known = np.isfinite(rows)
    count = np.count_nonzero(known, axis=0)
    most = np.maximum(count, 1)
    mean = np.where(known, rows, 0.0).sum(axis=0) / most
    variance = np.where(known, rows - mean, 0.0) ** 2
    absent = count == 0
    return np.where(absent, np.nan, mean), np.where(absent, np.nan, variance.sum(axis=0) / most)


def _vary(means: NDArray[np.float64]) -> NDArray[np.float64]:
    """The variance of the means that are there, 0 where fewer than two are."""
    known = np.isfinite(means)
    count = np.count_nonzero(known, axis=0)
    middle = np.where(known, means, 0.0).sum(axis=0) / np.maximum(count, 1)
    apart = np.where(known, means - middle, 0.0)
    variance: NDArray[np.float64] = (apart**2).sum(axis=0) / np.maximum(count - 1, 1)
    return variance


def cut_evenly(runs: Runs, parts: int) -> list[NDArray[np.float64]]:
    """Runs cut into about so many parts of one length; none reaches over a run's border."""
    size = max(1, sum(len(run) for run in runs) // parts)
    cuts = ((run, max(1, round(len(run) / size))) for run in runs)
    return [part for run, count in cuts for part in np.array_split(run, count)]


def make_definite(covariance: NDArray[np.float64]) -> NDArray[np.float64]:
    """The nearest covariance in which nothing is surer than an instrument is.

    Products over where two values are both known need not fit together.
    """
    values, vectors = np.linalg.eigh((covariance + covariance.T) / 2)
    floor = INSTRUMENT**2
    if values[0] >= floor:
        return covariance
    raised: NDArray[np.float64] = (vectors * np.maximum(values, floor)) @ vectors.T
    return (raised + raised.T) / 2


def find_limit(statistics: Runs, rate: float) -> float:
    """The least value that is exceeded by no more than the rate, as far as rows can tell.

    :param statistics: of rows of normal operation in the order of time, each float64 (rows,).
    """
    every = np.sort(np.concatenate(list(statistics)))
    clusters = cut_evenly(statistics, CLUSTERS)
    low, high = 0, len(every) - 1
    while low < high:
        middle = (low + high) // 2
        if _estimate_share(clusters, every[middle]) <= rate:
            high = middle
        else:
            low = middle + 1
    counted = float(every[low])
    return counted if rate * len(every) >= _RARE else max(counted, _extend(every, rate))


def _estimate_share(clusters: Runs, limit: float) -> float:
    """The share of rows over a limit with its error, which clusters tell."""
    size = np.array([len(one) for one in clusters], dtype=np.float64)
    over = np.array([np.count_nonzero(one > limit) for one in clusters], dtype=np.float64)
    share = over.sum() / size.sum()
    apart = ((over - share * size) ** 2).sum() * len(size) / max(1, len(size) - 1)
    return float(share + ERRORS * math.sqrt(apart) / size.sum())


def _extend(every: NDArray[np.float64], rate: float) -> float:
    """The value exceeded by the rate if the tail falls off exponentially, beyond what was seen."""
    threshold = float(np.quantile(every, 1 - _TAIL))
    excess = float((every[every >= threshold] - threshold).mean())
    return threshold + excess * math.log(_TAIL / rate) if rate < _TAIL else threshold
