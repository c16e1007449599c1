"""Annotations: what is said of an alarm beside its state, for who looks at the list.

Marks of nuisance, the line on which it is counted, the alarm from which it follows, the filed stops
that touch it, and the flood that goes on. Composed here; each is worked out in a file of its own.
All follow from the journal and the clock alone, so nothing of it is saved; none hides, drops or
delays an alarm.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from alerting.alarm import Alarm, Entry
from alerting.consequences import Consequences, list_roots
from alerting.duplicates import pair_tags
from alerting.flood import Flood, FloodWatch
from alerting.folding import Folding, Line, list_guarded
from alerting.kpi.terms import Terms
from alerting.nuisance import NuisanceMark, NuisanceMarks
from detectors.verdict import Rule
from plant.nuisance_figures import load_consequence_ms
from plant.reading import LONG_AGO, Instant
from plant.words import Plant


@dataclass(frozen=True, slots=True)
class Annotation:
    """What is said of one alarm.

    ``line``: on which its newest activation is counted, None if it had none. ``root``: the alarm
    from which that follows, empty if from none. ``stops``: the filed stops in force that touch it.
    """

    nuisances: tuple[NuisanceMark, ...] = ()
    line: Line | None = None
    root: str = ""
    stops: tuple[str, ...] = ()


class Annotations:
    """The annotations of one park. Feed it what the journal has, then drain what has changed."""

    def __init__(self, plant: Plant, rules: Sequence[Rule], terms: Terms | None = None) -> None:
        self._hazards = {rule.alarm: rule.hazard for rule in rules}
        guarded = list_guarded(plant, rules)
        self._nuisances = NuisanceMarks(pair_tags(plant))
        self._folding = Folding(self._find_hazard, guarded)
        self._consequences = Consequences(list_roots(plant, rules), guarded, load_consequence_ms())
        self._flood = FloodWatch(self._find_hazard, terms or Terms.standard())
        self._stops: Mapping[str, tuple[str, ...]] = {}
        self._touched: set[str] = set()

    def take_up(self, standing: Collection[Alarm], entries: Sequence[Entry]) -> None:
        """Begin with the alarms that stand and the newest entries of the journal."""
        self._consequences.take_up(standing)
        self._nuisances.take_up(standing, entries)
        self._feed_others(entries)

    def feed(self, entries: Sequence[Entry]) -> None:
        """Know what happened."""
        self._nuisances.feed(entries)
        self._feed_others(entries)

    def drain(self, now: Instant) -> list[str]:
        """Alarms of which something else is said now, though nothing happened to them."""
        self._flood.pass_time(now)
        touched, self._touched = self._touched, set()
        return [*touched, *(marking.alarm for marking in self._nuisances.drain(now))]

    def note_stops(self, stops: Mapping[str, tuple[str, ...]]) -> None:
        """Know which filed stops in force touch which alarms."""
        before, self._stops = self._stops, stops
        changed = (one for one in {*before, *stops} if before.get(one) != stops.get(one))
        self._touched.update(changed)

    def next_due(self) -> Instant:
        """When something may change by time alone."""
        if self._touched:
            return int(LONG_AGO)
        return min(self._nuisances.next_due(), self._flood.next_due())

    def find(self, alarm: str, now: Instant) -> Annotation:
        """What is said of an alarm at an instant not before its last entry."""
        return Annotation(
            self._nuisances.marks_of(alarm, now),
            self._folding.line_of(alarm),
            self._consequences.root_of(alarm),
            self._stops.get(alarm, ()),
        )

    @property
    def flood(self) -> Flood | None:
        """The flood that goes on, None while there is none."""
        return self._flood.flood

    def adopt(self, plant: Plant, rules: Sequence[Rule]) -> None:
        """Go on under a changed plant."""
        self._hazards = {rule.alarm: rule.hazard for rule in rules}
        guarded = list_guarded(plant, rules)
        self._nuisances.adopt(pair_tags(plant))
        self._folding.adopt(guarded)
        self._consequences.adopt(list_roots(plant, rules), guarded)

    def _feed_others(self, entries: Iterable[Entry]) -> None:
        entries = list(entries)
        self._folding.feed(entries)
        self._consequences.feed(entries)
        self._flood.feed(entries)

    def _find_hazard(self, alarm: str) -> str:
        return self._hazards.get(alarm, "")
