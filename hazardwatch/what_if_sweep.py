"""``what-if sweep``: one setting of one tag under many values, in one pass over its readings.

The tag's readings are read once and judged by one bank in which its limit stands once for each
value (:mod:`detectors.retuning`): a value more costs little, where a run of the whole plant for
each would cost as much again. Nothing is written to a plant directory.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from importlib.metadata import version
from pathlib import Path
from typing import Final

import msgspec
import typer

from alerting.kpi.terms import Period
from alerting.what_if.reference import Basis, Line, Reference, mark_crossings, sort_references
from alerting.what_if.sweep import count_points
from dashboard_api.what_if_page import render_sweep
from dashboard_api.what_if_rows import Judged, Swept, sweep_row
from dashboard_api.what_if_wire import WhatIfSweep
from detectors.retuning import Setting, judge_settings, read_setting
from detectors.thinning import Readings
from hazardwatch.backtest import make_directory
from hazardwatch.data_flags import FlagError
from hazardwatch.exit_code import Exit
from hazardwatch.tag_readings import TagSpan
from hazardwatch.what_if import (
    EventFlags,
    choose_period,
    list_crossings,
    make_terms,
    write_report,
)
from hazardwatch.what_if_events import read_events, read_lines
from hazardwatch.what_if_request import Request, Wish, answer
from plant.condition import LEVEL_CONDITIONS, Condition
from plant.directory import read_tag_variants
from plant.tag_columns import LIMIT_COLUMNS
from plant.tag_table import find_column
from plant.words import Tag

MOST_VALUES: Final = 500
_EVER: Final = (0, 2**61)
_TUNING: Final = ("deadband", "on_delay_s", "off_delay_s")
_LIMITS: Final = {column: one for one, column in LIMIT_COLUMNS.items() if one in LEVEL_CONDITIONS}
_KEYS: Final = (
    *_LIMITS,
    *_TUNING,
    *(f"{column}_{setting}" for column in _LIMITS for setting in _TUNING),
)


@dataclass(frozen=True, slots=True)
class SweepFlags:
    """``--tag``, ``--key`` and ``--range`` as they were given."""

    tag: str
    key: str
    span: str


@dataclass(frozen=True, slots=True)
class _Trial:
    """The tag of today and under each value, with its readings of the period and before."""

    today: Tag
    column: str
    values: Sequence[float]
    variants: Sequence[Tag]
    readings: Readings
    period: Period


def print_sweep(wish: Wish, sweep: SweepFlags, events: EventFlags) -> Exit:
    """Sweep, write ``what_if_sweep.json`` and ``what_if_sweep.html``, print the values."""
    return answer(wish, lambda request: _sweep(request, wish, sweep, events))


def _sweep(request: Request, wish: Wish, sweep: SweepFlags, events: EventFlags) -> Exit:
    column, cells = read_key(sweep.key), read_span(sweep.span)
    plant = request.today
    if sweep.tag not in plant.row_of:
        raise FlagError(f"--tag {sweep.tag}: no such tag")
    changes = [f"{sweep.tag}.{column}={cell}" for cell in cells]
    variants = read_tag_variants(request.directory, sweep.tag, changes)
    lines = read_lines(events.lines, [plant])
    listed = read_events(events.file, [plant], plant.park.timezone) if events.file else []
    make_directory(wish.out)
    _warn_of_modes(request, sweep.tag)
    ((_, readings),) = request.source.read(plant, [TagSpan(sweep.tag, *_EVER)])
    trial = _Trial(
        plant.tags[plant.row_of[sweep.tag]],
        column,
        [float(cell) for cell in cells],
        variants,
        readings,
        _choose_period(request, readings),
    )
    more = [*listed, *list_crossings(request.source, [plant], lines, *_EVER)]
    swept = list(_judge(trial, more, request))
    judged = Judged(len(readings), version("hazardwatch"))
    report = sweep_row(plant, sweep.tag, column, swept, trial.period, judged)
    write_report(wish.out, "what_if_sweep", report, render_sweep(report))
    told = (
        msgspec.json.encode(report).decode() if wish.as_json else "\n".join(_say(report, wish.out))
    )
    typer.echo(told)
    return Exit.OK


def read_key(text: str) -> str:
    """The column of tags.csv that a key names, by any of its names.

    :raises FlagError: it is no limit, and tunes none.
    """
    column = find_column(text)
    if column not in _KEYS:
        raise FlagError(f"--key {text}: one of {', '.join(_KEYS)}")
    return column


def read_span(text: str) -> list[str]:
    """The values of ``FROM:TO:STEP``, both ends included, as decimals write them.

    :raises FlagError: it can't be read, has no value, or more than :data:`MOST_VALUES`.
    """
    try:
        first, last, step = (Decimal(part) for part in text.split(":"))
        count = int((last - first) / step) + 1
    except (ValueError, ArithmeticError, InvalidOperation):
        raise FlagError(f"--range {text}: reads FROM:TO:STEP, such as 80:95:0.5") from None
    if step <= 0 or not 2 <= count <= MOST_VALUES:
        raise FlagError(f"--range {text}: 2 to {MOST_VALUES} values, from low to high")
    return [f"{first + place * step:f}" for place in range(count)]


def _judge(trial: _Trial, more: Sequence[Reference], request: Request) -> Iterator[Swept]:
    found = False
    for condition in LEVEL_CONDITIONS:
        settings = _list_settings(trial, condition)
        if settings:
            found = True
            yield _judge_limit(trial, condition, settings, more, request)
    if not found:
        raise FlagError(f"--key {trial.column}: tunes no limit of {trial.today.id}")


def _list_settings(trial: _Trial, condition: Condition) -> list[Setting]:
    """The settings of a limit under each value; none where the key does not touch it."""
    if _LIMITS.get(trial.column, condition) is not condition:
        return []
    if any(condition not in tag.alarms for tag in trial.variants):
        return []
    settings = [_read(tag, condition) for tag in trial.variants]
    return settings if len(set(settings)) > 1 else []


def _read(tag: Tag, condition: Condition) -> Setting:
    return replace(read_setting(tag, condition), limit=tag.alarms[condition].limit)


def _judge_limit(
    trial: _Trial,
    condition: Condition,
    settings: Sequence[Setting],
    more: Sequence[Reference],
    request: Request,
) -> Swept:
    alarm = f"{trial.today.id}:{condition}"
    judged = judge_settings(trial.variants[0], condition, settings, trial.readings)
    events = [one for one in more if alarm in one.warners]
    references = sort_references([*events, *_mark_hard_limit(trial, condition)])
    terms = make_terms(request)
    points = count_points(alarm, trial.values, judged, references, trial.period, terms)
    return Swept(condition, _tell_today(trial, condition), list(points))


def _mark_hard_limit(trial: _Trial, condition: Condition) -> Iterator[Reference]:
    """The events of today's HH or LL on the side of a limit."""
    upward = condition in (Condition.H, Condition.HH)
    hard = Condition.HH if upward else Condition.LL
    if hard not in trial.today.alarms:
        return
    setting = read_setting(trial.today, hard)
    (crossings,) = judge_settings(trial.today, hard, [setting], trial.readings)
    line = Line(trial.today.id, trial.today.alarms[hard].limit, upward)
    yield from mark_crossings(line, crossings, Basis.LIMIT)


