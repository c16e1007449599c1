"""``handling export | verify``: what people type, what they are told, the exit codes.

Both read beside a running platform and change nothing of it. What is in a package is
:mod:`hazardwatch.evidence`'s business, how it is sealed :mod:`hazardwatch.evidence_sealing`'s.
"""

import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import typer

from alerting.handling import Handling, HandlingEntry
from alerting.handling_book import HandlingBook
from alerting.handling_fold import FoldError, fold_all
from alerting.journal import Journal, JournalRefusedError, JournalUnavailableError
from hazardwatch.attachments import Attachments
from hazardwatch.complaints import complain, read_or_complain
from hazardwatch.data_directory import DataDirectory
from hazardwatch.evidence import Sources, Window, gather_evidence
from hazardwatch.evidence_checking import check_package
from hazardwatch.evidence_sealing import seal_files
from hazardwatch.exit_code import Exit, fail
from hazardwatch.journal_reports import can_be_written, complain_of_journal, find_journal
from hazardwatch.settings import SettingsError, read_settings
from hazardwatch.stored_readings import read_series
from historian.port import HistorianRefusedError, HistorianUnavailableError, Series
from plant.reading import Instant

_NUMBER: Final = re.compile(r"[0-9]{1,18}")


def export_evidence(config: Path, wanted: str, out: Path, window: Window, *, as_json: bool) -> Exit:
    """Write the sealed package of a record, whole or not at all.

    :param wanted: a record's number, or an alarm: its newest record.
    """
    if not can_be_written(out):
        return fail(Exit.USAGE, f"--out {out}: can't be written")
    try:
        files = _gather(config, wanted, window)
    except SettingsError as error:
        return complain(error.complaints)
    except FoldError as error:
        return fail(Exit.FINDINGS, f"处置记录已损坏 damaged: {error}")
    except (HistorianUnavailableError, HistorianRefusedError) as error:
        return fail(Exit.UNREACHABLE, f"historian: {error}")
    if files is None:
        return fail(Exit.FINDINGS, f"{wanted}: 没有处置记录 no handling record")
    package, seal = seal_files(files)
    _write(package, out)
    flaws = json.loads(files["manifest.json"])["flaws"]
    _tell(out, seal, flaws, {"files": sorted(files), "bytes": len(package)}, as_json=as_json)
    return Exit.FINDINGS if flaws else Exit.OK


def verify_evidence(file: Path, seal: str | None, *, as_json: bool) -> Exit:
    """Check a package by itself, and against a seal that was kept elsewhere if one is given."""
    try:
        found, manifest, findings = check_package(file)
    except OSError as error:
        return fail(Exit.USAGE, f"{file}: {error.strerror}")
    if seal is not None and seal.lower() != found:
        findings.append("封条与另存的不同 its seal is not the one that was kept elsewhere")
    about = {key: manifest.get(key) for key in ("record", "alarm", "anchors")}
    _tell(file, found, findings, about, as_json=as_json)
    return Exit.FINDINGS if findings else Exit.OK


def _gather(config: Path, wanted: str, window: Window) -> Mapping[str, bytes] | None:
    """The files of a record's package, None if there is no such record.

    :raises typer.Exit: there is no journal, or no plant, and why was said.
    """
    settings = read_settings(config)
    plant, url = read_or_complain(settings.plant.dir), find_journal(settings)
    if url is None:
        raise typer.Exit(Exit.FINDINGS)
    data = DataDirectory(settings.data.dir)

    def read(tags: Iterable[str], start: Instant, end: Instant) -> Iterator[tuple[str, Series]]:
        return read_series(settings, data, tags, start, end)

    tool = f"hazardwatch {version('hazardwatch')}"
    try:
        with closing(Journal(url, upgrade=False)) as journal:
            sources = Sources(journal, plant, Attachments(data.attachments), read, tool)
            found = _find_record(journal, wanted)
            return None if found is None else gather_evidence(sources, *found, window)
    except (JournalRefusedError, JournalUnavailableError) as error:
        raise typer.Exit(complain_of_journal(error, url)) from None


def _find_record(journal: Journal, wanted: str) -> tuple[Handling, list[HandlingEntry]] | None:
    """A record as its entries have it: what lists show of it is no evidence."""
    with journal.reading(HandlingBook) as book:
        number = int(wanted) if _NUMBER.fullmatch(wanted) else book.find_newest(wanted)
        entries = [] if number is None else book.list_entries(number)
    return (fold_all(entries), entries) if entries else None


def _write(package: bytes, out: Path) -> None:
    fresh = out.with_name(f".{out.name}.unfinished")
    try:
        with fresh.open("wb") as file:
            file.write(package)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(out)
    finally:
        fresh.unlink(missing_ok=True)


def _tell(
    file: Path, seal: str, findings: list[str], more: Mapping[str, Any], *, as_json: bool
) -> None:
    if as_json:
        told = {"file": str(file), "seal": seal, "findings": findings, **more}
        typer.echo(json.dumps(told, ensure_ascii=False))
        return
    typer.echo(f"{'✗' if findings else '✓'} {file}")
    typer.echo(f"  封条 seal: {seal}")
    typer.echo("  请另处保存,以便日后比对 keep this elsewhere, to compare with later")
    for finding in findings:
        typer.echo(f"✗ {finding}")
