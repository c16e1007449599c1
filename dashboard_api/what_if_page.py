"""A what-if report and a sweep as one page each: for a screen and for paper, without scripts.

The tables are :mod:`dashboard_api.what_if_tables`', the pictures
:mod:`dashboard_api.what_if_charts`', the look kpi_page.css and what_if_page.css.
"""

from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import Final

from alerting.what_if.lead import Verdict
from dashboard_api import what_if_words
from dashboard_api.kpi_page import render_document, render_table
from dashboard_api.kpi_text import name_clock, show_local
from dashboard_api.what_if_charts import (
    draw_sweep_counts,
    draw_sweep_events,
    draw_sweep_warnings,
    draw_timeline,
    draw_trend,
)
from dashboard_api.what_if_tables import (
    lay_out_actors,
    lay_out_alarms,
    lay_out_changes,
    lay_out_episodes,
    lay_out_events,
    lay_out_figures,
    lay_out_points,
    lay_out_sources,
    show_change,
)
from dashboard_api.what_if_wire import SweepLimit, WhatIf, WhatIfSweep, WhatIfTrend
from plant.wording import Words

SHEET: Final = "what_if_page.css"

_KEYS: Final = (
    ("today", what_if_words.TODAY),
    ("other", what_if_words.OTHER),
)

_WHYS: Final[Mapping[str, Words]] = {
    str(why): words
    for why, words in (*what_if_words.CHANGES.items(), *what_if_words.VERDICTS.items())
}


def render_page(report: WhatIf) -> bytes:
    """A comparison as a page."""
    title = f"{what_if_words.TITLE.zh} · {report.park.zh}"
    return render_document(title, _frame(_walk(report)), SHEET)


def render_sweep(report: WhatIfSweep) -> bytes:
    """A sweep as a page."""
    title = f"{what_if_words.SWEEP_TITLE.zh} · {report.tag}"
    return render_document(title, _frame(_walk_sweep(report)), SHEET)


def _frame(lines: Iterable[str]) -> Iterator[str]:
    yield '<main class="what-if">'
    yield from lines
    yield "</main>"


def _walk(report: WhatIf) -> Iterator[str]:
    yield from _walk_head(what_if_words.TITLE, report)
    yield from _walk_sums(report)
    if not (report.removed or report.added or report.episodes):
        yield f'<p class="notice settled">{_bilingual(what_if_words.NOTHING)}</p>'
    yield _say_keys(_KEYS)
    yield draw_timeline(report.timeline, report.timezone)
    yield render_table(lay_out_changes(report))
    yield render_table(lay_out_events(report))
    yield from _walk_trends(report)
    for table in (
        lay_out_sources(report),
        lay_out_alarms(report),
        lay_out_figures(report),
        lay_out_actors(report),
        lay_out_episodes(report),
    ):
        yield render_table(table)
    yield _say_footer(report.version, report.today.plant_hash, report.other.plant_hash)


def _walk_head(title: Words, report: WhatIf | WhatIfSweep) -> Iterator[str]:
    clock = name_clock(report.timezone)
    first, after = (show_local(at, report.timezone) for at in (report.start, report.end))
    yield f"<header><h1>{escape(report.park.zh)} {title.zh}"
    yield f' <span class="en">{escape(report.park.en)} · {title.en}</span></h1>'
    yield (
        f"<p>{first} 至 {after}（不含；{clock.zh}），读数 {report.readings} 个 "
        f'<span class="en">{first} up to, not including, {after}, {clock.en}; '
        f"{report.readings} readings judged</span></p></header>"
    )


def _walk_sums(report: WhatIf) -> Iterator[str]:
    lost, gained = report.verdicts[Verdict.LOST], report.verdicts[Verdict.GAINED]
    shorter, longer = report.verdicts[Verdict.SHORTER], report.verdicts[Verdict.LONGER]
    today, other = report.today.alarms, report.other.alarms
    share = _say_share(today, other)
    yield '<div class="heads">'
    yield _say_sum(f"{today} → {other}{share}", Words("报警次数", "alarms"))
    yield _say_sum(f"−{report.removed}", Words("减少", "removed"), "good" if report.removed else "")
    yield _say_sum(f"+{report.added}", Words("新增", "added"))
    yield _say_sum(
        f"{lost} / {shorter}",
        Words(
            f"提前报警失去 / 缩短（合计 {show_change(-report.lost_ms)}）",
            f"warnings lost / shortened (in all {show_change(-report.lost_ms)})",
        ),
        "grave" if lost or shorter else "",
    )
    yield _say_sum(
        f"{gained} / {longer}",
        Words(
            f"提前报警新增 / 延长（合计 {show_change(report.gained_ms)}）",
            f"warnings gained / longer (in all {show_change(report.gained_ms)})",
        ),
        "good" if gained or longer else "",
    )
    yield "</div>"


