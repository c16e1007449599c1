"""The exit codes of every command (contract section 2), and ending with one."""

from enum import IntEnum

import typer


class Exit(IntEnum):
    """How a command ended."""

    OK = 0
    FINDINGS = 1
    USAGE = 2
    BAD_CONFIGURATION = 3
    UNREACHABLE = 4
    BUSY = 5


def fail(code: Exit, reason: object) -> Exit:
    """Say in one line why a command ends with this code."""
    typer.echo(str(reason), err=True)
    return code
