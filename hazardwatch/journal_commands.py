"""``journal verify | export``: what people type, what they are told, the exit codes.

Both read beside a running platform and change nothing. The walk over the chain is
:mod:`alerting.journal_chain`'s, the forms of an export are :mod:`hazardwatch.journal_export`'s.
"""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import typer
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from alerting.journal import Chain, Journal, JournalRefusedError, JournalUnavailableError
from alerting.journal_chain import Advance
from alerting.registers import RegisterFindings, inspect_registers
from hazardwatch.chain_flags import read_anchors, read_export, tell_written
from hazardwatch.complaints import complain
from hazardwatch.data_directory import DataDirectory
from hazardwatch.data_flags import FlagError
from hazardwatch.exit_code import Exit, fail
from hazardwatch.journal_export import write_export
from hazardwatch.settings import SettingsError, read_settings
from hazardwatch.site_check import name_to_read


def print_verification(
    config: Path | None,
    data_dir: Path | None,
    seq: int | None,
    digest: str | None,
    *,
    as_json: bool,
) -> Exit:
    """Walk the whole chain, from where the retention has cut it, and those of the registers.

    :param seq: with ``digest``, of a row that somebody kept elsewhere.
    """
    try:
        anchors = read_anchors(seq, digest)
        with _open_journal(config, data_dir) as journal, _progress("校验 verify") as advance:
            chain = journal.inspect(anchors, advance)
            registers = inspect_registers(journal.read_engine)
    except FlagError as error:
        return fail(Exit.USAGE, error)
    except SettingsError as error:
        return complain(error.complaints)
    except (JournalRefusedError, JournalUnavailableError) as error:
        return _complain_of(error)
    except (TypeError, ValueError) as error:  # a row of other types than were written
        return fail(Exit.FINDINGS, f"报警日志已损坏 alarm journal damaged: {error}")
    told = _tell(chain) | asdict(registers)
    typer.echo(json.dumps(told, ensure_ascii=False) if as_json else _render(chain, registers))
    return Exit.FINDINGS if chain.findings or registers else Exit.OK


def export_journal(
    config: Path, start: str | None, end: str | None, form: str, out: Path, *, as_json: bool
) -> Exit:
    """Write rows of the journal, all their columns, into a file.

    :param start: the first instant, RFC 3339 or ms; Beijing time where no zone is named.
    :param end: the first instant no more.
    """
    try:
        first, last = read_export(start, end, form)
    except FlagError as error:
        return fail(Exit.USAGE, error)
    try:
        with _open_journal(config, None) as journal:
            rows = write_export(journal.stream(0, first, last), form, out)
    except SettingsError as error:
        return complain(error.complaints)
    except (JournalRefusedError, JournalUnavailableError) as error:
        return _complain_of(error)
    except OSError as error:
        return fail(Exit.UNREACHABLE, f"--out {out}: {error.strerror}")
    tell_written(out, rows, as_json=as_json)
    return Exit.OK


@contextmanager
def _open_journal(config: Path | None, data_dir: Path | None) -> Iterator[Journal]:
    """The journal that is meant, to be read only.

    :raises SettingsError: there is none.
    """
    url = read_settings(config).journal.url if config is not None else None
    root = data_dir or (read_settings(config).data.dir if config is not None else Path())
    file = _find_file(url) if url else DataDirectory(root).journal
    if file is not None and not file.is_file():
        raise SettingsError([f"{file}: 没有报警日志 no alarm journal"])
    journal = Journal(name_to_read(file) if file else url or "", upgrade=False)
    try:
        yield journal
    finally:
        journal.close()


def _find_file(url: str) -> Path | None:
    """The file that a URL names, None if it names a server, or nothing: who opens it complains."""
    try:
        target = make_url(url)
    except (ArgumentError, ValueError):
        return None
    plain = target.get_backend_name() == "sqlite" and not target.query and target.database
    return Path(target.database) if plain and target.database else None


def _complain_of(error: JournalRefusedError | JournalUnavailableError) -> Exit:
    message = f"报警日志 alarm journal: {str(error).partition(chr(10))[0]}"
    if isinstance(error, JournalRefusedError):
        return fail(Exit.BAD_CONFIGURATION, message)
    if error.busy:
        return fail(Exit.BUSY, message)
    return fail(Exit.FINDINGS if error.damaged else Exit.UNREACHABLE, message)


def _tell(chain: Chain) -> dict[str, object]:
    return {
        "journal": chain.id,
        "rows": chain.rows,
        "first": chain.first,
        "seq": chain.seq,
        "digest": chain.digest,
        "snapshots": chain.snapshots,
        "findings": [asdict(finding) for finding in chain.findings],
    }


def _render(chain: Chain, registers: RegisterFindings) -> str:
    mark = "✗" if chain.findings else "✓"
    extent = f"{chain.rows} 行 rows, seq {chain.first}–{chain.seq}"
    lines = [
        f"{mark} 报警日志 alarm journal {chain.id}: {extent}, {chain.snapshots} 个快照 snapshots",
        f"  末行 head: --seq {chain.seq} --digest {chain.digest}",
        "  请另处保存,以便日后比对 keep this elsewhere, to compare with later",
    ]
    found = [f"✗ 第 {one.seq} 行 row {one.seq}: {one.detail}" for one in chain.findings]
    found += [f"✗ 处置记录 handling {one.seq}: {one.detail}" for one in registers.handling]
    stops = registers.filed_stops
    if stops is not None:
        found.append(f"✗ 报备停用 filed stops {stops.seq}: {stops.detail}")
    return "\n".join([*lines, *found])


@contextmanager
def _progress(what: str) -> Iterator[Advance]:
    """A bar on a terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda _more, _all: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(what, total=None)
        yield lambda more, all_: progress.update(task, total=all_, advance=more)
