"""What judging costs a reading, by size of batch, beside full width, bare limits and a copy.

Tags with four limits, a deadband and both delays; one reading in a hundred lies outside. The same
stream goes through the bank in batches of several sizes; through the same bank at full width, whose
screen lets no reading pass, so that numpy judges all of them in every respect; and through limits
alone of good values alone, in a loop over Python objects and in numpy. All must find the same
number of changes. The copy of the batch's own bytes by numpy is the floor. CPU time of this thread,
the median of several passes.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from functools import partial
from pathlib import Path
from statistics import median
from typing import Final, NamedTuple
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray

from detectors.bank import Bank
from detectors.screen import Screen
from detectors.verdict import Situation
from plant.directory import read_plant
from plant.link import Links
from plant.reading import ReadingBatch
from plant.words import Plant
from tests.bench.bare_limits import LoopTwin, run_bare
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

    ``bare_ns``: limits alone in numpy. ``bytes_a_tag``: of state that the bank saves, ids apart,
    after the stream.
    """

    tags: int
    readings: int
    changes: int
    batches: tuple[int, ...]
    bank_ns: tuple[float, ...]
    full_ns: tuple[float, ...]
    bare_ns: tuple[float, ...]
    copy_ns: tuple[float, ...]
    loop_ns: float
    bytes_a_tag: float

    def lines(self) -> Iterator[Line]:
        """The table's lines."""
        columns = zip(
            self.batches, self.bank_ns, self.full_ns, self.bare_ns, self.copy_ns, strict=True
        )
        for batch, bank, full, bare, copy in columns:
            what = f"judging, {self.tags:,} tags, batches of {batch:,}"
            figures = f"{bank:,.0f}", f"{full:,.0f}", tell_ratio(bank, full)
            note = f"limits alone: loop {self.loop_ns:,.0f}, numpy {bare:,.0f}; a copy {copy:.1f}"
            yield Line(what, "ns/reading", *figures, note)
        what = f"state of judging, {self.tags:,} tags"
        note = f"after {self.changes:,} changes"
        yield Line(what, "bytes/tag", f"{self.bytes_a_tag:,.0f}", note=note)


def measure_judging(folder: Path, tags: int, readings: int, passes: int) -> Judging:
    """Judge a stream of so many readings, which must be a multiple of the largest batch."""
    plant = read_plant(write_park(folder / f"tags-{tags}", tags, 0))
    stream = make_stream(tags, readings)
    bank_ns, full_ns, bare_ns, copy_ns = [], [], [], []
    found: list[int] = []
    state = 0
    for size in BATCHES:
        batches = [stream.take(np.arange(at, at + size)) for at in range(0, readings, size)]
        runs = [run_bank(plant, batches) for _ in range(passes)]
        wide = [run_full_width(plant, batches) for _ in range(passes)]
        bare = [run_bare(plant, batches) for _ in range(passes)]
        bank_ns.append(median(run.ns for run in runs) / readings)
        full_ns.append(median(run.ns for run in wide) / readings)
        bare_ns.append(median(ns for ns, _ in bare) / readings)
        copy_ns.append(clock(partial(copy_all, batches), passes) / readings)
        found += [*(run.changes for run in runs + wide), *(changes for _, changes in bare)]
        state = max(state, *(run.state_bytes for run in runs))
    loop = LoopTwin(plant)
    loop_ns = clock(partial(loop.judge, stream), 1) / readings
    if set(found) != {loop.changes}:
        raise RuntimeError(f"ways of judging disagree: {set(found)} and {loop.changes} changes")
    columns = (tuple(column) for column in (bank_ns, full_ns, bare_ns, copy_ns))
    return Judging(tags, readings, loop.changes, BATCHES, *columns, loop_ns, state / tags)


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


class Run(NamedTuple):
    """A fresh bank over all batches: CPU ns, changes that it found, bytes of state at the end."""

    ns: int
    changes: int
    state_bytes: int


def run_bank(plant: Plant, batches: list[ReadingBatch]) -> Run:
    """Judge all batches."""
    bank, links, changes = Bank(plant), Links.of(plant), 0
    situations = [make_situation(links, int(batch.time[-1])) for batch in batches]
    began = time.thread_time_ns()
    for batch, situation in zip(batches, situations, strict=True):
        changes += len(bank.judge(batch, situation))
    taken = time.thread_time_ns() - began
    saved = bank.save().items()
    return Run(taken, changes, sum(rows.nbytes for name, rows in saved if not name.endswith("ids")))


def run_full_width(plant: Plant, batches: list[ReadingBatch]) -> Run:
    """Judge all batches, every reading in every respect."""
    with patch("detectors.foundation.Screen", ShutScreen):
        return run_bank(plant, batches)


class ShutScreen(Screen):
    """A screen that lets no reading pass."""

    def find_quiet(
        self, batch: ReadingBatch, place: NDArray[np.intp] | slice, row: NDArray[np.intp]
    ) -> NDArray[np.bool_]:
        """None."""
        return np.zeros(len(row), dtype=np.bool_)

    def are_sound(
        self, batch: ReadingBatch, place: NDArray[np.intp], row: NDArray[np.intp]
    ) -> bool:
        """Never."""
        return False


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
