"""The integrity check of a data directory, beside a running platform or without one.

Puts together what each part can say of its own files; reads and never writes.
"""

import os
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Final
from urllib.parse import quote

from sqlalchemy.exc import NoResultFound

from alerting.journal import Journal, JournalRefusedError, JournalUnavailableError
from alerting.registers import inspect_registers
from dashboard_api.audit_store import AuditStore
from hazardwatch.attachments import Attachments
from hazardwatch.checkpoint import UNREADABLE, read_checkpoint
from hazardwatch.data_directory import DataDirectory, DataDirectoryBusyError
from historian.checking import Flaw, check_spool, check_store
from historian.head_file import FILE_NAME, read_head
from historian.port import SpoolPosition
from historian.sqlite_file import is_damage, open_to_read

RESTORE: Final = "从备份恢复 restore it from a backup"
COMPARE: Final = "日志被改动或损坏:与备份比对 changed or damaged: compare it with a backup"
DO_NOTHING: Final = "下次启动时从暂存重新判断 the next start judges the spool instead"

Advance = Callable[[], None]


def check_site(data: DataDirectory, advance: Advance) -> Iterator[Flaw]:
    """Every flaw of every file in a data directory.

    :param advance: called after each file.
    :raises sqlite3.OperationalError: a file stayed locked.
    """
    writing = is_in_use(data)
    if data.historian.is_dir():
        yield from check_store(data.historian, advance)
    if data.spool.is_dir():
        yield from check_spool(data.spool, advance, writing=writing)
        yield from _check_link(data)
    for path in (data.journal, data.people, data.audit, data.rule_versions, data.dead_letters):
        if path.exists():
            yield from _check_database(path)
            advance()
    if data.journal.exists():
        yield from check_journal(name_to_read(data.journal), data.journal)
    if data.audit.exists():
        yield from _check_audit(data.audit)
    yield from _check_attachments(Attachments(data.attachments))
    if data.checkpoint.exists():
        yield from _check_checkpoint(data.checkpoint)
    advance()


def count_files(data: DataDirectory) -> int:
    """About how often :func:`check_site` advances."""
    return len([*data.historian.glob("*.blocks"), *data.spool.glob("*.spool")]) + 7


def is_in_use(data: DataDirectory) -> bool:
    """Whether a platform runs on a data directory."""
    if not (data.root / "lock").exists() or not os.access(data.root / "lock", os.W_OK):
        return False
    try:
        with data:
            return False
    except DataDirectoryBusyError:
        return True


def name_to_read(file: Path) -> str:
    """The URL of a journal's file under which nothing is written to it, or made."""
    return f"sqlite:///file:{quote(str(file))}?mode=ro&uri=true"


def check_journal(url: str, shown: Path) -> Iterator[Flaw]:
    """What the verifier finds in the alarm journal, its snapshots and the registers beside it.

    :param url: SQLAlchemy's.
    """
    try:
        journal = Journal(url, upgrade=False)
        try:
            chain, registers = journal.inspect(), inspect_registers(journal.read_engine)
        finally:
            journal.close()
    except JournalRefusedError as error:
        yield Flaw(shown, str(error), "先启动一次平台 start the platform once")
        return
    except JournalUnavailableError as error:
        yield Flaw(shown, str(error).partition("\n")[0], RESTORE)
        return
    except (TypeError, ValueError) as error:  # a head of other types than were written
        yield Flaw(shown, f"a row can't be read: {error}", RESTORE)
        return
    for finding in chain.findings:
        yield Flaw(shown, f"row {finding.seq}: {finding.detail}", COMPARE)
    for finding in registers.handling:
        yield Flaw(shown, f"handling {finding.seq}: {finding.detail}", COMPARE)
    stops = registers.filed_stops
    if stops is not None:
        yield Flaw(shown, f"filed stops, row {stops.seq}: {stops.detail}", COMPARE)


def _check_audit(file: Path) -> Iterator[Flaw]:
    store = AuditStore(name_to_read(file), make=False)
    try:
        findings = store.verify().findings
    except (JournalUnavailableError, NoResultFound, TypeError, ValueError) as error:
        yield Flaw(file, str(error).partition("\n")[0], RESTORE)
        return
    finally:
        store.close()
    for finding in findings:
        yield Flaw(file, f"row {finding.seq}: {finding.detail}", COMPARE)


def _check_attachments(files: Attachments) -> Iterator[Flaw]:
    for path in files.list_files():
        if files.read(path.name) is None:
            yield Flaw(path, "it is not what was attached", RESTORE)


def _check_database(path: Path) -> Iterator[Flaw]:
    try:
        with closing(open_to_read(path)) as file:
            found = [detail for (detail,) in file.execute("PRAGMA integrity_check(10)")]
    except sqlite3.Error as error:
        if not is_damage(error):
            raise
        found = [str(error)]
    yield from (Flaw(path, detail, RESTORE) for detail in found if detail != "ok")


def _check_checkpoint(path: Path) -> Iterator[Flaw]:
    """A checkpoint is replaced whole, so what is read of it is one."""
    try:
        with zipfile.ZipFile(path) as archive:
            damaged = archive.testzip()
    except UNREADABLE as error:
        damaged = str(error)
    if damaged is not None or read_checkpoint(path) is None:
        yield Flaw(path, "it can't be read", DO_NOTHING)


def _check_link(data: DataDirectory) -> Iterator[Flaw]:
    """What checkpoint and historian still need of the spool must be there."""
    segments = sorted(int(path.stem) for path in data.spool.glob("[0-9]*.spool"))
    checkpoint = read_checkpoint(data.checkpoint)
    places: dict[Path, SpoolPosition | None] = {
        data.checkpoint: checkpoint.position if checkpoint else None,
        data.historian / FILE_NAME: _read_position(data.historian / FILE_NAME),
    }
    for path, place in places.items():
        if segments and place is not None and place.segment < segments[0]:
            yield Flaw(
                path,
                f"it goes on at segment {place.segment}, the spool begins at {segments[0]}",
                "其间的读数已失:从备份恢复 readings between are lost: restore a backup",
            )


def _read_position(head: Path) -> SpoolPosition | None:
    try:
        return read_head(head).state.position
    except sqlite3.Error:  # told already, by the check of the store
        return None
