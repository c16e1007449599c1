"""``hazardwatch what-if``: its flags and exit codes, and nothing of what it does."""

from pathlib import Path
from typing import Annotated

import typer

from hazardwatch.command_flags import (
    Config,
    Json,
    Missing,
    Separator,
    Start,
    Step,
    Strict,
    TimeColumn,
    TimeFormat,
    TimeZone,
)

what_if_app = typer.Typer(
    help="试算其他报警设置 · What other alarm settings would have come to.",
    invoke_without_command=True,
)

Plant = Annotated[
    Path | None, typer.Option("--plant", help="The plant directory of the data files, as it is.")
]
Data = Annotated[
    list[Path] | None,
    typer.Option(exists=True, dir_okay=False, help="A data file; repeatable, one stream."),
]
Begin = Annotated[str, typer.Option("--from", help="ms or ISO 8601; all, or 30 days back.")]
Until = Annotated[str, typer.Option("--until", help="ms or ISO 8601, not included; all, or now.")]
Out = Annotated[Path, typer.Option(help="Where the report goes.")]
Lines = Annotated[
    list[str] | None,
    typer.Option("--line", help="A value not to be crossed, 'LT-101>=95'; repeatable."),
]
Events = Annotated[
    Path | None,
    typer.Option(exists=True, dir_okay=False, help="CSV of events: at,source,condition,name."),
]


@what_if_app.callback()
def what_if(
    context: typer.Context,
    plant: Plant = None,
    other: Annotated[Path | None, typer.Option(help="The plant directory that is tried.")] = None,
    change: Annotated[
        list[str] | None,
        typer.Option("--set", help="A cell of tags.csv as tried, LT-101.hh=85; repeatable."),
    ] = None,
    data: Data = None,
    config: Config = None,
    begin: Begin = "",
    until: Until = "",
    lines: Lines = None,
    events: Events = None,
    out: Out = Path("what_if"),
    time_column: TimeColumn = "",
    time_format: TimeFormat = "",
    sep: Separator = "",
    tz: TimeZone = "",
    missing: Missing = None,
    start: Start = "",
    step: Step = None,
    strict: Strict = False,
    as_json: Json = False,
) -> None:
    """比较两套报警设置在同一段数据上的结果 · Two alarm settings over the same readings."""
    if context.invoked_subcommand is not None:
        return
    from hazardwatch.data_flags import DataFlags
    from hazardwatch.what_if import EventFlags, print_comparison
    from hazardwatch.what_if_request import Wish

    flags = DataFlags(time_column, time_format, sep, tz, missing or [], start, step, strict)
    wish = Wish(plant, other, change or [], data or [], config, begin, until, out, flags, as_json)
    raise typer.Exit(print_comparison(wish, EventFlags(lines or [], events)))


@what_if_app.command("sweep")
def sweep(
    tag: Annotated[str, typer.Option(help="The tag whose setting is tried.")],
    key: Annotated[str, typer.Option(help="A column: hh, h, deadband, h_on_delay_s, …")],
    span: Annotated[str, typer.Option("--range", help="FROM:TO:STEP, such as 80:95:0.5")],
    plant: Plant = None,
    data: Data = None,
    config: Config = None,
    begin: Begin = "",
    until: Until = "",
    lines: Lines = None,
    events: Events = None,
    out: Out = Path("what_if"),
    time_column: TimeColumn = "",
    time_format: TimeFormat = "",
    sep: Separator = "",
    tz: TimeZone = "",
    missing: Missing = None,
    start: Start = "",
    step: Step = None,
    strict: Strict = False,
    as_json: Json = False,
) -> None:
    """逐值试算一个限值、死区或延时 · One limit, deadband or delay under many values."""
    from hazardwatch.data_flags import DataFlags
    from hazardwatch.what_if import EventFlags
    from hazardwatch.what_if_request import Wish
    from hazardwatch.what_if_sweep import SweepFlags, print_sweep

    flags = DataFlags(time_column, time_format, sep, tz, missing or [], start, step, strict)
    wish = Wish(plant, None, [], data or [], config, begin, until, out, flags, as_json)
    events_named = EventFlags(lines or [], events)
    raise typer.Exit(print_sweep(wish, SweepFlags(tag, key, span), events_named))
