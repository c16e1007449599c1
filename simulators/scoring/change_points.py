"""Change points: whether a change of verdict follows a true change within a minute.

The scoring of SKAB's table of change points, as ``tsad/utils/evaluating`` of github.com/waico/tsad
computes it: windows to the right of each true change, the first change of verdict within counts by
a falling hyperbolic tangent, all that are in no window are false.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from simulators.scoring.profiles import Profile, scale_score
from simulators.scoring.run import Verdicts

WINDOW_MS: Final = 60_000

_STEPS: Final = 1000
"""Steps into which a window is cut before its place is weighed."""

ScoredChanges = tuple[NDArray[np.int64], Verdicts, NDArray[np.int64]]
"""Times of rows, int64 ms, the verdicts on them, and the times of the true changes."""


@dataclass(frozen=True, slots=True)
class Changes:
    """Where in its window each true change was found, from 0 to 1, None where it was missed.

    ``false``: changes of verdict outside all windows.
    """

    places: tuple[float | None, ...]
    false: int

    @classmethod
    def of(cls, runs: Iterable[ScoredChanges]) -> Self:
        """What was found in several runs."""
        places: list[float | None] = []
        false = 0
        for times, verdicts, true in runs:
            told = find_changes(times, verdicts)
            windows = list(lay_windows(true))
            places += [find_place(told, window) for window in windows]
            inside = np.zeros(len(told), dtype=np.bool_)
            for begin, end in windows:
                inside |= (told >= begin) & (told <= end)
            false += int(np.count_nonzero(~inside))
        return cls(tuple(places), false)

    @property
    def missed(self) -> int:
        """True changes that no change of verdict followed in time."""
        return self.places.count(None)

    def score(self, profile: Profile) -> float:
        """The score on the scale from 0 to 100 and below."""
        gained = -profile.false_alarm * self.false
        for place in self.places:
            gained += -profile.miss if place is None else weigh_place(place, profile)
        return scale_score(gained, len(self.places), profile)


def find_changes(times: NDArray[np.int64], verdicts: Verdicts) -> NDArray[np.int64]:
    """The times of rows whose verdict is not that of the row before; before the first it is no."""
    changed = np.diff(verdicts, prepend=np.False_)
    return times[changed]


def lay_windows(true: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    """The windows of true changes in the order of time; one begins where the one before ends."""
    ended = None
    for at in true.tolist():
        begin = at if ended is None else max(at, ended)
        ended = at + WINDOW_MS
        yield begin, ended


def find_place(told: NDArray[np.int64], window: tuple[int, int]) -> float | None:
    """Where in a window, from 0 to 1, its first change of verdict is; None without one."""
    begin, end = window
    within = told[(told >= begin) & (told <= end)]
    if len(within) == 0:
        return None
    return (int(within[0]) - begin) / (end - begin) if end > begin else 0.0


def weigh_place(place: float, profile: Profile) -> float:
    """From what is given for a find at once, falling to what is taken for a false alarm."""
    step = min(int(place * _STEPS), _STEPS - 1)
    angle = -math.pi / 2 + math.pi * step / (_STEPS - 1)
    middle = (profile.found - profile.false_alarm) / 2
    reach = (profile.found + profile.false_alarm) / 2
    return middle - reach * math.tanh(angle) / math.tanh(math.pi / 2)
