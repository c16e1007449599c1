"""The pictures of a what-if report: alarms over time, a tag about an event, a sweep's curves.

What they show is :mod:`dashboard_api.what_if_wire`'s; axes and strokes are
:mod:`dashboard_api.svg_chart`'s.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from dashboard_api.kpi_text import show_local
from dashboard_api.svg_chart import (
    Axes,
    Points,
    choose_clock_ticks,
    draw,
    draw_band,
    draw_bar,
    draw_curve,
    draw_frame,
    draw_line,
    draw_text,
    hold,
)
from dashboard_api.what_if_wire import SweepLimit, WhatIfLine, WhatIfTimeline, WhatIfTrend
from dashboard_api.what_if_words import OTHER, TODAY
from plant.condition import Condition

_MINUTE_MS: Final = 60_000
_HOUR_MS: Final = 3_600_000
_DAY_MS: Final = 86_400_000
_HARD: Final = frozenset({Condition.HH, Condition.LL})
_STRIP: Final = 11.0
"""Pixels of a strip that shows when an alarm stood, with the room below it."""
_MOST_STRIPS: Final = 4


def draw_timeline(timeline: WhatIfTimeline, zone: str) -> str:
    """Alarms in each stretch of the period, today's beside the tried plant's."""
    start, end = timeline.t[0], timeline.t[-1] + timeline.bin_ms
    most = max(1, *timeline.today, *timeline.other)
    axes = Axes(40, 8, 1138, 110, start, end, 0, most)
    return draw(1200, 140, f"{TODAY.zh}/{OTHER.zh}", _walk_timeline(axes, timeline, zone))


def _walk_timeline(axes: Axes, timeline: WhatIfTimeline, zone: str) -> Iterator[str]:
    yield from draw_frame(axes, _name_clock_ticks(axes, zone, 10))
    width = 0.42 * axes.width / len(timeline.t)
    for at, old, new in zip(timeline.t, timeline.today, timeline.other, strict=True):
        left, when = axes.place_x(at) + 0.08 * width, show_local(at, zone)
        told = f"{when}  {TODAY.zh} {old}, {OTHER.zh} {new}"
        for place, count, css in ((left, old, "bar today"), (left + width, new, "bar other")):
            top = axes.place_y(count)
            yield draw_bar(place, top, width, axes.bottom - top, css, told)


def draw_trend(trend: WhatIfTrend, zone: str) -> str:
    """A tag about an event: value, limits, when its alarms stood under either plant."""
    low, high = _choose_range(trend)
    axes = Axes(46, 8, 464, 150, trend.start, trend.end, low, high)
    label = f"{trend.tag} {show_local(trend.start, zone)}"
    height = axes.bottom + 24 + 2 * _STRIP * len(_list_conditions(trend))
    return draw(600, height, label, _walk_trend(axes, trend, zone))


def _walk_trend(axes: Axes, trend: WhatIfTrend, zone: str) -> Iterator[str]:
    yield from draw_frame(axes, _name_clock_ticks(axes, zone, 5))
    yield from _draw_lines(axes, trend.lines)
    for at in trend.events:
        place = axes.place_x(at)
        yield draw_line(place, axes.top, place, axes.bottom, "event")
    yield from _draw_values(axes, trend)
    yield from _draw_strips(axes, trend)


def _draw_values(axes: Axes, trend: WhatIfTrend) -> Iterator[str]:
    low, high = (list(zip(trend.t, values, strict=True)) for values in (trend.low, trend.high))
    if trend.bin_ms:
        yield from draw_band(axes, low, high, "band")
        yield from draw_curve(axes, _find_middle(low, high), "value")
    else:
        yield from draw_curve(axes, hold(low, trend.end), "value")


def _find_middle(low: Points, high: Points) -> Points:
    pairs = zip(low, high, strict=True)
    return [
        (x, None if below is None or above is None else (below + above) / 2)
        for (x, below), (_, above) in pairs
    ]


def _draw_lines(axes: Axes, lines: Sequence[WhatIfLine]) -> Iterator[str]:
    """Limits with their names at the right; where both plants agree, one line."""
    for line in lines:
        hard = " hard" if line.condition in _HARD else ""
        if line.today == line.other:
            yield from _draw_limit(axes, line.today, f"{line.condition}", f"limit{hard}")
            continue
        yield from _draw_limit(
            axes, line.today, f"{line.condition} {TODAY.zh}", f"limit today{hard}"
        )
        yield from _draw_limit(axes, line.other, f"{line.condition} {OTHER.zh}", "limit other")


def _draw_limit(axes: Axes, limit: float | None, name: str, css: str) -> Iterator[str]:
    if limit is not None and axes.y_from <= limit <= axes.y_to:
        place = axes.place_y(limit)
        yield draw_line(axes.left, place, axes.right, place, css)
        yield draw_text(axes.right + 4, place + 3.5, f"{name} {limit:g}", css="name")


def _draw_strips(axes: Axes, trend: WhatIfTrend) -> Iterator[str]:
    """When each alarm stood: a strip a condition and plant, today's above the tried one's."""
    for number, condition in enumerate(_list_conditions(trend)):
        for tried in (False, True):
            y = axes.bottom + 22 + (2 * number + tried) * _STRIP
            words, css = (OTHER, "bar other") if tried else (TODAY, "bar today")
            yield draw_text(axes.right + 4, y + 8, f"{condition} {words.zh}", css="name")
            yield draw_line(axes.left, y + _STRIP - 1, axes.right, y + _STRIP - 1, "grid")
            for span in trend.spans:
                if span.condition == condition and span.tried == tried:
                    first = axes.place_x(span.start)
                    last = axes.place_x(trend.end if span.end is None else span.end)
                    yield draw_bar(first, y, max(1.5, last - first), _STRIP - 2, css)


def _list_conditions(trend: WhatIfTrend) -> list[str]:
    """The conditions whose alarms stood, as many as there is room for."""
    return list(dict.fromkeys(span.condition for span in trend.spans))[:_MOST_STRIPS]


def _choose_range(trend: WhatIfTrend) -> tuple[float, float]:
    """Values, limits that differ and limits whose alarm stood; the others only where near."""
    values = [one for one in (*trend.low, *trend.high) if one is not None]
    stood = {span.condition for span in trend.spans}
    wanted = [one for one in trend.lines if one.today != one.other or one.condition in stood]
    values += [limit for one in wanted for limit in (one.today, one.other) if limit is not None]
    low, high = min(values, default=0.0), max(values, default=1.0)
    pad = 0.06 * (high - low) or max(abs(high) * 0.05, 0.5)
    return low - pad, high + pad


def draw_sweep_counts(limit: SweepLimit) -> str:
    """Alarms and nuisances over the values that were tried."""
    alarms = [(one.value, float(one.alarms)) for one in limit.points]
    nuisances = [(one.value, float(one.chattering + one.fleeting)) for one in limit.points]
    curves = [(alarms, "curve today"), (nuisances, "curve nuisance")]
    return _draw_sweep(limit, curves, max(1.0, *(y for _, y in alarms)))


def draw_sweep_warnings(limit: SweepLimit) -> str:
    """Shortest and median warning time in minutes; gaps where the alarm warned of nothing."""
    shortest: Points = [(one.value, _in_minutes(one.shortest_ms)) for one in limit.points]
    median: Points = [(one.value, _in_minutes(one.median_ms)) for one in limit.points]
    most = max([y for _, y in (*shortest, *median) if y is not None], default=1.0)
    return _draw_sweep(limit, [(median, "curve other"), (shortest, "curve lost")], most)


def draw_sweep_events(limit: SweepLimit) -> str:
    """How many events the alarm did not warn of."""
    missed: Points = [(one.value, float(one.events - one.warned)) for one in limit.points]
    most = max(1.0, *(one.events for one in limit.points))
    return _draw_sweep(limit, [(missed, "curve lost")], most)


def _draw_sweep(limit: SweepLimit, curves: Sequence[tuple[Points, str]], most: float) -> str:
    values = [one.value for one in limit.points]
    axes = Axes(46, 10, 340, 170, values[0], values[-1], 0, 1.05 * most)
    return draw(400, 205, limit.label.zh, _walk_sweep(axes, limit, curves))


def _walk_sweep(
    axes: Axes, limit: SweepLimit, curves: Sequence[tuple[Points, str]]
) -> Iterator[str]:
    values = [one.value for one in limit.points]
    step = max(1, len(values) // 6)
    yield from draw_frame(axes, [(value, f"{value:.6g}") for value in values[::step]])
    if limit.today is not None and axes.x_from <= limit.today <= axes.x_to:
        place = axes.place_x(limit.today)
        yield draw_line(place, axes.top, place, axes.bottom, "limit today")
        yield draw_text(place + 3, axes.top + 8, f"{TODAY.zh} {limit.today:g}", css="name")
    for points, css in curves:
        yield from draw_curve(axes, points, css, dots=len(values) <= 60)


def _in_minutes(ms: float | None) -> float | None:
    return None if ms is None else ms / _MINUTE_MS


def _name_clock_ticks(axes: Axes, zone: str, most: int) -> Iterator[tuple[float, str]]:
    offset = datetime.fromtimestamp(axes.x_from / 1000, ZoneInfo(zone)).utcoffset()
    ahead = 1000 * offset.total_seconds() if offset else 0.0
    ticks = choose_clock_ticks(axes.x_from, axes.x_to, ahead, most)
    apart = ticks[1] - ticks[0] if len(ticks) > 1 else axes.x_to - axes.x_from
    for at in ticks:
        moment = show_local(round(at), zone)
        daily = apart >= _DAY_MS or (apart >= _HOUR_MS and moment.endswith("00:00:00"))
        yield at, moment[5:10] if daily else moment[11 : 16 if apart >= _MINUTE_MS else 19]
