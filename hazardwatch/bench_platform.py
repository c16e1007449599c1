"""What a platform under load says of itself: its counters, its ledgers, its readings.

A client like any other: ``/metrics`` without a login, REST with one.
"""

import threading
import urllib.request
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields
from typing import Any, Final
from urllib.parse import quote

from prometheus_client.parser import text_string_to_metric_families

from hazardwatch.alarm_client import Client, ClientError
from hazardwatch.exit_code import Exit
from plant.reading import Instant
from simulators.load.turns import Kept
from simulators.load.values import Compared, compare

WATCH_S: Final = 1.0
_MIB: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Figures:
    """Counters and gauges of one instant; those by gateway are summed over the load's gateways."""

    frames: float = 0
    readings: float = 0
    duplicates: float = 0
    conflicts: float = 0
    late: float = 0
    coalesced: float = 0
    refused: float = 0
    judged: float = 0
    stored: float = 0
    cpu_s: float = 0
    resident_bytes: float = 0
    queue_frames: float = 0
    loop_lag_s: float = 0
    commit_s: float = 0
    historian_lag_bytes: float = 0

    @property
    def taken(self) -> float:
        """Readings taken in, each once."""
        return self.readings - self.duplicates


_BY_GATEWAY: Final[Mapping[str, str]] = {
    f"hazardwatch_{name}_total": name
    for name in (
        "frames", "readings", "duplicates", "conflicts", "late", "coalesced", "refused",
    )
}  # fmt: skip
_PLAIN: Final[Mapping[str, str]] = {
    "hazardwatch_judged_readings_total": "judged",
    "hazardwatch_historian_readings_total": "stored",
    "hazardwatch_mqtt_queue_frames": "queue_frames",
    "hazardwatch_loop_lag_seconds": "loop_lag_s",
    "hazardwatch_commit_seconds": "commit_s",
    "hazardwatch_historian_lag_bytes": "historian_lag_bytes",
    "process_cpu_seconds_total": "cpu_s",
    "process_resident_memory_bytes": "resident_bytes",
}


def read_figures(url: str, gateways: Collection[str]) -> Figures:
    """Ask for the metrics.

    :raises ClientError: nobody answers.
    """
    try:
        with urllib.request.urlopen(f"{url}/metrics", timeout=10) as answer:  # noqa: S310 -- the tester's own
            text = answer.read().decode()
    except (OSError, ValueError) as error:
        raise ClientError(f"{url}/metrics: {error}", Exit.UNREACHABLE) from error
    return parse_figures(text, gateways)


def parse_figures(text: str, gateways: Collection[str]) -> Figures:
    """The figures in a page of metrics; what it does not name is 0."""
    sums = {field.name: 0.0 for field in fields(Figures)}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            if sample.name in _PLAIN:
                sums[_PLAIN[sample.name]] += sample.value
            elif sample.name in _BY_GATEWAY and sample.labels.get("gateway") in gateways:
                sums[_BY_GATEWAY[sample.name]] += sample.value
    return Figures(**sums)


@dataclass(slots=True)
class Worst:
    """The worst that was seen of a platform while it was watched."""

    resident_mib: float = 0
    queue_frames: float = 0
    loop_lag_ms: float = 0
    commit_ms: float = 0
    historian_lag_mib: float = 0

    def see(self, figures: Figures) -> None:
        """Take one more look."""
        self.resident_mib = max(self.resident_mib, figures.resident_bytes / _MIB)
        self.queue_frames = max(self.queue_frames, figures.queue_frames)
        self.loop_lag_ms = max(self.loop_lag_ms, figures.loop_lag_s * 1000)
        self.commit_ms = max(self.commit_ms, figures.commit_s * 1000)
        self.historian_lag_mib = max(self.historian_lag_mib, figures.historian_lag_bytes / _MIB)


@contextmanager
def watching(url: str, gateways: Collection[str]) -> Iterator[Worst]:
    """Look at a platform once a second during the block; what can't be asked is passed over."""
    worst, ended = Worst(), threading.Event()

    def look() -> None:
        while not ended.wait(WATCH_S):
            try:
                worst.see(read_figures(url, gateways))
            except ClientError:
                continue

    thread = threading.Thread(target=look, name="watching", daemon=True)
    thread.start()
    try:
        yield worst
    finally:
        ended.set()
        thread.join(WATCH_S + 10)


def count_missing(client: Client, gateways: Collection[str], boot: str) -> int:
    """Numbers of a boot that the platform's ledgers miss, gateway by gateway."""
    missing = 0
    for gateway in gateways:
        ledger = client.call("GET", f"gateways/{quote(gateway, safe='')}/ledger")
        gaps: list[dict[str, Any]] = [gap for gap in ledger["gaps"] if gap["boot"] == boot]
        missing += sum(gap["last"] - gap["first"] + 1 for gap in gaps)
    return missing


def compare_stored(
    client: Client, kept: Mapping[str, Kept], span: tuple[Instant, Instant], *, timed: bool
) -> Compared:
    """Read what is stored of some tags and hold it against what was sent.

    :param span: from, included, to, not included.
    """
    compared = Compared()
    for tag, sent in kept.items():
        path = f"tags/{quote(tag, safe='')}/history?from={span[0]}&to={span[1]}"
        stored = client.call("GET", path)
        compared += compare(sent, stored["t"], stored["v"], timed=timed)
    return compared
