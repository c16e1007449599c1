"""The flags of who verifies or exports a chained log, and what is said of a file that was written.

What is verified, and which rows are written, is the commands' of each log.
"""

import json
import re
from pathlib import Path
from typing import Final

import typer

from alerting.journal_chain import Anchor
from hazardwatch.data_flags import FlagError, read_instant
from hazardwatch.journal_export import BEIJING, FORMS
from plant.reading import Instant

_DIGEST: Final = re.compile(r"[0-9a-fA-F]{64}")


def read_anchors(seq: int | None, digest: str | None) -> list[Anchor]:
    """The row that somebody kept elsewhere, if one is named.

    :raises FlagError: one of the two is missing or is none.
    """
    if (seq is None) != (digest is None) or (digest and not _DIGEST.fullmatch(digest)):
        raise FlagError("--seq N --digest HEX(64): 需同时给出 both or neither")
    return [] if seq is None or digest is None else [Anchor(seq, digest)]


def read_export(
    start: str | None, end: str | None, form: str
) -> tuple[Instant | None, Instant | None]:
    """From when until when rows are wanted, None for no bound; Beijing time where no zone is named.

    :raises FlagError: one of them can't be read, or there is no such form.
    """
    first = read_instant("--from", start or "", BEIJING.key)
    last = read_instant("--to", end or "", BEIJING.key)
    if form not in FORMS:
        raise FlagError(f"--format {form}: {' | '.join(FORMS)}")
    return first, last


def tell_written(out: Path, rows: int, *, as_json: bool) -> None:
    """Say what was written."""
    told = {"out": str(out), "rows": rows}
    typer.echo(json.dumps(told, ensure_ascii=False) if as_json else f"✓ {out}: {rows} 行 rows")
