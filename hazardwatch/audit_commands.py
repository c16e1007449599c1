"""``audit verify | export``: what people type, what they are told, the exit codes.

Both read beside a running platform and change nothing.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import typer
from sqlalchemy.exc import NoResultFound

from alerting.journal_errors import JournalUnavailableError
from dashboard_api.audit import AuditEntry
from dashboard_api.audit_store import AuditQuery, AuditStore, Verified
from hazardwatch.chain_flags import read_anchors, read_export, tell_written
from hazardwatch.complaints import complain
from hazardwatch.data_directory import DataDirectory
from hazardwatch.data_flags import FlagError
from hazardwatch.exit_code import Exit, fail
from hazardwatch.journal_export import Cell, tell_instant, write_rows
from hazardwatch.settings import SettingsError, read_settings
from hazardwatch.site_check import name_to_read

_HEADINGS: Final = {
    "seq": "序号 seq",
    "at_beijing": "时间(北京) at",
    "at": "时间(UTC) at",
    "actor": "账户 actor",
    "role": "角色 role",
    "place": "所属 place",
    "action": "操作 action",
    "object": "对象 object",
    "outcome": "结果 outcome",
    "times": "次数 times",
    "remote": "来源地址 remote",
    "request_id": "请求编号 request id",
    "detail": "说明 detail",
    "previous": "前一行摘要 previous",
}
"""Every column in its order: its key in JSON lines, its heading in CSV."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows, as they were typed, and in which form."""

    start: str | None
    end: str | None
    form: str


def print_verification(
    config: Path | None,
    data_dir: Path | None,
    seq: int | None,
    digest: str | None,
    *,
    as_json: bool,
) -> Exit:
    """Walk the whole chain, from where the retention has cut it.

    :param seq: with ``digest``, of a row that somebody kept elsewhere.
    """
    try:
        anchors = read_anchors(seq, digest)
        with _open_audit(config, data_dir) as store:
            found = store.verify(anchors)
    except FlagError as error:
        return fail(Exit.USAGE, error)
    except SettingsError as error:
        return complain(error.complaints)
    except JournalUnavailableError as error:
        return _complain_of(error)
    except (NoResultFound, TypeError, ValueError) as error:  # a row of other types than written
        return fail(Exit.FINDINGS, f"审计日志已损坏 audit log damaged: {error}")
    typer.echo(json.dumps(_tell(found), ensure_ascii=False) if as_json else _render(found))
    return Exit.FINDINGS if found.findings else Exit.OK


def export_audit(
    config: Path | None, data_dir: Path | None, wanted: Wanted, out: Path, *, as_json: bool
) -> Exit:
    """Write rows, all their columns, oldest first, into a file."""
    try:
        first, last = read_export(wanted.start, wanted.end, wanted.form)
    except FlagError as error:
        return fail(Exit.USAGE, error)
    query = AuditQuery(limit=1, start=first, end=last)
    try:
        with _open_audit(config, data_dir) as store:
            described = (_describe(entry) for page in store.stream(query) for entry in page)
            rows = write_rows(described, _HEADINGS, wanted.form, out)
    except SettingsError as error:
        return complain(error.complaints)
    except JournalUnavailableError as error:
        return _complain_of(error)
    except OSError as error:
        return fail(Exit.UNREACHABLE, f"--out {out}: {error.strerror}")
    tell_written(out, rows, as_json=as_json)
    return Exit.OK


@contextmanager
def _open_audit(config: Path | None, data_dir: Path | None) -> Iterator[AuditStore]:
    """The audit log that is meant, to be read only.

    :raises SettingsError: there is none.
    """
    root = data_dir or (read_settings(config).data.dir if config is not None else Path())
    file = DataDirectory(root).audit
    if not file.is_file():
        raise SettingsError([f"{file}: 没有审计日志 no audit log"])
    store = AuditStore(name_to_read(file), make=False)
    try:
        yield store
    finally:
        store.close()


def _complain_of(error: JournalUnavailableError) -> Exit:
    message = f"审计日志 audit log: {str(error).partition(chr(10))[0]}"
    if error.busy:
        return fail(Exit.BUSY, message)
    return fail(Exit.FINDINGS if error.damaged else Exit.UNREACHABLE, message)


def _tell(found: Verified) -> dict[str, object]:
    return {
        "audit": found.id,
        "rows": found.rows,
        "first": found.first,
        "seq": found.seq,
        "digest": found.digest,
        "findings": [asdict(finding) for finding in found.findings],
    }


def _render(found: Verified) -> str:
    mark = "✗" if found.findings else "✓"
    extent = f"{found.rows} 行 rows, seq {found.first}–{found.seq}"
    lines = [
        f"{mark} 审计日志 audit log {found.id}: {extent}",
        f"  末行 head: --seq {found.seq} --digest {found.digest}",
        "  请另处保存,以便日后比对 keep this elsewhere, to compare with later",
        *(f"✗ 第 {one.seq} 行 row {one.seq}: {one.detail}" for one in found.findings),
    ]
    return "\n".join(lines)


def _describe(entry: AuditEntry) -> Mapping[str, Cell]:
    cells: dict[str, Cell] = {
        **asdict(entry.act),
        "seq": entry.seq,
        "previous": entry.previous,
        **tell_instant("at", entry.act.at),
    }
    return {key: cells[key] for key in _HEADINGS}
