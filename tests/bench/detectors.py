"""What judging costs a reading, by size of batch, beside two plain ways of writing it and a copy.

Tags with four limits, a deadband and both delays; one reading in a hundred lies outside. The same
stream goes through the bank in batches of several sizes, through a loop over Python objects and
through numpy at full width, where every limit of every reading is computed in full. All must find
the same number of changes; the two plain ways judge nothing but limits of good values. The copy of
the batch's own bytes by numpy is the floor. CPU time of this thread, the median of several passes.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from functools import partial
from pathlib import Path
from statistics import median
from typing import Final

import numpy as np
from numpy.typing import NDArray

from detectors.bank import Bank
from detectors.rounds import cut_rounds
from detectors.verdict import Situation
from plant.condition import Condition
from plant.directory import read_plant
from plant.link import Links
from plant.reading import NEVER, ReadingBatch
from plant.words import AlarmSettings, Plant
from tests.bench.figures import Line, tell_ratio
from tests.bench.park import CALM, write_park

TAGS: Final = (10_000, 100_000)
BATCHES: Final = (100, 1_000, 10_000, 100_000)
_OUTSIDE: Final = 0.01
_BEYOND: Final = (5.0, 15.0, 85.0, 95.0)
_SPELL: Final = 4
"""Readings that an excursion lasts, so that delays end in alarms."""

_T0: Final = 1_700_000_000_000
_CYCLE_MS: Final = 1_000


@dataclass(frozen=True, slots=True)
class Judging:
    """Nanoseconds of CPU a reading; one figure a batch size, in their order.

    ``bytes_a_tag``: of state that the bank saves, ids apart, after the stream.
    """

    tags: int
    readings: int
    changes: int
    batches: tuple[int, ...]
    bank_ns: tuple[float, ...]
    full_ns: tuple[float, ...]
    copy_ns: tuple[float, ...]
    loop_ns: float
    bytes_a_tag: float

    def lines(self) -> Iterator[Line]:
        """The table's lines."""
        columns = zip(self.batches, self.bank_ns, self.full_ns, self.copy_ns, strict=True)
        for batch, bank, full, copy in columns:
            best = min(self.loop_ns, full)
            what = f"judging, {self.tags:,} tags, batches of {batch:,}"
            note = f"loop {self.loop_ns:,.0f}; full width {full:,.0f}; a copy {copy:.1f}"
            yield Line(
                what, "ns/reading", f"{bank:,.0f}", f"{best:,.0f}", tell_ratio(bank, best), note
            )
        what = f"state of judging, {self.tags:,} tags"
        note = f"after {self.changes:,} changes"
        yield Line(what, "bytes/tag", f"{self.bytes_a_tag:,.0f}", note=note)


def measure_judging(folder: Path, tags: int, readings: int, passes: int) -> Judging:
    """Judge a stream of so many readings, which must be a multiple of the largest batch."""
    plant = read_plant(write_park(folder / f"tags-{tags}", tags, 0))
    stream = make_stream(tags, readings)
    bank_ns: list[float] = []
    full_ns: list[float] = []
    copy_ns: list[float] = []
    found: list[int] = []
    state = 0
    for size in BATCHES:
        batches = [stream.take(np.arange(at, at + size)) for at in range(0, readings, size)]
        times, changes, states = zip(
            *(run_bank(plant, batches) for _ in range(passes)), strict=True
        )
        bank_ns.append(median(times) / readings)
        found += changes
        state = max(state, *states)
        times, changes = zip(*(run_full_width(plant, batches) for _ in range(passes)), strict=True)
        full_ns.append(median(times) / readings)
        found += changes
        copy_ns.append(clock(partial(copy_all, batches), passes) / readings)
    loop = LoopTwin(plant)
    loop_ns = clock(partial(loop.judge, stream), 1) / readings
    if set(found) != {loop.changes}:
        raise RuntimeError(f"ways of judging disagree: {set(found)} and {loop.changes} changes")
    figures = tuple(bank_ns), tuple(full_ns), tuple(copy_ns), loop_ns, state / tags
    return Judging(tags, readings, loop.changes, BATCHES, *figures)