def _say_share(today: int, other: int) -> str:
    if not today:
        return ""
    share = f"{100 * (other - today) / today:+.0f}".replace("-", "−")
    return f"（{share} %）"


def _say_sum(value: str, words: Words, css: str = "") -> str:
    named = f' class="{css}"' if css else ""
    return f"<div{named}><b>{value}</b>{_bilingual(words)}</div>"


def _walk_trends(report: WhatIf) -> Iterator[str]:
    if not report.trends:
        return
    title = Words("受影响位号的趋势", "Trends of the tags concerned")
    yield f"<h2>{_bilingual(title)}</h2>"
    keys = (
        *_KEYS,
        ("value", Words("测量值", "measured value")),
        ("lost", Words("高高限、低低限与事件", "HH, LL and events")),
    )
    yield _say_keys(keys)
    yield '<div class="pictures">'
    for trend in report.trends:
        yield f"<figure>{_say_caption(trend, report.timezone)}{draw_trend(trend, report.timezone)}"
        yield "</figure>"
    yield "</div>"


def _say_caption(trend: WhatIfTrend, zone: str) -> str:
    words = _WHYS[trend.why]
    unit = f"（{escape(trend.unit)}）" if trend.unit else ""
    return (
        f'<figcaption><span class="verdict {trend.why}">{words.zh}</span> '
        f'<span class="en">{words.en}</span> · {escape(trend.label.zh)}{unit} '
        f'<span class="id">{escape(trend.tag)}</span> · {show_local(trend.start, zone)[:16]}'
        "</figcaption>"
    )


def _walk_sweep(report: WhatIfSweep) -> Iterator[str]:
    yield from _walk_head(what_if_words.SWEEP_TITLE, report)
    for limit in report.limits:
        yield from _walk_limit(limit, report)
    yield _say_footer(report.version, report.plant_hash)


def _walk_limit(limit: SweepLimit, report: WhatIfSweep) -> Iterator[str]:
    words = what_if_words.name_column(report.key)
    unit = f"（{report.unit}）" if report.unit else ""
    yield f'<h2>{escape(limit.label.zh)} <span class="en">{escape(limit.label.en)}</span> · '
    yield f'{escape(words.zh)}{escape(unit)} <span class="en">{escape(words.en)}</span></h2>'
    yield '<div class="pictures three">'
    counts = (
        ("today", Words("报警次数", "alarms")),
        ("nuisance", Words("其中抖动与瞬时", "of them chattering and fleeting")),
    )
    yield f"<figure>{_say_keys(counts)}{draw_sweep_counts(limit)}</figure>"
    if any(one.events for one in limit.points):
        yield from _walk_warnings(limit)
    yield "</div>"
    if not any(one.events for one in limit.points):
        yield f"<p>{_bilingual(what_if_words.NO_EVENTS)}</p>"
    yield render_table(lay_out_points(limit, report.key, report.unit))


def _walk_warnings(limit: SweepLimit) -> Iterator[str]:
    times = (
        ("lost", Words("最短提前时间，分钟", "shortest warning, min")),
        ("other", Words("中位数", "median")),
    )
    missed = (("lost", Words("本报警未提前报警的事件", "events without a warning by this alarm")),)
    yield f"<figure>{_say_keys(times)}{draw_sweep_warnings(limit)}</figure>"
    yield f"<figure>{_say_keys(missed)}{draw_sweep_events(limit)}</figure>"


def _say_keys(keys: Iterable[tuple[str, Words]]) -> str:
    told = "".join(f'<span class="key {css}">{_bilingual(words)}</span>' for css, words in keys)
    return f"<p>{told}</p>"


def _bilingual(words: Words) -> str:
    return f'{escape(words.zh)} <span class="en">{escape(words.en)}</span>'


def _say_footer(version: str, *hashes: str) -> str:
    told = " → ".join(one[:12] for one in hashes)
    return (
        f"<footer>hazardwatch {escape(version)}，{escape(told)}。只作比较，未改动任何设置。"
        '<span class="en">Compared only: no setting was changed. What is counted as what: '
        "docs/what_if.md.</span></footer>"
    )
