"""Reading a plant for a command, and why a command could not do its work, on standard error."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from hazardwatch.exit_code import Exit
from plant.directory import PlantError, read_plant
from plant.words import Plant

if TYPE_CHECKING:
    from simulators.physics.physics_file import Physics


def read_or_complain(directory: Path) -> Plant:
    """The plant of a directory.

    :raises typer.Exit: with code 3, after printing every complaint.
    """
    try:
        return read_plant(directory)
    except PlantError as error:
        raise typer.Exit(complain(error.complaints)) from None


def read_physics_or_complain(directory: Path, plant: Plant) -> "Physics":
    """What a plant's directory says of its physics, for those who simulate it.

    :raises typer.Exit: with code 3, after printing every complaint.
    """
    from simulators.physics.physics_file import read_physics

    try:
        return read_physics(directory, plant)
    except PlantError as error:
        raise typer.Exit(complain(error.complaints)) from None


def complain(complaints: Iterable[object]) -> Exit:
    """Say what is wrong with a plant or a configuration, a line each."""
    for complaint in complaints:
        typer.echo(str(complaint), err=True)
    return Exit.BAD_CONFIGURATION
