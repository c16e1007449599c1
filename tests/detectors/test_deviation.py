"""Deviation and discrepancy against their twin, and through the check list."""

import math
from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from plant.condition import Condition
from plant.quality import BAD
from plant.reading import Instant
from plant.words import Plant, Tag
from tests.detectors.checklist import check_all
from tests.detectors.plants import make_plant, make_tag
from tests.detectors.point_twin import PointTwin, Sample
from tests.detectors.streams import streams
from tests.detectors.twin import Reading, stale_limit


@dataclass(slots=True)
class DeviationTwin(PointTwin):
    """The newest reading of each side; what is older than its tag may be is no side."""

    plant: Plant = field(kw_only=True)
    newest: dict[str, Reading] = field(default_factory=dict)
    time: Instant = 0

    def take(self, reading: Reading, clock: Instant) -> Sample | None:
        check, name = self.tag.checks[self.condition], self.plant.tags[reading.row].id
        if name not in (self.tag.id, check.reference):
            return None
        self.newest[name] = reading
        sides = [self.newest.get(self.tag.id), self.newest.get(check.reference)]
        if check.setpoint is not None:
            sides[1] = reading._replace(value=check.setpoint, status=0, row=-1)
        self.time = max(self.time, reading.time)
        until = min(self.end_of(side) for side in sides)
        return Sample(self.hold_against(reading, sides, max(clock, reading.time)), until)

    def end_of(self, side: Reading | None) -> Instant:
        if side is None or side.row < 0:
            return 2**60
        return side.time + stale_limit(self.plant.tags[side.row])

    def hold_against(
        self, reading: Reading, sides: list[Reading | None], clock: Instant
    ) -> Reading:
        one, other = sides
        told = reading._replace(time=self.time)
        if one is None or other is None or min(self.end_of(one), self.end_of(other)) < clock:
            return told._replace(value=math.nan, status=BAD)
        worse = one if one.quality >= other.quality else other
        return told._replace(value=abs(one.value - other.value), status=worse.status)


def make_twins(plant: Plant) -> list[DeviationTwin]:
    return [
        DeviationTwin(tag, condition, plant=plant)
        for tag in plant.tags
        for condition in (Condition.DEVIATION, Condition.DISCREPANCY)
        if condition in tag.checks
    ]


@st.composite
def pairs(draw: st.DrawFn) -> Plant:
    """Two tags held against each other, one of them perhaps against a set point as well."""

    def settings(name: str) -> dict[str, object]:
        return {
            name: draw(st.sampled_from([0.1, 0.5])),
            f"{name}_deadband": draw(st.sampled_from([0, 0.05])),
            f"{name}_on_delay_s": draw(st.sampled_from([0, 1, 5, 12])),
            f"{name}_off_delay_s": draw(st.sampled_from([0, 1, 5])),
            f"{name}_priority": draw(st.sampled_from([None, "high"])),
        }

    def tag(name: str, other: object) -> Tag:
        interval = draw(st.sampled_from([None, 1, 4]))
        own = {"deviation_from": other, **settings("deviation")}
        if isinstance(other, str):
            own |= {"discrepancy_from": other, **settings("discrepancy")}
        return make_tag(name, interval_s=interval, **own)

    return make_plant(tag("T0", "T1"), tag("T1", draw(st.sampled_from(["T0", 0.7]))))


@given(pairs().flatmap(lambda plant: st.tuples(st.just(plant), streams(plant))), st.data())
def test_the_check_list(case: tuple[Plant, list[Reading]], data: st.DataObject) -> None:
    plant, stream = case

    check_all(plant, stream, data.draw(st.sampled_from([1, 20_000])), make_twins, data)
