"""Reading a plant for a command: the plant, or every complaint on standard error."""

from pathlib import Path

import typer

from hazardwatch.exit_code import Exit
from plant.directory import PlantError, read_plant
from plant.words import Plant


def read_or_complain(directory: Path) -> Plant:
    """The plant of a directory.

    :raises typer.Exit: with code 3, after printing every complaint.
    """
    try:
        return read_plant(directory)
    except PlantError as error:
        for complaint in error.complaints:
            typer.echo(str(complaint), err=True)
        raise typer.Exit(Exit.BAD_CONFIGURATION) from None
