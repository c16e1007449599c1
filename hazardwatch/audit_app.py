"""The commands about the audit log: flags and exit codes, nothing of what they do."""

from pathlib import Path
from typing import Annotated

import typer

from hazardwatch.command_flags import Config, DataDir, Json, want_one

audit_app = typer.Typer(
    help="校验与导出审计日志 · Verify and export the audit log.", no_args_is_help=True
)


@audit_app.command("verify")
def audit_verify(
    config: Config = None,
    data_dir: DataDir = None,
    seq: Annotated[int | None, typer.Option(help="A row that was noted elsewhere.", min=1)] = None,
    digest: Annotated[str | None, typer.Option(help="And its digest.")] = None,
    as_json: Json = False,
) -> None:
    """校验审计日志,平台可照常运行 · Verify the audit log; the platform may run."""
    from hazardwatch.audit_commands import print_verification

    want_one(config, data_dir)
    raise typer.Exit(print_verification(config, data_dir, seq, digest, as_json=as_json))


@audit_app.command("export")
def audit_export(
    out: Annotated[Path, typer.Option(dir_okay=False, help="The file to write.")],
    config: Config = None,
    data_dir: DataDir = None,
    start: Annotated[str | None, typer.Option("--from", help="The first instant.")] = None,
    end: Annotated[str | None, typer.Option("--to", help="The first instant no more.")] = None,
    form: Annotated[str, typer.Option("--format", help="csv | jsonl")] = "csv",
    as_json: Json = False,
) -> None:
    """导出审计日志,平台可照常运行 · Export the audit log; the platform may run."""
    from hazardwatch.audit_commands import Wanted, export_audit

    want_one(config, data_dir)
    wanted = Wanted(start, end, form)
    raise typer.Exit(export_audit(config, data_dir, wanted, out, as_json=as_json))
