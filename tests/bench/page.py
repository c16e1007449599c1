"""The operator's page in a real Chromium: what it costs with thousands of alarms that change.

CPU time of the page's main thread, which hardly depends on what else runs on the machine, beside
the pictures a second that came of it, which do. The heap is read after garbage was collected.
"""

import gzip
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Browser, CDPSession, Page

from simulators.child import hear, run_child
from simulators.raw_link import PATIENCE_S
from tests.bench.busy_house import CONSOLE, FLOOD, STANDING, Change, run_busy_house
from tests.bench.figures import Line
from tests.bench.link import HOST
from tests.dashboard_api.house import PASSWORD
from tests.real.chromium import run_chromium

UPDATES: Final = 5_000
_START_S: Final = 120.0
_SETTLE_S: Final = 2.0
_PICTURES: Final = """() => { window.pictures = 0;
    const count = () => { window.pictures += 1; requestAnimationFrame(count); };
    requestAnimationFrame(count); }"""
_PAINTED: Final = """([wanted, top]) => new Promise((done) => {
    const look = () => {
        const shown = document.querySelector('[data-testid=tab-active]').textContent;
        const first = document.querySelector('[data-testid=alarm-row]')?.dataset.alarm ?? '';
        if (Number(shown.replace(/\\D/g, '')) >= wanted && first.endsWith(top))
            requestAnimationFrame(() => done(Date.now()));
        else requestAnimationFrame(look);
    };
    look(); })"""


@dataclass(frozen=True, slots=True)
class Busy:
    """The page while so many rows a second changed: share of its main thread, pictures a second."""

    rows_a_second: float
    thread: float
    script: float
    layout: float
    pictures: float


@dataclass(frozen=True, slots=True)
class PageFigures:
    """Milliseconds; KiB gzipped; MiB of heap by minutes."""

    alarms: Busy
    tags: Busy
    idle: Busy
    first_paint_ms: float
    first_alarms_ms: float
    flood_ms: float
    bundle_kib: float
    heap_mib: list[float]
    heap_rows: int
    heap_minutes: float

    def lines(self) -> Iterator[Line]:
        """The table's lines."""
        for what, busy in (
            (f"page, {STANDING:,} alarms, rows of the list", self.alarms),
            (f"page, {STANDING:,} alarms, readings", self.tags),
        ):
            yield Line(
                what,
                "% of its main thread",
                f"{busy.thread:.0%}",
                f"{self.idle.thread:.0%}",
                note=f"{busy.rows_a_second:,.0f} rows/s, {busy.pictures:.0f} pictures/s;"
                f" script {busy.script:.0%}, layout and style {busy.layout:.0%}; beside it at rest",
            )
        yield Line(
            "page, first paint",
            "ms",
            f"{self.first_paint_ms:.0f}",
            note=f"all alarms after {self.first_alarms_ms:.0f}; {self.bundle_kib:.0f} KiB gzipped",
        )
        yield Line(f"page, flood of {FLOOD} painted", "ms", f"{self.flood_ms:.0f}")
        first, last = self.heap_mib[0], self.heap_mib[-1]
        yield Line(
            f"page, heap after {self.heap_minutes:g} min",
            "MiB",
            f"{last:.1f}",
            f"{first:.1f}",
            f"{last / first:.2f}",
            f"collected; most {max(self.heap_mib):.1f}; {self.heap_rows:,} rows changed meanwhile",
        )


