"""Groups: members that stand one group after the other, found by the groups' numbers.

A tag has limits, channels and pairs; a point has inputs. Which of them are meant is told by where
each group begins; nothing here knows what the members are.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray


def spread_groups(
    first: NDArray[np.integer[Any]], group: NDArray[np.integer[Any]]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """All members of some groups, and for each the position of its group in ``group``.

    :param first: (groups + 1,), where each group's members begin.
    """
    begin = first[group]
    return spread_ranges(begin, first[group + 1] - begin)


def spread_ranges(
    begin: NDArray[np.integer[Any]], count: NDArray[np.integer[Any]]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The numbers from each ``begin`` on, ``count`` of them, and for each whose range it is."""
    which = np.repeat(np.arange(len(begin)), count)
    within = np.arange(len(which)) - np.repeat(np.cumsum(count) - count, count)
    return (begin[which] + within).astype(np.intp), which
