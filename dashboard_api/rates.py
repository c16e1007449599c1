"""How often one person may ask: token buckets, so that no program starves the operators.

A bucket holds ``burst`` requests and fills again at ``per_s`` a second. Pure: the time comes in.
"""

import math
from collections import OrderedDict
from typing import Final, NamedTuple

BUCKETS: Final = 10_000
"""Askers of whom it is remembered how much they asked; the one who asked longest ago gives way."""


class Allowance(NamedTuple):
    """Requests a second in the long run, and how many at once after a rest."""

    per_s: float = 50.0
    burst: float = 200.0


USUAL: Final = Allowance()


class Rates:
    """The buckets of all who ask."""

    def __init__(self, allowance: Allowance) -> None:
        self._allowance = allowance
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, who: str, now_s: float) -> float:
        """One request of somebody.

        :param now_s: seconds of a clock that does not go back.
        :returns: 0 where it is granted, else after how many seconds it would be.
        """
        per_s, burst = self._allowance
        left, since = self._buckets.pop(who, (burst, now_s))
        left = min(burst, left + max(now_s - since, 0.0) * per_s)
        granted = left >= 1.0
        self._buckets[who] = (left - 1.0 if granted else left, now_s)
        if len(self._buckets) > BUCKETS:
            self._buckets.popitem(last=False)
        return 0.0 if granted else (1.0 - left) / per_s


def tell_seconds(wait_s: float) -> str:
    """What ``Retry-After`` says: whole seconds, one at least."""
    return str(max(1, math.ceil(wait_s)))
