"""The tables of a KPI report's page: which figures stand where, as text and not yet as HTML.

Escaping, classes and the page itself are :mod:`dashboard_api.kpi_page`'s business.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from alerting.kpi.groups import By
from dashboard_api import kpi_words
from dashboard_api.kpi_text import (
    judge_target,
    show_duration,
    show_local,
    show_number,
    show_target,
)
from dashboard_api.kpi_wire import KpiAlarm, KpiDefinition, KpiFigures, KpiReport, KpiTarget
from plant.wording import Words

_VERDICTS: Final = {
    kpi_words.MET: "met",
    kpi_words.MANAGEABLE: "manageable",
    kpi_words.MISSED: "missed",
    kpi_words.UNKNOWN: "unknown",
}


class Cell(NamedTuple):
    """Text in both languages; ``small`` below it, ``bar`` beside it as a share of the longest.

    ``css`` names the classes of a cell that looks different.
    """

    zh: str
    en: str = ""
    small: str = ""
    css: str = ""
    bar: float | None = None


class Table(NamedTuple):
    """``columns`` have a flag each: numbers, to stand at the right.

    ``wide``: the last column's texts are long and stand on a line of their own below their row.
    """

    title: Words
    columns: Sequence[tuple[Words, bool]]
    rows: Sequence[Sequence[Cell]]
    note: Words | None = None
    wide: bool = False


_ALARM: Final = (Words("报警", "alarm"), False)
_GROUP_FIGURES: Final = (
    *("annunciated", "per_hour", "peak_10min", "chattering_alarms", "fleeting", "stale"),
    "standing",
)


def lay_out_targets(report: KpiReport) -> Table:
    """Every figure beside its target."""
    columns = (
        (Words("指标", "figure"), False),
        (Words("数值", "value"), True),
        (Words("目标（上限）", "target (ceiling)"), True),
        (Words("结论", "verdict"), False),
        (Words("单位", "unit"), False),
        (Words("标准与可信度", "standard and trust"), False),
    )
    title = Words("指标与目标", "Figures and targets")
    return Table(title, columns, [_show_target(one) for one in report.targets])


def _show_target(target: KpiTarget) -> list[Cell]:
    verdict, trust = judge_target(target), kpi_words.TRUST[target.trust]
    return [
        Cell(target.label.zh, target.label.en),
        Cell(show_number(target.value)),
        Cell(show_target(target)),
        Cell(verdict.zh, verdict.en, css=f"verdict {_VERDICTS[verdict]}"),
        Cell(target.unit.zh, target.unit.en),
        Cell(f"{target.standard}：{trust.zh}", trust.en, css="source"),
    ]


def lay_out_groups(report: KpiReport) -> Table:
    """The groups, and all together below them."""
    name, words = kpi_words.GROUPS[report.by], kpi_words.FIGURES
    told = [*_GROUP_FIGURES, "flood_ms", "median_ms"]
    columns = [(name, False), *((words[one], True) for one in told)]
    rows = [
        [Cell(one.label.zh, one.label.en, one.key), *_show_figures(one.figures)]
        for one in report.groups
    ]
    rows.append([Cell(kpi_words.ALL.zh, kpi_words.ALL.en), *_show_figures(report.total)])
    return Table(Words(f"按{name.zh}", f"By {name.en}"), columns, rows)


def _show_figures(figures: KpiFigures) -> list[Cell]:
    cells = [Cell(show_number(getattr(figures, name))) for name in _GROUP_FIGURES]
    cells.append(Cell(show_duration(figures.flood_ms)))
    return [*cells, Cell(show_duration(figures.response[0].median_ms))]


def lay_out_response(report: KpiReport) -> Table:
    """How alarms of each priority were shared out and acknowledged."""
    words, total = kpi_words.FIGURES, report.total
    told = ("acknowledged", "median_ms", "p90_ms", "longest_ms", "waiting")
    columns = [
        (kpi_words.GROUPS[By.PRIORITY], False),
        (words["annunciated"], True),
        *((words[name], True) for name in told),
    ]
    rows = [
        [
            Cell(one.label.zh, one.label.en),
            Cell(show_number(_count_priority(total, one.priority))),
            Cell(show_number(one.acknowledged)),
            Cell(show_duration(one.median_ms)),
            Cell(show_duration(one.p90_ms)),
            Cell(show_duration(one.longest_ms)),
            Cell(show_number(one.waiting)),
        ]
        for one in total.response
    ]
    return Table(Words("优先级与确认用时", "Priorities and time to acknowledge"), columns, rows)


def _count_priority(total: KpiFigures, priority: str | None) -> int:
    count: int = total.annunciated if priority is None else getattr(total.priorities, priority)
    return count


def lay_out_bad_actors(report: KpiReport) -> Table:
    """The most frequent alarms."""
    return _lay_out_alarms(Words("最频繁的报警", "Most frequent alarms"), report.bad_actors)


def lay_out_chattering(report: KpiReport) -> Table:
    """The chattering alarms."""
    return _lay_out_alarms(Words("抖动报警", "Chattering alarms"), report.chattering)


def lay_out_fleeting(report: KpiReport) -> Table:
    """The fleeting alarms."""
    return _lay_out_alarms(Words("瞬时报警", "Fleeting alarms"), report.fleeting)


def _lay_out_alarms(title: Words, alarms: Sequence[KpiAlarm]) -> Table:
    most = max((one.count for one in alarms), default=1)
    rows = [
        [
            Cell(one.label.zh, one.label.en, one.alarm),
            Cell(show_number(one.count), bar=one.count / most),
            Cell(show_number(one.share)),
        ]
        for one in alarms
    ]
    columns = (_ALARM, (Words("次数", "times"), True), (Words("占比 %", "share, %"), True))
    return Table(title, columns, rows)


def lay_out_stale(report: KpiReport) -> Table:
    """What has stood for longest."""
    columns = (_ALARM, (Words("开始", "since"), False), (Words("持续", "standing for"), True))
    rows = [
        [
            Cell(one.label.zh, one.label.en, one.alarm),
            Cell(show_local(one.since, report.timezone)),
            Cell(show_duration(one.standing_ms)),
        ]
        for one in report.stale
    ]
    return Table(Words("长期报警", "Stale alarms"), columns, rows)


def lay_out_floods(report: KpiReport) -> Table:
    """The floods with the most alarms."""
    columns = (
        (Words("开始", "begin"), False),
        (Words("结束", "end"), False),
        (Words("持续", "duration"), True),
        (Words("报警", "alarms"), True),
        (kpi_words.FIGURES["peak_10min"], True),
    )
    rows = [
        [
            Cell(show_local(one.begin, report.timezone)),
            Cell(show_local(one.end, report.timezone)),
            Cell(show_duration(one.end - one.begin)),
            Cell(show_number(one.alarms)),
            Cell(show_number(one.peak_10min)),
        ]
        for one in report.floods
    ]
    note = None
    if report.flood_count > len(rows):
        count, shown = report.flood_count, len(rows)
        note = Words(f"共 {count} 次，列出 {shown} 次。", f"{shown} of {count} are listed.")
    return Table(Words("报警泛滥", "Alarm floods"), columns, rows, note)


def lay_out_holdings(report: KpiReport) -> Table:
    """What was shelved, suppressed by design and out of service."""
    columns = (
        (Words("方式", "kind"), False),
        (Words("开始次数", "begun"), True),
        (Words("涉及报警", "alarms"), True),
        (Words("累计时间", "time, in all"), True),
        (Words("期末仍有效", "at the end"), True),
        (Words("期间发生的报警", "raised meanwhile"), True),
    )
    rows = [
        [
            Cell(one.label.zh, one.label.en),
            Cell(show_number(one.begun)),
            Cell(show_number(one.alarms)),
            Cell(show_duration(one.held_ms)),
            Cell(show_number(one.standing)),
            Cell(show_number(one.raised)),
        ]
        for one in report.holdings
    ]
    title = Words("搁置、设计抑制与停用", "Shelved, suppressed by design, out of service")
    return Table(title, columns, rows)


def lay_out_definitions(report: KpiReport) -> Table:
    """What was counted as what."""
    columns = (
        (Words("定义", "definition"), False),
        (Words("数值", "value"), True),
        (Words("单位", "unit"), False),
        (Words("标准与可信度", "standard and trust"), False),
    )
    rows = [
        [
            Cell(one.label.zh, one.label.en),
            Cell(show_number(one.value)),
            Cell(one.unit.zh, one.unit.en),
            _state_source(one),
        ]
        for one in report.definitions
    ]
    return Table(Words("统计口径", "Definitions"), columns, rows)


def _state_source(definition: KpiDefinition) -> Cell:
    """A number that the report was asked to use instead of the shipped one says so."""
    if definition.value != definition.shipped:
        shipped = show_number(definition.shipped)
        return Cell(
            f"本次指定（默认 {shipped}）", f"as asked for (shipped: {shipped})", css="source"
        )
    trust = kpi_words.TRUST[definition.trust]
    return Cell(f"{definition.standard}：{trust.zh}", trust.en, css="source")
