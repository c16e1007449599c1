"""A KPI report as a page for paper: A4, bilingual, one file, no scripts, no outside resources.

Which figures there are is :mod:`dashboard_api.kpi_wire`'s business, what they are called
:mod:`dashboard_api.kpi_words`'. The look is kpi_page.css, put into the page itself.
"""

import base64
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from html import escape
from importlib.resources import files

from dashboard_api import kpi_words
from dashboard_api.kpi_tables import (
    Cell,
    Table,
    lay_out_bad_actors,
    lay_out_chattering,
    lay_out_definitions,
    lay_out_fleeting,
    lay_out_floods,
    lay_out_groups,
    lay_out_holdings,
    lay_out_response,
    lay_out_stale,
    lay_out_targets,
)
from dashboard_api.kpi_text import name_clock, show_local, show_number
from dashboard_api.kpi_wire import KpiReport
from plant.wording import Words


def render_page(report: KpiReport) -> bytes:
    """The report as a page."""
    return render_document(f"{kpi_words.TITLE.zh} · {report.park.zh}", _walk(report))


def render_document(title: str, body: Iterable[str], *sheets: str) -> bytes:
    """A page for paper of lines of HTML, in the look that all reports have.

    :param sheets: style sheets of this folder that the page has besides.
    """
    lines = "\n".join(body)
    return (
        '<!doctype html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{name_policy(*sheets)}">\n'
        f"<title>{escape(title)}</title>\n<style>{_read_style(*sheets)}</style>\n</head>\n"
        f"<body>\n{lines}\n</body>\n</html>\n"
    ).encode()


