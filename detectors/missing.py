"""Missing: channels that were never heard, and when that begins to count.

In a backtest a tag that is absent from the data raises nothing; live, its silence counts from the
start (contract section 1, rule 9). The bank itself decides when a tag is stale or its gateway lost;
here that becomes a fact of channels that had nothing to say so far.
"""

import numpy as np
from numpy.typing import NDArray

from detectors.channels import NO_FACTS, Facts, make_silent
from detectors.kind import Moment
from detectors.verdict import Rule
from plant.condition import Condition
from plant.reading import NEVER


class Missing:
    """Channels of the tags at ``row``, int32 (channels,)."""

    def __init__(self, row: NDArray[np.int32]) -> None:
        self._row = row
        self._stale_row: NDArray[np.int64] | None = None

    def find(self, moment: Moment, awaited: NDArray[np.bool_]) -> Facts:
        """Unknown is what of the awaited channels is missed from now on.

        :param awaited: bool (channels + 1,), never heard and not missed so far; the last is none.
        """
        if not len(moment.fallen) and not any(len(part) for part in moment.told):
            return NO_FACTS
        since = self._find_since(moment)[self._row]
        channel = np.flatnonzero(awaited[:-1] & (since < NEVER))
        return make_silent(channel, since[channel])

    def _find_since(self, moment: Moment) -> NDArray[np.int64]:
        """Int64 ms (tags,), since when each tag is stale or lost that became so in this tick."""
        if self._stale_row is None:
            self._stale_row = np.array([find_stale_row(rule) for rule in moment.rules])
        since = np.full(len(moment.event), NEVER)
        since[moment.fallen] = moment.since
        for part in moment.told:
            row = self._stale_row[part.rule]
            stale = part.active & (row >= 0)
            since[row[stale]] = np.minimum(since[row[stale]], part.at[stale])
        return since


def find_stale_row(rule: Rule) -> int:
    """The tag of which a rule says that it is stale; −1 where it says something else."""
    return rule.row if rule.condition is Condition.STALE else -1
