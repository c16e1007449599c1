"""The slow, obvious twin of the detectors: one object a rule, one reading after the other.

Written from the contract's text (section 1, rules 1 to 5, 7 and 9) and from nothing else, so that
an error in the arrays of :mod:`detectors` is not repeated here. It knows no gateways: silence of a
whole gateway is tested by cases of its own.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum, auto
from typing import NamedTuple, Protocol

import numpy as np

from plant.condition import Condition, Priority
from plant.quality import GOOD, QualityClass, classify
from plant.reading import Instant, Mark, ReadingBatch
from plant.words import AlarmSettings, Plant, Tag

CARRIED = Mark.LATE | Mark.CLOCK_SUSPECT | Mark.BACKFILL | Mark.SIMULATED | Mark.CONFLICT
CARRIED |= Mark.OUT_OF_RANGE
CLASS_MARKS = {QualityClass.UNCERTAIN: Mark.UNCERTAIN, QualityClass.FORCED: Mark.FORCED}


class Reading(NamedTuple):
    row: int
    time: Instant
    value: float
    status: int = GOOD
    marks: int = 0

    @property
    def quality(self) -> int:
        status = np.array([self.status], dtype=np.uint32)
        return int(classify(status, np.array([self.value], dtype=np.float64))[0])

    @property
    def verdict_marks(self) -> int:
        """What a verdict that this reading decides inherits from it."""
        return self.marks & CARRIED | CLASS_MARKS.get(self.quality, 0)


def make_batch(readings: Iterable[Reading]) -> ReadingBatch:
    """The readings as the columns that the bank judges."""
    readings = list(readings)
    batch = ReadingBatch.of(
        [reading.row for reading in readings],
        [reading.time for reading in readings],
        [reading.value for reading in readings],
        [reading.status for reading in readings],
    )
    batch.marks[:] = [reading.marks for reading in readings]
    return batch


class Expected(NamedTuple):
    """One change of a verdict, in the order of :class:`detectors.verdict.Changes`."""

    at: Instant
    alarm: str
    active: bool
    value: str
    onset: Instant
    marks: int


class Hold(NamedTuple):
    """An alarm is suppressed by design from an instant on, or no longer is."""

    at: Instant
    alarm: str
    suppressed: bool


class Answer(Enum):
    """What one reading says about one limit."""

    BEYOND = auto()
    BETWEEN = auto()
    CLEAR = auto()
    UNKNOWN = auto()


@dataclass(slots=True)
class RuleTwin:
    """What all twins have in common: an alarm, its state, and the changes so far."""

    tag: Tag
    condition: Condition
    raised: bool = False
    changes: list[Expected] = field(default_factory=list)

    def change(self, at: Instant, value: float, onset: Instant, marks: int) -> None:
        """Raise what is not raised, return what is; nothing is dated before what went before."""
        self.raised = not self.raised
        at = max([at, *(change.at for change in self.changes)])
        alarm = f"{self.tag.id}:{self.condition}"
        self.changes.append(Expected(at, alarm, self.raised, repr(value), onset, marks))


@dataclass(slots=True)
class LimitTwin(RuleTwin):
    """LL, L, H, HH and digital: trip, return and the third truth value (rules 2, 3 and 4).

    ``onset`` is the start of the pending change, if one is pending; ``last`` the reading that
    spoke for it last; ``unknown_from`` the instant from which the tag's last value is no evidence;
    ``kept`` tells that a raise was due while unknown and waits for the next known value.
    """

    onset: Instant | None = None
    last: Reading | None = None
    unknown_from: Instant = 0
    kept: bool = False

    @property
    def settings(self) -> AlarmSettings:
        return self.tag.alarms[self.condition]

    def read(self, reading: Reading, clock: Instant) -> None:
        self.wait(max(reading.time, clock))
        answer = self.ask(reading)
        if answer is Answer.UNKNOWN:
            self.unknown_from = min(self.unknown_from, reading.time)
        else:
            self.unknown_from = reading.time + stale_limit(self.tag)
        if self.raised:
            self.look_for_return(reading, answer)
        else:
            self.look_for_raise(reading, answer)

    def ask(self, reading: Reading) -> Answer:
        beyond = is_beyond(self.tag, self.settings, reading.value)
        if reading.quality is QualityClass.FORCED:
            return Answer.BEYOND if beyond else Answer.UNKNOWN
        if reading.quality not in (QualityClass.GOOD, QualityClass.UNCERTAIN):
            return Answer.UNKNOWN
        if beyond:
            return Answer.BEYOND
        clear = is_clear(self.tag, self.settings, reading.value)
        return Answer.CLEAR if clear else Answer.BETWEEN

    def look_for_raise(self, reading: Reading, answer: Answer) -> None:
        if answer is Answer.BEYOND:
            if self.onset is None:
                self.onset = reading.time
            self.last = reading
            if self.kept or not self.settings.on_delay_ms:
                self.finish(reading.time)
        elif answer is not Answer.UNKNOWN:
            self.onset, self.kept = None, False

    def look_for_return(self, reading: Reading, answer: Answer) -> None:
        if answer is Answer.CLEAR:
            if self.onset is None:
                self.onset = reading.time
            self.last = reading
            if not self.settings.off_delay_ms:
                self.finish(reading.time)
        else:
            self.onset = None

    def wait(self, event: Instant) -> None:
        """Let the event clock reach an instant: what is due strictly before it happens."""
        if self.onset is None:
            return
        if self.raised:
            due = self.onset + self.settings.off_delay_ms
            if due < min(event, self.unknown_from):
                self.finish(due)
            elif self.unknown_from < event:
                self.onset = None
            return
        due = self.onset + self.settings.on_delay_ms
        if due < event and due < self.unknown_from:
            self.finish(due)
        elif due < event and self.settings.priority >= Priority.HIGH:
            self.finish(due, Mark.LAST_KNOWN)
        elif due < event:
            self.kept = True

    def finish(self, at: Instant, mark: Mark = Mark.NONE) -> None:
        assert self.onset is not None
        assert self.last is not None
        self.change(at, self.last.value, self.onset, self.last.verdict_marks | mark)
        self.onset, self.kept = None, False


@dataclass(slots=True)
class QualityTwin(RuleTwin):
    """bad_quality (rule 5): no delays; forced readings decide nothing."""

    def read(self, reading: Reading, _clock: Instant) -> None:
        bad = reading.quality in (QualityClass.BAD, QualityClass.HELD)
        good = reading.quality in (QualityClass.GOOD, QualityClass.UNCERTAIN)
        if bad and not self.raised:
            beyond = any(is_beyond(self.tag, limit, reading.value) for limit in self.limits)
            mark = Mark.POSSIBLY_BEYOND if beyond else Mark.NONE
            self.change(reading.time, reading.value, reading.time, reading.verdict_marks | mark)
        elif good and self.raised:
            self.change(reading.time, reading.value, reading.time, reading.verdict_marks)

    @property
    def limits(self) -> Sequence[AlarmSettings]:
        return list(self.tag.alarms.values())

    def wait(self, _now: Instant) -> None:
        """Quality does not change by waiting."""


@dataclass(slots=True)
class RangeTwin(RuleTwin):
    """out_of_range (rule 5, NE 43): from beyond 3.6 or 21 mA to the next one of 3.8 to 20.5 mA."""

    def read(self, reading: Reading, _clock: Instant) -> None:
        sure = reading.quality in (QualityClass.GOOD, QualityClass.UNCERTAIN)
        known = sure or reading.quality == QualityClass.FORCED
        failed = bool(reading.marks & Mark.OUT_OF_RANGE)
        milliamps = to_milliamps(self.tag, reading.value)
        measured = milliamps is not None and Decimal("3.8") <= milliamps <= Decimal("20.5")
        back = self.raised and sure and measured
        if back or (failed and known and not self.raised):
            self.change(reading.time, reading.value, reading.time, reading.verdict_marks)

    def wait(self, _now: Instant) -> None:
        """The range does not change by waiting."""


@dataclass(slots=True)
class StaleTwin(RuleTwin):
    """stale (rule 9) of a tag with an interval: about time, so without a value.

    ``due`` is None while the tag was never seen and nobody waits for it.
    """

    due: Instant | None = None

    def read(self, reading: Reading, clock: Instant) -> None:
        self.wait(max(reading.time, clock))
        if self.raised and clock - reading.time <= stale_limit(self.tag):
            at = max(reading.time, self.changes[-1].at)
            self.change(at, math.nan, at, 0)
        self.due = max(self.due or 0, reading.time + stale_limit(self.tag))

    def wait(self, now: Instant) -> None:
        if self.due is not None and self.due < now and not self.raised:
            self.change(self.due, math.nan, self.due, 0)


def to_milliamps(tag: Tag, value: float) -> Decimal | None:
    """The current of a 4–20 mA instrument that shows a value; None where there is none."""
    if tag.range_lo is None or tag.range_hi is None or not math.isfinite(value):
        return None
    low, high = Decimal(repr(tag.range_lo)), Decimal(repr(tag.range_hi))
    return 4 + 16 * (Decimal(repr(value)) - low) / (high - low)


def mark_range(tag: Tag, reading: Reading) -> Reading:
    """The reading as the bank sees it: marked where its instrument can't have measured it."""
    milliamps = to_milliamps(tag, reading.value)
    if milliamps is None or Decimal("3.6") <= milliamps <= Decimal(21):
        return reading
    return reading._replace(marks=reading.marks | Mark.OUT_OF_RANGE)