def name_policy(*sheets: str) -> str:
    """The content security policy under which the page looks as it should: its own style only."""
    digest = base64.b64encode(hashlib.sha256(_read_style(*sheets).encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'"


@cache
def _read_style(*sheets: str) -> str:
    folder = files("dashboard_api")
    names = ("kpi_page.css", *sheets)
    return "".join(folder.joinpath(name).read_text(encoding="utf-8") for name in names)


def _walk(report: KpiReport) -> Iterator[str]:
    yield from _walk_head(report)
    tables = (
        lay_out_targets(report),
        lay_out_groups(report),
        lay_out_response(report),
        lay_out_bad_actors(report),
        lay_out_chattering(report),
        lay_out_fleeting(report),
        lay_out_stale(report),
        lay_out_floods(report),
        lay_out_holdings(report),
        lay_out_definitions(report),
    )
    for table in tables:
        yield render_table(table)
    yield _say_footer(report)


def _walk_head(report: KpiReport) -> Iterator[str]:
    clock = name_clock(report.timezone)
    first, after = (show_local(at, report.timezone) for at in (report.start, report.end))
    yield f"<header><h1>{escape(report.park.zh)} {kpi_words.TITLE.zh}</h1>"
    yield f'<p class="en">{escape(report.park.en)}: {kpi_words.TITLE.en}</p>'
    yield (
        f"<p>{first} 至 {after}（不含；{clock.zh}），操作员席位 {report.operators} "
        f'<span class="en">{first} up to, not including, {after}, {clock.en}; '
        f"console positions: {report.operators}</span></p></header>"
    )
    for notice in _list_notices(report):
        yield f'<p class="notice">{notice.zh} <span class="en">{notice.en}</span></p>'
    yield '<div class="heads">'
    for value, words in _pick_heads(report):
        yield f'<div><b>{value}</b>{words.zh} <span class="en">{words.en}</span></div>'
    yield "</div>"


def _list_notices(report: KpiReport) -> Iterator[Words]:
    if report.short_sample:
        days, wanted = show_number(report.days), show_number(report.sample_days)
        yield Words(
            f"统计样本 {days} 天，短于 {wanted} 天：指标仅供参考。",
            f"The sample of {days} days is shorter than {wanted} days: take the figures with care.",
        )
    if report.first is None or report.first >= report.end:
        yield Words("本期没有任何报警记录。", "The journal has nothing of this period.")
    elif report.first > report.start:
        begun = show_local(report.first, report.timezone)
        yield Words(
            f"报警日志始于 {begun}：此前有无报警无从得知。",
            f"The journal begins at {begun}: whether there were alarms before is not known.",
        )
    if any(one.trust in {"recalled", "conflict"} for one in report.targets):
        yield Words(
            "部分目标值须与现行标准核对，见“可信度”。",
            "Some targets are to be confirmed against the standard in force: see their trust.",
        )


def _pick_heads(report: KpiReport) -> Iterator[tuple[str, Words]]:
    total, words = report.total, kpi_words.FIGURES
    yield show_number(total.annunciated), words["annunciated"]
    yield show_number(total.per_hour) or "–", Words("每操作员小时", "an operator-hour")
    yield show_number(total.peak_10min), words["peak_10min"]
    yield show_number(report.flood_count), Words("报警泛滥次数", "alarm floods")


def render_table(table: Table) -> str:
    """A table with its title, as HTML."""
    head = f'<h2>{table.title.zh} <span class="en">{table.title.en}</span></h2>'
    note = "" if table.note is None else _say(table.note)
    if not table.rows:
        return f'{head}{note}<p class="empty">无 <span class="en">none</span></p>'
    shown = table.columns[:-1] if table.wide else table.columns
    columns = "".join(
        f'<th{_class(right)}>{escape(words.zh)}<span class="en">{escape(words.en)}</span></th>'
        for words, right in shown
    )
    render = _render_wide if table.wide else _render_row
    rows = "\n".join(render(row, table.columns) for row in table.rows)
    return (
        f"<section>{head}{note}<table>\n<thead><tr>{columns}</tr></thead>\n"
        f"<tbody>\n{rows}\n</tbody></table></section>"
    )


def _render_wide(row: Sequence[Cell], columns: Sequence[tuple[Words, bool]]) -> str:
    """A row whose last cell has a line of its own below it, if it says anything."""
    if not row[-1].zh:
        return _render_row(row[:-1], columns[:-1])
    words, _ = columns[-1]
    en = f' <span class="en">{words.en}: {escape(row[-1].en)}</span>' if row[-1].en else ""
    first = _render_row(row[:-1], columns[:-1]).replace("<tr>", '<tr class="led">', 1)
    return (
        f'{first}\n<tr class="below"><td></td><td colspan="{len(columns) - 2}">'
        f"<b>{words.zh}：</b>{escape(row[-1].zh)}{en}</td></tr>"
    )


def _render_row(row: Sequence[Cell], columns: Iterable[tuple[Words, bool]]) -> str:
    cells = zip(row, columns, strict=True)
    return "<tr>" + "".join(_render_cell(cell, right=right) for cell, (_, right) in cells) + "</tr>"


def _render_cell(cell: Cell, *, right: bool) -> str:
    en = f' <span class="en">{escape(cell.en)}</span>' if cell.en and cell.en != cell.zh else ""
    small = f'<br><span class="id">{escape(cell.small)}</span>' if cell.small else ""
    text = f"{escape(cell.zh)}{en}{small}"
    bar = "" if cell.bar is None else _draw_bar(cell.bar)
    css = f' class="{cell.css}"' if cell.css else _class(right)
    return f"<td{css}>{text}{bar}</td>"


def _draw_bar(share: float) -> str:
    """A bar as long as a share of the longest, so that paper shows at a glance what is worst."""
    width = max(1, round(100 * share))
    return (
        ' <svg width="100" height="9" aria-hidden="true">'
        f'<rect class="bar" width="{width}" height="9"/></svg>'
    )


def _class(right: bool) -> str:  # noqa: FBT001 - a column's own flag
    return ' class="number"' if right else ""


def _say(words: Words) -> str:
    return f'<p>{words.zh} <span class="en">{words.en}</span></p>'


def _say_footer(report: KpiReport) -> str:
    return (
        "<footer>ANSI/ISA-18.2-2016，GB/T 41261-2022（IEC 62682:2014），EEMUA 191。"
        f"配置报警 {report.configured} 条。"
        f'<span class="en">{report.configured} configured alarms. '
        "What is counted as what is said in docs/kpi.md.</span></footer>"
    )
