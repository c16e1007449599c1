"""What it costs to be durable: a tick to the spool, a tick's events to the journal.

Both wait for the disk, so the yardstick is the disk: the same number of bytes appended to a plain
file and synced, each right after ours, in the same folder. A journal row has no fixed size; its
yardstick writes the size of a short one.
"""

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np

from alerting.alarm import SYSTEM, Entry, Event, State
from alerting.journal import Journal
from historian.spool import Spool, TickRecord
from historian.spool_record import encode_tick
from plant.condition import Priority
from plant.reading import ReadingBatch
from tests.bench.figures import Line, Quantiles, tell_ratio
from tests.bench.park import GATEWAYS, name_sensors

TICKS: Final = (100, 10_000)
"""Readings a spooled tick."""

EVENTS: Final = (1, 100)
"""Events a journalled tick."""

_TAGS: Final = 10_000
_T0: Final = 1_700_000_000_000
_ROW_BYTES: Final = 300
_WARM_UP: Final = 5


@dataclass(frozen=True, slots=True)
class Writing:
    """Durable writes of ``size`` items each, beside bare ones of as many bytes; milliseconds."""

    what: str
    item: str
    size: int
    ours_ms: Quantiles
    bare_ms: Quantiles
    items_per_s: float

    def lines(self) -> Iterator[Line]:
        """The table's lines."""
        ours, bare = self.ours_ms, self.bare_ms
        yield Line(
            f"{self.what}, {self.size:,} {self.item}",
            "ms p50 / p99",
            str(ours),
            str(bare),
            f"{tell_ratio(ours.p50, bare.p50)} / {tell_ratio(ours.p99, bare.p99)}",
            f"{ours.samples} commits, {self.items_per_s:,.0f} {self.item}/s",
        )


def measure_spool(folder: Path, readings: int, commits: int) -> Writing:
    """Append and commit ticks of so many readings."""
    random = np.random.default_rng(1)
    row, value = np.arange(readings, dtype=np.int32) % _TAGS, random.normal(50.0, 1.0, readings)
    record = TickRecord(_T0, ReadingBatch.of(row, np.full(readings, _T0), value))
    spool = Spool(folder / "spool", name_sensors(_TAGS), GATEWAYS)

    def write(_: int) -> None:
        spool.append(record)
        spool.commit()

    try:
        return _compare(
            folder, ("spool", "readings", readings), write, len(encode_tick(record)), commits
        )
    finally:
        spool.close()


def measure_journal(folder: Path, events: int, commits: int) -> Writing:
    """Append ticks of so many events, SQLite as ``serve`` has it by default."""
    journal = Journal(f"sqlite:///{folder / 'journal.db'}")

    def write(number: int) -> None:
        journal.append([make_entry(which, number) for which in range(events)])

    try:
        return _compare(folder, ("journal", "events", events), write, _ROW_BYTES * events, commits)
    finally:
        journal.close()


def make_entry(which: int, number: int) -> Entry:
    """One of a tick's events: alarms that are raised again and again."""
    at = _T0 + number
    return Entry(
        alarm=f"TT-{which:05d}:HH",
        event=Event.RAISED,
        at=at,
        onset=at,
        state=State.UNACKNOWLEDGED,
        held=None,
        priority=Priority.HIGH,
        value=95.5,
        limit=90.0,
        actor=SYSTEM,
        reason="",
        version=number,
        plant_hash="0" * 64,
        marks=(),
        source=at,
        received=at,
        detected=at,
    )


def _compare(
    folder: Path, name: tuple[str, str, int], write: Callable[[int], None], size: int, commits: int
) -> Writing:
    """Time our writes and bare ones in turn, so that both meet the disk in the same mood."""
    ours: list[float] = []
    bare: list[float] = []
    descriptor = os.open(folder / "bare", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    data = bytes(size)
    try:
        for number in range(_WARM_UP + commits):
            ours.append(_clock(partial(write, number)))
            bare.append(_clock(partial(_write_bare, descriptor, data)))
    finally:
        os.close(descriptor)
    ours, bare = ours[_WARM_UP:], bare[_WARM_UP:]
    rate = name[2] * commits / sum(ours) * 1e3
    return Writing(*name, Quantiles.of(ours), Quantiles.of(bare), rate)


def _write_bare(descriptor: int, data: bytes) -> None:
    os.write(descriptor, data)
    os.fdatasync(descriptor)


def _clock(act: Callable[[], None]) -> float:
    """Milliseconds that a call takes by the wall."""
    began = time.perf_counter()
    act()
    return (time.perf_counter() - began) * 1e3
