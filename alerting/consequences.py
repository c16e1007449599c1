"""Consequences: alarms that follow from another one, marked with what they follow from.

A unit that trips, a power supply that fails or a gateway that is lost brings alarms about that ask
for no action of their own. Each is marked with its root when it is raised, if that stands or was
over only lately. A mark never hides, drops or delays anything, and HH, LL, gas level 2, critical
alarms and whatever protects are never called a consequence. What follows from what is known from
the plant alone; nothing is learnt. Only what is known at that moment decides.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from alerting.alarm import Alarm, Entry, Event
from alerting.folding import is_guarded
from detectors.interlock_inputs import find_unit
from detectors.verdict import Rule
from plant.condition import Condition
from plant.reading import Instant
from plant.tag_kind import TagKind
from plant.words import Plant

_OF_A_LINK: Final = frozenset(
    {
        Condition.STALE,
        Condition.BAD_QUALITY,
        Condition.PROTECTION_LOST,
        Condition.INTERLOCK_UNVERIFIED,
        Condition.DEVIATION,
        Condition.DISCREPANCY,
    }
)
"""What a lost gateway brings about: data that are missed, and what can't be judged without them."""

_STOPS: Final = frozenset({TagKind.POWER, TagKind.ESD_BUTTON})
"""Tags whose own alarm stops the whole hazard."""


@dataclass(frozen=True, slots=True)
class Root:
    """An alarm that brings others about: those of ``affected``, their ids.

    Roots that affect the same share one set: thousands of gateways may, each of thousands of tags.
    ``within_ms``: only if they are raised within so long after it; None: whenever it stands.
    """

    alarm: str
    affected: frozenset[str]
    within_ms: int | None = None


@dataclass(slots=True)
class _Standing:
    """A root's newest activation: from when, and when it was over, None while it stands."""

    raised: Instant
    over: Instant | None = None


class Consequences:
    """What follows from what in one park. Feed it every journalled entry once, in their order.

    :param window_ms: how long after a root is over what follows is still its consequence.
    """

    def __init__(self, roots: Iterable[Root], guarded: Collection[str], window_ms: int) -> None:
        self._window_ms = window_ms
        self._standing: dict[str, _Standing] = {}
        self._root_of: dict[str, str] = {}
        self.adopt(roots, guarded)

    def adopt(self, roots: Iterable[Root], guarded: Collection[str]) -> None:
        """Go on under a changed plant."""
        self._guarded = guarded
        self._roots: set[str] = set()
        self._by_alarm: dict[str, list[dict[str, Root]]] = {}
        alike: dict[tuple[int, int | None], dict[str, Root]] = {}
        for root in roots:
            self._roots.add(root.alarm)
            key = id(root.affected), root.within_ms
            if key not in alike:
                alike[key] = {}
                for alarm in root.affected:
                    self._by_alarm.setdefault(alarm, []).append(alike[key])
            alike[key][root.alarm] = root

    def take_up(self, standing: Iterable[Alarm]) -> None:
        """Begin with the alarms that stand: as roots; from what they follow is not known."""
        for alarm in standing:
            if alarm.active and alarm.raised_at is not None and alarm.id in self._roots:
                self._standing.setdefault(alarm.id, _Standing(alarm.raised_at))

    def feed(self, entries: Iterable[Entry]) -> None:
        """Know what happened."""
        for entry in entries:
            if entry.event is Event.RAISED:
                self._rise(entry)
            elif entry.event in (Event.RETURNED, Event.REMOVED) and entry.alarm in self._standing:
                self._standing[entry.alarm].over = entry.at

    def root_of(self, alarm: str) -> str:
        """The alarm from which the newest activation of another follows, empty if from none."""
        return self._root_of.get(alarm, "")

    def _rise(self, entry: Entry) -> None:
        root = "" if is_guarded(entry, self._guarded) else self._find_root(entry)
        if root:
            self._root_of[entry.alarm] = root
        else:
            self._root_of.pop(entry.alarm, None)
        if entry.alarm in self._roots:
            self._standing[entry.alarm] = _Standing(entry.at)

    def _find_root(self, entry: Entry) -> str:
        """Of several roots the one that came first."""
        found = [
            (standing.raised, root.alarm)
            for roots in self._by_alarm.get(entry.alarm, ())
            for root, standing in self._pick(roots)
            if standing.raised <= entry.at
            and (root.within_ms is None or entry.at - standing.raised <= root.within_ms)
            and (standing.over is None or entry.at - standing.over < self._window_ms)
        ]
        return min(found)[1] if found else ""

    def _pick(self, roots: Mapping[str, Root]) -> Iterator[tuple[Root, _Standing]]:
        """Those of some roots that stand, or have: of the many few do."""
        fewer, others = sorted((roots, self._standing), key=len)
        for alarm in fewer:
            if alarm in others:
                yield roots[alarm], self._standing[alarm]


