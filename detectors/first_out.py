"""First-out (首出): which alarm of a unit was the first, by source time, until all have returned.

A unit that trips raises many alarms within seconds, and the first tells why. Units are equipment
that an interlock protects; without one nothing trips. A group locks with its first raise and is
released when all its members have returned and no demand on an interlock of the unit stands. Of
raises no further apart than clocks may be, none is called the first: they are told as a set
(IEC 62682; ``FirstInGroupFlag`` of OPC 10000-9). Only marks change here, never what is raised.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from detectors.interlock_inputs import find_unit
from detectors.kind import StateGroup
from detectors.verdict import Changes, Rule
from plant.condition import Condition
from plant.reading import LONG_AGO, NEVER, Instant, Mark
from plant.words import Interlock, Plant

TRIPPING: Final = frozenset({Condition.HH, Condition.LL, Condition.DIGITAL})
"""Alarms of a unit's own tags that may trip it; H and L only where they are configured causes."""


@dataclass(frozen=True, slots=True)
class Membership:
    """Which rules belong to which units, pairs sorted by unit.

    ``rule``  intp (members,); ``first`` intp (units + 1,), where each unit's members begin
    ``holds`` bool (members,): a demand, which keeps its unit locked and is not itself a first
    """

    units: tuple[str, ...]
    rule: NDArray[np.intp]
    first: NDArray[np.intp]
    holds: NDArray[np.bool_]


