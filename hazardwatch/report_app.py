"""``hazardwatch report``: flags and exit codes of every report, and nothing of what it does."""

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
from hazardwatch.exit_code import Exit, fail

report_app = typer.Typer(help="报表 · Reports on a period.", no_args_is_help=True)


@report_app.command("kpi")
def report_kpi(
    config: Annotated[Path, typer.Option("--config", help="The platform's configuration.")],
    start: Annotated[str, typer.Option("--from", help="ISO 8601 or ms; 30 days ago.")] = "",
    end: Annotated[str, typer.Option("--to", help="The first instant after; now.")] = "",
    by: Annotated[str, typer.Option(help="shift, hazard, enterprise or priority.")] = "hazard",
    form: Annotated[str, typer.Option("--format", help="json, csv or html.")] = "json",
    out: Annotated[Path | None, typer.Option(help="A file; standard output if absent.")] = None,
    operators: Annotated[
        int | None, typer.Option(help="Console positions; the site's.", min=1, max=100)
    ] = None,
    shifts: Annotated[str, typer.Option(help="08:00,20:00; the site's.")] = "",
    as_json: Json = False,
) -> None:
    """报警系统绩效(ISA-18.2、EEMUA 191)· How well the alarm system does."""
    import time

    from hazardwatch.kpi_reports import KpiOptions, print_kpi

    options = KpiOptions(start, end, by, form, out, operators, shifts, as_json)
    raise typer.Exit(print_kpi(config, options, time.time_ns() // 1_000_000))


@report_app.command("online")
def report_online(
    config: Annotated[Path, typer.Option("--config", help="The platform's configuration.")],
    start: Annotated[str, typer.Option("--from", help="ISO 8601 or ms; 30 days ago.")] = "",
    end: Annotated[str, typer.Option("--to", help="The first instant after; now.")] = "",
    form: Annotated[str, typer.Option("--format", help="json, csv or html.")] = "json",
    out: Annotated[Path | None, typer.Option(help="A file; standard output if absent.")] = None,
    as_json: Json = False,
) -> None:
    """在线率,剔除并列出报备停用 · Online rates; filed stops are excluded and listed."""
    import time

    from hazardwatch.online_reports import OnlineOptions, print_online

    options = OnlineOptions(start, end, form, out, as_json)
    raise typer.Exit(print_online(config, options, time.time_ns() // 1_000_000))


@report_app.command("handover")
def report_handover(
    config: Annotated[Path, typer.Option("--config", help="The platform's configuration.")],
    shift: Annotated[str, typer.Option(help="A shift of the plant, by id; with --date.")] = "",
    day: Annotated[str, typer.Option("--date", help="YYYY-MM-DD, on which it begins.")] = "",
    html: Annotated[bool, typer.Option("--html", help="The page for paper.")] = False,
    as_json: Json = False,
) -> None:
    """交接班记录,含未签字的班次 · Shift handovers, and those that are missing."""
    import time

    from hazardwatch.handover_reports import HandoverOptions, print_handovers

    options = HandoverOptions(shift, day, as_json, html)
    raise typer.Exit(print_handovers(config, options, time.time_ns() // 1_000_000))


@report_app.command("nuisance")
def report_nuisance(
    config: Config = None,
    data: Annotated[
        list[Path] | None,
        typer.Option(exists=True, dir_okay=False, help="A data file instead; repeatable."),
    ] = None,
    plant: Annotated[
        Path | None, typer.Option("--plant", help="The plant directory of the data files.")
    ] = None,
    begin: Annotated[str, typer.Option("--from", help="ms or ISO 8601; 30 days back.")] = "",
    end: Annotated[str, typer.Option("--to", help="ms or ISO 8601, not included; now.")] = "",
    top: Annotated[int, typer.Option(min=0, help="Propose for so many limits at most.")] = 20,
    out: Annotated[
        Path | None, typer.Option(help="Write nuisance.json and nuisance.csv here.")
    ] = None,
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
    """滋扰报警与设置建议 · Nuisance alarms, and the settings that would have spared them."""
    from hazardwatch.data_flags import DataFlags
    from hazardwatch.nuisance_report import Bounds, report_files, report_platform

    bounds = Bounds(begin, end, top, out)
    if config is not None and not data and plant is None:
        raise typer.Exit(report_platform(config, bounds, as_json=as_json))
    if config is not None or not data or plant is None:
        reason = "请指定 --config，或 --data 与 --plant name --config, or --data and --plant"
        raise typer.Exit(fail(Exit.USAGE, reason))
    flags = DataFlags(time_column, time_format, sep, tz, missing or [], start, step, strict)
    raise typer.Exit(report_files(plant, data, flags, bounds, as_json=as_json))
