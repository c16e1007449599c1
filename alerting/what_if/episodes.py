"""Episodes: which alarms of one run are those of another, and which are more or fewer.

Activations of one alarm (same source and condition) in two runs are one episode where they overlap
in time, directly or through others of it; touching counts. So an alarm that was raised earlier,
later, or once instead of thirty times is the same event told otherwise, and only what has no
counterpart was added or removed. Whether that is good is not said here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

import numpy as np

from alerting.what_if.run import Run
from detectors.retuning import Activations
from plant.reading import Instant


class Change(StrEnum):
    """How an episode of the tried run differs from that of today's."""

    REMOVED = "removed"
    """No alarm at all any more."""
    ADDED = "added"
    """An alarm where there was none."""
    FEWER = "fewer"
    """Raised less often."""
    MORE = "more"
    """Raised more often."""
    MOVED = "moved"
    """As often, but raised first at another time."""
    SAME = "same"
    """As often, and raised first at the same time."""


@dataclass(frozen=True, slots=True)
class Episode:
    """Overlapping activations of one alarm; ``today`` and ``other`` are places in its courses.

    ``first`` is the earliest raise of either run, ``end`` the latest return, NEVER while it stands.
    ``earlier_ms``: how much earlier the tried run raised it first, None where one did not.
    """

    alarm: str
    first: Instant
    end: Instant
    today: range
    other: range
    earlier_ms: int | None

    @property
    def removed(self) -> int:
        """How many activations fewer than today."""
        return max(0, len(self.today) - len(self.other))

    @property
    def added(self) -> int:
        """How many activations more than today."""
        return max(0, len(self.other) - len(self.today))

    @property
    def change(self) -> Change:
        if not self.other:
            return Change.REMOVED
        if not self.today:
            return Change.ADDED
        if self.removed or self.added:
            return Change.FEWER if self.removed else Change.MORE
        return Change.MOVED if self.earlier_ms else Change.SAME


def pair_runs(today: Run, other: Run) -> list[Episode]:
    """The episodes of all alarms of either run, by their first raise, then by alarm."""
    nothing = Activations(*(np.empty(0, dtype=np.int64) for _ in range(3)))
    found: list[Episode] = []
    for alarm in sorted({*today.courses, *other.courses}):
        pair = (run.courses.get(alarm) for run in (today, other))
        found += pair_activations(alarm, *(one.times if one else nothing for one in pair))
    return sorted(found, key=lambda one: (one.first, one.alarm))


def pair_activations(alarm: str, today: Activations, other: Activations) -> Iterator[Episode]:
    """The episodes of one alarm in two runs, in their order."""
    raised = np.concatenate([today.raised, other.raised])
    ended = np.concatenate([today.returned, other.returned])
    mine = np.arange(len(raised)) < len(today)
    order = np.argsort(raised, kind="stable")
    raised, mine = raised[order], mine[order]
    reach = np.maximum.accumulate(ended[order])
    starts = np.flatnonzero(np.append(True, raised[1:] > reach[:-1])[: len(raised)])
    counts = np.append(0, np.cumsum(mine))
    bounds = np.append(starts, len(raised)).tolist()
    for first, last in pairwise(bounds):
        begin, end = int(counts[first]), int(counts[last])
        places, others = range(begin, end), range(first - begin, last - end)
        earlier = (
            int(today.raised[places[0]] - other.raised[others[0]]) if places and others else None
        )
        yield Episode(alarm, int(raised[first]), int(reach[last - 1]), places, others, earlier)
