"""``hazardwatch scenario``: what ships, what is in it, and how it goes when played in memory."""

from pathlib import Path
from typing import Annotated

import typer

from hazardwatch.command_flags import Json

scenario_app = typer.Typer(
    help="场景 · The scenarios of the simulated parks.", no_args_is_help=True
)


@scenario_app.command("list")
def scenario_list(as_json: Json = False) -> None:
    """列出场景 · List the scenarios that ship."""
    from hazardwatch.scenario_reports import print_scenarios

    raise typer.Exit(print_scenarios(as_json=as_json))


@scenario_app.command("show")
def scenario_show(
    name: Annotated[str, typer.Argument(help="A scenario's name, or a TOML file.")],
    as_json: Json = False,
) -> None:
    """场景的时间线与预期报警 · A scenario's timeline and the alarms that it must raise."""
    from hazardwatch.scenario_reports import print_scenario

    raise typer.Exit(print_scenario(name, as_json=as_json))


@scenario_app.command("rehearse")
def scenario_rehearse(
    names: Annotated[
        list[str] | None, typer.Argument(help="Names or TOML files; absent: all that ship.")
    ] = None,
    plant: Annotated[
        Path | None,
        typer.Option("--plant", help="Another plant directory than the scenario's own park."),
    ] = None,
    seed: Annotated[int, typer.Option(help="Another seed, another day.", min=0)] = 1,
    as_json: Json = False,
) -> None:
    """在内存中演练并核对预期报警 · Play in memory and hold the alarms against the expected ones."""
    from hazardwatch.scenario_reports import print_rehearsals

    raise typer.Exit(print_rehearsals(names or [], plant, seed, as_json=as_json))
