"""The slow twin of a check that is made of its own tag's readings, one after the other."""

from dataclasses import dataclass, field

from plant.quality import QualityClass
from plant.reading import Instant
from plant.words import Check, Plant
from tests.detectors.point_twin import PointTwin, Sample
from tests.detectors.twin import Reading, stale_limit

USABLE = (QualityClass.GOOD, QualityClass.UNCERTAIN)


@dataclass(slots=True)
class SingleTwin(PointTwin):
    plant: Plant = field(kw_only=True)

    @property
    def check(self) -> Check:
        return self.tag.checks[self.condition]

    def take(self, reading: Reading, clock: Instant) -> Sample | None:
        if self.plant.tags[reading.row].id != self.tag.id:
            return None
        value = self.measure(reading)
        return Sample(self.tell(reading, value), self.end_of(reading, value))

    def measure(self, reading: Reading) -> float:
        """The value after a reading, NaN where it can't be told."""
        raise NotImplementedError

    def tell(self, reading: Reading, value: float) -> Reading:
        """The sample as a reading."""
        return reading._replace(value=value)

    def end_of(self, reading: Reading, value: float) -> Instant:
        """When the sample stops counting."""
        return reading.time + stale_limit(self.tag)
