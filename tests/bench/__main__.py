"""``python -m tests.bench``: every measurement of one run, as ratios to what the machine can do.

Nothing is asserted about time. A lost reading or alarm ends the run with exit code 1.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

from rich.console import Console

from tests.bench import report
from tests.bench.backtest import measure_backtest
from tests.bench.beside import measure_beside
from tests.bench.broker_client import measure_client
from tests.bench.detectors import TAGS, measure_judging
from tests.bench.endpoint import measure_endpoint
from tests.bench.fan_out import FanOut, measure_fan_out
from tests.bench.flood import Flood, measure_flood
from tests.bench.formats import measure_formats
from tests.bench.groups import measure_groups
from tests.bench.historian import measure_keeping
from tests.bench.hj212 import measure_hj212
from tests.bench.journal_start import measure_start
from tests.bench.kinds import measure_kinds
from tests.bench.latency import Latency, measure_latency
from tests.bench.line_protocol import measure_encoding
from tests.bench.models import measure_models
from tests.bench.month import measure_month
from tests.bench.page import measure_page
from tests.bench.records import measure_records
from tests.bench.short_way import measure_short_way
from tests.bench.simulated_gateways import measure_telling
from tests.bench.sparkplug import measure_sparkplug
from tests.bench.spool_and_journal import EVENTS, TICKS, measure_journal, measure_spool
from tests.bench.stage import Stage, open_beside, open_stage
from tests.bench.straight import Straight, measure_straight
from tests.bench.sweep import measure_sweep
from tests.bench.throughput import Client, Throughput, measure_throughput
from tests.conftest import ROOT, find_server


@dataclass(frozen=True, slots=True)
class Extent:
    """How much is measured.

    Messages a run by batch, runs, alarms, readings judged, passes, commits, hours kept, packets
    read, readings backtested, rows written beside a loop, journal rows before a start, days of a
    simulated month, seconds of a page watched under each load, minutes of its heap.
    """

    messages: dict[int, int]
    repeats: int
    changes: int
    judged: int
    passes: int
    commits: int
    hours: int
    packets: int
    backtested: int
    beside: int
    rows: int
    days: float
    watched_s: float
    heap_minutes: float


FULL: Final = Extent(
    {1: 60_000, 100: 10_000},
    3,
    1500,
    500_000,
    3,
    400,
    24,
    10_000,
    5_000_000,
    10_000_000,
    1_000_000,
    30.0,
    20.0,
    10.0,
)
QUICK: Final = Extent(
    {1: 5_000, 100: 1_500},
    1,
    300,
    100_000,
    1,
    100,
    2,
    2_000,
    1_000_000,
    3_000_000,
    100_000,
    3.0,
    10.0,
    0.5,
)


FLOOD: Final = 5_000
"""Alarms in one second, as many as peers are measured with."""


def main() -> int:
    """Measure, print, keep; 1 where anything was lost."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small counts, some minutes")
    parser.add_argument("--desks", action="store_true", help="only what desks are told and show")
    parser.add_argument("--doors", action="store_true", help="only what comes in, by either door")
    parser.add_argument("--seed", type=int, default=None, help="of the shuffled order")
    options = parser.parse_args()
    seed = Random().getrandbits(32) if options.seed is None else options.seed
    report.OUTPUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=report.OUTPUT) as name:
        machine = report.describe_machine(Path(name))
        extent = QUICK if options.quick else FULL
        results: list[report.Result]
        if options.desks:
            results = list(measure_desks(Path(name), extent))
        elif options.doors:
            results = list(measure_doors(Path(name), extent, Random(seed)))
        else:
            results = list(measure(Path(name), extent, Random(seed)))
    console = Console(width=report.WIDTH)
    if not find_server("mosquitto"):
        console.print("No mosquitto on this machine: intake and latency were not measured.")
    report.print_table(console, results, machine)
    file = report.keep(results, machine, quick=options.quick, seed=seed)
    console.print(f"Kept as {file.relative_to(ROOT)}.")
    lost = sum(
        result.lost
        for result in results
        if isinstance(result, Throughput | Straight | Latency | Flood | FanOut)
    )
    if lost:
        console.print(f"LOST: {lost} readings or alarms.")
    return 1 if lost else 0


def measure(folder: Path, extent: Extent, random: Random) -> Iterator[report.Result]:
    """Every measurement in turn, none beside another."""
    yield from measure_doors(folder, extent, random)
    if find_server("mosquitto"):
        with open_stage(folder / "stage") as stage:
            yield measure_latency(stage, extent.changes, random)
        yield measure_flood(folder, FLOOD)
    yield from measure_desks(folder, extent)
    yield from measure_formats(3 * extent.passes)
    yield from measure_sparkplug(extent.passes)
    yield from measure_telling(extent.passes)
    for tags in TAGS:
        yield measure_judging(folder, tags, extent.judged, extent.passes)
    yield from measure_groups(1_000 * extent.passes)
    yield from measure_models(extent.judged // 100, extent.passes)
    for tags in TAGS:
        yield measure_kinds(tags, extent.judged, extent.passes)
    yield from measure_backtest(folder, extent.backtested, extent.passes)
    for readings in TICKS:
        yield measure_spool(folder, readings, extent.commits)
    for events in EVENTS:
        yield measure_journal(folder, events, extent.commits)
    yield measure_start(folder, extent.rows, extent.rows // 10)
    yield measure_month(extent.days, random.getrandbits(32))
    yield measure_sweep(extent.judged // 25)
    yield measure_keeping(folder, extent.hours)
    yield measure_hj212(extent.packets, extent.passes)
    yield from measure_encoding(extent.passes)
    yield measure_records(folder, 3 * extent.packets, extent.passes)
    yield measure_beside(folder, extent.beside)


def measure_doors(folder: Path, extent: Extent, random: Random) -> Iterator[report.Result]:
    """What comes in: through a broker by either client, straight to the endpoint, and its parts."""
    if find_server("mosquitto"):
        with (
            open_stage(folder / "broker") as stage,
            open_beside(folder / "beside", stage.broker_port, "paho") as other,
        ):
            stages: dict[Client, Stage] = {"codec": stage, "paho": other}
            yield measure_throughput(stages, extent.messages, extent.repeats, random)
    yield measure_straight(folder / "straight", extent.messages, extent.repeats, random)
    yield from measure_client(extent.packets, 3 * extent.passes)
    yield from measure_endpoint(extent.packets, 3 * extent.passes)
    yield from measure_short_way(folder, extent.passes)


def measure_desks(folder: Path, extent: Extent) -> Iterator[report.Result]:
    """What comes to the desks, and what their page makes of it."""
    yield measure_fan_out(extent.changes // 5, extent.commits)
    if find_server("chromium"):
        yield measure_page(folder, extent.watched_s, extent.heap_minutes)


if __name__ == "__main__":
    sys.exit(main())
