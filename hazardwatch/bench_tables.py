"""The reports of loads as tables for people; Chinese first, English beside it."""

from collections.abc import Iterator, Sequence
from typing import Final

from rich.console import Console
from rich.table import Table

from simulators.load.counts import Spread
from simulators.load.journeys import Stage
from simulators.load.report import LoadReport, passes

STAGES: Final = {
    Stage.SENT: "到点 → 发出 due → sent",
    Stage.RECEIVED: "发出 → 收到 sent → received (broker)",
    Stage.DETECTED: "收到 → 判定 received → detected",
    Stage.JOURNALLED: "判定 → 落账 detected → journalled",
    Stage.PUSHED: "落账 → 推送 journalled → pushed",
    Stage.SEEN: "推送 → 屏幕 pushed → seen",
}
_SPREAD: Final = ("平均 mean", "p50", "p90", "p99", "p99.9", "最大 max")


def print_report(console: Console, report: LoadReport) -> None:
    """One load: counts, latencies, where the time went, at whose expense."""
    asked = report.asked
    console.print(
        f"\n{asked.form} · {asked.gateways} 网关 gateways · {asked.tags:,} 位号 tags ·"
        f" 每条 {asked.batch} 个读数 readings a message ·"
        f" {report.rate:,.0f}/{asked.rate:,.0f} 条/秒 messages/s · {report.seconds:.1f} s"
    )
    console.print(_draw_counts(report))
    console.print(_draw_latencies(report))
    if report.alarm.samples:
        console.print(_draw_stages(report))
    for line in tell_expense(report):
        console.print(line)
    for warning in report.warnings:
        console.print(f"[yellow]注意 note:[/yellow] {warning}")
    console.print(tell_verdict(report))


def print_ramp(console: Console, reports: Sequence[LoadReport], bound_ms: float) -> None:
    """A ramp: one line a rate."""
    table = Table(title=f"p99 ≤ {bound_ms:g} ms", title_justify="left")
    for name in ("设定 asked/s", "实发 sent/s", "读数/s readings/s", "丢失 lost", "重复 doubled"):
        table.add_column(name, justify="right")
    for name in ("报警 alarms", "p50 ms", "p99 ms", "裸 raw p99 ms", "平台 CPU", "发送 CPU", ""):
        table.add_column(name, justify="right")
    for report in reports:
        table.add_row(*_tell_step(report, bound_ms))
    console.print(table)


def tell_verdict(report: LoadReport) -> str:
    """Whether all of it came, in one line."""
    if report.whole:
        return (
            "[green]无丢失、无重复,报警全部到达"
            " nothing lost, nothing twice, every alarm came[/green]"
        )
    return (
        f"[red]丢失 lost {report.counted.lost}, 重复 doubled {report.counted.doubled},"
        f" 未到报警 alarms missing {report.alarms.missing}[/red]"
    )


def tell_expense(report: LoadReport) -> Iterator[str]:
    """Who used the machine, and how full the platform was."""
    expense = report.expense
    echo = "" if expense.echo_cpu is None else f", 回听 echo {expense.echo_cpu:.0%}"
    machine = "" if expense.machine is None else f"; 整机 whole machine {expense.machine:.0%}"
    yield (
        f"CPU(占一核 of a core): 平台 platform {expense.platform_cpu:.0%},"
        f" 发送 generator {expense.generator_cpu:.0%},"
        f" 监听 listener {expense.bench_cpu:.0%}{echo}{machine}"
    )
    yield (
        f"平台 platform: 内存 memory {expense.platform_mib:.0f} MiB,"
        f" 排队报文 queued {expense.queue_frames:.0f},"
        f" 循环滞后 loop lag {expense.loop_lag_ms:.1f} ms,"
        f" 提交 commit {expense.commit_ms:.1f} ms,"
        f" 待入库 historian lag {expense.historian_lag_mib:.1f} MiB (每秒一看,取最大 worst seen)"
    )


def _draw_counts(report: LoadReport) -> Table:
    counted, compared = report.counted, report.counted.compared
    table = Table(show_header=False, box=None)
    numbers = counted.missing_numbers
    rows = {
        "发送 / 代理确认 published / acknowledged": (counted.published, counted.acknowledged),
        "读数:发送 / 收下 readings: sent / taken": (counted.readings, counted.taken),
        "判定 / 入库 judged / stored": (counted.judged, counted.stored),
        "重复 / 冲突 / 迟到 duplicates / conflicts / late": (
            counted.duplicates,
            counted.conflicts,
            counted.late,
        ),
        "合并 / 拒收 coalesced / refused": (counted.coalesced, counted.refused),
        "逐值核对:读数 / 丢 / 重 / 异 by value: readings / lost / doubled / strange": (
            compared.sent,
            compared.lost,
            compared.doubled,
            compared.strange,
        ),
        "报警:应到 / 已到 / 未到 alarms: expected / seen / missing": (
            report.alarms.expected,
            report.alarms.seen,
            report.alarms.missing,
        ),
    }
    for name, figures in rows.items():
        table.add_row(name, " / ".join(f"{figure:,}" for figure in figures))
    table.add_row(
        "台账缺号 numbers missing in the ledger", "—" if numbers is None else f"{numbers:,}"
    )
    return table


def _draw_latencies(report: LoadReport) -> Table:
    table = _open_table("自到点起 ms from the instant due")
    table.add_row(*_tell_spread("发出 sent", report.sending))
    table.add_row(*_tell_spread("代理确认 acknowledged", report.acknowledging))
    if report.echo is not None:
        table.add_row(*_tell_spread("裸订阅者收到 raw subscriber", report.echo))
    if report.alarm.samples:
        table.add_row(*_tell_spread("报警到屏 alarm seen", report.alarm))
    return table


def _draw_stages(report: LoadReport) -> Table:
    table = _open_table("时间去向 where the time went, ms")
    table.add_column("占比 share", justify="right")
    total = sum(spread.mean for spread in report.stages.values()) or 1.0
    for stage in Stage:
        spread = report.stages[stage]
        table.add_row(*_tell_spread(STAGES[stage], spread), f"{spread.mean / total:.0%}")
    return table


def _open_table(title: str) -> Table:
    table = Table(title=title, title_justify="left")
    for name in ("", "个数 samples", *_SPREAD):
        table.add_column(name, justify="right" if name else "left")
    return table


def _tell_spread(name: str, spread: Spread) -> list[str]:
    figures = (spread.mean, spread.p50, spread.p90, spread.p99, spread.p999, spread.worst)
    return [name, f"{spread.samples:,}", *(f"{figure:.2f}" for figure in figures)]


def _tell_step(report: LoadReport, bound_ms: float) -> list[str]:
    verdict = (
        "通过 ok" if passes(report, bound_ms) else "不通过 no" if report.kept else "未保持速率"
    )
    return [
        f"{report.asked.rate:,.0f}",
        f"{report.rate:,.0f}",
        f"{report.rate * report.asked.batch:,.0f}",
        f"{report.counted.lost:,}",
        f"{report.counted.doubled:,}",
        f"{report.alarms.seen}/{report.alarms.expected}",
        f"{report.judged_by.p50:.1f}",
        f"{report.judged_by.p99:.1f}",
        f"{report.echo.p99:.1f}" if report.echo else "",
        f"{report.expense.platform_cpu:.0%}",
        f"{report.expense.generator_cpu:.0%}",
        verdict,
    ]
