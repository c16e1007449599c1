"""The tables of a what-if report: which findings stand where, as text and not yet as HTML.

Escaping and the page itself are :mod:`dashboard_api.kpi_page`'s and
:mod:`dashboard_api.what_if_page`'s.
"""

from collections.abc import Callable, Sequence
from typing import Final, TypeVar

from dashboard_api.kpi_tables import Cell, Table
from dashboard_api.kpi_text import show_duration, show_local, show_number
from dashboard_api.what_if_wire import (
    SweepLimit,
    WhatIf,
    WhatIfChange,
    WhatIfEvent,
    WhatIfFigure,
    WhatIfLead,
)
from dashboard_api.what_if_words import (
    BASES,
    CHANGES,
    NONE,
    OTHER,
    SETTINGS,
    STANDING,
    TODAY,
    VERDICTS,
    name_column,
)
from plant.changes import SettingValue
from plant.condition import Priority
from plant.wording import PRIORITY_WORDS, Words

MOST_ROWS: Final = 25
"""Rows of a table at most; the JSON has all of them."""

_Row = TypeVar("_Row")
_ALARM: Final = (Words("报警", "alarm"), False)
_COUNTS: Final = (
    (TODAY, True),
    (OTHER, True),
    (Words("减少", "removed"), True),
    (Words("新增", "added"), True),
)


def lay_out_changes(report: WhatIf) -> Table:
    """What differs between the two plants."""
    columns = (
        (Words("位号", "tag"), False),
        (Words("项目", "setting"), False),
        (TODAY, True),
        (OTHER, True),
    )
    rows, note = _cut(report.changes, _show_change)
    return Table(Words("改动", "What was changed"), columns, rows, note)


def _show_change(change: WhatIfChange) -> list[Cell]:
    words = SETTINGS.get(change.key, Words(change.key, change.key))
    return [
        Cell(change.label.zh, change.label.en, change.source),
        Cell(f"{change.condition} {words.zh}".strip(), words.en),
        _show_setting(change.key, change.today),
        _show_setting(change.key, change.other),
    ]


def _show_setting(key: str, value: SettingValue) -> Cell:
    match value:
        case None:
            return Cell(NONE.zh, NONE.en)
        case bool():
            return Cell("是", "yes") if value else Cell("否", "no")
        case str():
            known = PRIORITY_WORDS.get(Priority[value.upper()]) if key == "priority" else None
            return Cell(known.zh, known.en) if known else Cell(value)
        case _:
            return Cell(f"{value / 1000:g} s" if key.endswith("_ms") else f"{value:.10g}")


def lay_out_events(report: WhatIf) -> Table:
    """The events, those whose warning was lost or shortened first."""
    columns = (
        (Words("事件", "event"), False),
        (Words("时刻", "at"), False),
        (Words("结论", "outcome"), False),
        (Words("提前时间：现行", "warning time today"), True),
        (Words("提前时间：试算", "warning time, what if"), True),
        (Words("变化", "change"), True),
    )
    order = list(VERDICTS)
    events = sorted(report.events, key=lambda one: (order.index(one.verdict), one.gained_ms or 0))
    rows, note = _cut(events, lambda one: _show_event(one, report.timezone))
    title = Words("每次事件之前的报警提前时间", "Warning time before each event")
    return Table(title, columns, rows, note)


def _show_event(event: WhatIfEvent, zone: str) -> list[Cell]:
    basis, verdict = BASES[event.basis], VERDICTS[event.verdict]
    limit = "" if event.limit is None else f" {event.limit:.10g} {event.unit}".rstrip()
    gained = "" if event.gained_ms is None else show_change(event.gained_ms)
    return [
        Cell(
            event.name or f"{event.label.zh}（{basis.zh}{limit}）",
            event.label.en if event.name else f"{event.label.en} ({basis.en}{limit})",
            event.source,
        ),
        Cell(show_local(event.at, zone), css="when"),
        Cell(verdict.zh, verdict.en, css=f"verdict {event.verdict}"),
        _show_lead(event.today),
        _show_lead(event.other),
        Cell(gained, css=f"number {_tell_side(event.gained_ms)}"),
    ]


def _show_lead(lead: WhatIfLead | None) -> Cell:
    if lead is None:
        return Cell(NONE.zh, NONE.en, css="number")
    if not lead.own:
        return Cell(STANDING.zh, STANDING.en, lead.alarm)
    return Cell(show_signed(lead.ms), small=lead.alarm, css="number")


def _tell_side(gained: float | None) -> str:
    if not gained:
        return ""
    return "better" if gained > 0 else "worse"


def lay_out_sources(report: WhatIf) -> Table:
    """By tag, those that changed most first."""
    columns = ((Words("位号", "tag"), False), *_COUNTS)
    changed = [one for one in report.sources if one.removed or one.added]
    rows, note = _cut(
        changed,
        lambda one: [
            Cell(one.label.zh, one.label.en, one.source),
            *_show_counts(one.today, one.other, one.removed, one.added),
        ],
    )
    return Table(Words("按位号", "By tag"), columns, rows, note)


def lay_out_alarms(report: WhatIf) -> Table:
    """By alarm, those that changed most first."""
    columns = (
        _ALARM,
        (Words("优先级", "priority"), False),
        *_COUNTS,
        (Words("抖动", "chattering"), True),
        (Words("瞬时", "fleeting"), True),
    )
    rows, note = _cut(
        [one for one in report.alarms if one.removed or one.added],
        lambda one: [
            Cell(one.label.zh, one.label.en, one.alarm),
            Cell(*_name_priority(one.priority), css=f"priority {one.priority}"),
            *_show_counts(one.today.activations, one.other.activations, one.removed, one.added),
            Cell(f"{one.today.chattering} → {one.other.chattering}"),
            Cell(f"{one.today.fleeting} → {one.other.fleeting}"),
        ],
    )
    return Table(Words("按报警", "By alarm"), columns, rows, note)


