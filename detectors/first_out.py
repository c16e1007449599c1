"""First-out (首出): which alarm of a unit was the first, by source time, until all have returned.

A unit that trips raises many alarms within seconds, and the first tells why. Units are equipment
that an interlock protects; without one nothing trips. A group locks with its first raise and is
released when all its members have returned and no demand on an interlock of the unit stands. Of
raises no further apart than clocks may be, none is called the first: they are told as a set
(IEC 62682; ``FirstInGroupFlag`` of OPC 10000-9). Only marks change here, never what is raised.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from detectors.groups import spread_groups
from detectors.interlock_inputs import find_unit
from detectors.kind import StateGroup
from detectors.sparse_table import SparseTable
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
    """The groups of a plant and the raises of each since it locked.

    Nearly all members are at rest and say nothing; the others have a row in a table: ``standing``
    bool, and ``time`` int64 ms, when each was raised since its unit locked, NEVER where it was not.
    """

    def __init__(self, plant: Plant, rules: Sequence[Rule]) -> None:
        self._rules = rules
        self._uncertainty_ms = round(1000 * plant.park.clock_uncertainty_s)
        self._members = list_members(plant, rules)
        members = self._members
        self._unit_of = np.repeat(np.arange(len(members.units)), np.diff(members.first))
        self._by_rule = np.argsort(members.rule, kind="stable")
        self._first = np.searchsorted(members.rule[self._by_rule], np.arange(len(rules) + 1))
        defaults = {"standing": np.False_, "time": NEVER}
        self._table = SparseTable(len(members.rule), defaults)

    def mark(self, changes: Changes) -> Changes:
        """The same changes, those of them marked that are the first of their unit."""
        if len(changes) == 0 or not self._members.units:
            return changes
        own, which = spread_groups(self._first, changes.rule)
        if len(own) == 0:
            return changes
        marks = changes.marks.copy()
        locks: dict[int, _Lock] = {}
        for place, member in zip(which.tolist(), self._by_rule[own].tolist(), strict=True):
            unit = int(self._unit_of[member])
            lock = locks.get(unit) or locks.setdefault(unit, self._take(unit))
            self._follow(lock, place, member, changes, marks)
        for lock in locks.values():
            self._mark_first(lock, marks)
        self._keep(locks.values())
        return replace(changes, marks=marks)

    def first_out(self, unit: str) -> list[str]:
        """The alarms that were the first of a unit, in the order of source time.

        More than one where clocks can't tell them apart; none while the unit is not locked, or
        where it has no interlock.
        """
        if unit not in self._members.units:
            return []
        members = self._list_members(self._members.units.index(unit))
        time = self._table.read("time", members)
        first = self._find_first(time.tolist())
        found = members[sorted(first, key=lambda place: (time[place], place))]
        return [self._rules[rule].alarm for rule in self._members.rule[found].tolist()]

    def align(self, active: NDArray[np.bool_]) -> None:
        """Stand as the journal does; what stands there and is not known came before all else.

        :param active: bool (rules,).
        """
        members = self._members
        stands = np.flatnonzero(active[members.rule])
        self._table.write(self._table.list_things(), standing=False)
        self._table.write(stands, standing=True)
        unknown = (self._table.read("time", stands) == NEVER) & ~members.holds[stands]
        self._table.write(stands[unknown], time=LONG_AGO)
        units = np.unique(self._unit_of[self._table.list_things()]).tolist()
        self._keep([self._take(unit) for unit in units])

    def states(self) -> StateGroup:
        """What stands, and when each was raised since its unit locked."""
        names = [
            f"{self._members.units[unit]}/{self._rules[rule].alarm}"
            for unit, rule in zip(self._unit_of, self._members.rule, strict=True)
        ]
        ids = np.array(names, dtype=np.str_)
        return StateGroup("members", ids, {}, tables={"raised": self._table})

    def _take(self, unit: int) -> "_Lock":
        """What the members of a unit are at."""
        first, end = self._members.first[unit : unit + 2].tolist()
        slot, columns = self._table.slot[first:end], self._table.columns
        standing, time = (columns[name][slot].tolist() for name in ("standing", "time"))
        return _Lock(first, list(zip(standing, time, strict=True)), standing, time)

    def _keep(self, locks: Iterable["_Lock"]) -> None:
        """Keep what has changed of units; one that is not locked has nothing to keep."""
        changed = [row for lock in locks for row in lock.list_changed()]
        rest = [member for member, standing, at in changed if not standing and at == NEVER]
        if rest:
            self._table.close(np.array(rest))
        if len(rest) < len(changed):
            stirred = [row for row in changed if row[1] or row[2] != NEVER]
            member, standing, time = (np.array(column) for column in zip(*stirred, strict=True))
            self._table.write(member, standing=standing, time=time)

    def _follow(
        self,
        lock: "_Lock",
        place: int,
        member: int,
        changes: Changes,
        marks: NDArray[np.uint16],
    ) -> None:
        """Follow one change of a unit's member: raises of one lock are judged together."""
        which, active = member - lock.first, bool(changes.active[place])
        lock.standing[which] = active
        if active and not self._members.holds[member]:
            if lock.time[which] == NEVER:
                lock.time[which] = find_time(changes, place)
                lock.raised.append((place, which))
        elif not any(lock.standing):
            self._mark_first(lock, marks)
            lock.time = lock.list_times()
            lock.raised = []

    def _mark_first(self, lock: "_Lock", marks: NDArray[np.uint16]) -> None:
        """Mark those raises that are among the first of their unit, as far as is known now."""
        first = self._find_first(lock.time)
        mark = Mark.FIRST_OUT | (Mark.UNDECIDED if len(first) > 1 else Mark.NONE)
        for place, which in lock.raised:
            if which in first:
                marks[place] |= np.uint16(mark)

    def _find_first(self, times: Sequence[Instant]) -> set[int]:
        """Positions of instants, NEVER where there is none, that are no later than the first."""
        latest = min(times, default=int(NEVER)) + self._uncertainty_ms
        return {place for place, at in enumerate(times) if at <= latest and at < NEVER}

    def _list_members(self, unit: int) -> NDArray[np.intp]:
        return np.arange(self._members.first[unit], self._members.first[unit + 1])


