"""The slow twin of derived values: each sample is judged like a reading, one after the other.

How a sample comes about is written once more, slowly and from the rule, by each kind's own twin.
"""

from dataclasses import dataclass
from typing import NamedTuple

from plant.quality import QualityClass
from plant.reading import Instant
from plant.words import AlarmSettings
from tests.detectors.twin import Answer, LimitTwin, Reading


class Sample(NamedTuple):
    """A derived value as a reading, and when it stops counting."""

    reading: Reading
    until: Instant


@dataclass(slots=True)
class PointTwin(LimitTwin):
    """A check of a tag: ``low`` where beyond is at or below the limit."""

    low: bool = False

    @property
    def settings(self) -> AlarmSettings:
        return self.tag.checks[self.condition].settings

    def take(self, reading: Reading, clock: Instant) -> Sample | None:
        """The sample that a reading makes; None where it makes none."""
        raise NotImplementedError

    def read(self, reading: Reading, clock: Instant) -> None:
        sample = self.take(reading, clock)
        if sample is not None:
            self.judge(sample, clock)

    def judge(self, sample: Sample, clock: Instant) -> None:
        """As of a reading, whose worth ends at its own instant."""
        reading = sample.reading
        self.wait(max(reading.time, clock))
        answer = self.ask(reading)
        if answer is Answer.UNKNOWN:
            self.unknown_from = min(self.unknown_from, reading.time)
        else:
            self.unknown_from = sample.until
        if self.raised:
            self.look_for_return(reading, answer)
        else:
            self.look_for_raise(reading, answer)

    def ask(self, reading: Reading) -> Answer:
        sign = -1 if self.low else 1
        trip = sign * self.settings.limit
        beyond = sign * reading.value >= trip
        if reading.quality == QualityClass.FORCED:
            return Answer.BEYOND if beyond else Answer.UNKNOWN
        if reading.quality not in (QualityClass.GOOD, QualityClass.UNCERTAIN):
            return Answer.UNKNOWN
        if beyond:
            return Answer.BEYOND
        clear = sign * reading.value < trip - self.settings.deadband
        return Answer.CLEAR if clear else Answer.BETWEEN
