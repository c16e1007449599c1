"""The slow twin of modes: one state tag after the other, one limit after the other.

A mode's limit is a limit like any other from the instant at which the mode comes into force; what
stood before is judged under it then and there.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from plant.condition import Condition, Priority
from plant.quality import QualityClass
from plant.reading import Instant
from plant.words import AlarmSettings, Mode, Plant, Tag
from tests.detectors.twin import (
    Answer,
    Expected,
    Hold,
    LimitTwin,
    QualityTwin,
    Reading,
    is_beyond,
    is_high,
    stale_limit,
)

SURE = (QualityClass.GOOD, QualityClass.UNCERTAIN)


@dataclass(slots=True)
class MovingLimitTwin(LimitTwin):
    """A limit that can be another from an instant on."""

    limit: float = 0.0

    @property
    def settings(self) -> AlarmSettings:
        return replace(self.tag.alarms[self.condition], limit=self.limit)

    def move(self, limit: float, at: Instant, standing: Reading | None) -> None:
        """Have another limit; ``standing`` is the tag's value, None if it is not known by then."""
        if limit == self.limit:
            return
        self.wait(at)
        pending = self.onset is not None and not self.raised
        self.limit, self.onset, self.kept = limit, None, False
        answer = self.ask(standing) if standing else Answer.UNKNOWN
        if self.raised and answer is Answer.CLEAR:
            self.start(standing, at, self.settings.off_delay_ms)
        elif not self.raised and answer is Answer.BEYOND:
            self.start(standing, at, self.settings.on_delay_ms)
        elif pending and answer is Answer.UNKNOWN and self.last_is_beyond():
            self.onset = at

    def start(self, standing: Reading | None, at: Instant, delay: int) -> None:
        assert standing is not None
        self.onset, self.last = at, standing
        self.unknown_from = standing.time + stale_limit(self.tag)
        if not delay:
            self.finish(at)

    def last_is_beyond(self) -> bool:
        return self.last is not None and is_beyond(self.tag, self.settings, self.last.value)


@dataclass(slots=True)
class MovingQualityTwin(QualityTwin):
    """Bad quality beside limits that move: beyond is beyond the limit in force."""

    moving: list[MovingLimitTwin] = field(default_factory=list)

    @property
    def limits(self) -> list[AlarmSettings]:
        return [twin.settings for twin in self.moving]


@dataclass(slots=True)
class StateTwin:
    """What a state tag says, None while that is not known, and until when it counts."""

    tag: Tag
    said: float | None = None
    until: Instant = 2**60

    def hear(self, reading: Reading, now: Instant) -> None:
        until = reading.time + stale_limit(self.tag)
        known = reading.quality in SURE and until >= now
        self.said = reading.value if known else None
        self.until = until if known else 2**60


@dataclass(slots=True)
class ModesTwin:
    """All modes of a plant, and the limits for which they have others, one a tag."""

    plant: Plant
    changes: list[Expected] = field(default_factory=list)
    holds: list[Hold] = field(default_factory=list)
    states: dict[str, StateTwin] = field(default_factory=dict)
    limits: dict[str, MovingLimitTwin] = field(default_factory=dict)
    qualities: dict[str, MovingQualityTwin] = field(default_factory=dict)
    standing: dict[str, Reading] = field(default_factory=dict)
    suppressed: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        tags = {tag.id: tag for tag in self.plant.tags}
        for mode in self.plant.modes:
            name = self.state_tag(mode)
            self.states.setdefault(name, StateTwin(tags[name]))
            for tag, own in mode.limits.items():
                for condition in own:
                    twin = MovingLimitTwin(tags[tag], condition)
                    twin.limit = tags[tag].alarms[condition].limit
                    self.limits.setdefault(f"{tag}:{condition}", twin)
        for twin in self.limits.values():
            quality = MovingQualityTwin(twin.tag, Condition.BAD_QUALITY, moving=[twin])
            self.qualities[f"{twin.tag.id}:bad_quality"] = quality

    @property
    def takes_over(self) -> set[str]:
        return {*self.limits, *self.qualities}

    @property
    def twins(self) -> list[MovingLimitTwin | MovingQualityTwin]:
        return [*self.limits.values(), *self.qualities.values()]

    def state_tag(self, mode: Mode) -> str:
        return self.plant.equipment_of[mode.equipment].state

    def read(self, reading: Reading, clock: Instant) -> None:
        now, tag = max(clock, reading.time), self.plant.tags[reading.row]
        self.let_lapse(now)
        if tag.id in self.states:
            self.states[tag.id].hear(reading, now)
            self.turn(now)
        for twin in self.twins:
            if twin.tag is tag:
                twin.read(reading, clock)
        self.standing[tag.id] = reading

    def wait(self, event: Instant) -> None:
        self.let_lapse(event)
        for twin in self.twins:
            twin.wait(event)
        self.changes = [change for twin in self.twins for change in twin.changes]

    def let_lapse(self, now: Instant) -> None:
        for state in sorted(self.states.values(), key=lambda state: state.until):
            if state.until < now:
                at, state.said, state.until = state.until, None, 2**60
                self.turn(at)

    def list_in_force(self) -> Iterator[Mode]:
        for mode in self.plant.modes:
            if self.states[self.state_tag(mode)].said in mode.values:
                yield mode

    def turn(self, at: Instant) -> None:
        for twin in self.limits.values():
            standing = self.standing.get(twin.tag.id)
            if standing and standing.time + stale_limit(twin.tag) < at:
                standing = None
            twin.move(self.find_limit(twin), at, standing)
        wanted = {alarm for mode in self.list_in_force() for alarm in mode.suppressed}
        wanted = {alarm for alarm in wanted if self.may_be_suppressed(alarm)}
        for alarm in sorted(wanted ^ self.suppressed):
            self.holds.append(Hold(at, alarm, alarm in wanted))
        self.suppressed = wanted

    def find_limit(self, twin: MovingLimitTwin) -> float:
        own = twin.tag.alarms[twin.condition]
        found = [
            mode.limits[twin.tag.id][twin.condition]
            for mode in self.list_in_force()
            if twin.condition in mode.limits.get(twin.tag.id, {})
        ]
        if not found:
            return own.limit
        return min(found) if is_high(own) else max(found)

    def may_be_suppressed(self, alarm: str) -> bool:
        source, _, word = alarm.partition(":")
        tag = next(tag for tag in self.plant.tags if tag.id == source)
        condition = Condition(word)
        grave = condition in (Condition.HH, Condition.LL)
        return not grave and tag.priority_of(condition) < Priority.CRITICAL
