"""Events against which warning time is counted: a limit beyond, a demand on an interlock, a list.

An event has to be the same for both runs, so it is today's: the crossing of a HH or LL as it
stands in today's plant (in the tried one where today has none), a demand on an interlock, the
crossing of a value that was named, or an entry of a list. What follows one another within the
minute of one excursion is one event. How early each run warned is :mod:`alerting.what_if.lead`'s.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np

from alerting.what_if.run import Course, Run
from detectors.retuning import Activations
from plant.condition import Condition
from plant.nuisance_figures import load_trial_figures
from plant.reading import Instant
from plant.words import Cause, Interlock, Plant

_UPWARD: Final = (Condition.H, Condition.HH)
_DOWNWARD: Final = (Condition.L, Condition.LL)
_HARD: Final = {Condition.HH: True, Condition.LL: False}
"""The limits whose crossing is an event, and whether it is one upward."""
_EITHER: Final = (Condition.RATE, Condition.FORECAST)
_OTHERS: Final = (
    Condition.DEVIATION,
    Condition.DISCREPANCY,
    Condition.DIGITAL,
    Condition.BALANCE,
    Condition.MODEL,
    Condition.IMPLAUSIBLE,
    Condition.STEL,
    Condition.TWA,
    Condition.VOTED,
    Condition.GAS_CONFIRMED,
)
"""What else tells of the process and not of the measurement."""


class Basis(StrEnum):
    """What makes an instant an event."""

    LIMIT = "limit"
    DEMAND = "demand"
    LINE = "line"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Reference:
    """An event from ``at`` to ``end`` (NEVER while it goes on), and the alarms that warn of it.

    ``source`` is where it happened, ``condition`` what was reached there, empty where none is
    meant; ``limit`` the value that was reached, NaN where there is none.
    """

    basis: Basis
    source: str
    condition: str
    at: Instant
    end: Instant
    warners: tuple[str, ...]
    limit: float = np.nan
    name: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A value of a tag that must not be crossed (硬限), upward or downward."""

    tag: str
    limit: float
    upward: bool


def find_references(today: Run, other: Run) -> list[Reference]:
    """The events that the plants themselves name: HH, LL and demands; today's where both do."""
    own = _mark_run(today, set())
    return sort_references([*own, *_mark_run(other, _name_hard_alarms(today.plant))])


def mark_crossings(
    line: Line, crossings: Activations, basis: Basis = Basis.LINE
) -> Iterator[Reference]:
    """The events of a line, from the times for which the tag was at or beyond it."""
    condition = Condition.HH if line.upward else Condition.LL
    warners = list_warners(line.tag, line.upward)
    for first, end in _span(crossings):
        yield Reference(basis, line.tag, condition, first, end, warners, line.limit)


def list_warners(source: str, upward: bool) -> tuple[str, ...]:  # noqa: FBT001 - a direction
    """The alarms of a tag that warn of what lies above its limits, or below them."""
    conditions = (*(_UPWARD if upward else _DOWNWARD), *_EITHER)
    return tuple(f"{source}:{condition}" for condition in conditions)


def list_process_alarms(plant: Plant, source: str) -> tuple[str, ...]:
    """All alarms that tell of the process at a source; of equipment, at all of its tags."""
    sources = [tag.id for tag in plant.tags if tag.equipment == source] or [source]
    conditions = (*_DOWNWARD, *_UPWARD, *_EITHER, *_OTHERS)
    return tuple(f"{one}:{condition}" for one in sources for condition in conditions)


def sort_references(references: Iterable[Reference]) -> list[Reference]:
    """By time, then by source and basis."""
    return sorted(references, key=lambda one: (one.at, one.source, one.basis, one.condition))


def _name_hard_alarms(plant: Plant) -> set[str]:
    """The alarms whose raises are events."""
    limits = {f"{tag.id}:{one}" for tag in plant.tags for one in _HARD if one in tag.alarms}
    return limits | {f"{interlock.id}:{Condition.DEMAND}" for interlock in plant.interlocks}


def _mark_run(run: Run, left_out: Collection[str]) -> Iterator[Reference]:
    """The events of a run, but for those of some alarms."""
    plant = run.plant
    courses = {alarm: one for alarm, one in run.courses.items() if alarm not in left_out}
    for tag in plant.tags:
        for condition, upward in _HARD.items():
            if condition in tag.alarms:
                course = courses.get(f"{tag.id}:{condition}")
                yield from _mark_limit(tag.id, condition, course, list_warners(tag.id, upward))
    for interlock in plant.interlocks:
        yield from _mark_demands(plant, interlock, courses)


def _mark_limit(
    tag: str, condition: Condition, course: Course | None, warners: tuple[str, ...]
) -> Iterator[Reference]:
    if course is None:
        return
    gap = load_trial_figures().gap_ms
    limits = course.limit[course.times.group(gap)[0]].tolist()
    for (first, end), limit in zip(_span(course.times), limits, strict=True):
        yield Reference(Basis.LIMIT, tag, condition, first, end, warners, limit)


def _mark_demands(
    plant: Plant, interlock: Interlock, courses: Mapping[str, Course]
) -> Iterator[Reference]:
    course = courses.get(f"{interlock.id}:{Condition.DEMAND}")
    if course is None:
        return
    warners = tuple(
        dict.fromkeys(alarm for cause in interlock.causes for alarm in _list_causes(plant, cause))
    )
    for first, end in _span(course.times):
        yield Reference(Basis.DEMAND, interlock.id, Condition.DEMAND, first, end, warners)


def _list_causes(plant: Plant, cause: Cause) -> Sequence[str]:
    """The alarms that warn of a cause: of a limit those on its side of the tag, of a vote those of
    its members too.
    """
    votings = [one for one in plant.votings if one.id == cause.source]
    members = [(tag, one.condition) for one in votings for tag in one.tags]
    found: list[str] = []
    for source, condition in [*members, (cause.source, cause.condition)]:
        if condition in (*_UPWARD, *_DOWNWARD):
            found += list_warners(source, condition in _UPWARD)
        else:
            found.append(f"{source}:{condition}")
    return found


def _span(times: Activations) -> list[tuple[Instant, Instant]]:
    joined = times.join(load_trial_figures().gap_ms)
    return list(zip(joined.onset.tolist(), joined.returned.tolist(), strict=True))
