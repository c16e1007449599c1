"""Duplicates: alarms that are raised together with another of their tag, time after time.

One event of the process should be one alarm (EEMUA 191, ISA-18.2 rationalisation). Two alarms are
kin if they are of one tag or of tags that measure the same. Of two that come together the lesser
is called the duplicate: the one that need not be there if the other is.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from alerting.alarm import Entry
from alerting.nuisance_record import Nuisance, NuisanceMark
from plant.condition import Condition, Priority
from plant.nuisance_figures import MarkFigures
from plant.reading import NEVER, Instant
from plant.words import Plant


@dataclass(slots=True)
class _Meetings:
    """Activations running in which an alarm met one other: which was the first and the newest."""

    since: Instant
    count: int
    turn: int
    newest: Instant


@dataclass(slots=True)
class _Standing:
    """An alarm's newest activation, the how manieth it is, and whom it met, by their ids."""

    at: Instant
    turn: int
    priority: Priority
    met: dict[str, _Meetings] = field(default_factory=dict)


class Company:
    """Who is raised together with whom. Bounded by the kin of the alarms that were ever raised.

    :param redundant: tag → the tags that measure the same.
    """

    def __init__(self, redundant: Mapping[str, frozenset[str]], figures: MarkFigures) -> None:
        self.redundant = redundant
        self._figures = figures
        self._alarms: dict[str, _Standing] = {}
        self._of_tag: dict[str, list[str]] = {}

    def meet(self, entry: Entry) -> list[str]:
        """Take an activation; returns the other alarms of which something is known by it."""
        alarm = self._rise(entry)
        lesser = []
        for other in self._list_kin(entry.alarm):
            peer = self._alarms[other]
            if abs(entry.at - peer.at) <= self._figures.duplicate_ms:
                if _rank(entry.alarm, alarm) <= _rank(other, peer):
                    self._note(alarm, other)
                else:
                    self._note(peer, entry.alarm)
                    lesser.append(other)
        return lesser

    def mark_of(self, alarm: str, now: Instant) -> NuisanceMark | None:
        """The mark of a duplicate, for the one that it met most often."""
        known = self._alarms.get(alarm)
        if known is None:
            return None
        memory = self._figures.duplicate_memory_ms
        often = [
            (meetings.count, peer)
            for peer, meetings in known.met.items()
            if meetings.count >= self._figures.duplicates
            and now - meetings.newest < memory
            and self._goes_on(known, meetings, now)
        ]
        if not often:
            return None
        _, peer = max(often)
        met = known.met[peer]
        return NuisanceMark(Nuisance.DUPLICATE, met.since, met.count, met.newest + memory, peer)

    def due(self, alarm: str, now: Instant) -> Instant:
        """The first instant after ``now`` at which :meth:`mark_of` may answer otherwise."""
        known = self._alarms.get(alarm)
        if known is None or not known.met:
            return int(NEVER)
        memory = self._figures.duplicate_memory_ms
        dues = [meetings.newest + memory for meetings in known.met.values()]
        dues.append(known.at + self._figures.duplicate_ms + 1)
        return min((due for due in dues if due > now), default=int(NEVER))

    def _rise(self, entry: Entry) -> _Standing:
        known = self._alarms.get(entry.alarm)
        if known is None:
            tag = entry.alarm.rpartition(":")[0]
            self._of_tag.setdefault(tag, []).append(entry.alarm)
            known = self._alarms[entry.alarm] = _Standing(entry.at, 0, entry.priority)
        known.at, known.priority = entry.at, entry.priority
        known.turn += 1
        gone = [peer for peer, met in known.met.items() if met.turn < known.turn - 1]
        for peer in gone:
            del known.met[peer]
        return known

    def _list_kin(self, alarm: str) -> Iterator[str]:
        tag = alarm.rpartition(":")[0]
        for other in (tag, *sorted(self.redundant.get(tag, ()))):
            yield from (one for one in self._of_tag.get(other, ()) if one != alarm)

    def _note(self, lesser: _Standing, peer: str) -> None:
        met = lesser.met.get(peer)
        if met is None or lesser.at - met.newest >= self._figures.duplicate_memory_ms:
            lesser.met[peer] = _Meetings(lesser.at, 1, lesser.turn, lesser.at)
        elif met.turn < lesser.turn:
            met.count, met.turn, met.newest = met.count + 1, lesser.turn, lesser.at

    def _goes_on(self, alarm: _Standing, met: _Meetings, now: Instant) -> bool:
        """Whether the newest activation met it too, or still may."""
        return met.turn == alarm.turn or now - alarm.at <= self._figures.duplicate_ms


def pair_tags(plant: Plant) -> dict[str, frozenset[str]]:
    """Tag → the tags that measure the same, as the plant says: votes and deviations.

    Gas heads of an array stand at different places: each has its own alarm to give.
    """
    groups = [voting.tags for voting in plant.votings]
    for tag in plant.tags:
        deviation = tag.checks.get(Condition.DEVIATION)
        if deviation is not None and deviation.reference:
            groups.append((tag.id, deviation.reference))
    kin: dict[str, set[str]] = {}
    for group in groups:
        for one in group:
            kin.setdefault(one, set()).update(set(group) - {one})
    return {tag: frozenset(others) for tag, others in kin.items()}


def _rank(alarm: str, known: _Standing) -> tuple[bool, Priority, Instant]:
    """What of two alarms may least be missed: the last limit, the higher, the earlier."""
    outer = alarm.rpartition(":")[2] in (Condition.HH, Condition.LL)
    return outer, known.priority, -known.at
