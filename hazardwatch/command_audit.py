"""Rows of the audit log (审计日志) for what people do by a command, beside a running platform."""

import getpass
import time

import typer

from alerting.journal_errors import JournalUnavailableError
from dashboard_api.audit import COMMAND_LINE, Act, tidy
from dashboard_api.audit_store import AuditStore
from hazardwatch.data_directory import DataDirectory


def note_command(
    data: DataDirectory, action: str, name: str, outcome: str, detail: str = ""
) -> None:
    """Leave a row in the audit log; what was done stays done where it can't be written.

    :param name: of what was changed.
    """
    act = Act(
        at=time.time_ns() // 1_000_000,
        actor=getpass.getuser(),
        role=COMMAND_LINE,
        action=action,
        object=name,
        outcome=outcome,
        detail=detail,
    )
    store = AuditStore(f"sqlite:///{data.audit}")
    try:
        store.append([tidy(act)])
    except JournalUnavailableError as error:
        typer.echo(f"审计日志 audit log: {str(error).partition(chr(10))[0]}", err=True)
    finally:
        store.close()
