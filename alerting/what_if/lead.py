"""Warning time: how long before an event an operator was told, in one run and in another.

From the first raise of an alarm that warns of the event to the event itself (the operator's time to
respond, IEC 62682 / ISA-18.2, ends there at the latest). Activations no more than a minute apart
are one telling. What a run owes an event is an alarm of its own: one that has stood since before
the last event ended tells nobody anything new.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from alerting.what_if.reference import Reference
from alerting.what_if.run import Run
from detectors.retuning import Activations
from plant.nuisance_figures import load_trial_figures
from plant.reading import LONG_AGO, Instant


@dataclass(frozen=True, slots=True)
class Lead:
    """The alarm that told first, since when, and how long before the event; 0 or less is late.

    ``own`` is false where it has stood since before the last event of the same kind ended.
    """

    alarm: str
    at: Instant
    ms: int
    own: bool

    @property
    def warns(self) -> bool:
        """Whether it told of this event, and before it."""
        return self.own and self.ms > 0


class Verdict(StrEnum):
    """What became of the warning of an event under the tried plant."""

    LOST = "lost"
    """Today warns before the event, the tried plant does not."""
    SHORTER = "shorter"
    SAME = "same"
    LONGER = "longer"
    GAINED = "gained"
    """The tried plant warns before the event, today's does not."""
    MISSED = "missed"
    """Neither warns, now as then."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """An event and how each run warned of it, None where it did not."""

    reference: Reference
    today: Lead | None
    other: Lead | None

    @property
    def gained_ms(self) -> int | None:
        """By how much longer the tried plant warns; None where one of them told nothing of it."""
        if self.today is None or self.other is None or not (self.today.own and self.other.own):
            return None
        return self.other.ms - self.today.ms

    @property
    def verdict(self) -> Verdict:
        was = self.today is not None and self.today.warns
        will = self.other is not None and self.other.warns
        if was != will:
            return Verdict.LOST if was else Verdict.GAINED
        if not was:
            return Verdict.MISSED
        gained = self.gained_ms or 0
        return Verdict.LONGER if gained > 0 else Verdict.SHORTER if gained else Verdict.SAME


def compare_leads(references: Sequence[Reference], today: Run, other: Run) -> list[Outcome]:
    """How each run warned of each event, in the order of the events."""
    old, new = (find_leads(references, join_courses(run)) for run in (today, other))
    return [Outcome(*found) for found in zip(references, old, new, strict=True)]


def join_courses(run: Run) -> dict[str, Activations]:
    """Alarm → its tellings: activations no more than a minute apart as one."""
    gap = load_trial_figures().gap_ms
    return {alarm: course.times.join(gap) for alarm, course in run.courses.items()}


def find_leads(
    references: Sequence[Reference], tellings: Mapping[str, Activations]
) -> Iterator[Lead | None]:
    """How early each event was told.

    :param references: in the order of their times.
    :param tellings: alarm → its joined activations.
    """
    over: dict[tuple[str, str, str], Instant] = {}
    for reference in references:
        key = (reference.basis, reference.source, reference.condition)
        before = over.get(key, int(LONG_AGO))
        over[key] = max(before, reference.end)
        yield _find_lead(reference, before, tellings)


def _find_lead(
    reference: Reference, before: Instant, tellings: Mapping[str, Activations]
) -> Lead | None:
    """The earliest telling of an event's own; else one that merely stands.

    :param before: when the last event of the kind was over.
    """
    leads = [
        lead
        for alarm in reference.warners
        if alarm in tellings
        for lead in _list_leads(alarm, tellings[alarm], reference, before)
    ]
    return max(leads, key=lambda lead: (lead.own, lead.ms), default=None)


def _list_leads(
    alarm: str, times: Activations, reference: Reference, before: Instant
) -> Iterator[Lead]:
    gap = load_trial_figures().gap_ms
    first = int(np.searchsorted(times.returned, reference.at - gap, side="left"))
    last = int(np.searchsorted(times.raised, reference.end, side="right"))
    for raised in times.raised[first:last].tolist():
        yield Lead(alarm, raised, reference.at - raised, own=raised > before)
