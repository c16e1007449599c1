"""Nuisance alarms: which chatter, are fleeting, standing, long-standing or duplicates.

IEC 62682 / ISA-18.2 call these the alarms to be mended. A mark says so and nothing else: it never
hides, drops or delays an alarm and changes no state. One alarm's record is
:mod:`alerting.nuisance_record`'s, what comes together :mod:`alerting.duplicates`'; mending is
:mod:`alerting.proposals`'.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from alerting.alarm import Alarm, Entry, Event
from alerting.duplicates import Company
from alerting.nuisance_record import Nuisance, NuisanceMark, Record
from alerting.reminders import Reminders
from plant.nuisance_figures import MarkFigures, load_mark_figures
from plant.reading import Instant

__all__ = ["Marking", "Nuisance", "NuisanceMark", "NuisanceMarks"]

_LATE = "late"


@dataclass(frozen=True, slots=True)
class Marking:
    """All marks of an alarm as they stand; none where the last one ended."""

    alarm: str
    marks: tuple[NuisanceMark, ...]


class NuisanceMarks:
    """The marks of a park's alarms: a fold of journal entries, seen at a clock's time. One thread.

    Feed it every journalled entry once, in their order (:meth:`feed`), then drain what changed up
    to now (:meth:`drain`), with or without entries: some marks begin and end by time alone, the
    next of them at :meth:`next_due`. What it knows depends on the entries alone, however they are
    cut and drained; what stands is a function of that and of now. It is saved by nothing: at start
    :meth:`take_up` what stands and the journal's newest entries. Its state is bounded by the number
    of alarms. Entries of late data are left out: they tell of long ago, and out of turn.

    :param redundant: tag → the tags that measure the same (:func:`alerting.duplicates.pair_tags`).
    """

    def __init__(
        self,
        redundant: Mapping[str, frozenset[str]] | None = None,
        figures: MarkFigures | None = None,
    ) -> None:
        self._figures = figures or load_mark_figures()
        self._company = Company(redundant or {}, self._figures)
        self._records: dict[str, Record] = {}
        self._touched: set[str] = set()
        self._told: dict[str, tuple[NuisanceMark, ...]] = {}
        self._reminders = Reminders[str]()

    def take_up(self, standing: Iterable[Alarm], entries: Iterable[Entry]) -> None:
        """Begin with the alarms that stand and the entries of the last day.

        Call it once, before anything is fed. An alarm that was raised before the first entry has
        no other witness of its activation than where it stands.
        """
        self.feed(entries)
        for alarm in standing:
            record = self._record_of(alarm.id)
            if alarm.active and record.raised is None and alarm.raised_at is not None:
                record.raised = alarm.raised_at
                self._touched.add(alarm.id)

    def feed(self, entries: Iterable[Entry]) -> None:
        """Know what happened."""
        for entry in entries:
            if _LATE not in entry.marks:
                self._follow(entry)

    def drain(self, now: Instant) -> list[Marking]:
        """The alarms whose marks have changed since the last time, by id, as they stand at now."""
        stirred, self._touched = self._touched.union(self._reminders.take(now)), set()
        changed = (self._renew(alarm, now) for alarm in sorted(stirred))
        return [marking for marking in changed if marking is not None]

    def marks_of(self, alarm: str, now: Instant) -> tuple[NuisanceMark, ...]:
        """The marks of an alarm at an instant not before its last entry."""
        record = self._records.get(alarm)
        if record is None:
            return ()
        duplicate = self._company.mark_of(alarm, now)
        return record.marks(now, self._figures) + ((duplicate,) if duplicate else ())

    def next_due(self) -> Instant:
        """When a mark may begin or end without an entry, as far as was drained."""
        return self._reminders.next_due()

    def adopt(self, redundant: Mapping[str, frozenset[str]]) -> None:
        """Go on under a changed plant."""
        self._company.redundant = redundant

    def _follow(self, entry: Entry) -> None:
        record = self._record_of(entry.alarm)
        if entry.event is Event.RAISED:
            record.rise(entry.at, self._figures)
            self._touched.update(self._company.meet(entry))
        elif entry.event is Event.RETURNED:
            record.fall(entry.at, self._figures)
        elif entry.event is Event.REMOVED:
            record.raised = None
        elif entry.event is Event.ACKNOWLEDGED:
            record.acknowledged = True
        self._touched.add(entry.alarm)

    def _record_of(self, alarm: str) -> Record:
        return self._records.setdefault(alarm, Record())

    def _renew(self, alarm: str, now: Instant) -> Marking | None:
        due = self._records[alarm].next_due(now, self._figures)
        self._reminders.put(alarm, min(due, self._company.due(alarm, now)))
        marks = self.marks_of(alarm, now)
        if marks == self._told.get(alarm, ()):
            return None
        self._told[alarm] = marks
        return Marking(alarm, marks)
