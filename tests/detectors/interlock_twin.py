"""The slow twin of an interlock's shadow: one interlock, one thing after the other, in plain words.

Written from the rules (contract section 1, rules 4 and 10; docs/judging.md) and not from the
table of :mod:`detectors.interlock_table`: what is true of an input, since when, and what follows.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

from plant.condition import Condition
from plant.quality import QualityClass
from plant.reading import Instant, Mark
from plant.words import Interlock, Plant, Tag
from tests.detectors.twin import Expected, Reading, is_beyond, is_clear, stale_limit

NEVER = 2**60


@dataclass(slots=True, eq=False)
class Input:
    """One tag as an interlock hears it: true, false, or None where nothing is known."""

    row: int
    tag: Tag
    condition: Condition | None = None
    expected: float = math.nan
    time_ms: int = 0
    truth: bool | None = None
    held: bool = False
    until: Instant = NEVER
    last: Reading | None = None
    moved: Instant = 0

    def ask(self, reading: Reading, clock: Instant) -> bool | None:
        if self.condition is None:
            beyond = abs(reading.value - self.expected) <= 0.5
            clear = abs(reading.value - self.expected) > 0.5
        else:
            settings = self.tag.alarms[self.condition]
            beyond = is_beyond(self.tag, settings, reading.value)
            clear = is_clear(self.tag, settings, reading.value)
        sure = reading.quality in (QualityClass.GOOD, QualityClass.UNCERTAIN)
        forced = reading.quality == QualityClass.FORCED and beyond
        if not (sure or forced) or reading.time + stale_limit(self.tag) < clock:
            return None
        if beyond or clear:
            self.held = beyond
        return self.held


@dataclass(slots=True, eq=False)
class Cause(Input):
    since: Instant | None = None
    met: Instant | None = None


@dataclass(slots=True, eq=False)
class Effect(Input):
    """``end`` of its travel time; ``fate`` is what became of it: there, failed or unverified."""

    end: Instant | None = None
    fate: str = ""


@dataclass(slots=True)
class InterlockTwin:
    plant: Plant
    interlock: Interlock
    changes: list[Expected] = field(default_factory=list)
    raised: set[Condition] = field(default_factory=set)
    causes: list[Cause] = field(default_factory=list)
    effects: list[Effect] = field(default_factory=list)
    permissives: list[Input] = field(default_factory=list)
    bypass: list[Input] = field(default_factory=list)
    reset: list[Input] = field(default_factory=list)
    demanded: bool = False
    locked: bool = False
    away: bool | None = None
    move: Instant | None = None
    moved_at: Instant = 0
    spurious: bool = False
    gone: Instant = -NEVER
    bypassed_since: Instant | None = None
    overdue: bool = False
    test_told: bool = False

    def __post_init__(self) -> None:
        row = self.plant.row_of
        tags = self.plant.tags
        lock = self.interlock
        for one in lock.causes:
            n = row[one.source]
            time_ms = round(1000 * one.delay_s)
            self.causes.append(Cause(n, tags[n], one.condition, time_ms=time_ms))
        for one in lock.effects:
            n = row[one.tag]
            time_ms = round(1000 * one.travel_s)
            self.effects.append(Effect(n, tags[n], expected=one.expected, time_ms=time_ms))
        for one in lock.permissives:
            self.permissives.append(Input(row[one.tag], tags[row[one.tag]], expected=one.expected))
        if lock.bypass:
            self.bypass.append(Input(row[lock.bypass], tags[row[lock.bypass]], expected=1.0))
        if lock.reset in row:
            self.reset.append(Input(row[lock.reset], tags[row[lock.reset]], expected=1.0))

    @property
    def inputs(self) -> list[Input]:
        return [*self.causes, *self.effects, *self.permissives, *self.bypass, *self.reset]

    # ------------------------------------------------------------------------------ time

    def read(self, reading: Reading, clock: Instant) -> None:
        clock = max(clock, reading.time)
        self.wait(clock)
        for one in self.inputs:
            if one.row == reading.row:
                before, one.until = one.truth, NEVER
                truth = one.ask(reading, clock)
                if truth is not None:
                    one.until = reading.time + stale_limit(one.tag)
                if truth != before:
                    # A delay that was due by now is over, whatever this reading says.
                    self.wait_for_dues(clock)
                    if truth is not None:
                        one.last = reading
                    self.take(one, truth, reading.time)

    def wait(self, clock: Instant) -> None:
        """Let all happen that is due before the clock, in its order; what grows old first."""
        while True:
            old = min((one.until for one in self.inputs), default=NEVER)
            if old >= clock:
                break
            self.wait_for_dues(old)
            one = next(one for one in self.inputs if one.until == old)
            one.until = NEVER
            if one.truth is not None:
                self.take(one, None, old)
        self.wait_for_dues(clock)

    def wait_for_dues(self, clock: Instant) -> None:
        while True:
            due, number = min((due, n) for n, (due, _) in enumerate(self.list_dues()))
            if due >= clock:
                break
            self.happen(list(self.list_dues())[number][1], due)
        test = self.interlock.proof_test_due
        if test is not None and test < clock and not self.test_told:
            self.test_told = True
            self.tell(Condition.PROOF_TEST_OVERDUE, test, test, None)

    def list_dues(self) -> Iterator[tuple[Instant, object]]:
        for cause in self.causes:
            pending = cause.since is not None and cause.met is None
            yield cause.since + cause.time_ms if pending else NEVER, cause
        for effect in self.effects:
            yield NEVER if effect.end is None else effect.end, effect
        allowed = self.interlock.bypass_s
        for bypass in self.bypass:
            runs = self.bypassed_since is not None and allowed is not None and not self.overdue
            yield self.bypassed_since + round(1000 * allowed) if runs else NEVER, bypass
        yield NEVER if self.move is None else self.move + self.grace, "move"

    def happen(self, what: object, due: Instant) -> None:
        """A delay, a travel time, an allowed time or the wait for a cause is over."""
        number = what
        if isinstance(what, Cause):
            what.met = due
        elif isinstance(what, Effect):
            what.end = None
            what.fate = {True: "there", False: "failed", None: "unverified"}[self.see(what)]
            self.compare(what, due)
        elif what == "move":
            self.move, self.spurious = None, True
            number = self.effects[-1]
        else:
            self.overdue = True
        self.decide(number, due)

    def see(self, effect: Effect) -> bool | None:
        """What is known of an effect when its time is over; once seen there it is there."""
        if effect.truth is None and effect.fate == "arrived":
            return True
        return effect.truth

    @property
    def grace(self) -> int:
        intervals = [cause.tag.interval_s or 0 for cause in self.causes]
        return round(1000 * (self.plant.park.clock_uncertainty_s + max(intervals)))

    # ----------------------------------------------------------------------------- inputs

    def take(self, one: Input, truth: bool | None, at: Instant) -> None:
        one.truth, one.moved = truth, at
        if isinstance(one, Cause):
            self.take_cause(one, at)
        elif isinstance(one, Effect):
            self.take_effect(one, at)
        elif one in self.bypass:
            self.take_bypass(one, at)
        self.decide(one, at)

    def take_cause(self, cause: Cause, at: Instant) -> None:
        if cause.truth is True and cause.since is None:
            cause.since = at
            cause.met = None if cause.time_ms else at
            self.move = None
        elif cause.truth is False and cause.since is not None:
            cause.since = cause.met = None
            self.gone = max(self.gone, at)

    def take_effect(self, effect: Effect, at: Instant) -> None:
        manual = self.interlock.reset == "manual" and self.locked
        expected = effect.end is not None or bool(effect.fate)
        if effect.truth is False and manual and expected and self.was_there(effect):
            self.release()
        elif effect.truth is True and expected:
            effect.fate = "there" if effect.end is None else "arrived"
        elif effect.truth is False and effect.end is not None:
            effect.fate = ""
        elif effect.truth is False and effect.fate in ("there", "unverified"):
            effect.fate = "failed"
        self.look_for_trip(at)

    @staticmethod
    def was_there(effect: Effect) -> bool:
        return effect.fate in ("there", "arrived", "unverified")

    def look_for_trip(self, at: Instant) -> None:
        truths = [effect.truth for effect in self.effects]
        if False in truths:
            self.away, self.move, self.spurious = True, None, False
        elif None not in truths:
            moved, self.away = self.away, False
            if moved:
                self.moved_at = max(at, *(effect.moved for effect in self.effects))
                explained = self.is_explained(self.moved_at)
                self.move = None if explained else self.moved_at

    def is_explained(self, at: Instant) -> bool:
        travel = max(effect.time_ms for effect in self.effects)
        present = any(cause.since is not None for cause in self.causes)
        return self.demanded or self.locked or present or self.gone >= at - travel - self.grace

    def take_bypass(self, bypass: Input, at: Instant) -> None:
        if bypass.truth is True:
            if self.bypassed_since is None:
                self.bypassed_since = at
            for effect in self.effects:
                if effect.fate not in ("failed", "unverified"):
                    effect.end, effect.fate = None, ""
            return
        if bypass.truth is False:
            self.bypassed_since, self.overdue = None, False
        if self.demanded:
            self.demand_effects(at)

    # -------------------------------------------------------------------------- the whole

    def decide(self, one: Input, at: Instant) -> None:
        met = sorted(cause.met for cause in self.causes if cause.met is not None)
        need = self.interlock.need
        blocked = any(permissive.truth is False for permissive in self.permissives)
        called = len(met) >= need and not blocked
        if called and not self.demanded:
            at = max(at, met[need - 1])
            self.demanded, self.locked, self.move = True, False, None
            self.demand_effects(at)
        if not called and self.demanded:
            self.demanded, self.locked = False, True
        if self.locked and self.is_reset():
            self.release()
        self.compare(one, at)

    def demand_effects(self, at: Instant) -> None:
        if any(bypass.truth is True for bypass in self.bypass):
            return
        for effect in self.effects:
            if effect.end is None and not effect.fate:
                effect.end = at + effect.time_ms
                effect.fate = "arrived" if effect.truth is True else ""

    def is_reset(self) -> bool:
        idle = all(effect.end is None and not effect.fate for effect in self.effects)
        if self.reset:
            return self.reset[0].truth is True or idle
        held = any(effect.end is not None or self.was_there(effect) for effect in self.effects)
        return self.interlock.reset != "manual" or not held

    def release(self) -> None:
        self.locked = self.demanded = False
        for effect in self.effects:
            effect.end, effect.fate = None, ""

    def compare(self, one: Input, at: Instant) -> None:
        """Tell what is not as it was told."""
        bypass = self.bypass[0].truth if self.bypass else False
        keeps = bypass is None and Condition.DEMAND_WHILE_BYPASSED in self.raised
        fates = [effect.fate for effect in self.effects]
        now = {
            Condition.DEMAND: self.demanded or self.locked,
            Condition.INTERLOCK_FAILED: "failed" in fates,
            Condition.INTERLOCK_UNVERIFIED: "unverified" in fates,
            Condition.SPURIOUS_TRIP: self.spurious,
            Condition.DEMAND_WHILE_BYPASSED: self.demanded and (bypass is True or keeps),
            Condition.BYPASS_OVERDUE: self.overdue,
        }
        for condition, active in now.items():
            if active != (condition in self.raised):
                self.change(condition, one, at, active=active)

    def change(self, condition: Condition, one: Input, at: Instant, *, active: bool) -> None:
        onset, met = at, [cause for cause in self.causes if cause.met is not None]
        if active and condition is Condition.DEMAND:
            onset = sorted(cause.since for cause in met)[self.interlock.need - 1]
        if active and condition in (Condition.DEMAND, Condition.DEMAND_WHILE_BYPASSED):
            one = max(met, key=lambda cause: cause.met)
        if active and condition is Condition.SPURIOUS_TRIP:
            onset = self.moved_at
        if active and condition is Condition.BYPASS_OVERDUE:
            onset = self.bypassed_since
        shown = None if active and condition is Condition.INTERLOCK_UNVERIFIED else one
        self.tell(condition, at, onset, shown)

    def tell(self, condition: Condition, at: Instant, onset: Instant, one: Input | None) -> None:
        """Raise what is not raised, return what is; nothing is dated before what went before."""
        active = condition not in self.raised
        self.raised ^= {condition}
        alarm = f"{self.interlock.id}:{condition}"
        at = max([at, *(change.at for change in self.changes if change.alarm == alarm)])
        reading = one.last if one else None
        value = reading.value if reading else math.nan
        marks = reading.verdict_marks if reading else 0
        if active and one and one.truth is None:
            marks |= Mark.LAST_KNOWN
        self.changes.append(Expected(at, alarm, active, repr(value), onset, int(marks)))
