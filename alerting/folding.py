"""Folding: which activations get a line of their own on an operator's list, from messages alone.

The rule: an alarm that comes again before it was normal for half an hour is counted on its line;
and when eight lines have begun in ten minutes (two of ten are kept for HH, LL and critical ones),
what else begins in a hazard stands by name beneath the alarm with which it began there.
半小时内重复的报警记在原来那一行；十分钟内已出八行（另留两行给高高限、低低限和紧急报警）时，
同一重大危险源其余的报警按名列在该处首出报警之下。

Nothing is hidden, dropped or delayed by it: each activation is placed at once, by what is known at
that moment, and all can be counted. HH, LL, gas level 2, critical and the like always get a line.
States, sounds and acknowledgement know nothing of it; how lines look is a screen's business.
"""

from collections import deque
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from alerting.alarm import Entry, Event
from detectors.verdict import Rule
from plant.condition import Condition, Priority
from plant.nuisance_figures import LineFigures, load_line_figures
from plant.reading import Instant
from plant.tag_kind import TagKind
from plant.words import Plant

NEVER_FOLDED: Final = frozenset(
    {
        Condition.HH,
        Condition.LL,
        Condition.VOTED,
        Condition.DEMAND,
        Condition.DEMAND_WHILE_BYPASSED,
        Condition.INTERLOCK_FAILED,
        Condition.SPURIOUS_TRIP,
        Condition.PROTECTION_LOST,
        Condition.GAS_CONFIRMED,
    }
)
"""The last limits (HH of gas is level 2), and what protects or should have."""

_ENDS: Final = frozenset({Event.RETURNED, Event.REMOVED})
_FIRST_OUT: Final = "first_out"
_LATE: Final = "late"


class Place(StrEnum):
    """Where an activation is found."""

    LINE = "line"
    """It begins a line of its own."""
    BENEATH = "beneath"
    """It begins a line that stands by name beneath another one, that of :attr:`Line.under`."""
    COUNTED = "counted"
    """It is counted on the line that its alarm has."""


@dataclass(frozen=True, slots=True)
class Line:
    """The newest line of an alarm.

    ``began`` is its first activation, ``last`` its newest, ``count`` how many it stands for
    (×37). ``under`` is empty, or the alarm beneath whose line it stands; a screen that no longer
    shows that one shows this one by itself. ``priority`` is the highest so far.
    """

    alarm: str
    began: Instant
    last: Instant
    count: int
    under: str
    priority: Priority


@dataclass(frozen=True, slots=True)
class Placed:
    """Where an activation was placed, and its line with it."""

    place: Place
    at: Instant
    line: Line


@dataclass(slots=True)
class _Run:
    """What begins in a hazard, each within ten minutes of the last: the first alarm, the newest."""

    lead: str
    newest: Instant


class Folding:
    """Places every activation of a park as it is journalled. One thread uses it.

    Feed it every journalled entry once, in their order (:meth:`feed`); it answers with what became
    of the activations among them. :meth:`line_of` is what a list shows of an alarm. At start feed
    it the journal's newest entries: a line lives at most a shift after its last activation, and
    one that began before them begins anew. Its state is bounded by the number of alarms and
    hazards.

    :param hazard_of: the hazard of an alarm, empty where it belongs to none.
    :param guarded: alarms that always get a line beside those of :data:`NEVER_FOLDED`,
        as :func:`list_guarded` finds them.
    """

    def __init__(
        self,
        hazard_of: Callable[[str], str],
        guarded: Collection[str] = frozenset(),
        figures: LineFigures | None = None,
    ) -> None:
        figures = figures or load_line_figures()
        self._live = _Lines(hazard_of, guarded, figures)
        # Late data tell of long ago, and out of turn: they neither use up lines nor renew any.
        self._late = _Lines(hazard_of, guarded, figures)

    def feed(self, entries: Iterable[Entry]) -> list[Placed]:
        """Place the activations among some entries, in their order."""
        placed = (self._lines_of(entry).take(entry) for entry in entries)
        return [one for one in placed if one is not None]

    def line_of(self, alarm: str) -> Line | None:
        """The newest line of an alarm from live data; None if it had no activation."""
        return self._live.lines.get(alarm)

    def adopt(self, guarded: Collection[str]) -> None:
        """Go on under a changed plant, whose hazards ``hazard_of`` knows by now."""
        for lines in (self._live, self._late):
            lines.guarded = guarded

    def _lines_of(self, entry: Entry) -> "_Lines":
        return self._late if _LATE in entry.marks else self._live


