"""Flags that several commands have, with their help, and what is wrong with them."""

from pathlib import Path
from typing import Annotated

import typer

from hazardwatch.exit_code import Exit, fail

Json = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]
PlantDirectory = Annotated[Path, typer.Option("--plant", help="The plant directory.")]
BrokerUrl = Annotated[str, typer.Option("--broker", help="mqtt[s]://user:pass@host:port")]
TimeColumn = Annotated[str, typer.Option(help="Name of the time column.")]
TimeFormat = Annotated[str, typer.Option(help="strptime format of the times.")]
Separator = Annotated[str, typer.Option("--sep", help="Cell separator; sniffed if absent.")]
TimeZone = Annotated[str, typer.Option("--tz", help="Zone of naive times; the park's if absent.")]
Missing = Annotated[
    list[str] | None, typer.Option(help="A code that means a bad reading; repeatable.")
]
Start = Annotated[str, typer.Option(help="Time of the first row where there is no time column.")]
Step = Annotated[float | None, typer.Option(help="Seconds between rows without a time column.")]
Strict = Annotated[bool, typer.Option("--strict", help="Refuse columns not in the plant.")]
AlarmIds = Annotated[list[str], typer.Argument(help="Alarm ids, e.g. A-LT1101:HH")]
Url = Annotated[str, typer.Option(help="The platform's address.", envvar="HAZARDWATCH_URL")]
User = Annotated[str, typer.Option(envvar="HAZARDWATCH_USER")]
Password = Annotated[str, typer.Option(envvar="HAZARDWATCH_PASSWORD", prompt=True, hide_input=True)]
Config = Annotated[Path | None, typer.Option("--config", help="The platform's TOML configuration.")]
DataDir = Annotated[
    Path | None, typer.Option("--data-dir", help="The data directory, without a configuration.")
]
SiteConfig = Annotated[Path, typer.Option("--config", help="The platform's configuration.")]


def want_one(config: Path | None, data_dir: Path | None) -> None:
    """End a command that was given both or neither."""
    if (config is None) == (data_dir is None):
        raise typer.Exit(
            fail(
                Exit.USAGE, "请指定 --config 或 --data-dir 之一 name either --config or --data-dir"
            )
        )
