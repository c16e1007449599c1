"""The report of a run: one table on the screen, and JSON with every result and the machine.

No host name and no path goes into the file, so it can be shown to anybody.
"""

import json
import os
import platform
import subprocess
import time
from collections.abc import Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import psutil
from rich.console import Console
from rich.table import Table

from tests.bench.backtest import Backtesting
from tests.bench.beside import Beside
from tests.bench.detectors import Judging
from tests.bench.fan_out import FanOut
from tests.bench.figures import MessageCost
from tests.bench.flood import Flood
from tests.bench.formats import Decoding
from tests.bench.groups import Grouping
from tests.bench.historian import Keeping
from tests.bench.hj212 import Reading
from tests.bench.journal_start import Starting
from tests.bench.kinds import Mixed
from tests.bench.latency import Latency
from tests.bench.line_protocol import Encoding
from tests.bench.month import SimulatedMonth
from tests.bench.page import PageFigures
from tests.bench.records import Recording
from tests.bench.short_way import ShortWay
from tests.bench.simulated_gateways import Telling
from tests.bench.sparkplug import Metrics
from tests.bench.spool_and_journal import Writing
from tests.bench.straight import Straight
from tests.bench.sweep import Sweeping
from tests.bench.throughput import Throughput
from tests.conftest import ROOT, find_server

Result = (
    Throughput
    | Straight
    | Latency
    | Flood
    | FanOut
    | PageFigures
    | MessageCost
    | ShortWay
    | Decoding
    | Judging
    | Grouping
    | Mixed
    | Writing
    | Starting
    | Keeping
    | Beside
    | Reading
    | Metrics
    | Telling
    | Encoding
    | SimulatedMonth
    | Backtesting
    | Sweeping
    | Recording
)

OUTPUT: Final = ROOT / "test-output" / "bench"

WIDTH: Final = 150
"""Columns of the table, also where the output is no terminal."""

_LIBRARIES: Final = (
    "hazardwatch", "numpy", "mqtt5", "msgspec", "paho-mqtt", "sqlalchemy", "uvicorn", "websockets",
)  # fmt: skip


def describe_machine(folder: Path) -> dict[str, Any]:
    """What the figures depend on. ``load`` counts what else runs: far above 0, distrust them."""
    return {
        "cpu": _read_cpu(),
        "cores": os.cpu_count(),
        "memory_gib": round(psutil.virtual_memory().total / 2**30),
        "file_system": _find_file_system(folder),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "mosquitto": _ask_mosquitto(),
        "load": os.getloadavg()[0],
        **{name: version(name) for name in _LIBRARIES},
    }


def print_table(console: Console, results: Sequence[Result], machine: dict[str, Any]) -> None:
    """Ours beside the yardstick of the same run."""
    table = Table(title=f"hazardwatch bench: {machine['cores']} cores, {machine['cpu']}")
    for heading in ("measured", "unit", "ours", "yardstick", "ratio", "note"):
        table.add_column(heading, justify="right" if heading in ("ours", "yardstick") else "left")
    for line in (line for result in results for line in result.lines()):
        table.add_row(line.what, line.unit, line.ours, line.yardstick, line.ratio, line.note)
    console.print(table)
    console.print(
        "Yardsticks: raw subscriber on the same broker; a bare count; json.loads; loop over Python"
        f" objects; plain file synced. Load of the machine at the start: {machine['load']:.1f}."
    )


def keep(results: Sequence[Result], machine: dict[str, Any], **options: Any) -> Path:
    """Write the run's file; returns where."""
    began = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    body = {
        "at": began,
        "machine": machine,
        "options": options,
        "results": [{"kind": type(result).__name__, **asdict(result)} for result in results],
    }
    OUTPUT.mkdir(parents=True, exist_ok=True)
    file = OUTPUT / f"{began}.json"
    file.write_text(json.dumps(body, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return file


def _read_cpu() -> str:
    """The processor's own name, where the system tells it."""
    told = Path("/proc/cpuinfo")
    lines = told.read_text(encoding="utf-8").splitlines() if told.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()


def _find_file_system(folder: Path) -> str:
    """The type of the file system that is written to: the disk decides what syncing costs."""
    place = str(folder.resolve())
    mounts = [
        part for part in psutil.disk_partitions(all=True) if place.startswith(part.mountpoint)
    ]
    return max(mounts, key=lambda part: len(part.mountpoint)).fstype if mounts else ""


def _ask_mosquitto() -> str:
    program = find_server("mosquitto")
    if program is None:
        return ""
    told = subprocess.run([program, "-h"], capture_output=True, text=True, check=False)
    return told.stdout.partition("\n")[0].removeprefix("mosquitto version ")
