"""Balances against their twin, and through the check list."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import accumulate
from statistics import median
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from plant.condition import Condition
from plant.quality import BAD, GOOD, UNCERTAIN_SUBSTITUTE, QualityClass
from plant.reading import Instant
from plant.words import Plant
from tests.detectors.checklist import check_all
from tests.detectors.plants import make_plant, make_tag
from tests.detectors.point_twin import Sample
from tests.detectors.streams import T0, streams
from tests.detectors.twin import Reading, stale_limit
from tests.detectors.window_twin import WindowTwin, list_slopes, make_settings

HOUR_MS = 3_600_000
AREA_M2 = 64.0
FOREVER = 2**60


@dataclass(slots=True)
class Meter:
    """One flow: what it last said, and what has flowed by then."""

    last: Reading | None = None
    total: float = 0.0

    def end(self, plant: Plant) -> Instant:
        if self.last is None:
            return FOREVER
        return min(self.last.time + stale_limit(plant.tags[self.last.row]), FOREVER)


@dataclass(slots=True)
class BalanceTwin(WindowTwin):
    """Volume less what was metered, kept in a window; the median of its slopes, either way."""

    meters: dict[str, Meter] = field(default_factory=dict)
    newest: Instant = 0

    def take(self, reading: Reading, clock: Instant) -> Sample | None:
        name, signs = self.plant.tags[reading.row].id, dict(self.check.flows)
        if name in signs:
            return self.meter(reading, self.meters.setdefault(name, Meter()))
        if name != self.tag.id:
            return None
        return self.gauge(reading, signs)

    def meter(self, reading: Reading, meter: Meter) -> Sample | None:
        unknown = reading.quality > QualityClass.FORCED
        last = meter.last
        held = last is not None and last.quality <= QualityClass.FORCED
        held = held and reading.time <= meter.end(self.plant)
        if held:
            meter.total += last.value * max(reading.time - last.time, 0) / HOUR_MS
        if unknown or not held:
            self.window.clear()
        meter.last = reading
        if not unknown:
            return None
        told = reading._replace(value=math.nan, time=self.move(reading))
        return Sample(told, reading.time + stale_limit(self.plant.tags[reading.row]))

    def gauge(self, reading: Reading, signs: Mapping[str, int]) -> Sample:
        until = min(reading.time + stale_limit(self.tag), FOREVER)
        worst, inflow = reading, 0.0
        for name, sign in signs.items():
            meter = self.meters.get(name, Meter())
            last = meter.last
            until = min(until, meter.end(self.plant))
            sure = last is not None and last.quality <= QualityClass.FORCED
            if not sure or reading.time > meter.end(self.plant):
                inflow = math.nan
            else:
                flowed = meter.total + last.value * (reading.time - last.time) / HOUR_MS
                inflow += sign * flowed
            if last is not None and last.quality > worst.quality:
                worst = last
        if math.isnan(inflow):
            self.window.clear()
        value = math.nan
        if reading.quality <= QualityClass.FORCED and not math.isnan(inflow):
            value = self.follow(reading._replace(value=reading.value * AREA_M2 - inflow))
        time = self.move(reading)
        return Sample(reading._replace(value=value, status=worst.status, time=time), until)

    def move(self, reading: Reading) -> Instant:
        """Levels and flows may overtake each other; what they make does not go back in time."""
        self.newest = max(self.newest, reading.time)
        return self.newest

    def follow(self, reading: Reading) -> float:
        self.keep_in_window(reading, reading.value)
        seen = self.look_back()
        if seen is None:
            return math.nan
        return self.round(abs(median(list_slopes(seen))) * HOUR_MS)


def make_twins(plant: Plant) -> list[BalanceTwin]:
    return [
        BalanceTwin(tag, Condition.BALANCE, plant=plant)
        for tag in plant.tags
        if Condition.BALANCE in tag.checks
    ]


@st.composite
def leaks(draw: st.DrawFn, plant: Plant) -> list[Reading]:
    """Levels that follow the flows, or do not, with the odd reading that says nothing."""
    count = draw(st.integers(0, 60))
    gaps = draw(st.lists(st.sampled_from([0, 300, 1000, 1000, 2000, 9000]), min_size=count))
    values = {"level": 8.0, "flow": 0.0}
    found = []
    for time in accumulate(gaps):
        row = draw(st.integers(0, len(plant.tags) - 1))
        kind = plant.tags[row].kind.value
        values["level"] -= draw(st.sampled_from([0.0, 0.0, 0.0625, 0.125]))
        values["flow"] = draw(st.sampled_from([0.0, 0.0, 1024.0, 65536.0]))
        statuses = [GOOD] * 12 + [BAD, UNCERTAIN_SUBSTITUTE]
        found.append(Reading(row, T0 + time, values[kind], draw(st.sampled_from(statuses))))
    return found


@st.composite
def cases(draw: st.DrawFn) -> tuple[Plant, list[Reading]]:
    intervals = st.sampled_from([None, 1, 4])
    flows = draw(st.sampled_from(["in:F0", "in:F0 out:F1", "out:F1"]))
    columns: dict[str, Any] = make_settings(draw, "balance", [1000.0, 65536.0])
    level = {"kind": "level", "unit": "m", "balance_from": flows, **columns}
    plant = make_plant(
        make_tag("L0", interval_s=draw(intervals), **level),
        make_tag("F0", kind="flow", unit="m3/h", interval_s=draw(intervals)),
        make_tag("F1", kind="flow", unit="m3/h", interval_s=draw(intervals)),
        equipment={"V1": {"shape": "vertical", "area_m2": AREA_M2}},
    )
    return plant, draw(st.one_of(leaks(plant), leaks(plant), streams(plant)))


@given(cases(), st.data())
def test_the_check_list(case: tuple[Plant, list[Reading]], data: st.DataObject) -> None:
    plant, stream = case

    check_all(plant, stream, data.draw(st.sampled_from([1, 20_000])), make_twins, data)
