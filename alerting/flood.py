"""The alarm flood (报警泛滥) as it goes on: since when, how many, where, and with what it began.

A flood begins with more than so many annunciations in ten minutes an operator and ends with fewer
than so many (ISA-18.2, EEMUA 191), by the numbers of the reports (:mod:`alerting.kpi.terms`). A
critical alarm that is only shelved calls, so it counts here; reports list it among the held.
Nothing is hidden or delayed by it: what a screen and a notice make of it is theirs.
"""

from collections import Counter, deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from alerting.alarm import Entry, Event, is_annunciated
from alerting.kpi.terms import Terms
from plant.reading import NEVER, Instant

_UNCOUNTED = frozenset({"late", "simulated"})


@dataclass(frozen=True, slots=True)
class Flood:
    """A flood that goes on. ``since`` is when it became one, ``first`` the alarm of the first
    annunciation that made it one, at ``began``; ``recent`` annunciations of the last window,
    ``alarms`` all of it, and of these so many in each hazard.
    """

    since: Instant
    began: Instant
    first: str
    recent: int
    alarms: int
    by_hazard: Mapping[str, int]


@dataclass(slots=True)
class _Going:
    since: Instant
    began: Instant
    first: str
    by_hazard: Counter[str] = field(default_factory=Counter)


class FloodWatch:
    """Watches for floods. Feed it every journalled entry once, in their order, and the time.

    At start feed it the journal's newest entries. State: the annunciations of one window.
    """

    def __init__(self, hazard_of: Callable[[str], str], terms: Terms) -> None:
        self._hazard_of = hazard_of
        self._terms = terms
        self._recent: deque[tuple[Instant, str]] = deque()
        self._going: _Going | None = None

    def feed(self, entries: Iterable[Entry]) -> None:
        """Count the annunciations among some entries."""
        for entry in entries:
            if _is_counted(entry):
                self.pass_time(entry.at)
                self._count(entry.alarm, entry.at)

    def pass_time(self, now: Instant) -> bool:
        """Let annunciations leave the window; whether that ended a flood."""
        ends = False
        fewest = self._terms.flood_ends * self._terms.operators
        while self._recent and self._recent[0][0] <= now - self._terms.window:
            self._recent.popleft()
            ends |= self._going is not None and len(self._recent) < fewest
            self._going = None if ends else self._going
        return ends

    def next_due(self) -> Instant:
        """When the next annunciation leaves the window; NEVER while there is no flood."""
        if self._going is None or not self._recent:
            return int(NEVER)
        return self._recent[0][0] + self._terms.window

    @property
    def flood(self) -> Flood | None:
        """The flood that goes on, as of the last time given."""
        going = self._going
        if going is None:
            return None
        return Flood(
            going.since,
            going.began,
            going.first,
            len(self._recent),
            going.by_hazard.total(),
            dict(going.by_hazard),
        )

    def _count(self, alarm: str, at: Instant) -> None:
        self._recent.append((at, alarm))
        if self._going is not None:
            self._going.by_hazard[self._hazard_of(alarm)] += 1
        elif len(self._recent) > self._terms.flood_begins * self._terms.operators:
            began, first = self._recent[0]
            self._going = _Going(at, began, first)
            self._going.by_hazard.update(self._hazard_of(one) for _, one in self._recent)


def _is_counted(entry: Entry) -> bool:
    """Whether an entry is an annunciation, live and real."""
    called = entry.event is Event.RAISED and is_annunciated(entry.held, entry.priority)
    return called and not _UNCOUNTED.intersection(entry.marks)