class FirstOut:
    """The groups of a plant and the raises of each since it locked."""

    def __init__(self, plant: Plant, rules: Sequence[Rule]) -> None:
        self._rules = rules
        self._uncertainty_ms = round(1000 * plant.park.clock_uncertainty_s)
        self._members = list_members(plant, rules)
        members = self._members
        self._wanted = np.zeros(len(rules), dtype=np.bool_)
        self._wanted[members.rule] = True
        self._unit_of = np.repeat(np.arange(len(members.units)), np.diff(members.first))
        self._standing = np.zeros(len(members.rule), dtype=np.bool_)
        self._time = np.full(len(members.rule), NEVER)

    def mark(self, changes: Changes) -> Changes:
        """The same changes, those of them marked that are the first of their unit."""
        if len(changes) == 0 or not self._members.units:
            return changes
        places = np.flatnonzero(self._wanted[changes.rule])
        if len(places) == 0:
            return changes
        marks = changes.marks.copy()
        for unit, own in self._sort(changes, places).items():
            self._follow(unit, own, changes, marks)
        return replace(changes, marks=marks)

    def first_out(self, unit: str) -> list[str]:
        """The alarms that were the first of a unit, in the order of source time.

        More than one where clocks can't tell them apart; none while the unit is not locked, or
        where it has no interlock.
        """
        if unit not in self._members.units:
            return []
        members = self._list_members(self._members.units.index(unit))
        members = members[self._time[members] < NEVER]
        members = members[np.argsort(self._time[members], kind="stable")]
        found = members[self._find_first(self._time[members])]
        return [self._rules[rule].alarm for rule in self._members.rule[found].tolist()]

    def align(self, active: NDArray[np.bool_]) -> None:
        """Stand as the journal does; what stands there and is not known came before all else.

        :param active: bool (rules,).
        """
        self._standing[:] = active[self._members.rule]
        self._time[self._standing & (self._time == NEVER) & ~self._members.holds] = LONG_AGO
        for unit in range(len(self._members.units)):
            self._release(unit)

    def states(self) -> StateGroup:
        """What stands, and when each member was raised since its unit locked."""
        names = [
            f"{self._members.units[unit]}/{self._rules[rule].alarm}"
            for unit, rule in zip(self._unit_of, self._members.rule, strict=True)
        ]
        arrays: Mapping[str, NDArray[Any]] = {"standing": self._standing, "time": self._time}
        return StateGroup("members", np.array(names, dtype=np.str_), arrays)

    def _sort(self, changes: Changes, places: NDArray[np.intp]) -> dict[int, list[tuple[int, int]]]:
        """Unit → the changes of its members, in order, with the member of each."""
        found: dict[int, list[tuple[int, int]]] = {}
        for place in places.tolist():
            for member in np.flatnonzero(self._members.rule == changes.rule[place]).tolist():
                found.setdefault(int(self._unit_of[member]), []).append((place, member))
        return found

    def _follow(
        self,
        unit: int,
        own: Sequence[tuple[int, int]],
        changes: Changes,
        marks: NDArray[np.uint16],
    ) -> None:
        """Follow one unit through a tick: raises of one lock are judged together."""
        raised: list[tuple[int, int]] = []
        for place, member in own:
            self._standing[member] = changes.active[place]
            if changes.active[place] and not self._members.holds[member]:
                if self._time[member] == NEVER:
                    self._time[member] = find_time(changes, place)
                    raised.append((place, member))
            elif not self._is_locked(unit):
                self._mark_first(unit, raised, marks)
                self._release(unit)
                raised = []
        self._mark_first(unit, raised, marks)

    def _mark_first(
        self, unit: int, raised: Sequence[tuple[int, int]], marks: NDArray[np.uint16]
    ) -> None:
        """Mark those raises that are among the first of their unit, as far as is known now."""
        members = self._list_members(unit)
        first = set(members[self._find_first(self._time[members])].tolist())
        mark = Mark.FIRST_OUT | (Mark.UNDECIDED if len(first) > 1 else Mark.NONE)
        for place, member in raised:
            if member in first:
                marks[place] |= np.uint16(mark)

    def _find_first(self, times: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which of some instants, NEVER where there is none, are no later than the first."""
        latest = times.min(initial=NEVER) + self._uncertainty_ms
        found: NDArray[np.bool_] = (times <= latest) & (times < NEVER)
        return found

    def _is_locked(self, unit: int) -> bool:
        return bool(self._standing[self._list_members(unit)].any())

    def _release(self, unit: int) -> None:
        if not self._is_locked(unit):
            self._time[self._list_members(unit)] = NEVER

    def _list_members(self, unit: int) -> NDArray[np.intp]:
        return np.arange(self._members.first[unit], self._members.first[unit + 1])


def find_time(changes: Changes, place: int) -> Instant:
    """When a raise came about: by source time, where it has one, else when it began to hold."""
    source = int(changes.source[place])
    return source if source > LONG_AGO else int(changes.onset[place])


def list_members(plant: Plant, rules: Sequence[Rule]) -> Membership:
    """The units of a plant that an interlock protects, and the alarms that are their members."""
    number = {rule.alarm: place for place, rule in enumerate(rules)}
    by_unit: dict[str, list[Interlock]] = {}
    for interlock in plant.interlocks:
        by_unit.setdefault(find_unit(plant, interlock), []).append(interlock)
    by_unit.pop("", None)
    members, holds, count = [], [], []
    for unit, interlocks in by_unit.items():
        own = {number[alarm] for alarm in _list_alarms(plant, unit, interlocks) if alarm in number}
        demands = {f"{interlock.id}:{Condition.DEMAND}" for interlock in interlocks}
        keepers = {number[alarm] for alarm in demands if alarm in number}
        members += [*sorted(own - keepers), *sorted(keepers)]
        holds += [False] * len(own - keepers) + [True] * len(keepers)
        count.append(len(own | keepers))
    return Membership(
        tuple(by_unit),
        np.array(members, dtype=np.intp),
        np.concatenate([[0], np.cumsum(count, dtype=np.intp)]).astype(np.intp),
        np.array(holds, dtype=np.bool_),
    )


def _list_alarms(plant: Plant, unit: str, interlocks: Sequence[Interlock]) -> Iterator[str]:
    """HH, LL and contacts of a unit's tags, votes of them, and every configured cause."""
    tags = {tag.id: tag for tag in plant.tags if tag.equipment == unit}
    for tag in tags.values():
        yield from (f"{tag.id}:{condition}" for condition in TRIPPING & tag.alarms.keys())
    for voting in plant.votings:
        if voting.tags[0] in tags:
            yield f"{voting.id}:{Condition.VOTED}"
    for interlock in interlocks:
        yield from (f"{cause.source}:{cause.condition}" for cause in interlock.causes)
