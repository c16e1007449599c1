"""Missing: channels that were never heard, and when that begins to count.

In a backtest a tag that is absent from the data raises nothing; live, its silence counts from the
start (contract section 1, rule 9). The bank itself decides when a tag is stale or its gateway lost;
here that becomes a fact of channels that had nothing to say so far.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from detectors.facts import NO_FACTS, Facts, make_silent
from detectors.kind import Moment
from plant.condition import Condition
from plant.reading import NEVER, Instant


class Missing:
    """Channels of the tags at ``row``, int32 (channels,)."""

    def __init__(self, row: NDArray[np.int32]) -> None:
        self._row = row

    def find(self, moment: Moment, awaited: NDArray[np.bool_]) -> Facts:
        """Unknown is what of the awaited channels is missed from now on.

        :param awaited: bool (channels,), never heard and not missed so far.
        """
        since = np.full(len(moment.event), NEVER)
        since[moment.fallen] = moment.since
        for row, at in list_stale(moment):
            since[row] = min(since[row], at)
        own = since[self._row]
        channel = np.flatnonzero(awaited & (own < NEVER))
        return make_silent(channel, own[channel]) if len(channel) else NO_FACTS


def list_stale(moment: Moment) -> Iterator[tuple[int, Instant]]:
    """The tags that became stale in this tick, and when."""
    for part in moment.told:
        for rule, at in zip(part.rule[part.active].tolist(), part.at[part.active], strict=True):
            if moment.rules[rule].condition is Condition.STALE:
                yield moment.rules[rule].row, int(at)
