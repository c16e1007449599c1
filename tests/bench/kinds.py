"""What judging costs a reading with every kind of judgement on, by size of batch.

Ratios in one run: to the same readings through limits alone, to a plain copy of their bytes by
numpy, and to the slow twins of the tests over fewer readings of the same shape, row by row. CPU
time of this thread, the median of several passes.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from statistics import median
from typing import Final

import numpy as np

from detectors.bank import Bank
from plant.link import Links
from plant.reading import ReadingBatch
from plant.words import Plant
from tests.bench.detectors import BATCHES, clock, copy_all, make_situation
from tests.bench.figures import Line, tell_ratio
from tests.bench.kind_twins import RowByRow, measure_twins
from tests.bench.mixed_plant import UNIT, make_mixed_plant, make_mixed_stream, make_past

_BY_TWINS: Final = 18_000
"""So many readings are given to the twins, which take hundreds of times as long."""


@dataclass(frozen=True, slots=True)
class Mixed:
    """Nanoseconds of CPU a reading, one figure a batch size, for so many tags."""

    tags: int
    readings: int
    changes: tuple[int, ...]
    all_ns: tuple[float, ...]
    limits_ns: tuple[float, ...]
    copy_ns: tuple[float, ...]
    state_bytes: float
    twins: RowByRow

    def lines(self) -> Iterator[Line]:
        """The table's lines."""
        rows = zip(BATCHES, self.all_ns, self.limits_ns, self.copy_ns, self.changes, strict=True)
        for batch, every, limits, copy, changes in rows:
            figures = f"{every:,.0f}", f"{limits:,.0f}", tell_ratio(every, limits)
            note = (
                f"as long as {every / copy:,.0f} copies; twins {self.twins.ns / every:,.0f} times;"
                f" {every * batch / 1000:,.0f} µs a batch; {changes:,} changes"
            )
            what = f"all kinds, {self.tags:,} tags, batches of {batch:,}"
            yield Line(what, "ns/reading", *figures, note)
        note = (
            f"{self.twins.readings:,} readings; {self.twins.changes:,} changes, as the bank finds"
        )
        yield Line("all kinds by their twins", "ns/reading", f"{self.twins.ns:,.0f}", note=note)
        what = f"state, {self.tags:,} tags"
        yield Line(what, "bytes/tag", f"{self.state_bytes:,.0f}", note="ids and settings apart")


def measure_kinds(tags: int, readings: int, passes: int) -> Mixed:
    """Judge a stream of so many readings, a multiple of the largest batch."""
    plant = make_mixed_plant(tags)
    if len(plant.tags) != tags:
        raise ValueError(f"{tags} tags make no whole units of {UNIT}")
    bare = replace(
        plant,
        tags=tuple(replace(tag, checks={}) for tag in plant.tags),
        votings=(), interlocks=(), gas_arrays=(), modes=(), models=(),
    )  # fmt: skip
    stream = make_mixed_stream(tags, readings)
    all_ns, limits_ns, copy_ns, changes = [], [], [], []
    for size in BATCHES:
        batches = [stream.take(np.arange(at, at + size)) for at in range(0, readings, size)]
        runs = [run_bank(plant, batches) for _ in range(passes)]
        all_ns.append(median(ns for ns, _ in runs) / readings)
        limits_ns.append(median(run_bank(bare, batches)[0] for _ in range(passes)) / readings)
        copy_ns.append(clock(partial(copy_all, batches), passes) / readings)
        changes.append(runs[0][1])
    if len(set(changes)) != 1:
        raise RuntimeError(f"the cut of the stream mattered: {changes} changes")
    return Mixed(
        tags,
        readings,
        tuple(changes),
        tuple(all_ns),
        tuple(limits_ns),
        tuple(copy_ns),
        weigh_state(plant, stream),
        measure_twins(_BY_TWINS),
    )


def run_bank(plant: Plant, batches: list[ReadingBatch]) -> tuple[int, int]:
    """A warm bank over all batches to the stream's end: CPU ns, and how many changes it found."""
    bank, links, changes = Bank(plant), Links.of(plant), 0
    for batch in make_past(len(plant.tags)):
        bank.judge(batch, make_situation(links, int(batch.time[-1])))
    situations = [make_situation(links, int(batch.time[-1])) for batch in batches]
    situations[-1] = replace(situations[-1], ended=True)
    began = time.thread_time_ns()
    for batch, situation in zip(batches, situations, strict=True):
        changes += len(bank.judge(batch, situation))
    return time.thread_time_ns() - began, changes


def weigh_state(plant: Plant, stream: ReadingBatch) -> float:
    """Bytes of state a tag after a stream, without the plant's own: ids and settings."""
    bank = Bank(plant)
    for batch in make_past(len(plant.tags)):
        bank.judge(batch, make_situation(Links.of(plant), int(batch.time[-1])))
    bank.judge(stream, make_situation(Links.of(plant), int(stream.time[-1])))
    kept = (
        array
        for name, array in bank.save().items()
        if not name.endswith("ids") and "settings/" not in name
    )
    return sum(array.nbytes for array in kept) / len(plant.tags)
