"""What the detectors tell, position by position, in plain Python numbers.

Columns cross the border (:mod:`detectors.verdict`); only what changed becomes objects, here. What
becomes of them is :mod:`alerting.alarms`' business.
"""

from collections.abc import Iterator
from typing import NamedTuple

from alerting.alarm import Event
from detectors.verdict import Changes, Suppressions
from plant.reading import Instant


class ChangeRow(NamedTuple):
    """One position of :class:`detectors.verdict.Changes`."""

    rule: int
    at: Instant
    onset: Instant
    active: bool
    value: float
    marks: int
    priority: int
    limit: float
    source: Instant
    received: Instant
    reason: str

    @property
    def event(self) -> Event:
        """What it means for its alarm."""
        return Event.RAISED if self.active else Event.RETURNED


class SuppressionRow(NamedTuple):
    """One position of :class:`detectors.verdict.Suppressions`."""

    rule: int
    at: Instant
    active: bool
    reason: str


def list_changes(changes: Changes) -> Iterator[ChangeRow]:
    """In their order."""
    return map(
        ChangeRow,
        changes.rule.tolist(),
        changes.at.tolist(),
        changes.onset.tolist(),
        changes.active.tolist(),
        changes.value.tolist(),
        changes.marks.tolist(),
        changes.priority.tolist(),
        changes.limit.tolist(),
        changes.source.tolist(),
        changes.received.tolist(),
        (changes.reasons.get(place, "") for place in range(len(changes))),
    )


def list_suppressions(suppressions: Suppressions) -> Iterator[SuppressionRow]:
    """In their order."""
    return map(
        SuppressionRow,
        suppressions.rule.tolist(),
        suppressions.at.tolist(),
        suppressions.active.tolist(),
        suppressions.reasons,
    )
