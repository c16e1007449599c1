"""How many alarms an operator is called by: rates, peaks, floods (ISA-18.2 clause 16, EEMUA 191).

Instants of annunciations in, sorted; numbers out. Which activations are annunciations is
:mod:`alerting.kpi.spans`' business.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from alerting.kpi.terms import Period, Terms
from plant.reading import Instant


@dataclass(frozen=True, slots=True)
class Flood:
    """An alarm flood (报警泛滥), or the part of one that lies in a period.

    ``alarms`` are the annunciations of the period in it, those that made it one included; ``peak``
    is the most within one window, per operator.
    """

    begin: Instant
    end: Instant
    alarms: int
    peak: float


def count_window(instants: NDArray[np.int64], window: int) -> NDArray[np.int64]:
    """At each of the sorted instants, how many lie in the ``window`` ms that end with it.

    Of several at one instant all are counted. The window is open at its beginning.
    """
    first = np.searchsorted(instants, instants - window, side="right")
    last = np.searchsorted(instants, instants, side="right")
    return last - first


def count_slots(instants: NDArray[np.int64], length: int, most: int) -> int:
    """How many fixed slots of ``length`` ms have more than ``most`` of the instants."""
    _, counts = np.unique(instants // length, return_counts=True)
    return int((counts > most).sum())


def number_slots(period: Period, length: int) -> int:
    """How many fixed slots a period touches."""
    return -(-period.end // length) - period.start // length


def find_floods(instants: NDArray[np.int64], period: Period, terms: Terms) -> list[Flood]:
    """The floods of a period; one that reaches beyond it is cut.

    :param instants: sorted annunciations, int64, those of the time before the period as well.
    """
    known = instants[: np.searchsorted(instants, period.end)]
    begins = known[count_window(known, terms.window) > terms.flood_begins * terms.operators]
    calms = _find_calms(known, terms)
    floods, place = [], 0
    while place < len(begins):
        begin = int(begins[place])
        calm = int(np.searchsorted(calms, begin, side="right"))
        end = min(int(calms[calm]), period.end) if calm < len(calms) else period.end
        if end > period.start:
            floods.append(_describe(known, begin, end, period, terms))
        place = int(np.searchsorted(begins, end))
    return floods


def _find_calms(instants: NDArray[np.int64], terms: Terms) -> NDArray[np.int64]:
    """When, as an annunciation leaves the window, fewer are left in it than keep a flood up."""
    leaves = instants + terms.window
    left = np.searchsorted(instants, leaves, side="right") - np.searchsorted(
        instants, instants, side="right"
    )
    return leaves[left < terms.flood_ends * terms.operators]


def _describe(
    instants: NDArray[np.int64], begin: Instant, end: Instant, period: Period, terms: Terms
) -> Flood:
    first = max(begin - terms.window + 1, period.start)
    within = instants[np.searchsorted(instants, first) : np.searchsorted(instants, end)]
    earlier = np.searchsorted(instants, begin - 2 * terms.window)
    near = instants[earlier : np.searchsorted(instants, end)]
    counts = count_window(near, terms.window)[near >= max(begin, period.start)]
    peak = int(counts.max(initial=0)) / terms.operators
    return Flood(max(begin, period.start), end, len(within), peak)
