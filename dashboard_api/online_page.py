"""An online-rate report as a page for paper, in the look of the KPI report.

Which figures there are is :mod:`dashboard_api.online_wire`'s business, what they are called
:mod:`dashboard_api.online_words`'.
"""

from collections.abc import Iterator, Sequence
from html import escape

from dashboard_api import kpi_words, online_words
from dashboard_api.kpi_page import render_document, render_table
from dashboard_api.kpi_tables import Cell, Table
from dashboard_api.kpi_text import (
    judge_target,
    name_clock,
    show_duration,
    show_local,
    show_number,
    show_target,
)
from dashboard_api.online_wire import OnlineFigures, OnlineGroup, OnlineRateReport
from plant.wording import Words

_TOLD = ("points", "due_ms", "unheard_ms", "lost_ms", "filed_ms", "bad_ms")


def render_page(report: OnlineRateReport) -> bytes:
    """The report as a page."""
    return render_document(f"{online_words.TITLE.zh} · {report.park.zh}", _walk(report))


def show_rate(rate: float | None) -> str:
    """A rate to the thousandth of a per cent, cut and not rounded: 99.4999 is not 99.5."""
    return "–" if rate is None else f"{int(rate * 1000) / 1000:.3f}"


def _walk(report: OnlineRateReport) -> Iterator[str]:
    yield from _walk_head(report)
    yield render_table(_lay_out_total(report))
    for title, groups in (
        (online_words.ENTERPRISES, report.enterprises),
        (online_words.HAZARDS, report.hazards),
    ):
        yield render_table(_lay_out_groups(title, groups))
    worst = Words("不在线最久的监测点", "Points longest not heard")
    yield render_table(_lay_out_groups(online_words.POINTS, report.worst, worst))
    yield render_table(_lay_out_stops(report))
    yield _say_footer(report)


def _walk_head(report: OnlineRateReport) -> Iterator[str]:
    clock = name_clock(report.timezone)
    first, after = (show_local(at, report.timezone) for at in (report.start, report.end))
    yield f"<header><h1>{escape(report.park.zh)} {online_words.TITLE.zh}</h1>"
    yield f'<p class="en">{escape(report.park.en)}: {online_words.TITLE.en}</p>'
    yield (
        f"<p>{first} 至 {after}（不含；{clock.zh}） "
        f'<span class="en">{first} up to, not including, {after}, {clock.en}</span></p></header>'
    )
    for notice in _list_notices(report):
        yield f'<p class="notice">{notice.zh} <span class="en">{notice.en}</span></p>'


def _list_notices(report: OnlineRateReport) -> Iterator[Words]:
    length = report.end - report.start
    if not report.listened_ms:
        yield Words(
            "平台在本期没有值守记录，无法计算在线率。",
            "There is no record that the platform listened in this period: no rate can be told.",
        )
    elif report.listened_ms < length:
        away = show_duration(length - report.listened_ms)
        yield Words(
            f"本期有 {away} 平台未值守或收不到数据：不计入任何一方。",
            f"For {away} of the period the platform did not listen or could not hear:"
            " that counts for nobody.",
        )


def _lay_out_total(report: OnlineRateReport) -> Table:
    columns = (
        (Words("指标", "figure"), False),
        (Words("数值", "value"), True),
        (Words("目标", "target"), True),
        (Words("结论", "verdict"), False),
        (Words("标准与可信度", "standard and trust"), False),
    )
    target, verdict = report.target, judge_target(report.target)
    css = {kpi_words.MET: "met", kpi_words.MISSED: "missed"}.get(verdict, "unknown")
    trust = kpi_words.TRUST[target.trust]
    row = [
        Cell(f"{online_words.RATE.zh} %", f"{online_words.RATE.en}, %"),
        Cell(show_rate(target.value)),
        Cell(show_target(target)),
        Cell(verdict.zh, verdict.en, css=f"verdict {css}"),
        Cell(f"{target.standard}：{trust.zh}", trust.en, css="source"),
    ]
    return Table(Words("全园区", "The whole park"), columns, [row])


def _lay_out_groups(
    name: Words, groups: Sequence[OnlineGroup], title: Words | None = None
) -> Table:
    columns = [
        (name, False),
        (Words("在线率 %", "online rate, %"), True),
        *((online_words.FIGURES[one], True) for one in _TOLD),
    ]
    rows = [
        [Cell(one.label.zh, one.label.en, one.key), *_show_figures(one.figures)] for one in groups
    ]
    return Table(title or Words(f"按{name.zh}", f"By {name.en}"), columns, rows)


def _show_figures(figures: OnlineFigures) -> list[Cell]:
    told = [Cell(show_rate(figures.rate)), Cell(show_number(figures.points))]
    return told + [Cell(show_duration(getattr(figures, name))) for name in _TOLD[1:]]


def _lay_out_stops(report: OnlineRateReport) -> Table:
    columns = (
        (Words("编号", "id"), False),
        (Words("类别与原因", "category and reason"), False),
        (Words("企业", "enterprise"), False),
        (Words("生效", "in force from"), False),
        (Words("结束", "until"), False),
        (Words("批准人", "approved by"), False),
        (online_words.FIGURES["points"], True),
        (online_words.FIGURES["filed_ms"], True),
    )
    rows = [
        [
            Cell(one.id),
            Cell(one.label.zh, one.label.en, one.reason),
            Cell(one.enterprise),
            Cell(show_local(one.start, report.timezone)),
            Cell(show_local(one.until, report.timezone)),
            Cell(one.approved_by),
            Cell(show_number(one.points)),
            Cell(show_duration(one.filed_ms)),
        ]
        for one in report.stops
    ]
    return Table(Words("报备停用", "Filed stops"), columns, rows)


def _say_footer(report: OnlineRateReport) -> str:
    settling = show_number(report.settling.value)
    return (
        "<footer>在线率 = 在线时间 / 应在线时间；数据超时或网关失联为不在线；报备停用、平台自身"
        f"未值守的时间以及消息代理恢复后 {settling} 秒不计。"
        '<span class="en">online rate = time heard / time due; stale data and a lost gateway are '
        "not heard; filed stops, times in which the platform itself did not listen and "
        f"{settling} s after its broker came back are not counted. "
        "See docs/filed_stops.md.</span></footer>"
    )