def list_roots(plant: Plant, rules: Sequence[Rule]) -> list[Root]:
    """What brings alarms about, by the plant alone.

    A demand on an interlock or its spurious trip: the alarms of the unit's tags. The alarm of a
    power supply or of an ESD button: those of its hazard. A lost gateway: what its enterprise's
    tags, votes and interlocks miss by it. And what the plant itself declares.
    """
    return [
        *_list_trips(plant, rules),
        *_list_stops(plant, rules),
        *_list_links(plant, rules),
        *_list_declared(plant, rules),
    ]


def _list_trips(plant: Plant, rules: Sequence[Rule]) -> Iterator[Root]:
    """Only what the trip itself brings about: its causes, and effects that fail, are news."""
    by_unit: dict[str, set[str]] = {}
    by_tag: dict[str, set[str]] = {}
    for rule in rules:
        if rule.row >= 0:
            by_unit.setdefault(plant.tags[rule.row].equipment, set()).add(rule.alarm)
            by_tag.setdefault(rule.source, set()).add(rule.alarm)
    for interlock in plant.interlocks:
        unit = find_unit(plant, interlock)
        affected = set(by_unit.get(unit, ()) if unit else ())
        affected |= {alarm for one in interlock.effects for alarm in by_tag.get(one.tag, ())}
        affected -= {f"{cause.source}:{cause.condition}" for cause in interlock.causes}
        for condition in (Condition.DEMAND, Condition.SPURIOUS_TRIP):
            yield Root(f"{interlock.id}:{condition}", frozenset(affected))


def _list_stops(plant: Plant, rules: Sequence[Rule]) -> Iterator[Root]:
    by_hazard: dict[str, set[str]] = {}
    for rule in rules:
        by_hazard.setdefault(rule.hazard, set()).add(rule.alarm)
    for rule in rules:
        tag = plant.tags[rule.row] if rule.row >= 0 else None
        if tag and tag.kind in _STOPS and rule.condition in tag.alarms and rule.hazard:
            yield Root(rule.alarm, frozenset(by_hazard[rule.hazard] - {rule.alarm}))


def _list_links(plant: Plant, rules: Sequence[Rule]) -> Iterator[Root]:
    """By enterprise: which gateway brings a tag is known only while it does."""
    owner = {hazard.id: hazard.enterprise for hazard in plant.hazards}
    missed: dict[str, set[str]] = {}
    for rule in rules:
        if rule.condition in _OF_A_LINK:
            tag = plant.tags[rule.row] if rule.row >= 0 else None
            enterprise = tag.enterprise if tag else owner.get(rule.hazard, "")
            missed.setdefault(enterprise, set()).add(rule.alarm)
    shared = {enterprise: frozenset(alarms) for enterprise, alarms in missed.items()}
    for gateway in plant.gateways:
        lost = f"{gateway.id}:{Condition.GATEWAY_LOST}"
        own = {f"{gateway.id}:{Condition.GATEWAY_GAP}", f"{gateway.id}:{Condition.CLOCK}"}
        yield Root(lost, frozenset(own))
        yield Root(lost, shared.get(gateway.enterprise, frozenset()))


def _list_declared(plant: Plant, rules: Sequence[Rule]) -> Iterator[Root]:
    """What belongs to a hazard, to equipment or to a tag that the plant says a cause reaches."""
    for cause in plant.causes:
        reached = cause.affects
        affected = {
            rule.alarm
            for rule in rules
            if rule.hazard in reached.hazards
            or rule.source in reached.tags
            or (rule.row >= 0 and plant.tags[rule.row].equipment in reached.equipment)
        }
        yield Root(cause.alarm, frozenset(affected - {cause.alarm}), cause.window_ms)
