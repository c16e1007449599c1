"""Where a report over a period goes: a file or standard output, in one of several forms."""

import json
import sys
from collections.abc import Collection, Mapping
from pathlib import Path

import typer

from hazardwatch.journal_reports import can_be_written


def object_to_output(out: Path | None, form: str, forms: Collection[str]) -> str | None:
    """What is wrong with the flags ``--out`` and ``--format``, None if nothing."""
    if out is not None and not can_be_written(out):
        return f"--out {out}: can't be written"
    if form not in forms:
        return f"--format {form}: one of {', '.join(forms)}"
    return None


def write_output(text: bytes, out: Path | None, told: Mapping[str, object] | None) -> None:
    """Write a report, then what is told of it for machines, if that was asked for: beside the
    report and never into it.
    """
    if out is None:
        sys.stdout.buffer.write(text)
        sys.stdout.buffer.flush()
    else:
        out.write_bytes(text)
    if told is not None:
        summary = {"out": str(out) if out else None, **told}
        typer.echo(json.dumps(summary), err=out is None)