@dataclass(slots=True)
class _Lock:
    """What the members of a unit are at while a tick is followed.

    ``first``  the number of its first member
    ``before``  ``standing`` and ``time`` of each member as they were kept
    ``raised``  place of each raise among the changes, with the position of its member
    """

    first: int
    before: list[tuple[bool, Instant]]
    standing: list[bool]
    time: list[Instant]
    raised: list[tuple[int, int]] = field(default_factory=list)

    def list_times(self) -> list[Instant]:
        """``time``, or NEVER of all where the unit is not locked."""
        return self.time if any(self.standing) else [int(NEVER)] * len(self.time)

    def list_changed(self) -> Iterator[tuple[int, bool, Instant]]:
        """The members of which something is not as it was kept, and what."""
        now = zip(self.standing, self.list_times(), strict=True)
        for place, (before, after) in enumerate(zip(self.before, now, strict=True)):
            if before != after:
                yield self.first + place, *after


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
    tripping = _list_tripping(plant)
    members, holds, count = [], [], []
    for unit, interlocks in by_unit.items():
        alarms = [*tripping[unit], *_list_causes(interlocks)]
        own = {number[alarm] for alarm in alarms if alarm in number}
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


def _list_tripping(plant: Plant) -> defaultdict[str, list[str]]:
    """Unit → HH, LL and contacts of its tags, and the votes of them."""
    alarms: defaultdict[str, list[str]] = defaultdict(list)
    for tag in plant.tags:
        alarms[tag.equipment] += [f"{tag.id}:{one}" for one in TRIPPING & tag.alarms.keys()]
    for voting in plant.votings:
        if voting.tags[0] in plant.row_of:
            unit = plant.tags[plant.row_of[voting.tags[0]]].equipment
            alarms[unit].append(f"{voting.id}:{Condition.VOTED}")
    return alarms


def _list_causes(interlocks: Sequence[Interlock]) -> Iterator[str]:
    """Every configured cause of a unit's interlocks."""
    for interlock in interlocks:
        yield from (f"{cause.source}:{cause.condition}" for cause in interlock.causes)
