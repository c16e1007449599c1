"""What a long journal costs a start, with a snapshot and without, and a snapshot a commit.

The yardstick of a start is the fold of the whole journal. A snapshot is written between commits, a
bite at a time: no commit waits longer than for one bite, and no tick longer than for the copy.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from alerting.alarm import Entry, Event, State
from alerting.alarms import Alarms
from alerting.journal import Journal
from hazardwatch.snapshot_choice import choose_snapshot
from hazardwatch.upkeep import FOLDED
from plant.words import Park, Plant
from tests.bench.figures import Line, Quantiles, tell_ratio
from tests.bench.spool_and_journal import make_entry

_PLANT: Final = Plant(Park("P1", "园区"), (), (), (), (), (), "0" * 64)
_GROUP: Final = 2_000


@dataclass(frozen=True, slots=True)
class Starting:
    """Seconds of a start over so many rows of so many alarms; ms of a snapshot's copy and bites."""

    rows: int
    alarms: int
    folded_s: float
    begun_s: float
    copy_ms: float
    bite_ms: Quantiles

    def lines(self) -> Iterator[Line]:
        """The table's lines."""
        what = f"start, {self.rows:,} journal rows, {self.alarms:,} alarms"
        ratio = tell_ratio(self.begun_s, self.folded_s)
        yield Line(
            what, "s", f"{self.begun_s:.2f}", f"{self.folded_s:.2f}", ratio, "snapshot / all"
        )
        bites = f"{self.bite_ms.samples} bites, worst {self.bite_ms.worst:.1f}"
        note = f"{bites}, copied in {self.copy_ms:.1f}"
        yield Line(
            f"snapshot of {self.alarms:,} alarms", "ms p50 / p99", str(self.bite_ms), note=note
        )


def measure_start(folder: Path, rows: int, alarms: int) -> Starting:
    """Fill a journal, begin from all of it, take a snapshot, begin from that."""
    journal = Journal(f"sqlite:///{folder / 'long_journal.db'}")
    shown = Alarms(_PLANT, ())
    try:
        copy_ms, bites = _fill(journal, shown, rows, alarms)
        folded_s, whole = _begin(journal, known_after=0)
        begun_s, begun = _begin(journal, known_after=rows)
        if begun.all() != whole.all():
            raise AssertionError("the snapshot gives other alarms than the journal")
    finally:
        journal.close()
    return Starting(rows, alarms, folded_s, begun_s, copy_ms, Quantiles.of(bites))


def _fill(journal: Journal, shown: Alarms, rows: int, alarms: int) -> tuple[float, list[float]]:
    """Alarms that come and go, and a snapshot as soon as enough rows are left to follow it."""
    copy_ms, bites = 0.0, list[float]()
    for first in range(0, rows, _GROUP):
        for entry in journal.append(
            [_make(place, alarms) for place in range(first, first + _GROUP)]
        ):
            shown.record(entry)
        if not bites and first + _GROUP >= rows - FOLDED:
            began = time.perf_counter()
            snapshot = shown.snapshot()
            copy_ms = (time.perf_counter() - began) * 1e3
            bites = list(_time_steps(journal.write_snapshot(snapshot, 0, FOLDED)))
    return copy_ms, bites


def _make(place: int, alarms: int) -> Entry:
    entry = make_entry(place % alarms, place // alarms + 1)
    if place // alarms % 2:
        return replace(entry, event=Event.RETURNED, state=State.RETURNED_UNACKNOWLEDGED)
    return entry


def _time_steps(steps: Iterator[None]) -> Iterator[float]:
    began = time.perf_counter()
    for _ in steps:
        yield (time.perf_counter() - began) * 1e3
        began = time.perf_counter()


def _begin(journal: Journal, known_after: int) -> tuple[float, Alarms]:
    """What a start does with the journal: a live state and a durable view."""
    began = time.perf_counter()
    live, shown = Alarms(_PLANT, ()), Alarms(_PLANT, ())
    snapshot = choose_snapshot(journal, known_after, FOLDED)
    if snapshot is not None:
        live.restore(snapshot)
        shown.restore(snapshot)

    def read_once() -> Iterator[Entry]:
        for entry in journal.stream(shown.seq):
            shown.record(entry)
            yield entry

    live.take_up(read_once(), journal.last_seq)
    return time.perf_counter() - began, shown
