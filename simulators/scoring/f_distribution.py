"""Quantiles of the F distribution, by which T² has its limit in theory.

The incomplete beta function by its continued fraction (NIST Digital Library of Mathematical
Functions, 8.17.22, https://dlmf.nist.gov/8.17), inverted by halving. Baselines need a handful of
them, which is no reason to depend on a library of statistics.
"""

import math
from collections.abc import Iterator
from typing import Final

_ENOUGH: Final = 1e-15
_HALVINGS: Final = 200
_TINY: Final = 1e-300


def find_f_quantile(share: float, above: int, below: int) -> float:
    """The value that F with ``above`` and ``below`` degrees of freedom stays under so often.

    :param share: more than 0, less than 1.
    """
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if complete_beta(middle, above / 2, below / 2) < share:
            low = middle
        else:
            high = middle
    return below * low / (above * (1 - low))


def complete_beta(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function I_x(a, b)."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1 - complete_beta(1 - x, b, a)
    log = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
    front = math.exp(log + a * math.log(x) + b * math.log1p(-x)) / a
    return front / _evaluate_fraction(x, a, b)


def _evaluate_fraction(x: float, a: float, b: float) -> float:
    """1 + d1/(1 + d2/(1 + …)) by the modified method of Lentz."""
    value, numerator, denominator = 1.0, 1.0, 0.0
    for term in _list_terms(x, a, b):
        denominator = 1 / _keep_off_zero(1 + term * denominator)
        numerator = _keep_off_zero(1 + term / numerator)
        value *= numerator * denominator
        if abs(numerator * denominator - 1) < _ENOUGH:
            break
    return value


def _list_terms(x: float, a: float, b: float) -> Iterator[float]:
    for m in range(_HALVINGS):
        if m:
            yield m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        yield -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))


def _keep_off_zero(number: float) -> float:
    return number if abs(number) > _TINY else _TINY
