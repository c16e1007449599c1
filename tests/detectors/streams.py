"""Random small plants and streams, and the ways to run them through a bank.

The plants are small and the values few, all of them at, beside or between the thresholds: so that
a few hundred examples meet the corners of the rules rather than their middle.
"""

from collections.abc import Iterable, Sequence
from itertools import accumulate, pairwise
from typing import Any

from hypothesis import strategies as st

from detectors.bank import Bank
from detectors.verdict import Changes
from plant.quality import (
    BAD,
    GOOD,
    GOOD_LOCAL_OVERRIDE,
    UNCERTAIN,
    UNCERTAIN_LAST_USABLE,
    UNCERTAIN_SUBSTITUTE,
)
from plant.reading import Instant, Mark
from plant.words import Plant, Tag
from tests.detectors.plants import make_plant, make_tag, situation
from tests.detectors.twin import Expected, Hold, Reading, in_order, make_batch

T0 = 1_700_000_000_000
LEVELS = {"ll": -0.1, "l": 0.1, "h": 0.8, "hh": 0.9}
NEAR_LOW = [-0.1, -0.09999999999999999, 0.0, 0.1, 0.10000000149011612, 0.2, 0.20000000000000004]
NEAR_HIGH = [0.6999999999999998, 0.7, 0.7000000000000001, 0.7999999523162842, 0.8, 0.85, 0.9, 1.0]
VALUES = [*NEAR_LOW, 0.3, 0.5, *NEAR_HIGH, float("nan"), float("inf")]
STATUSES = [BAD, UNCERTAIN, UNCERTAIN_LAST_USABLE, UNCERTAIN_SUBSTITUTE, GOOD_LOCAL_OVERRIDE]
GAPS = [0, 0, 1, 500, 999, 1000, 1001, 2000, 5000, 9999, 10_000, 10_001, 14_000]
DELAYS = st.sampled_from([0, 0, 1, 5, 10, 12])
SETTINGS: dict[str, st.SearchStrategy[Any]] = {
    "deadband": st.sampled_from([0, 0.1]),
    "on_delay_s": DELAYS,
    "off_delay_s": DELAYS,
    "interval_s": st.sampled_from([None, 1, 4]),
    "priority": st.sampled_from([None, "critical", "high", "medium", "low"]),
}


@st.composite
def tags(draw: st.DrawFn, name: str) -> Tag:
    settings = {key: draw(choices) for key, choices in SETTINGS.items()}
    if draw(st.integers(0, 4)) == 0:
        return make_tag(name, alarm_on=draw(st.sampled_from([0, 1])), **settings)
    limits: dict[str, Any] = {
        key: LEVELS[key] for key in draw(st.sets(st.sampled_from(list(LEVELS))))
    }
    ranges = draw(st.sampled_from([{}, {}, {"range_lo": 0.0, "range_hi": 0.8}]))
    return make_tag(name, float32=draw(st.booleans()), **limits, **settings, **ranges)


plants = st.integers(1, 3).flatmap(
    lambda count: st.tuples(*(tags(f"T{n}") for n in range(count))).map(
        lambda all_: make_plant(*all_)
    )
)


@st.composite
def streams(draw: st.DrawFn, plant: Plant) -> list[Reading]:
    """Readings of a plant, most of them good, each tag's in order of time.

    Those of different tags may overtake each other: row ``n`` comes ``n`` × ``lag`` late.
    """
    gaps = draw(st.lists(st.sampled_from(GAPS), max_size=25))
    found = [draw(readings(plant, T0 + sum_)) for sum_ in accumulate(gaps)]
    lag = draw(st.sampled_from([0, 0, 1, 1500, 11_000]))
    return sorted(found, key=lambda reading: reading.time + reading.row * lag)


@st.composite
def readings(draw: st.DrawFn, plant: Plant, time: Instant) -> Reading:
    row = draw(st.integers(0, len(plant.tags) - 1))
    digital = "digital" in plant.tags[row].alarms
    value = draw(st.sampled_from([0.0, 1.0, float("nan")] if digital else VALUES))
    status = draw(st.one_of(st.just(GOOD), st.just(GOOD), st.sampled_from(STATUSES)))
    mark = draw(st.sampled_from([0, 0, 0, Mark.LATE, Mark.CLOCK_SUSPECT, Mark.SIMULATED]))
    return Reading(row, time, value, status, int(mark))


plants_and_streams = plants.flatmap(lambda plant: st.tuples(st.just(plant), streams(plant)))


@st.composite
def cuts(draw: st.DrawFn, stream: Sequence[Reading]) -> list[list[Reading]]:
    """The stream in ticks, some of them empty."""
    places = sorted(draw(st.lists(st.integers(0, len(stream)), max_size=8)))
    return [list(stream[a:b]) for a, b in pairwise([0, *places, len(stream)])]


def newest(readings: Iterable[Reading], clock: Instant = T0) -> Instant:
    """The clock that these readings move on; late ones do not."""
    return max([clock, *(reading.time for reading in readings if not reading.marks & Mark.LATE)])


KNOWN_BY_THEN = int(Mark.FIRST_OUT | Mark.UNDECIDED)
"""Marks that say what was known when a raise was told, and so depend on how a stream is cut."""


def flatten(bank: Bank, changes: Changes) -> list[Expected]:
    """Changes of a bank in the twin's form; first-outs are :mod:`test_first_out`'s business."""
    return [
        Expected(
            int(changes.at[place]),
            bank.rules[changes.rule[place]].alarm,
            bool(changes.active[place]),
            repr(float(changes.value[place])),
            int(changes.onset[place]),
            int(changes.marks[place]) & ~KNOWN_BY_THEN,
        )
        for place in range(len(changes))
    ]


def list_holds(bank: Bank) -> list[Hold]:
    """What was suppressed and released since the last time."""
    told = bank.drain_suppressions()
    rows = zip(told.at.tolist(), told.rule.tolist(), told.active.tolist(), strict=True)
    return [Hold(at, bank.rules[rule].alarm, active) for at, rule, active in rows]


def run_tick(bank: Bank, plant: Plant, tick: Sequence[Reading], clock: Instant) -> list[Expected]:
    return flatten(bank, bank.judge(make_batch(tick), situation(plant, clock)))


def run(
    plant: Plant, ticks: Iterable[Sequence[Reading]], end: Instant, start: Instant | None = None
) -> list[Expected]:
    """All changes of a fresh bank; every tick's clock is the newest time so far."""
    bank = Bank(plant, start)
    clock = T0
    found = []
    for tick in ticks:
        clock = newest(tick, clock)
        found += run_tick(bank, plant, tick, clock)
    return in_order(found + run_tick(bank, plant, [], end))


def feed(bank: Bank, plant: Plant, *values: tuple[int, float], row: int = 0) -> list[Expected]:
    """One tick of readings at seconds after T0, judged when the newest of them arrives."""
    stream = [Reading(row, T0 + 1000 * second, value) for second, value in values]
    return run_tick(bank, plant, stream, stream[-1].time)


def wait(bank: Bank, plant: Plant, second: float) -> list[Expected]:
    return run_tick(bank, plant, [], T0 + round(1000 * second))


def said(changes: list[Expected]) -> list[tuple[float, str, bool]]:
    """The changes as (seconds after T0, alarm, raised)."""
    return [((change.at - T0) / 1000, change.alarm, change.active) for change in changes]
