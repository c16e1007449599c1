"""What a thousand votes and a thousand gas arrays of three tags cost a tick.

Every tag once a second, in turn, in batches of two sizes; all calm, or one reading in a hundred
beyond its limit. The yardstick is the bank without them over the same ticks. CPU time of this
thread, the median over ticks.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any, Final

import numpy as np

from detectors.bank import Bank
from detectors.board import Board
from detectors.findings import Findings
from detectors.gas_arrays import make_gas_arrays
from detectors.kind import Arrivals, Kind, Moment
from detectors.voting import make_votings
from plant.quality import classify
from plant.reading import NEVER, Instant, ReadingBatch
from plant.words import Plant
from tests.bench.figures import Line, tell_ratio
from tests.detectors.plants import make_plant, make_tag, situation

GROUPS: Final = 1_000
_SIZE: Final = 3
_TAGS: Final = GROUPS * _SIZE
_BATCHES: Final = (100, 10_000)
_T0: Final = 1_700_000_000_000
_LIMIT: Final = 80.0
_SPELL_MS: Final = 4_000


@dataclass(frozen=True, slots=True)
class Grouping:
    """Microseconds a tick of what is asked beside the limits, and of the limits alone."""

    what: str
    batch: int
    outside: float
    own_us: float
    bank_us: float
    changes: int

    def lines(self) -> Iterator[Line]:
        """The table's line."""
        note = f"{self.changes:,} changes; yardstick: the bank without them"
        figures = f"{self.own_us:,.0f}", f"{self.bank_us:,.0f}"
        what = f"{self.what}, batches of {self.batch:,}, {self.outside:.0%} outside"
        ratio = tell_ratio(self.own_us, self.bank_us)
        yield Line(what, "us/tick", *figures, ratio, note)


def measure_groups(ticks: int) -> Iterator[Grouping]:
    """Both kinds, in both sizes of batch, calm and not; ``ticks`` of the small batches."""
    votes = {f"V{n}": {"tags": _name(n), "need": 2, "condition": "H"} for n in range(GROUPS)}
    arrays = {f"A{n}": {"tags": _name(n), "need": 2} for n in range(GROUPS)}
    plant = make_park(votings=votes, gas_arrays=arrays)
    for size in _BATCHES:
        for outside in (0.0, 0.01):
            # A tick of 10,000 readings has the work of many small ones, and warms up as long.
            batches = list(make_batches(size, max(ticks * 100 // size, 10), outside))
            bank_us = time_bank(make_park(), batches)
            for make in (make_votings, make_gas_arrays):
                kind = make(plant)
                assert kind is not None
                own_us, changes = time_kind(kind, batches)
                yield Grouping(f"1,000 {kind.name}", size, outside, own_us, bank_us, changes)


def _name(group: int) -> list[str]:
    return [f"T{_SIZE * group + place}" for place in range(_SIZE)]


def make_park(**sections: Any) -> Plant:
    """Three tags a group, each with one limit."""
    tags = [make_tag(f"T{n}", h=_LIMIT, deadband=2, interval_s=1) for n in range(_TAGS)]
    return make_plant(*tags, **sections)


def make_batches(size: int, count: int, outside: float) -> Iterator[ReadingBatch]:
    """Seeded, so that every run judges the same."""
    random = np.random.default_rng(1)
    beyond = random.random((size * count // _TAGS // 4 + 2, _TAGS)) < outside
    for first in range(0, size * count, size):
        place = np.arange(first, first + size)
        time_ms = place * 1000 // _TAGS
        row = place % _TAGS
        value = random.uniform(20, 60, size)
        value[beyond[time_ms // _SPELL_MS, row]] = _LIMIT + 5
        yield ReadingBatch.of(row.astype(np.int32), _T0 + time_ms, value)


def time_kind(kind: Kind, batches: Sequence[ReadingBatch]) -> tuple[float, int]:
    """One kind over all batches: median CPU us a tick once warm, and all changes."""
    findings, board, changes = Findings(kind.rules), Board.of(_TAGS), 0
    limit_ms = np.full(_TAGS, 10_000, dtype=np.int64)
    taken, clock = [], _T0
    for batch in batches:
        before = np.append(clock, batch.time[:-1])
        classes, doubtful = classify(batch.status, batch.value), np.zeros(len(batch), np.bool_)
        arrivals = Arrivals(batch, classes, doubtful, before, limit_ms, board, streamed=True)
        clock = int(batch.time[-1])
        moment = make_moment(clock, board, kind)
        began = time.thread_time_ns()
        kind.judge(arrivals, findings)
        kind.watch(moment, findings)
        taken.append((time.thread_time_ns() - began) / 1000)
        changes += len(findings.drain())
    return find_typical(taken), changes


def make_moment(now: Instant, board: Board, kind: Kind) -> Moment:
    """A tick's end at which nothing else happened."""
    return Moment(
        now=now,
        event=np.full(_TAGS, now, dtype=np.int64),
        fallen=np.empty(0, dtype=np.intp),
        since=np.empty(0, dtype=np.int64),
        board=board,
        ended=False,
        rules=kind.rules,
        told=(),
        limit_ms=np.full(_TAGS, NEVER),
    )


def time_bank(plant: Plant, batches: Sequence[ReadingBatch]) -> float:
    """A fresh bank over all batches: median CPU us a tick once warm."""
    bank, taken = Bank(plant), []
    for batch in batches:
        moment = situation(plant, int(batch.time[-1]))
        began = time.thread_time_ns()
        bank.judge(batch, moment)
        taken.append((time.thread_time_ns() - began) / 1000)
    return find_typical(taken)


def find_typical(taken: Sequence[float]) -> float:
    """The median once every tag has been heard."""
    return median(taken[len(taken) // 4 :])
