"""``export alarms``: what the journal of a platform says, for comparing and for keeping."""

import json
import os
import sys
from pathlib import Path

import typer

from alerting.journal import Journal, JournalRefusedError, JournalUnavailableError
from alerting.projection import project_entries
from hazardwatch.complaints import complain
from hazardwatch.data_directory import DataDirectory
from hazardwatch.exit_code import Exit
from hazardwatch.settings import Settings, SettingsError, read_settings


def export_alarms(config: Path, out: Path | None, *, as_json: bool) -> Exit:
    """Write the journal in the form of a backtest's ``alarms.jsonl``; the platform may run."""
    if out is not None and not can_be_written(out):
        typer.echo(f"--out {out}: can't be written", err=True)
        return Exit.USAGE
    try:
        settings = read_settings(config)
    except SettingsError as error:
        return complain(error.complaints)
    url = find_journal(settings)
    if url is None:
        return Exit.FINDINGS
    try:
        lines = _read_lines(url)
    except (JournalRefusedError, JournalUnavailableError) as error:
        return complain_of_journal(error, url)
    _write(lines, out)
    if as_json:
        counts = {"out": str(out) if out else None, "rows": lines.count(b"\n")}
        typer.echo(json.dumps(counts, ensure_ascii=False), err=out is None)
    return Exit.OK


def find_journal(settings: Settings) -> str | None:
    """The URL of a platform's journal; None, and a word to the user, where it has none yet."""
    file = DataDirectory(settings.data.dir).journal
    if settings.journal.url is None and not file.exists():
        typer.echo(f"{file}: no journal yet", err=True)
        return None
    return settings.journal.url or f"sqlite:///{file}"


def complain_of_journal(
    error: JournalRefusedError | JournalUnavailableError, url: str | None
) -> Exit:
    """Say in one line why there is no journal. A file that can't be used is a wrong setting.

    :param url: where it was looked for, None for the data directory.
    """
    in_file = url is None or url.startswith("sqlite:")
    shown = f" {url}" if url and in_file else ""  # another may hold a password
    reason = str(error).partition("\n")[0].removeprefix("journal.url: ")
    typer.echo(f"journal.url{shown}: {reason}", err=True)
    refused = in_file or isinstance(error, JournalRefusedError)
    return Exit.BAD_CONFIGURATION if refused else Exit.UNREACHABLE


def can_be_written(file: Path) -> bool:
    """Whether there is a file to write over or a folder to make it in."""
    if file.exists():
        return os.access(file, os.W_OK) and not file.is_dir()
    return file.parent.is_dir() and os.access(file.parent, os.W_OK)


def _read_lines(url: str) -> bytes:
    journal = Journal(url, upgrade=False)
    try:
        return project_entries(journal.stream())
    finally:
        journal.close()


def _write(lines: bytes, out: Path | None) -> None:
    if out is None:
        sys.stdout.buffer.write(lines)
    else:
        out.write_bytes(lines)
