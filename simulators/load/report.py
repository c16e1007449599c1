"""The report of one load: what was sent, what became of it, how long it took, at whose expense.

Pure. Loss is counted three times over, by the platform's counters, by its ledger of numbers and by
the values that it stored; the largest count is the one to believe.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from simulators.load.counts import Spread
from simulators.load.values import Compared

BUSY: Final = 0.8
"""A share of a core beyond which a process of the bench may shape what it measures."""

FULL: Final = 0.95
"""A share of all cores beyond which everybody waits for one."""

LATE_MS: Final = 50.0
"""A generator whose p99 from due to sent is longer did not keep its rate."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The load that was asked for; ``rate`` in messages a second, ``batch`` readings a message."""

    form: str
    gateways: int
    tags: int
    rate: float
    batch: int
    seconds: float
    alarm_share: float


@dataclass(frozen=True, slots=True)
class Counted:
    """Messages and readings on their way. ``unsent`` were due, and the generator gave up.
    ``taken``: in the platform's counters, without the ``duplicates``; ``missing_numbers``: in its
    ledger; ``compared``: by value, of some tags.

    ``acknowledged`` of ``published`` are the broker's; ``readings``, ``taken``, ``judged`` and
    ``stored`` include the calm values with which gateways greet and end.
    """

    messages: int
    unsent: int
    published: int
    acknowledged: int
    readings: int
    taken: int
    judged: int
    stored: int
    duplicates: int
    conflicts: int
    late: int
    coalesced: int
    refused: int
    missing_numbers: int | None
    compared: Compared

    @property
    def lost(self) -> int:
        """Readings that are missing by whichever count misses the most."""
        return max(
            self.readings - min(self.taken, self.judged, self.stored),
            self.compared.lost,
            self.missing_numbers or 0,
            0,
        )

    @property
    def doubled(self) -> int:
        """Readings taken, or stored, more than once."""
        return max(self.duplicates, self.compared.doubled)


@dataclass(frozen=True, slots=True)
class Alarms:
    """Alarms that were to come, that came, and that nobody asked for."""

    expected: int
    seen: int
    missing: int
    unexpected: int
    unrecorded: int


@dataclass(frozen=True, slots=True)
class Expense:
    """Shares of a core, and the worst that the platform said of itself once a second.

    ``machine``: the share of all cores of this machine that was busy, whoever used them; None
    where it does not tell.
    """

    generator_cpu: float
    echo_cpu: float | None
    bench_cpu: float
    platform_cpu: float
    platform_mib: float
    queue_frames: float
    loop_lag_ms: float
    commit_ms: float
    historian_lag_mib: float
    machine: float | None = None


@dataclass(frozen=True, slots=True)
class LoadReport:
    """One load. Latencies in ms from the instant at which a message was due."""

    asked: Asked
    seconds: float
    late_ms: float
    held: int
    counted: Counted
    alarms: Alarms
    sending: Spread
    acknowledging: Spread
    alarm: Spread
    echo: Spread | None
    echo_lost: int
    stages: Mapping[str, Spread]
    expense: Expense
    clock_ms: float
    warnings: Sequence[str] = field(default_factory=tuple)

    @property
    def rate(self) -> float:
        """Messages a second that were really sent."""
        return self.counted.messages / self.seconds if self.seconds else 0.0

    @property
    def kept(self) -> bool:
        """Whether the generator sent by its schedule."""
        late = max(self.sending.p99, self.late_ms) > LATE_MS
        return not (late or self.counted.unsent)

    @property
    def whole(self) -> bool:
        """Nothing was lost, nothing came twice, every alarm came."""
        return not (self.counted.lost or self.counted.doubled or self.alarms.missing)

    @property
    def judged_by(self) -> Spread:
        """The latency that a bound is held against: alarms', else the broker's answers'."""
        return self.alarm if self.alarm.samples else self.acknowledging


def find_warnings(report: LoadReport) -> list[str]:
    """What makes the figures less than they seem, in both languages."""
    expense = report.expense
    busy = {
        "发送进程 the generator": expense.generator_cpu,
        "回听进程 the echo": expense.echo_cpu or 0.0,
        "监听进程 the listener": expense.bench_cpu,
    }
    told = [
        f"{name}: {share:.0%} 核 of a core, 测试本身可能影响结果 the bench may shape the result"
        for name, share in busy.items()
        if share > BUSY
    ]
    if expense.machine is not None and expense.machine > FULL:
        told.append(
            f"本机 CPU {expense.machine:.0%} 已满,时延包含等待 CPU 的时间"
            " this machine was full: latencies contain the wait for a core"
        )
    if not report.kept:
        told.append(
            f"未能按设定速率发送 the rate was not kept: p99 {report.sending.p99:.0f} ms,"
            f" 末条迟 the last {report.late_ms:.0f} ms late,"
            f" 因确认窗口满等待 waited for acknowledgements {report.held} 次 times,"
            f" 未发 unsent {report.counted.unsent}"
        )
    if abs(report.clock_ms) > 5:
        told.append(
            f"两机时钟相差约 the clocks differ by about {report.clock_ms:.0f} ms:"
            " 分段不可信,总时长可信 the stages are not to be trusted, the whole is"
        )
    if report.alarms.unexpected:
        told.append(
            f"{report.alarms.unexpected} 条报警并非由本次负荷触发"
            f" alarms were not raised by this load"
        )
    return told


def passes(report: LoadReport, bound_ms: float) -> bool:
    """Whether this rate was borne: nothing lost, and the p99 within its bound."""
    return report.whole and report.kept and report.judged_by.p99 <= bound_ms


def find_knee(reports: Sequence[LoadReport], bound_ms: float) -> LoadReport | None:
    """The last of the reports, by rising rate, before the first that does not pass."""
    knee = None
    for report in sorted(reports, key=lambda each: each.asked.rate):
        if not passes(report, bound_ms):
            return knee
        knee = report
    return knee