def _name_priority(word: str) -> tuple[str, str]:
    words = PRIORITY_WORDS[Priority[word.upper()]]
    return words.zh, words.en


def _show_counts(today: int, other: int, removed: int, added: int) -> list[Cell]:
    return [
        Cell(f"{today}"),
        Cell(f"{other}"),
        Cell(f"−{removed}" if removed else "", css="number better"),
        Cell(f"+{added}" if added else "", css="number worse"),
    ]


def lay_out_episodes(report: WhatIf) -> Table:
    """What was added, removed, moved, in time."""
    columns = (
        (Words("时刻", "at"), False),
        _ALARM,
        (Words("变化", "change"), False),
        (TODAY, True),
        (OTHER, True),
        (Words("提前", "earlier by"), True),
    )
    rows, note = _cut(
        report.episodes,
        lambda one: [
            Cell(show_local(one.start, report.timezone), css="when"),
            Cell(one.label.zh, one.label.en, one.alarm),
            Cell(CHANGES[one.change].zh, CHANGES[one.change].en, css=f"verdict {one.change}"),
            Cell(f"{one.today}"),
            Cell(f"{one.other}"),
            Cell("" if not one.earlier_ms else show_change(one.earlier_ms)),
        ],
    )
    return Table(Words("逐次变化", "One by one"), columns, rows, note)


def lay_out_figures(report: WhatIf) -> Table:
    """The figures of the alarm system, side by side with their targets."""
    columns = (
        (Words("指标", "figure"), False),
        (TODAY, True),
        (OTHER, True),
        (Words("变化", "change"), True),
        (Words("目标", "target"), True),
        (Words("单位", "unit"), False),
    )
    rows = [_show_figure(one) for one in report.figures]
    return Table(Words("报警系统指标", "Figures of the alarm system"), columns, rows)


def _show_figure(figure: WhatIfFigure) -> list[Cell]:
    side = {None: "", True: "better", False: "worse"}[figure.better]
    change = ""
    if figure.today is not None and figure.other is not None and figure.today != figure.other:
        moved = figure.other - figure.today
        change = f"{'+' if moved > 0 else '−'}{show_number(abs(moved))}"
    signs = {"at_most": "≤", "below": "<", "at_least": "≥"}
    return [
        Cell(figure.label.zh, figure.label.en),
        Cell(show_number(figure.today)),
        Cell(show_number(figure.other)),
        Cell(change, css=f"number {side}"),
        Cell(f"{signs[figure.sense]} {show_number(figure.target)}"),
        Cell(figure.unit.zh, figure.unit.en),
    ]


def lay_out_actors(report: WhatIf) -> Table:
    """The most frequent alarms under either plant, rank by rank."""
    ranks = max(len(report.bad_actors.today), len(report.bad_actors.other))
    columns = (
        (Words("名次", "rank"), True),
        (TODAY, False),
        (Words("次数", "times"), True),
        (OTHER, False),
        (Words("次数", "times"), True),
    )
    rows = []
    for rank in range(ranks):
        cells = [Cell(f"{rank + 1}")]
        for actors in (report.bad_actors.today, report.bad_actors.other):
            one = actors[rank] if rank < len(actors) else None
            cells += (
                [Cell(one.label.zh, one.label.en, one.alarm), Cell(f"{one.count}")]
                if one
                else [Cell(""), Cell("")]
            )
        rows.append(cells)
    return Table(Words("最频繁的报警", "Most frequent alarms"), columns, rows)


def lay_out_points(limit: SweepLimit, key: str, unit: str) -> Table:
    """A sweep's values, one a row."""
    words = name_column(key)
    columns = (
        (Words(f"{words.zh} {unit}".strip(), words.en), True),
        (Words("报警次数", "alarms"), True),
        (Words("抖动", "chattering"), True),
        (Words("瞬时", "fleeting"), True),
        (Words("累计停留", "standing"), True),
        (Words("事件", "events"), True),
        (Words("提前报警", "warned of"), True),
        (Words("最短提前", "shortest warning"), True),
        (Words("提前中位数", "median warning"), True),
    )
    rows = [
        [
            Cell(f"{one.value:.10g}", TODAY.zh if one.value == limit.today else ""),
            Cell(f"{one.alarms}"),
            Cell(f"{one.chattering}"),
            Cell(f"{one.fleeting}"),
            Cell(show_duration(one.standing_ms)),
            Cell(f"{one.events}"),
            Cell(f"{one.warned}", css="number worse" if one.warned < one.events else ""),
            Cell(show_duration(one.shortest_ms)),
            Cell(show_duration(one.median_ms)),
        ]
        for one in limit.points
    ]
    return Table(Words("逐值结果", "Value by value"), columns, rows)


def show_change(ms: int) -> str:
    """A difference of times with its sign."""
    return f"+{show_duration(ms)}" if ms > 0 else show_signed(ms)


def show_signed(ms: int) -> str:
    """A time that may be below zero."""
    return f"−{show_duration(-ms)}" if ms < 0 else show_duration(ms)


def _cut(
    found: Sequence[_Row], show: Callable[[_Row], list[Cell]]
) -> tuple[list[list[Cell]], Words | None]:
    """The first rows, and a note where there are more."""
    rows = [show(one) for one in found[:MOST_ROWS]]
    if len(found) <= MOST_ROWS:
        return rows, None
    total, shown = len(found), MOST_ROWS
    return rows, Words(
        f"共 {total} 行，列出 {shown} 行，其余见 JSON。",
        f"{shown} of {total} rows; the JSON has all.",
    )
