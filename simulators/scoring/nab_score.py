"""The NAB score: alarms in and around the windows of failures, early ones worth more.

The scoring function of the Numenta Anomaly Benchmark, as it is computed by ``nab/sweeper.py`` of
github.com/numenta/NAB (Lavin and Ahmad, arXiv 1510.03336, section II). Verdicts here are yes or no,
so no threshold is sought. Each row under alarm counts, as there: a series of false alarms is dear.
"""

import math
from collections.abc import Iterable, Sequence

from simulators.scoring.nab import Window
from simulators.scoring.profiles import Profile, scale_score
from simulators.scoring.run import Verdicts

ScoredSeries = tuple[Verdicts, Sequence[Window], int]
"""Verdicts on all rows, the windows, and how many of the first rows are not scored."""


def score_nab(series: Iterable[ScoredSeries], profile: Profile) -> float:
    """The score of several series together, on the scale from 0 to 100 and below."""
    gained, failures = 0.0, 0
    for verdicts, windows, begin in series:
        scored = [window for window in windows if window[1] >= begin]
        gained += gain_points(verdicts, windows, begin, profile)
        failures += len(scored)
    return scale_score(gained, failures, profile)


def gain_points(
    verdicts: Verdicts, windows: Sequence[Window], begin: int, profile: Profile
) -> float:
    """What the alarms of one series come to, before it is scaled.

    A window counts by its earliest alarm after the probation; a row outside by how far it is past
    the window before it.
    """
    best = {window: -profile.miss for window in windows if window[1] >= begin}
    points = 0.0
    for row in verdicts[begin:].nonzero()[0] + begin:
        inside = [window for window in windows if window[0] <= row <= window[1]]
        if inside:
            best[inside[0]] = max(best[inside[0]], profile.found * weigh_hit(int(row), inside[0]))
        else:
            points += profile.false_alarm * weigh_false(int(row), windows)
    return points + sum(best.values())


def weigh_hit(row: int, window: Window) -> float:
    """From 1 at a window's first row to almost 0 at its last."""
    first, last = window
    place = -(last - row + 1) / (last - first + 1)
    return scale_sigmoid(place) / scale_sigmoid(-1.0)


def weigh_false(row: int, windows: Sequence[Window]) -> float:
    """-1 far from any window, less just behind one."""
    ended = [window for window in windows if window[1] < row]
    if not ended:
        return -1.0
    first, last = ended[-1]
    width = last - first
    return scale_sigmoid((row - last) / width) if width else -1.0


def scale_sigmoid(place: float) -> float:
    """Between 1 and -1, 0 at the end of a window; ``place`` in widths of it, beyond 3 it is -1."""
    return 2 / (1 + math.exp(5 * place)) - 1 if place <= 3 else -1.0
