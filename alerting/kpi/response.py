"""How long operators take to acknowledge, by priority.

Counted are the acknowledgements given in a period, so that every one is counted in just one report;
what is still not acknowledged is told beside them.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from alerting.kpi.spans import Activations
from alerting.kpi.terms import Period
from plant.condition import Priority


@dataclass(frozen=True, slots=True)
class Response:
    """Acknowledgements of one priority, or of all (None).

    Times are ms from raise to acknowledgement, None where there was none. ``waiting``: annunciated
    and by the end of the period neither acknowledged nor followed by another activation.
    """

    priority: Priority | None
    acknowledged: int
    median: float | None
    p90: float | None
    longest: int | None
    waiting: int


def measure_response(
    called: Activations, newest: NDArray[np.bool_], period: Period
) -> list[Response]:
    """All priorities together, then each from the most urgent down.

    :param called: annunciations raised before the period's end.
    :param newest: which of them no other has followed, bool (n,).
    """
    waits = newest & (called.acked >= period.end)
    given = (called.acked >= period.start) & (called.acked < period.end)
    return list(_walk(called, given, waits))


def _walk(
    called: Activations, given: NDArray[np.bool_], waits: NDArray[np.bool_]
) -> Iterator[Response]:
    took = called.acked - called.raised
    for priority in (None, *sorted(Priority, reverse=True)):
        mine = np.True_ if priority is None else called.priority == priority
        yield _tell(priority, took[given & mine], int((waits & mine).sum()))


def _tell(priority: Priority | None, took: NDArray[np.int64], waiting: int) -> Response:
    if not len(took):
        return Response(priority, 0, None, None, None, waiting)
    median, p90 = np.quantile(took, (0.5, 0.9)).tolist()
    return Response(priority, len(took), median, p90, int(took.max()), waiting)