class _Lines:
    """The lines of one kind of data."""

    def __init__(
        self, hazard_of: Callable[[str], str], guarded: Collection[str], figures: LineFigures
    ) -> None:
        self.hazard_of = hazard_of
        self.guarded = guarded
        self.lines: dict[str, Line] = {}
        self._figures = figures
        self._normal_since: dict[str, Instant] = {}
        self._runs: dict[str, _Run] = {}
        self._begun: deque[Instant] = deque(maxlen=figures.lines - figures.reserved)

    def take(self, entry: Entry) -> Placed | None:
        """Follow one entry; what became of it if it is an activation."""
        if entry.event in _ENDS:
            self._normal_since[entry.alarm] = entry.at
        if entry.event is not Event.RAISED:
            return None
        line = self.lines.get(entry.alarm)
        if line is not None and self._is_repeat(line, entry):
            placed = Placed(Place.COUNTED, entry.at, _count(line, entry))
        else:
            placed = self._begin(entry)
        self.lines[entry.alarm] = placed.line
        self._normal_since.pop(entry.alarm, None)
        return placed

    def _is_repeat(self, line: Line, entry: Entry) -> bool:
        """Whether an activation is no news beside the line that its alarm has."""
        if is_guarded(entry, self.guarded) or entry.priority > line.priority:
            return False
        normal_since = self._normal_since.get(entry.alarm, entry.at)
        return (
            entry.at - normal_since < self._figures.normal_ms
            and entry.at - line.began < self._figures.longest_ms
        )

    def _begin(self, entry: Entry) -> Placed:
        """A line for an activation: its own, or beneath what its hazard's run began with."""
        under = self._join_run(entry)
        if under and not is_guarded(entry, self.guarded) and self._is_full(entry.at):
            place = Place.BENEATH
        else:
            place, under = Place.LINE, ""
            self._begun.append(entry.at)
        line = Line(entry.alarm, entry.at, entry.at, 1, under, entry.priority)
        return Placed(place, entry.at, line)

    def _join_run(self, entry: Entry) -> str:
        """The alarm with which the run of the hazard began; empty if this one begins it."""
        hazard = self.hazard_of(entry.alarm)
        run = self._runs.get(hazard) if hazard else None
        if run is not None and entry.at - run.newest < self._figures.flood_ms:
            run.newest = max(run.newest, entry.at)
            return "" if run.lead == entry.alarm else run.lead
        if hazard:
            self._runs[hazard] = _Run(entry.alarm, entry.at)
        return ""

    def _is_full(self, at: Instant) -> bool:
        """Whether as many lines began in the last minutes as an ordinary alarm may bring about."""
        begun = self._begun
        return len(begun) == begun.maxlen and at - begun[0] < self._figures.flood_ms


def is_guarded(entry: Entry, guarded: Collection[str]) -> bool:
    """Whether an activation is never folded, whatever else there is.

    :param guarded: alarms that never are for another reason than condition, priority or marks.
    """
    condition = entry.alarm.rpartition(":")[2]
    return (
        condition in NEVER_FOLDED
        or entry.priority is Priority.CRITICAL
        or _FIRST_OUT in entry.marks
        or entry.alarm in guarded
    )


def list_guarded(plant: Plant, rules: Sequence[Rule]) -> frozenset[str]:
    """Alarms that always get a line by what their tag measures: lack and excess of oxygen.

    GB/T 50493 gives oxygen one level a side, so its L and H are what HH is elsewhere.
    """
    return frozenset(
        rule.alarm
        for rule in rules
        if rule.row >= 0
        and plant.tags[rule.row].kind is TagKind.GAS_OXYGEN
        and rule.condition in (Condition.L, Condition.H)
    )


def _count(line: Line, entry: Entry) -> Line:
    last = max(line.last, entry.at)
    return replace(line, count=line.count + 1, last=last)
