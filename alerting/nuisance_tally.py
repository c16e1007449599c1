"""The tally: of each alarm over a period, how many activations were a nuisance and of which kind.

Counts what :mod:`alerting.nuisance` marks and :mod:`alerting.folding` folds, for a report after the
fact; nothing here decides what either is.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from alerting.alarm import Entry, Event
from alerting.folding import Folding, Place
from alerting.nuisance import Nuisance, NuisanceMark, NuisanceMarks
from plant.nuisance_figures import MarkFigures, load_mark_figures
from plant.reading import Instant


@dataclass(frozen=True, slots=True)
class Tally:
    """One alarm over a period.

    ``activations``   all of them; ``counted`` those that got no line, by name or of their own
    ``chattering``, ``fleeting``  activations that were so, none of them twice
    ``duplicate``     activations of runs in which it was raised with ``peer`` (the last such one)
    ``standing``, ``long_standing``  activations that became so, none of them twice
    """

    alarm: str
    activations: int
    counted: int
    chattering: int
    fleeting: int
    duplicate: int
    standing: int
    long_standing: int
    peer: str = ""

    @property
    def nuisances(self) -> int:
        """Activations that were chattering or fleeting: those a setting may spare."""
        return self.chattering + self.fleeting


def tally(
    entries: Iterable[Entry],
    end: Instant,
    folding: Folding,
    redundant: Mapping[str, frozenset[str]],
    figures: MarkFigures | None = None,
) -> list[Tally]:
    """The alarms with an activation, those with most nuisances first, then by id.

    :param entries: of the period, in their order.
    :param end: the end of the period: what stands then has stood so long.
    :param folding: one that was fed nothing yet.
    :param redundant: tag → the tags that measure the same.
    """
    counting = _Counting(NuisanceMarks(redundant, figures), figures or load_mark_figures())
    for entry in entries:
        if "late" not in entry.marks:
            counting.follow(entry)
        for placed in folding.feed([entry]):
            counting.history_of(entry.alarm).counted += placed.place is Place.COUNTED
            counting.history_of(entry.alarm).activations += 1
    counting.end(end)
    tallies = [_sum(alarm, one) for alarm, one in counting.histories.items() if one.activations]
    return sorted(tallies, key=lambda one: (-one.nuisances, -one.activations, one.alarm))


@dataclass(slots=True)
class _History:
    """What became of an alarm's activations; ``kinds`` one each, None for an ordinary one."""

    kinds: list[Nuisance | None] = field(default_factory=list)
    runs: dict[Instant, NuisanceMark] = field(default_factory=dict)
    stood: Counter[Nuisance] = field(default_factory=Counter)
    raised: Instant | None = None
    activations: int = 0
    counted: int = 0


class _Counting:
    def __init__(self, marks: NuisanceMarks, figures: MarkFigures) -> None:
        self.histories: dict[str, _History] = {}
        self._marks = marks
        self._figures = figures

    def history_of(self, alarm: str) -> _History:
        return self.histories.setdefault(alarm, _History())

    def follow(self, entry: Entry) -> None:
        history = self.history_of(entry.alarm)
        self._marks.feed([entry])
        if entry.event is Event.RAISED:
            history.raised = entry.at
            history.kinds.append(None)
        elif entry.event in (Event.RETURNED, Event.REMOVED):
            self._fall(history, entry.at)
        for marking in self._marks.drain(entry.at):
            own = self.history_of(marking.alarm)
            for mark in marking.marks:
                self._note(own, mark, entry, changed=marking.alarm == entry.alarm)

    def end(self, end: Instant) -> None:
        for history in self.histories.values():
            self._fall(history, end)

    def _note(self, history: _History, mark: NuisanceMark, entry: Entry, *, changed: bool) -> None:
        if mark.kind is Nuisance.DUPLICATE:
            history.runs[mark.since] = mark
        elif mark.kind is Nuisance.CHATTERING and changed and entry.event is Event.RAISED:
            # With the activation that makes a burst the others of it turn out to be chatter too.
            newly = mark.count if mark.count == self._figures.chatters else 1
            history.kinds[-newly:] = [Nuisance.CHATTERING] * newly
        elif mark.kind is Nuisance.FLEETING and changed and entry.event is Event.RETURNED:
            history.kinds[-1:] = [Nuisance.FLEETING]

    def _fall(self, history: _History, at: Instant) -> None:
        if history.raised is None:
            return
        stood, history.raised = at - history.raised, None
        if stood >= self._figures.long_standing_ms:
            history.stood[Nuisance.LONG_STANDING] += 1
        elif stood >= self._figures.standing_ms:
            history.stood[Nuisance.STANDING] += 1


def _sum(alarm: str, history: _History) -> Tally:
    kinds = Counter(history.kinds)
    runs = list(history.runs.values())
    return Tally(
        alarm=alarm,
        activations=history.activations,
        counted=history.counted,
        chattering=kinds[Nuisance.CHATTERING],
        fleeting=kinds[Nuisance.FLEETING],
        duplicate=sum(mark.count for mark in runs),
        standing=history.stood[Nuisance.STANDING],
        long_standing=history.stood[Nuisance.LONG_STANDING],
        peer=runs[-1].peer if runs else "",
    )
