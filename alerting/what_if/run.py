"""A run: what a plant would have raised over a range of readings, alarm by alarm.

Journal entries in, arrays out. What counts as an activation that called an operator, as chattering
and as fleeting is :mod:`alerting.kpi`'s; nothing here compares.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from alerting.alarm import Entry, Event
from alerting.kpi.columns import AlarmNames, page_entries
from alerting.kpi.figures import Material
from alerting.kpi.groups import By
from alerting.kpi.places import Site
from alerting.kpi.report import Report, make_report
from alerting.kpi.spans import Fold
from alerting.kpi.terms import Period, Terms
from detectors.retuning import Activations
from plant.words import Plant


@dataclass(frozen=True, slots=True)
class Course:
    """The activations of one alarm that called an operator, in their order, arrays of shape (n,).

    ``value`` and ``limit`` are those of the raise, float64, NaN where there is none; ``priority``
    int8; ``chattering`` and ``fleeting`` bool.
    """

    times: Activations
    value: NDArray[np.float64]
    limit: NDArray[np.float64]
    priority: NDArray[np.int8]
    chattering: NDArray[np.bool_]
    fleeting: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Run:
    """What a plant came to: alarm id → its course where it has one, and the figures."""

    plant: Plant
    courses: Mapping[str, Course]
    report: Report


def make_run(plant: Plant, entries: Sequence[Entry], period: Period, terms: Terms) -> Run:
    """A run from all its entries, those before the period included; figures are the period's."""
    names = AlarmNames()
    pages = list(page_entries(entries, names))
    fold = Fold()
    for page in pages:
        fold.add(page)
    material = Material.of(fold.finish()[0], terms)
    first = min((int(page.at.min()) for page in pages), default=None)
    report = make_report(pages, names, Site.of(plant), period, terms, By.PRIORITY, first)
    return Run(plant, _cut(material, names.list(), entries), report)


def _cut(material: Material, names: Sequence[str], entries: Sequence[Entry]) -> dict[str, Course]:
    """The courses of the alarms, by id."""
    raises = {(one.alarm, one.at): one for one in entries if one.event is Event.RAISED}
    called = material.called
    bounds = np.searchsorted(called.alarm, np.arange(len(names) + 1))
    courses = {}
    for number, name in enumerate(names):
        part = np.arange(bounds[number], bounds[number + 1])
        own = called.take(part)
        told = [raises[name, at] for at in own.raised.tolist()]
        onset = np.array([one.onset for one in told], dtype=np.int64)
        if len(own):
            courses[name] = Course(
                Activations(onset, own.raised, own.ended),
                _list_numbers([one.value for one in told]),
                _list_numbers([one.limit for one in told]),
                own.priority,
                material.chattering[part],
                material.fleeting[part],
            )
    return dict(sorted(courses.items()))


def _list_numbers(numbers: Sequence[float | None]) -> NDArray[np.float64]:
    return np.array([np.nan if one is None else one for one in numbers], dtype=np.float64)
