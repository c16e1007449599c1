"""What keeping costs those beside it: the loop while readings are sealed, commits while backed up.

The yardstick of each is the same without: the loop in the pauses between two sealings, the commits
between two backups, all of one run. Resident memory is told, too: it must not grow with the rows.
"""

import asyncio
import contextlib
import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import psutil

from alerting.journal import Journal
from hazardwatch.data_directory import DataDirectory
from historian.embedded import EmbeddedHistorian
from historian.port import SpoolPosition
from historian.spool import Spool, TickRecord
from plant.reading import ReadingBatch
from tests.bench.figures import Line, Quantiles, tell_ratio
from tests.bench.park import GATEWAYS, name_sensors
from tests.bench.spool_and_journal import make_entry
from tests.conftest import ROOT
from tests.platform import COMMAND

_T0: Final = 1_699_920_000_000  # a midnight, UTC
_TAGS: Final = 1000
_STEPS: Final = 10
"""Seconds of all tags in a batch."""
_PROBE_S: Final = 0.001
_PAUSE_S: Final = 0.02
_COMMIT_PAUSE_S: Final = 0.005
_BACKUPS: Final = 3


@dataclass(frozen=True, slots=True)
class Beside:
    """Loop lag and commits in ms; resident MiB after a quarter of the rows and after all."""

    rows: int
    lag_ms: Quantiles
    lag_idle_ms: Quantiles
    early_mib: float
    late_mib: float
    commit_ms: Quantiles
    commit_alone_ms: Quantiles
    backup_s: float
    again_s: float

    def lines(self) -> Iterator[Line]:
        """The table's lines."""
        yield _tell(
            "loop lag while sealing",
            self.lag_ms,
            self.lag_idle_ms,
            f"worst {self.lag_ms.worst:.1f} against {self.lag_idle_ms.worst:.1f} between sealings",
        )
        yield _tell(
            "commits while backed up",
            self.commit_ms,
            self.commit_alone_ms,
            f"worst {self.commit_ms.worst:.0f} against {self.commit_alone_ms.worst:.0f};"
            f" backup {self.backup_s:.1f} s, next {self.again_s:.1f} s",
        )
        yield Line(
            "memory of the historian",
            "MiB",
            f"{self.late_mib:.0f}",
            f"{self.early_mib:.0f}",
            tell_ratio(self.late_mib, self.early_mib),
            f"after {self.rows:,} rows against a quarter of them",
        )


def measure_beside(folder: Path, rows: int) -> Beside:
    """Write so many rows into a historian, then back it up beside a writer of spool and journal."""
    data = DataDirectory(folder / "beside")
    probe = asyncio.run(_seal_beside_a_loop(data, rows))
    alone, during, took = _commit_beside_backups(data, folder / "backups")
    shutil.rmtree(data.root)
    return Beside(
        rows,
        Quantiles.of(probe.sealing),
        Quantiles.of(probe.idle),
        probe.early_mib,
        probe.late_mib,
        Quantiles.of(during),
        Quantiles.of(alone),
        took[0],
        min(took[1:]),
    )


class _Probe:
    """How late a loop turns, by whether the historian seals meanwhile."""

    def __init__(self) -> None:
        self.sealing: list[float] = []
        self.idle: list[float] = []
        self.early_mib = self.late_mib = 0.0

    async def run(self, historian: EmbeddedHistorian) -> None:
        while True:
            began, before = time.perf_counter(), historian.sealing
            await asyncio.sleep(_PROBE_S)
            late = (time.perf_counter() - began - _PROBE_S) * 1e3
            (self.sealing if before and historian.sealing else self.idle).append(late)


async def _seal_beside_a_loop(data: DataDirectory, rows: int) -> _Probe:
    probe, historian = _Probe(), EmbeddedHistorian(data.historian, seal_apart=True)
    await historian.open(name_sensors(_TAGS))
    probing = asyncio.create_task(probe.run(historian))
    count = rows // (_TAGS * _STEPS)
    for number, batch in enumerate(_make_batches(count)):
        await historian.append(batch, SpoolPosition(1, number))
        if number == count // 4:
            probe.early_mib = _read_memory()
        await asyncio.sleep(_PAUSE_S)
    probe.late_mib = _read_memory()
    probing.cancel()
    await historian.close()
    return probe


def _make_batches(count: int) -> Iterator[ReadingBatch]:
    random = np.random.default_rng(1)
    rows = np.tile(np.arange(_TAGS, dtype=np.int32), _STEPS)
    for number in range(count):
        seconds = number * _STEPS + np.arange(_STEPS)
        times = (_T0 + seconds[:, None] * 1000 + random.integers(0, 20, _TAGS)).ravel()
        yield ReadingBatch.of(rows, times, np.round(50 + random.normal(size=len(rows)), 2))


def _read_memory() -> float:
    return psutil.Process().memory_info().rss / 2**20


def _commit_beside_backups(
    data: DataDirectory, place: Path
) -> tuple[list[float], list[float], list[float]]:
    """Commits as a tick makes them, by whether a backup is under way, and how long those took."""
    spool = Spool(data.spool, name_sensors(_TAGS), GATEWAYS)
    journal = Journal(f"sqlite:///{data.journal}")
    journal.append(make_entry(which, 0) for which in range(20_000))
    batch = next(_make_batches(1))
    alone: list[float] = []
    during: list[float] = []
    took: list[float] = []
    number = 0

    def commit(into: list[float]) -> None:
        nonlocal number
        number += 1
        began = time.perf_counter()
        spool.append(TickRecord(_T0 + number, batch))
        spool.commit()
        journal.append([make_entry(0, number)])
        into.append((time.perf_counter() - began) * 1e3)
        time.sleep(_COMMIT_PAUSE_S)

    with contextlib.closing(spool), contextlib.closing(journal):
        for _ in range(_BACKUPS):
            began = time.perf_counter()
            backup = _start_backup(data.root, place)
            while backup.poll() is None:
                commit(during)
            took.append(time.perf_counter() - began)
            assert backup.returncode == 0
            for _ in range(len(during) // _BACKUPS + 100):
                commit(alone)
    return alone, during, took


def _start_backup(root: Path, place: Path) -> subprocess.Popen[bytes]:
    words = ("historian", "backup", "--data-dir", str(root), "--out", str(place))
    return subprocess.Popen([*COMMAND, *words], cwd=ROOT, stdout=subprocess.DEVNULL)


def _tell(what: str, ours: Quantiles, alone: Quantiles, note: str) -> Line:
    ratio = f"{tell_ratio(ours.p50, alone.p50)} / {tell_ratio(ours.p99, alone.p99)}"
    return Line(what, "ms p50 / p99", str(ours), str(alone), ratio, note)
