"""``export alarms``: what the journal of a platform says, for comparing and for keeping."""

import sys
from pathlib import Path

import typer

from alerting.journal import Journal
from alerting.projection import project_entries
from hazardwatch.data_directory import DataDirectory
from hazardwatch.exit_code import Exit
from hazardwatch.settings import SettingsError, read_settings


def export_alarms(config: Path, out: Path | None) -> Exit:
    """Write the journal in the form of a backtest's ``alarms.jsonl``; the platform may run."""
    try:
        settings = read_settings(config)
    except SettingsError as error:
        for complaint in error.complaints:
            typer.echo(complaint, err=True)
        return Exit.BAD_CONFIGURATION
    file = DataDirectory(settings.data.dir).journal
    if settings.journal.url is None and not file.exists():
        typer.echo(f"{file}: no journal yet", err=True)
        return Exit.FINDINGS
    journal = Journal(settings.journal.url or f"sqlite:///{file}")
    try:
        lines = project_entries(journal.stream())
    finally:
        journal.close()
    if out is None:
        sys.stdout.buffer.write(lines)
    else:
        out.write_bytes(lines)
    return Exit.OK
