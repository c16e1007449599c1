"""Cutting a report's material into groups: by shift, hazard, enterprise or priority.

Every activation belongs to just one group. That of a shift is the one in which it was raised; those
raised before the period belong to no shift, since they were another report's.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from alerting.kpi.figures import Material
from alerting.kpi.places import NOWHERE, Site
from alerting.kpi.shifts import Shifts, cut_shifts
from alerting.kpi.spans import Activations
from alerting.kpi.terms import Period, Terms
from plant.condition import Priority

_Find = Callable[[Activations], NDArray[np.intp]]
"""Which group each of some activations belongs to, intp; -1: none."""


class By(StrEnum):
    """What tells the groups of a report apart."""

    SHIFT = "shift"
    HAZARD = "hazard"
    ENTERPRISE = "enterprise"
    PRIORITY = "priority"


@dataclass(frozen=True, slots=True)
class Part:
    """A group before it is measured: its material, and the parts of the period it is about."""

    key: str
    material: Material
    parts: Sequence[Period]


def cut_groups(
    by: By, material: Material, names: Sequence[str], site: Site, period: Period, terms: Terms
) -> Iterator[Part]:
    """The groups, those of the plant in its order and without gaps, then what belongs to none.

    :param names: the alarms' ids by their numbers.
    """
    if by is By.SHIFT:
        yield from _cut_by_shift(material, period, terms)
    elif by is By.PRIORITY:
        keys = [priority.word for priority in sorted(Priority, reverse=True)]
        yield from _cut(material, keys, _rank, [period])
    else:
        keys, group = _find_owners(by, names, site)
        yield from _cut(material, keys, lambda rows: group[rows.alarm], [period])


def _rank(rows: Activations) -> NDArray[np.intp]:
    ranks: NDArray[np.intp] = int(max(Priority)) - rows.priority.astype(np.intp)
    return ranks


def _find_owners(by: By, names: Sequence[str], site: Site) -> tuple[list[str], NDArray[np.intp]]:
    """The keys of groups, the last empty, and for every alarm which of them it belongs to."""
    keys = [*(site.hazards if by is By.HAZARD else site.enterprises), ""]
    number = {key: place for place, key in enumerate(keys)}
    places = (site.places.get(name.rpartition(":")[0], NOWHERE) for name in names)
    owners = (place.hazard if by is By.HAZARD else place.enterprise for place in places)
    group = np.array([number.get(owner, number[""]) for owner in owners], dtype=np.intp)
    return keys, group


def _cut_by_shift(material: Material, period: Period, terms: Terms) -> Iterator[Part]:
    shifts = cut_shifts(period, terms)
    keys = [f"{begin:%H:%M}" for begin in terms.shifts]
    parts = [shifts.list_parts(kind) for kind in range(len(keys))]
    groups = _split(material, len(keys), lambda rows: _find_shifts(rows, shifts))
    for key, part, mine in zip(keys, parts, groups, strict=True):
        yield Part(key, mine, part)


def _find_shifts(rows: Activations, shifts: Shifts) -> NDArray[np.intp]:
    found: NDArray[np.intp] = np.where(
        rows.raised < shifts.period.start, -1, shifts.find(rows.raised)
    )
    return found


def _cut(
    material: Material, keys: Sequence[str], find: _Find, parts: Sequence[Period]
) -> Iterator[Part]:
    for key, mine in zip(keys, _split(material, len(keys), find), strict=True):
        if key or len(mine.activations):
            yield Part(key, mine, parts)


def _split(material: Material, groups: int, find: _Find) -> Iterator[Material]:
    activations = _sort_into(find(material.activations), groups)
    called = _sort_into(find(material.called), groups)
    return (material.take(*places) for places in zip(activations, called, strict=True))


def _sort_into(group: NDArray[np.intp], groups: int) -> list[NDArray[np.intp]]:
    """The positions of each group's rows, rising."""
    order = np.argsort(group, kind="stable")
    bounds = np.searchsorted(group[order], np.arange(groups + 1))
    return [order[first:last] for first, last in pairwise(bounds)]