def stale_limit(tag: Tag) -> int:
    """Three intervals, at least 10 s; without an interval longer than any test."""
    return 2**50 if tag.interval_s is None else max(round(3000 * tag.interval_s), 10_000)


def is_beyond(tag: Tag, settings: AlarmSettings, value: float) -> bool:
    """Value at or beyond the limit; the deadband plays no part."""
    if settings.condition is Condition.DIGITAL:
        return value == settings.limit
    if is_high(settings):
        return value >= step(tag, Decimal(repr(settings.limit)), -math.inf)
    return value <= step(tag, Decimal(repr(settings.limit)), math.inf)


def is_clear(tag: Tag, settings: AlarmSettings, value: float) -> bool:
    """Value strictly on the calm side of the limit less its deadband."""
    if settings.condition is Condition.DIGITAL:
        return value != settings.limit
    limit, deadband = Decimal(repr(settings.limit)), Decimal(repr(settings.deadband))
    if is_high(settings):
        return value < step(tag, limit - deadband, -math.inf)
    return value > step(tag, limit + deadband, math.inf)


def is_high(settings: AlarmSettings) -> bool:
    return settings.condition in (Condition.H, Condition.HH)


def step(tag: Tag, threshold: Decimal, towards: float) -> float:
    """The threshold, for a float32 tag moved one float32 step to the safe side."""
    if not tag.float32:
        return float(threshold)
    return float(np.nextafter(np.float32(threshold), np.float32(towards)))


