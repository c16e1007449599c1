"""A sweep: one limit under many values of one setting, and what each would have come to.

Takes what the bank made of every value in one pass (:mod:`detectors.retuning`) and counts it as a
comparison does: activations, nuisances as :mod:`alerting.kpi` defines them, warning time.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from alerting.kpi.nuisance import find_chattering, find_fleeting
from alerting.kpi.spans import Activations as Spans
from alerting.kpi.terms import Period, Terms
from alerting.what_if.lead import Lead, find_leads
from alerting.what_if.reference import Reference
from detectors.retuning import Activations
from plant.nuisance_figures import load_trial_figures
from plant.reading import NEVER


@dataclass(frozen=True, slots=True)
class Point:
    """One value of the setting.

    ``activations`` of the period, how many of them ``chattering`` and ``fleeting``, and for how
    long they stood. ``events`` in all, ``warned`` those of which this alarm warned by itself; of
    these the shortest and the median warning time, None where there is none.
    """

    value: float
    activations: int
    chattering: int
    fleeting: int
    standing_ms: int
    events: int
    warned: int
    shortest_ms: int | None
    median_ms: float | None

    @property
    def nuisances(self) -> int:
        """Activations that were chattering or fleeting."""
        return self.chattering + self.fleeting


def count_points(
    alarm: str,
    values: Sequence[float],
    judged: Sequence[Activations],
    references: Sequence[Reference],
    period: Period,
    terms: Terms,
) -> Iterator[Point]:
    """What each value came to.

    :param judged: the activations under each value, those before the period included.
    :param references: the events, in time; only this alarm's own warning of them is counted.
    """
    spans = _stack(judged)
    inside = (spans.raised >= period.start) & (spans.raised < period.end)
    stood = np.minimum(spans.ended, period.end) - np.maximum(spans.raised, period.start)
    counts = zip(
        _count(spans, inside, len(values)),
        _count(spans, inside & find_chattering(spans, terms), len(values)),
        _count(spans, inside & find_fleeting(spans, terms), len(values)),
        _sum(spans, np.maximum(stood, 0), len(values)),
        strict=True,
    )
    for value, times, (activations, chattering, fleeting, standing) in zip(
        values, judged, counts, strict=True
    ):
        leads = _find_own(alarm, times, references, period)
        warned = [lead.ms for lead in leads if lead is not None and lead.warns]
        yield Point(
            value,
            activations,
            chattering,
            fleeting,
            standing,
            len(leads),
            len(warned),
            min(warned, default=None),
            float(np.median(warned)) if warned else None,
        )


def _find_own(
    alarm: str, times: Activations, references: Sequence[Reference], period: Period
) -> list[Lead | None]:
    """How this alarm alone told of each event of the period."""
    own = [replace(one, warners=(alarm,)) for one in references]
    leads = find_leads(own, {alarm: times.join(load_trial_figures().gap_ms)})
    return [
        lead for one, lead in zip(own, leads, strict=True) if period.start <= one.at < period.end
    ]


def _stack(judged: Sequence[Activations]) -> Spans:
    """All values' activations, each value as an alarm of its own that nobody acknowledges."""
    sizes = [len(one) for one in judged]
    total = sum(sizes)
    return Spans(
        alarm=np.repeat(np.arange(len(judged), dtype=np.int32), sizes),
        raised=np.concatenate([one.raised for one in judged]),
        ended=np.concatenate([one.returned for one in judged]),
        acked=np.full(total, NEVER, dtype=np.int64),
        priority=np.zeros(total, dtype=np.int8),
        held=np.zeros(total, dtype=np.int8),
        late=np.zeros(total, dtype=np.bool_),
    )


def _count(spans: Spans, which: NDArray[np.bool_], values: int) -> list[int]:
    counts: list[int] = np.bincount(spans.alarm[which], minlength=values).tolist()
    return counts


def _sum(spans: Spans, ms: NDArray[np.int64], values: int) -> list[int]:
    sums = np.zeros(values, dtype=np.int64)
    np.add.at(sums, spans.alarm, ms)
    return [int(one) for one in sums]
