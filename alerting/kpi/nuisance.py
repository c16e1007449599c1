"""Alarms that disturb more than they tell: chattering, fleeting, stale, the most frequent.

Activations in, ordered by alarm and raise; masks and lists out. Whether a figure is good is told by
its target, not here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import nsmallest

import numpy as np
from numpy.typing import NDArray

from alerting.kpi.spans import Activations
from alerting.kpi.terms import Period, Terms
from plant.reading import NEVER, Instant


@dataclass(frozen=True, slots=True)
class BadActor:
    """An alarm, how often it did what it is listed for, and its share of all annunciations."""

    alarm: str
    count: int
    share: float


@dataclass(frozen=True, slots=True)
class StaleAlarm:
    """An alarm that stands for long; ``ms`` until it returned or the period ended."""

    alarm: str
    since: Instant
    ms: int


def find_chattering(called: Activations, terms: Terms) -> NDArray[np.bool_]:
    """Which annunciations complete a chatter (抖动报警): bool (n,).

    The alarm has returned and been raised again at least ``chattering_times``, the first of these
    returns and this raise lying less than ``chattering_within`` apart.

    :param called: annunciations only.
    """
    times = terms.chattering_times
    found = np.zeros(len(called), dtype=np.bool_)
    if len(called) > times:
        same = called.alarm[times:] == called.alarm[:-times]
        took = called.raised[times:] - called.ended[:-times]
        found[times:] = same & (took < terms.chattering_within)
    return found


def find_fleeting(called: Activations, terms: Terms) -> NDArray[np.bool_]:
    """Which annunciations are fleeting (瞬时报警): bool (n,).

    Over within ``fleeting_within``, before anybody acknowledged, and not a repetition: the alarm
    was not raised within the same time before or after.

    :param called: annunciations only.
    """
    gap = np.full(len(called) + 1, NEVER, dtype=np.int64)
    same = called.alarm[1:] == called.alarm[:-1]
    gap[1:-1][same] = (called.raised[1:] - called.ended[:-1])[same]
    short = called.ended - called.raised <= terms.fleeting_within
    alone = (gap[:-1] > terms.fleeting_within) & (gap[1:] > terms.fleeting_within)
    fleeting: NDArray[np.bool_] = short & (called.acked > called.ended) & alone
    return fleeting


def find_stale(all_of_them: Activations, period: Period, terms: Terms) -> NDArray[np.bool_]:
    """Which activations stood longer than ``stale_after`` at some time of a period: bool (n,)."""
    begin = all_of_them.raised + terms.stale_after
    stale: NDArray[np.bool_] = (begin < period.end) & (
        np.maximum(begin, period.start) < all_of_them.ended
    )
    return stale


def list_longest(
    stale: Activations, names: Sequence[str], period: Period, most: int
) -> list[StaleAlarm]:
    """The stale activations that have stood longest, by the period's end.

    :param names: the alarms' ids by their numbers.
    """
    stood = np.minimum(stale.ended, period.end) - stale.raised
    listed = (
        StaleAlarm(names[alarm], since, ms)
        for alarm, since, ms in zip(
            stale.alarm.tolist(), stale.raised.tolist(), stood.tolist(), strict=True
        )
    )
    return nsmallest(most, listed, key=lambda one: (-one.ms, one.alarm))


def list_frequent(
    alarm: NDArray[np.int32], names: Sequence[str], whole: int, most: int
) -> list[BadActor]:
    """The alarms that occur most often among the given ones, and their shares of a whole."""
    counts = np.bincount(alarm).tolist()
    listed = (
        BadActor(names[place], count, count / whole) for place, count in enumerate(counts) if count
    )
    return nsmallest(most, listed, key=lambda one: (-one.count, one.alarm))