AnyTwin = LimitTwin | QualityTwin | RangeTwin | StaleTwin


def make_twins(tag: Tag, start: Instant | None) -> list[AnyTwin]:
    """The twins of all rules of one tag."""
    twins: list[AnyTwin] = [LimitTwin(tag, condition) for condition in tag.alarms]
    twins.append(QualityTwin(tag, Condition.BAD_QUALITY))
    twins.append(RangeTwin(tag, Condition.OUT_OF_RANGE))
    if tag.interval_s is not None:
        due = None if start is None else start + stale_limit(tag)
        twins.append(StaleTwin(tag, Condition.STALE, due=due))
    return twins


class PlantTwin(Protocol):
    """The slow twin of a kind that needs more than one tag: it sees all readings.

    One with ``takes_over`` judges the limits of these alarms in the place of their own twins.
    """

    changes: list[Expected]

    def read(self, reading: Reading, clock: Instant) -> None:
        """A reading that comes while the clock stands at ``clock``."""

    def wait(self, event: Instant) -> None:
        """Let the clock reach an instant."""


def expect(
    plant: Plant,
    readings: Iterable[Reading],
    end: Instant,
    start: Instant | None = None,
    kinds: Sequence[PlantTwin] = (),
) -> list[Expected]:
    """All changes up to ``end``, sorted, by one clock: the newest time so far.

    The readings of each tag come in the order of time, those of several may overtake each other.

    :param kinds: the twins of what the plant asks beyond limits, quality and silence.
    """
    taken = {alarm for kind in kinds for alarm in getattr(kind, "takes_over", ())}
    twins = [
        [twin for twin in make_twins(tag, start) if f"{tag.id}:{twin.condition}" not in taken]
        for tag in plant.tags
    ]
    clock = 0
    for reading in readings:
        if reading.marks & Mark.LATE:
            continue
        reading = mark_range(plant.tags[reading.row], reading)  # noqa: PLW2901 - the same one
        for twin in twins[reading.row]:
            twin.read(reading, clock)
        for kind in kinds:
            kind.read(reading, clock)
        clock = max(clock, reading.time)
    for row in twins:
        for twin in row:
            twin.wait(end)
    for kind in kinds:
        kind.wait(end)
    told = [change for row in twins for twin in row for change in twin.changes]
    return in_order([*told, *(change for kind in kinds for change in kind.changes)])


def live_only(changes: Iterable[Expected]) -> list[Expected]:
    """Without what was found in late data, which the twin passes over."""
    return [change for change in changes if not change.marks & Mark.LATE]


def in_order(changes: Iterable[Expected]) -> list[Expected]:
    """Sorted by instant and alarm; what one alarm does at one instant keeps its order."""
    return sorted(changes, key=lambda change: (change.at, change.alarm))