def make_stream(tags: int, readings: int) -> ReadingBatch:
    """Every tag once a second, in turn; seeded, so that every run judges the same."""
    random = np.random.default_rng(1)
    place = np.arange(readings)
    value = random.uniform(*CALM, readings)
    cycle, tag = np.divmod(place, tags)
    spells = random.random((cycle[-1] // _SPELL + 1, tags)) < _OUTSIDE
    outside = spells[cycle // _SPELL, tag]
    value[outside] = random.choice(_BEYOND, np.count_nonzero(outside))
    return ReadingBatch.of(tag, _T0 + place * _CYCLE_MS // tags, value)


def run_bank(plant: Plant, batches: list[ReadingBatch]) -> tuple[int, int, int]:
    """A fresh bank over all batches: CPU ns, how many changes it found, bytes of its state."""
    bank, links, changes = Bank(plant), Links.of(plant), 0
    situations = [make_situation(links, int(batch.time[-1])) for batch in batches]
    began = time.thread_time_ns()
    for batch, situation in zip(batches, situations, strict=True):
        changes += len(bank.judge(batch, situation))
    taken = time.thread_time_ns() - began
    saved = bank.save().items()
    return taken, changes, sum(array.nbytes for name, array in saved if not name.endswith("/ids"))


def run_full_width(plant: Plant, batches: list[ReadingBatch]) -> tuple[int, int]:
    """All limits of each batch in numpy: CPU ns, and how many changes that found."""
    limits = FullWidth(plant)
    began = time.thread_time_ns()
    for batch in batches:
        limits.judge(batch)
    return time.thread_time_ns() - began, limits.changes


def make_situation(links: Links, now: int) -> Situation:
    """The clocks of a stream that has come so far; one number stands for all tags' event clocks."""
    event: NDArray[np.int64] = np.broadcast_to(np.int64(now), links.gateway_of.shape)
    return Situation(
        now, event, links.gateway_of, links.down, links.heard, links.offline, by_silence=False
    )


def copy_all(batches: list[ReadingBatch]) -> None:
    """Copy every column once."""
    for batch in batches:
        for column in fields(batch):
            if column.name != "words":
                getattr(batch, column.name).copy()


def clock(run: Callable[[], None], passes: int) -> float:
    """Median CPU ns of several runs."""
    times = []
    for _ in range(passes):
        began = time.thread_time_ns()
        run()
        times.append(time.thread_time_ns() - began)
    return median(times)


class FullWidth:
    """The limits as one would write them in numpy: a matrix (tags, 4), every element computed."""

    def __init__(self, plant: Plant) -> None:
        self.changes = 0
        alarms = [list(tag.alarms.values()) for tag in plant.tags]
        limits = [[LoopLimit(alarm) for alarm in row] for row in alarms]
        self._sign, self._trip, self._clear, self._on, self._off = (
            np.array([[getattr(limit, name) for limit in row] for row in limits])
            for name in ("sign", "trip", "clear", "on_ms", "off_ms")
        )
        self._active = np.zeros(self._trip.shape, dtype=np.bool_)
        self._due = np.full(self._trip.shape, NEVER)

    def judge(self, batch: ReadingBatch) -> None:
        """Judge readings in order, then carry out what is due by the last."""
        for place in cut_rounds(batch.row):
            self._judge_round(batch.row[place], batch.time[place], batch.value[place])
        over = self._due < batch.time[-1]
        self.changes += np.count_nonzero(over)
        self._active ^= over
        self._due[over] = NEVER

    def _judge_round(
        self, row: NDArray[np.int32], time: NDArray[np.int64], value: NDArray[np.float64]
    ) -> None:
        now, active, due = time[:, None], self._active[row], self._due[row]
        over = due < now
        self.changes += np.count_nonzero(over)
        active ^= over
        due[over] = NEVER
        turned = self._sign[row] * value[:, None]
        wanted = np.where(active, turned < self._clear[row], turned >= self._trip[row])
        delay = np.where(active, self._off[row], self._on[row])
        self._due[row] = np.where(wanted, np.minimum(due, now + delay), NEVER)
        self._active[row] = active


class LoopTwin:
    """The limits as one would write them first: an object a limit, a loop over readings."""

    def __init__(self, plant: Plant) -> None:
        self.changes = 0
        self._limits = [[LoopLimit(alarm) for alarm in tag.alarms.values()] for tag in plant.tags]

    def judge(self, batch: ReadingBatch) -> None:
        """Judge readings in order, then carry out what is due by the last."""
        limits = self._limits
        columns = batch.row.tolist(), batch.time.tolist(), batch.value.tolist()
        for row, now, value in zip(*columns, strict=True):
            for limit in limits[row]:
                self.changes += limit.judge(now, value)
        end = int(batch.time[-1])
        self.changes += sum(limit.settle(end) for row in limits for limit in row)


class LoopLimit:
    """One limit with its deadband and delays (contract section 1, rule 2), good values only."""

    __slots__ = ("active", "clear", "due", "off_ms", "on_ms", "sign", "trip")

    def __init__(self, alarm: AlarmSettings) -> None:
        self.sign = 1.0 if alarm.condition in (Condition.H, Condition.HH) else -1.0
        self.trip = self.sign * alarm.limit
        self.clear = self.trip - alarm.deadband
        self.on_ms, self.off_ms = alarm.on_delay_ms, alarm.off_delay_ms
        self.active, self.due = False, int(NEVER)

    def judge(self, now: int, value: float) -> bool:
        """Take one reading; true where the verdict changed."""
        changed = self.settle(now)
        turned = self.sign * value
        wanted = turned < self.clear if self.active else turned >= self.trip
        if not wanted:
            self.due = int(NEVER)
        elif self.due == NEVER:
            self.due = now + (self.off_ms if self.active else self.on_ms)
        return changed

    def settle(self, now: int) -> bool:
        """Carry out what was due strictly before ``now``."""
        if self.due >= now:
            return False
        self.active, self.due = not self.active, int(NEVER)
        return True
