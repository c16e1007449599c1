"""A KPI report as CSV for spreadsheets: one figure a row, whatever it is a figure of.

UTF-8 with a byte order mark, as Excel wants it for Chinese; CRLF (RFC 4180). Instants stand twice,
on the park's clock and in UTC. What comes from a plant or a journal can't become a formula.
"""

import csv
import io
from collections.abc import Iterator
from typing import Final

from dashboard_api import kpi_words
from dashboard_api.kpi_text import judge_target, name_clock, show_local, show_target, show_utc
from dashboard_api.kpi_wire import KpiAlarm, KpiFigures, KpiReport
from dashboard_api.spreadsheet import guard_text
from dashboard_api.wire import Message
from plant.reading import Instant
from plant.wording import PRIORITY_WORDS, Words

_HEAD: Final = (
    *("项目 section", "对象 key", "名称", "name", "指标 figure", "指标名称", "figure name"),
    *("数值 value", "单位", "unit", "目标 target", "结论", "verdict"),
)
_TAIL: Final = ("UTC", "标准 standard", "条款 clause", "来源 source", "可信度 trust")

_PRIORITIES: Final = {priority.word: words for priority, words in PRIORITY_WORDS.items()}
_Row = dict[str, str | float | None]


def render_csv(report: KpiReport) -> bytes:
    """The report as a file."""
    text = io.StringIO(newline="")
    clock = name_clock(report.timezone)
    local = f"{clock.zh} {clock.en}"
    writer = csv.DictWriter(text, (*_HEAD, local, *_TAIL), restval="", lineterminator="\r\n")
    writer.writeheader()
    for row in _walk(report):
        at = row.pop("at", None)
        if isinstance(at, int):
            row |= {local: show_local(at, report.timezone), "UTC": show_utc(at)}
        writer.writerow({name: guard(cell) for name, cell in row.items()})
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def guard(cell: str | float | None) -> str | float | None:
    """A cell as a spreadsheet should have it: no formula, and no digits that nobody reads."""
    return round(cell, 4) if isinstance(cell, float) else guard_text(cell)


def _walk(report: KpiReport) -> Iterator[_Row]:
    yield from _walk_head(report)
    yield from _walk_targets(report)
    yield from _walk_figures(_row("total", "", kpi_words.ALL), report.total)
    for group in report.groups:
        yield from _walk_figures(_row(report.by, group.key, group.label), group.figures)
    yield from _walk_alarms("bad_actor", report.bad_actors)
    yield from _walk_alarms("chattering", report.chattering)
    yield from _walk_alarms("fleeting", report.fleeting)
    yield from _walk_spans(report)
    yield from _walk_definitions(report)


def _row(section: str, key: str, label: Message | Words) -> _Row:
    return {"项目 section": section, "对象 key": key, "名称": label.zh, "name": label.en}


def _figure(
    name: str, value: float | None, unit: str = "", at: Instant | None = None, of: str = ""
) -> _Row:
    """A figure's cells; ``of`` is the priority that it is a figure of, if of one."""
    words, unit = kpi_words.FIGURES.get(name, Words("", "")), unit or _name_unit(name)
    told: _Row = {"指标 figure": f"{name}_{of}" if of else name}
    told |= {"指标名称": words.zh, "figure name": words.en, "数值 value": value}
    if of in _PRIORITIES:
        told["指标名称"] = f"{words.zh}（{_PRIORITIES[of].zh}）"
        told["figure name"] = f"{words.en} ({_PRIORITIES[of].en})"
    return told | {"单位": unit, "unit": unit, "at": at}


def _name_unit(name: str) -> str:
    return "ms" if name.endswith("_ms") else ""


def _walk_head(report: KpiReport) -> Iterator[_Row]:
    head = _row("report", "", report.park)
    yield head | _figure("from", None, at=report.start)
    yield head | _figure("to", None, at=report.end)
    yield head | _figure("first", None, at=report.first)
    yield head | _figure("operators", report.operators)
    yield head | _figure("days", report.days)
    yield head | _figure("short_sample", int(report.short_sample))
    yield head | _figure("configured", report.configured)


def _walk_targets(report: KpiReport) -> Iterator[_Row]:
    for one in report.targets:
        verdict = judge_target(one)
        yield _row("target", one.name, one.label) | {
            "指标 figure": one.name,
            "数值 value": one.value,
            "单位": one.unit.zh,
            "unit": one.unit.en,
            "目标 target": show_target(one),
            "结论": verdict.zh,
            "verdict": verdict.en,
            "标准 standard": one.standard,
            "条款 clause": one.clause,
            "来源 source": one.source,
            "可信度 trust": one.trust,
        }


def _walk_figures(head: _Row, figures: KpiFigures) -> Iterator[_Row]:
    for name in figures.__struct_fields__:
        if name not in {"priorities", "response"}:
            yield head | _figure(name, getattr(figures, name))
    for word in figures.priorities.__struct_fields__:
        yield head | _figure("annunciated", getattr(figures.priorities, word), of=word)
    for response in figures.response:
        for name in ("acknowledged", "median_ms", "p90_ms", "longest_ms", "waiting"):
            yield head | _figure(name, getattr(response, name), of=response.priority or "all")


def _walk_alarms(section: str, alarms: tuple[KpiAlarm, ...]) -> Iterator[_Row]:
    for one in alarms:
        yield _row(section, one.alarm, one.label) | _figure("count", one.count)
        yield _row(section, one.alarm, one.label) | _figure("share", one.share, "%")


def _walk_spans(report: KpiReport) -> Iterator[_Row]:
    for stale in report.stale:
        head = _row("stale", stale.alarm, stale.label)
        yield head | _figure("standing_ms", stale.standing_ms, at=stale.since)
    for number, flood in enumerate(report.floods, start=1):
        head = {"项目 section": "flood", "对象 key": str(number)}
        yield head | _figure("begin", None, at=flood.begin)
        yield head | _figure("end", None, at=flood.end)
        yield head | _figure("alarms", flood.alarms)
        yield head | _figure("peak_10min", flood.peak_10min)
    for one in report.holdings:
        for name in ("begun", "alarms", "held_ms", "standing", "raised"):
            yield _row("holding", one.held, one.label) | _figure(name, getattr(one, name))


def _walk_definitions(report: KpiReport) -> Iterator[_Row]:
    for one in report.definitions:
        yield _row("definition", one.name, one.label) | {
            "数值 value": one.value,
            "单位": one.unit.zh,
            "unit": one.unit.en,
            "目标 target": one.shipped,
            "标准 standard": one.standard,
            "条款 clause": one.clause,
            "来源 source": one.source,
            "可信度 trust": one.trust,
        }
