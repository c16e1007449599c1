"""The figures of one group of alarms: all of them, a shift's, a hazard's, an enterprise's.

The counting rules are the other files' of this folder; here they are applied to the same material
for every group. What a report says beside the figures is :mod:`alerting.kpi.report`'s business.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from alerting.kpi.nuisance import find_chattering, find_fleeting, find_stale
from alerting.kpi.rates import count_slots, count_window, number_slots
from alerting.kpi.response import Response, measure_response
from alerting.kpi.spans import Activations, find_newest
from alerting.kpi.standing import count_most, find_standing, sum_overlap
from alerting.kpi.terms import HOUR_MS, SLOT_MS, Period, Terms
from plant.condition import Priority


@dataclass(frozen=True, slots=True)
class Material:
    """Activations of a group of alarms, and of those that called an operator what they were.

    ``chattering``, ``fleeting`` and ``newest`` are bool, of the shape of ``called``; the newest is
    one that no other activation of its alarm has followed, of whatever kind.
    """

    activations: Activations
    called: Activations
    chattering: NDArray[np.bool_]
    fleeting: NDArray[np.bool_]
    newest: NDArray[np.bool_]

    @classmethod
    def of(cls, activations: Activations, terms: Terms) -> Self:
        """The material of all alarms."""
        called = activations.take(activations.annunciated)
        newest = find_newest(activations.alarm)[activations.annunciated]
        chattering, fleeting = find_chattering(called, terms), find_fleeting(called, terms)
        return cls(activations, called, chattering, fleeting, newest)

    def take(self, activations: NDArray[np.intp], called: NDArray[np.intp]) -> Self:
        """A group's part, by the positions of its activations and of its annunciations."""
        return type(self)(
            self.activations.take(activations),
            self.called.take(called),
            self.chattering[called],
            self.fleeting[called],
            self.newest[called],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The figures of a group; a rate or a share is None where there is nothing to divide by.

    ``operator_hours`` is the group's time times the operators. ``annunciated`` are the activations
    that called an operator, ``held`` those raised while held, ``late`` those found in late data.
    ``busy_slots`` and ``busy_hours`` of ``slots`` and ``hours`` have too many alarms. ``flood_ms``
    is the time in flood, None where floods are not the group's own. ``chattering`` and ``fleeting``
    count annunciations, the ``_alarms`` beside them the alarms they are of; ``stale`` counts
    alarms, ``stale_most`` how many at once. ``standing`` is at the end, of these ``standing_held``
    were raised held; ``standing_mean`` over the time. ``response`` begins with all priorities.
    """

    operator_hours: float
    annunciated: int
    held: int
    late: int
    per_day: float | None
    per_hour: float | None
    per_10min: float | None
    peak_10min: float
    slots: int
    busy_slots: int
    hours: int
    busy_hours: int
    flood_ms: int | None
    priorities: Mapping[Priority, int]
    chattering: int
    chattering_alarms: int
    fleeting: int
    fleeting_alarms: int
    stale: int
    stale_most: int
    standing: int
    standing_held: int
    standing_mean: float
    response: Sequence[Response]


def measure(
    material: Material, parts: Sequence[Period], period: Period, terms: Terms, flood_ms: int | None
) -> Figures:
    """The figures of a group over a period.

    :param parts: the parts of the period that count for rates: all of it, or a shift's.
    """
    return Figures(
        **_count_calls(material, parts, period, terms),
        **_count_peaks(np.sort(material.called.raised), parts, period, terms),
        flood_ms=flood_ms,
        **_count_nuisance(material, period, terms),
        **_count_standing(material.activations, period),
        response=measure_response(material.called, material.newest, period),
    )


def _count_calls(
    material: Material, parts: Sequence[Period], period: Period, terms: Terms
) -> dict[str, Any]:
    everything, called = material.activations, material.called
    raised, mine = _are_raised(everything, period), _are_raised(called, period)
    hours = sum(part.length for part in parts) / HOUR_MS * terms.operators
    number = int(mine.sum())
    return {
        "operator_hours": hours,
        "annunciated": number,
        "held": int((raised & (everything.held > 0) & ~everything.late).sum()),
        "late": int((raised & everything.late).sum()),
        "per_day": _divide(number, hours / 24),
        "per_hour": _divide(number, hours),
        "per_10min": _divide(number, hours * HOUR_MS / SLOT_MS),
        "priorities": {
            priority: int((mine & (called.priority == priority)).sum())
            for priority in sorted(Priority, reverse=True)
        },
    }


def _count_nuisance(material: Material, period: Period, terms: Terms) -> dict[str, Any]:
    called = material.called
    mine = _are_raised(called, period)
    chattering, fleeting = material.chattering & mine, material.fleeting & mine
    stale = material.activations.take(find_stale(material.activations, period, terms))
    return {
        "chattering": int(chattering.sum()),
        "chattering_alarms": len(np.unique(called.alarm[chattering])),
        "fleeting": int(fleeting.sum()),
        "fleeting_alarms": len(np.unique(called.alarm[fleeting])),
        "stale": len(np.unique(stale.alarm)),
        "stale_most": count_most(stale.raised + terms.stale_after, stale.ended, period),
    }


def _count_standing(everything: Activations, period: Period) -> dict[str, Any]:
    standing = find_standing(everything.raised, everything.ended, period.end)
    stood = sum_overlap(everything.raised, everything.ended, period)
    return {
        "standing": int(standing.sum()),
        "standing_held": int((standing & (everything.held > 0)).sum()),
        "standing_mean": stood / period.length,
    }


def _are_raised(activations: Activations, period: Period) -> NDArray[np.bool_]:
    """Which were raised in a period."""
    inside: NDArray[np.bool_] = (activations.raised >= period.start) & (
        activations.raised < period.end
    )
    return inside


def _count_peaks(
    instants: NDArray[np.int64], parts: Sequence[Period], period: Period, terms: Terms
) -> dict[str, Any]:
    """Peak and busy slots of sorted annunciations, of which some may lie before the period."""
    first, last = np.searchsorted(instants, (period.start, period.end))
    lead = np.searchsorted(instants, period.start - terms.window)
    counts = count_window(instants[lead:last], terms.window)[first - lead :]
    inside = instants[first:last]
    return {
        "peak_10min": int(counts.max(initial=0)) / terms.operators,
        "slots": sum(number_slots(part, SLOT_MS) for part in parts),
        "busy_slots": count_slots(inside, SLOT_MS, terms.busy_slot * terms.operators),
        "hours": sum(number_slots(part, HOUR_MS) for part in parts),
        "busy_hours": count_slots(inside, HOUR_MS, terms.busy_hour * terms.operators),
    }


def _divide(number: float, by: float) -> float | None:
    return number / by if by else None
