"""The slow twins of values that are made from a window of one tag's readings.

Written from the rules in docs/judging.md ("Rates, trends and tanks"). Plants and streams for them
are here too: ramps with the odd doubtful reading, gap and conflict.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

from hypothesis import strategies as st

from plant.quality import (
    BAD,
    GOOD,
    UNCERTAIN,
    UNCERTAIN_LAST_USABLE,
    UNCERTAIN_SUBSTITUTE,
    QualityClass,
)
from plant.reading import Instant
from plant.words import Check, Plant
from tests.detectors.plants import make_plant, make_tag
from tests.detectors.point_twin import PointTwin, Sample
from tests.detectors.streams import T0, streams
from tests.detectors.twin import Reading, stale_limit

Kept = tuple[Instant, float]


@dataclass(slots=True)
class WindowTwin(PointTwin):
    """``window``: of each cell of the clock the newest reading, at most so many of them."""

    plant: Plant = field(kw_only=True)
    window: list[Kept] = field(default_factory=list)
    forced: bool = False

    @property
    def check(self) -> Check:
        return self.tag.checks[self.condition]

    def take(self, reading: Reading, clock: Instant) -> Sample | None:
        if self.plant.tags[reading.row] is not self.tag:
            return None
        value = math.nan
        if reading.quality <= QualityClass.FORCED:
            value = self.follow(reading)
        return Sample(reading._replace(value=value), reading.time + stale_limit(self.tag))

    def follow(self, reading: Reading) -> float:
        """The value that a usable reading makes; NaN while it can't be told."""
        raise NotImplementedError

    def keep(self, time: Instant, value: float, cell_ms: int, most: int) -> None:
        if self.window and self.window[-1][0] // cell_ms == time // cell_ms:
            self.window.pop()
        self.window = [*self.window, (time, shorten(value))][-most:]

    def forget(self, reading: Reading, gap_ms: float) -> None:
        """Forced values and measured ones are not mixed, nor is what a long gap lies between."""
        forced = reading.quality == QualityClass.FORCED
        long_ago = bool(self.window) and reading.time - self.window[-1][0] > gap_ms
        if forced != self.forced or long_ago:
            self.window.clear()
        self.forced = forced

    def round(self, value: float) -> float:
        """To seven digits of the limit."""
        scale = 10.0 ** min(max(6 - math.floor(math.log10(self.settings.limit)), 0), 15)
        return round(value * scale) / scale

    def look_back(self) -> list[Kept] | None:
        """The readings of the window, at least the newest six; None where they say too little.

        Their times are told in whole units.
        """
        unit = self.find_unit()
        window = [(time // unit * unit, value) for time, value in self.window]
        newest = window[-1][0]
        within = [one for one in window if one[0] >= newest - self.check.window_ms]
        seen = max(within, window[-6:], key=len)
        if len(seen) < 6 or newest - seen[0][0] < 0.75 * self.check.window_ms:
            return None
        return seen

    def keep_in_window(self, reading: Reading, value: float) -> None:
        self.forget(reading, self.check.window_ms)
        self.keep(reading.time, value, max(math.ceil(self.check.window_ms / 16), 1), 16)

    def find_unit(self) -> int:
        """In 16 bits of it sixteen windows fit, so far may sixteen readings be apart."""
        units = (digit * 10**power for power in range(7) for digit in (1, 2, 5))
        return next(unit for unit in units if 16 * self.check.window_ms <= unit * 2**16)


def shorten(value: float) -> float:
    """To 37 binary digits, toward zero."""
    mantissa, exponent = math.frexp(value)
    return math.ldexp(math.trunc(mantissa * 2**37), exponent - 37)


def list_slopes(seen: list[Kept]) -> list[float]:
    """Per ms and rising: each of the earlier half with its counterpart in the later half."""
    half = len(seen) // 2
    pairs = zip(seen[:half], seen[-half:], strict=True)
    return sorted((later[1] - sooner[1]) / (later[0] - sooner[0]) for sooner, later in pairs)


def make_settings(draw: st.DrawFn, name: str, limits: list[float]) -> dict[str, Any]:
    """Columns of a check."""
    return {
        name: draw(st.sampled_from(limits)),
        f"{name}_window_s": draw(st.sampled_from([2, 10, 60])),
        f"{name}_deadband": draw(st.sampled_from([0, 0.25])),
        f"{name}_on_delay_s": draw(st.sampled_from([0, 0, 1, 5])),
        f"{name}_off_delay_s": draw(st.sampled_from([0, 0, 1, 5])),
        f"{name}_priority": draw(st.sampled_from([None, "high"])),
    }


@st.composite
def ramps(draw: st.DrawFn, plant: Plant) -> list[Reading]:
    """Readings that go on where the one before of their tag was, most of them good."""
    count = draw(st.integers(0, 40))
    gaps = draw(st.lists(st.sampled_from([0, 300, 1000, 1000, 2000, 9000]), min_size=count))
    value = [0.5] * len(plant.tags)
    found = []
    for time in accumulate(gaps):
        row = draw(st.integers(0, len(plant.tags) - 1))
        value[row] += draw(st.sampled_from([-0.25, 0.0, 0.0625, 0.125, 0.125, 0.125]))
        odd = draw(st.sampled_from([(value[row], GOOD)] * 12 + list(_find_odd(value[row]))))
        found.append(Reading(row, T0 + time, *odd))
    return found


def _find_odd(value: float) -> list[tuple[float, int]]:
    doubtful = [BAD, UNCERTAIN, UNCERTAIN_LAST_USABLE, UNCERTAIN_SUBSTITUTE]
    return [(9.0, GOOD), (math.nan, GOOD), *((value, status) for status in doubtful)]


@st.composite
def cases(
    draw: st.DrawFn,
    make: Callable[[st.DrawFn, str], Mapping[str, Any]],
    equipment: Sequence[Mapping[str, Any]] = ({},),
) -> tuple[Plant, list[Reading]]:
    """A plant of one or two tags with columns that ``make`` draws, and a stream for it."""
    names = [f"T{number}" for number in range(draw(st.integers(1, 2)))]
    interval = st.sampled_from([None, 1, 4])
    tags = [make_tag(name, interval_s=draw(interval), **make(draw, name)) for name in names]
    plant = make_plant(*tags, equipment={"V1": draw(st.sampled_from(equipment))})
    return plant, draw(st.one_of(ramps(plant), ramps(plant), streams(plant)))
