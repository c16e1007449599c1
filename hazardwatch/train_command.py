"""``hazardwatch train``: flags and exit code, and nothing of what it does."""

from pathlib import Path
from typing import Annotated

import typer

from hazardwatch.command_flags import (
    Json,
    Missing,
    PlantDirectory,
    Separator,
    Start,
    Step,
    Strict,
    TimeColumn,
    TimeFormat,
    TimeZone,
)


def train(
    plant: PlantDirectory,
    data: Annotated[
        list[Path],
        typer.Option(exists=True, dir_okay=False, help="A run of normal operation; repeatable."),
    ],
    out: Annotated[
        Path | None,
        typer.Option(file_okay=False, help="Where the files go; models/ of the plant if absent."),
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
    """用正常工况的记录训练模型 · Train the plant's models by records of normal operation."""
    from hazardwatch.data_flags import DataFlags
    from hazardwatch.train import print_training

    flags = DataFlags(time_column, time_format, sep, tz, missing or [], start, step, strict)
    raise typer.Exit(print_training(plant, data, out, flags, as_json=as_json))
