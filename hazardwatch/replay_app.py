"""``record`` and ``replay``: flags and exit codes, and nothing of what they do.

Contract section 2.
"""

from pathlib import Path
from typing import Annotated

import typer

from hazardwatch.command_flags import (
    BrokerUrl,
    Config,
    DataDir,
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

Topics = Annotated[
    list[str] | None, typer.Option("--topic", help="An MQTT topic filter; repeatable.")
]


def replay(
    broker: BrokerUrl,
    file: Annotated[
        list[Path] | None,
        typer.Argument(
            exists=True,
            dir_okay=False,
            help="CSV (.gz), Parquet, or records of messages, in this order.",
        ),
    ] = None,
    plant: Annotated[
        Path | None, typer.Option("--plant", help="The plant directory; of readings, needed.")
    ] = None,
    config: Config = None,
    data_dir: DataDir = None,
    speed: Annotated[float, typer.Option(help="Times life; 0 = flat out.", min=0.0)] = 1.0,
    shift_to_now: Annotated[
        bool, typer.Option("--shift-to-now", help="Let it happen now, marked as simulated.")
    ] = False,
    loop: Annotated[bool, typer.Option("--loop", help="Again and again.")] = False,
    begin: Annotated[str, typer.Option("--from", help="ISO 8601 or ms.")] = "",
    until: Annotated[str, typer.Option("--until", help="ISO 8601 or ms, not included.")] = "",
    topic: Topics = None,
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
    """把记录重放到代理:数据文件、历史库区间、MQTT 消息 · Replay files, stored ranges, messages."""
    from hazardwatch.data_flags import DataFlags
    from hazardwatch.run_replay import ReplayOptions, run_replay
    from simulators.player import Pace

    flags = DataFlags(time_column, time_format, sep, tz, missing or [], start, step, strict)
    try:
        pace = Pace(speed, shift_to_now, loop)
    except ValueError as error:
        raise typer.Exit(fail(Exit.USAGE, error)) from None
    options = ReplayOptions(
        plant, config, data_dir, broker, pace, begin, until, topic or [], as_json
    )
    raise typer.Exit(run_replay(file or [], flags, options))


def record(
    broker: BrokerUrl,
    out: Annotated[Path, typer.Option(help="The file, NAME.jsonl.gz; never overwritten.")],
    topic: Topics = None,
    seconds: Annotated[
        float | None, typer.Option("--for", help="Seconds; until Ctrl-C if absent.", min=0.1)
    ] = None,
    rotate_mb: Annotated[
        int | None, typer.Option(help="Begin another file, NAME-0002…, after so many MiB.", min=1)
    ] = None,
    as_json: Json = False,
) -> None:
    """记录代理上的 MQTT 消息 · Record the MQTT messages that pass a broker."""
    from hazardwatch.record_screen import show_recording
    from hazardwatch.run_record import RecordOptions, run_record

    options = RecordOptions(broker, out, topic or ["#"], seconds, rotate_mb, as_json)
    with show_recording(as_json=as_json) as show:
        code = run_record(options, show)
    raise typer.Exit(code)