def _tell_today(trial: _Trial, condition: Condition) -> float | None:
    """The value in force, in the unit of the key."""
    if condition not in trial.today.alarms:
        return None
    setting = _read(trial.today, condition)
    if trial.column in _LIMITS:
        return setting.limit
    if trial.column.endswith("deadband"):
        return setting.deadband
    on = trial.column.endswith("on_delay_s")
    return (setting.on_delay_ms if on else setting.off_delay_ms) / 1000


def _choose_period(request: Request, readings: Readings) -> Period:
    if not len(readings):
        raise FlagError("没有该位号的读数 there is no reading of the tag")
    first, last = int(readings.time[0]), int(readings.time[-1])
    return choose_period(first, last + 1, request)


def _warn_of_modes(request: Request, tag: str) -> None:
    modes = [mode.id for mode in request.today.modes if tag in mode.limits]
    if modes:
        typer.echo(
            f"warning: {tag}: 未计入工况限值 limits of operating states are left out:"
            f" {', '.join(modes)}",
            err=True,
        )


def _say(report: WhatIfSweep, out: Path) -> Iterator[str]:
    """A line a value for people."""
    for limit in report.limits:
        yield f"{limit.label.zh} {limit.label.en}"
        for one in limit.points:
            today = "  ← 现行 today" if one.value == limit.today else ""
            shortest = "–" if one.shortest_ms is None else f"{one.shortest_ms / 1000:g} s"
            yield (
                f"  {one.value:g}{report.unit and ' ' + report.unit}：报警 alarms {one.alarms}，"
                f"抖动 chattering {one.chattering}，瞬时 fleeting {one.fleeting}，"
                f"提前报警 warned {one.warned}/{one.events}，最短 shortest {shortest}{today}"
            )
    yield f"{out / 'what_if_sweep.html'}"