def measure_page(folder: Path, seconds: float, heap_minutes: float) -> PageFigures:
    """Watch one page under each load for so long, then its heap under load."""
    with run_child(run_busy_house, folder, start_s=_START_S) as house, run_chromium() as browser:
        page = _open(browser, hear(house, PATIENCE_S))
        page.reload()
        first_alarms_ms = _wait_for_alarms(page)
        painted = page.evaluate(
            "performance.getEntriesByName('first-contentful-paint')[0].startTime"
        )
        probe = _Probe(page)
        page.wait_for_timeout(_SETTLE_S * 1e3)
        idle = probe.watch(house, Change("rows", 0, seconds))
        alarms = probe.watch(house, Change("rows", UPDATES, seconds))
        tags = probe.watch(house, Change("tags", UPDATES, seconds))
        heap, heap_rows = _watch_heap(probe, house, heap_minutes)
        flood_ms = _measure_flood(page, house)
        house.send(None)
    return PageFigures(
        alarms,
        tags,
        idle,
        painted,
        first_alarms_ms,
        flood_ms,
        weigh_bundle(CONSOLE),
        heap,
        heap_rows,
        heap_minutes,
    )


def _watch_heap(probe: "_Probe", house: Connection, minutes: float) -> tuple[list[float], int]:
    """MiB at the start and after each sixth of the time; how many rows changed in it."""
    heap, rows = [probe.read_heap()], 0.0
    for _ in range(6):
        seconds = minutes * 10
        rows += probe.watch(house, Change("rows", UPDATES, seconds)).rows_a_second * seconds
        heap.append(probe.read_heap())
    return heap, round(rows)


def _open(browser: Browser, port: int) -> Page:
    page = browser.new_page(locale="zh-CN", viewport={"width": 1920, "height": 1080})
    page.goto(f"http://{HOST}:{port}/")
    page.get_by_test_id("login-user").fill("op")
    page.get_by_test_id("login-password").fill(PASSWORD)
    page.get_by_test_id("login-submit").click()
    _wait_for_alarms(page)
    return page


def _wait_for_alarms(page: Page) -> float:
    """Until every alarm is counted and the list is there; ms since the page was asked for."""
    page.wait_for_selector("[data-testid=tab-active]")
    at = page.evaluate(_PAINTED, [STANDING, ":H"])
    return float(at - page.evaluate("performance.timeOrigin"))


def _measure_flood(page: Page, house: Connection) -> float:
    house.send(Change("flood"))
    painted = page.evaluate(_PAINTED, [STANDING + FLOOD, ":HH"])
    return float(painted - hear(house, PATIENCE_S))


class _Probe:
    """Reads a page's own metrics."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._session: CDPSession = page.context.new_cdp_session(page)
        self._session.send("Performance.enable", {"timeDomain": "threadTicks"})
        page.evaluate(_PICTURES)

    def watch(self, house: Connection, change: Change) -> Busy:
        """The page while something changes."""
        before, began = self._read(), time.monotonic()
        house.send(change)
        while not house.poll():
            self._page.wait_for_timeout(100)
        rows = house.recv()
        after, took = self._read(), time.monotonic() - began
        spent = {name: (after[name] - before[name]) / took for name in after}
        return Busy(
            rows / took,
            spent["TaskDuration"],
            spent["ScriptDuration"],
            spent["LayoutDuration"] + spent["RecalcStyleDuration"],
            spent["pictures"],
        )

    def read_heap(self) -> float:
        """MiB used after garbage was collected."""
        self._session.send("HeapProfiler.collectGarbage")
        return float(self._read()["JSHeapUsedSize"]) / 2**20

    def _read(self) -> dict[str, float]:
        told: dict[str, Any] = self._session.send("Performance.getMetrics")
        metrics = {each["name"]: float(each["value"]) for each in told["metrics"]}
        return metrics | {"pictures": float(self._page.evaluate("window.pictures"))}


def weigh_bundle(files: Path) -> float:
    """KiB gzipped of all that a desk fetches before it shows its first screen."""
    index = (files / "index.html").read_text(encoding="utf-8")
    named = re.findall(r'(?:src|href)="\./(assets/[^"]+)"', index)
    fetched = [index.encode(), *((files / name).read_bytes() for name in named)]
    return sum(len(gzip.compress(each)) for each in fetched) / 1024
