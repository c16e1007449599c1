"""``what-if``: what another plant, or another setting, would have come to over the same readings.

Both plants are judged by the core of a backtest; the report says which alarms, how much warning and
which figures differ. Nothing is ever written to a plant directory or a platform.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
import typer

from alerting.kpi.terms import Period, Terms
from alerting.what_if.comparison import Comparison, compare_runs
from alerting.what_if.lead import Verdict
from alerting.what_if.reference import Line, Reference, mark_crossings
from alerting.what_if.run import make_run
from alerting.what_if.scenes import Scene, find_scenes
from dashboard_api.what_if_page import render_page
from dashboard_api.what_if_rows import Judged, comparison_row
from dashboard_api.what_if_trends import trend_row
from dashboard_api.what_if_wire import WhatIf, WhatIfTrend
from detectors.retuning import find_crossings
from hazardwatch.backtest import complain_of_errors, complain_of_rows, make_directory
from hazardwatch.data_flags import FlagError
from hazardwatch.exit_code import Exit
from hazardwatch.tag_readings import TagSpan
from hazardwatch.unjudged import name_unjudged
from hazardwatch.what_if_events import read_events, read_lines
from hazardwatch.what_if_request import Request, Wish, answer
from hazardwatch.what_if_sources import Source, Walk, judge_source
from plant.reading import Instant
from plant.words import Plant


@dataclass(frozen=True, slots=True)
class EventFlags:
    """``--line`` and ``--events`` as they were given."""

    lines: Sequence[str]
    file: Path | None


def print_comparison(wish: Wish, events: EventFlags) -> Exit:
    """Compare, write ``what_if.json`` and ``what_if.html``, print what matters."""
    return answer(wish, lambda request: _compare(request, wish, events))


def _compare(request: Request, wish: Wish, events: EventFlags) -> Exit:
    if wish.other is None and not wish.changes:
        raise FlagError("请指定 --other 或 --set name --other or --set")
    plants = (request.today, request.other)
    lines = read_lines(events.lines, plants)
    zone = request.today.park.timezone
    listed = [] if events.file is None else read_events(events.file, plants, zone)
    make_directory(wish.out)
    for line in dict.fromkeys(line for plant in plants for line in name_unjudged(plant)):
        typer.echo(f"warning: {line}", err=True)
    walks = [judge_source(request.source, plant) for plant in plants]
    for walk in walks:
        complain_of_errors(walk.outcome)
    unread = complain_of_rows(walks[0].outcome)
    comparison = _compare_walks(request, walks, lines, listed)
    report = comparison_row(
        comparison,
        Judged(walks[0].outcome.readings, version("hazardwatch")),
        list(_list_trends(request.source, comparison)),
    )
    write_report(wish.out, "what_if", report, render_page(report))
    typer.echo(_say_json(report, wish.out) if wish.as_json else "\n".join(_say(report, wish.out)))
    return Exit.FINDINGS if unread and not report.readings else Exit.OK


def write_report(out: Path, name: str, report: msgspec.Struct, page: bytes) -> None:
    """Write a report as JSON for machines and as a page for people."""
    told = msgspec.json.format(msgspec.json.encode(report), indent=2)
    (out / f"{name}.json").write_bytes(told + b"\n")
    (out / f"{name}.html").write_bytes(page)


def choose_period(walk_start: Instant, walk_end: Instant, request: Request) -> Period:
    """What is reported on: as asked for, else all there is.

    :raises TermsError: there is nothing between.
    """
    start = walk_start if request.start is None else request.start
    return Period(start, walk_end if request.end is None else request.end)


def make_terms(request: Request) -> Terms:
    """What is counted as what: the platform's own terms where there is one."""
    return Terms.standard(zone=ZoneInfo(request.today.park.timezone), **request.terms)


def _compare_walks(
    request: Request, walks: Sequence[Walk], lines: Sequence[Line], listed: Sequence[Reference]
) -> Comparison:
    period = choose_period(
        min(walk.start for walk in walks), max(walk.end for walk in walks), request
    )
    terms = make_terms(request)
    today, other = (
        make_run(plant, walk.outcome.entries, period, terms)
        for plant, walk in zip((request.today, request.other), walks, strict=True)
    )
    start, end = walks[0].start, walks[0].end
    crossings = list_crossings(request.source, (request.today, request.other), lines, start, end)
    return compare_runs(today, other, period, [*listed, *crossings])


def list_crossings(
    source: Source, plants: Sequence[Plant], lines: Sequence[Line], start: Instant, end: Instant
) -> list[Reference]:
    """The events of the lines, from the readings of their tags."""
    found: list[Reference] = []
    for line in lines:
        plant = next(one for one in plants if line.tag in one.row_of)
        for _, readings in source.read(plant, [TagSpan(line.tag, start, end)]):
            tag = plant.tags[plant.row_of[line.tag]]
            crossings = find_crossings(tag, line.limit, readings, upward=line.upward)
            found += mark_crossings(line, crossings)
    return found


def _list_trends(source: Source, comparison: Comparison) -> Iterator[WhatIfTrend]:
    """What is drawn, in the order of the scenes; each walk of the source serves one plant."""
    scenes = find_scenes(comparison)
    drawn: dict[int, WhatIfTrend] = {}
    for plant in (comparison.today.plant, comparison.other.plant):
        places = [n for n, one in enumerate(scenes) if one.tag in plant.row_of and n not in drawn]
        spans = [_span(scenes[place]) for place in places]
        if spans:
            for place, (_, readings) in zip(places, source.read(plant, spans), strict=True):
                drawn[place] = trend_row(scenes[place], readings, comparison)
    yield from (drawn[place] for place in sorted(drawn))


def _span(scene: Scene) -> TagSpan:
    return TagSpan(scene.tag, max(0, scene.start), scene.end)


def _say(report: WhatIf, out: Path) -> Iterator[str]:
    """The report for people, a line each."""
    verdicts = report.verdicts
    yield (
        f"报警 alarms {report.today.alarms} → {report.other.alarms}："
        f"减少 removed {report.removed}，新增 added {report.added}"
    )
    yield (
        f"提前报警 warnings：失去 lost {verdicts[Verdict.LOST]}，"
        f"缩短 shorter {verdicts[Verdict.SHORTER]}，新增 gained {verdicts[Verdict.GAINED]}，"
        f"延长 longer {verdicts[Verdict.LONGER]}"
    )
    yield f"{out / 'what_if.html'}"


def _say_json(report: WhatIf, out: Path) -> str:
    told = {
        "out": str(out),
        "readings": report.readings,
        "today": report.today.alarms,
        "other": report.other.alarms,
        "removed": report.removed,
        "added": report.added,
        "verdicts": {str(verdict): count for verdict, count in report.verdicts.items()},
    }
    return msgspec.json.encode(told).decode()
