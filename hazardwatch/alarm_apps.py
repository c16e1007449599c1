"""The commands about alarms and what is on record of them: flags and exit codes, nothing of what
they do. Groups ``alarms``, ``stops``, ``journal`` and ``handling``.
"""

from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from hazardwatch.command_flags import AlarmIds, Config, DataDir, Json, Password, Url, User, want_one

alarms_app = typer.Typer(help="报警列表 · Alarms of a running platform.")
stops_app = typer.Typer(help="报备停用 · Filed stops.", no_args_is_help=True)
journal_app = typer.Typer(help="校验与导出报警日志 · Verify and export the alarm journal.")
handling_app = typer.Typer(
    help="处置记录的证据包 · The sealed evidence of how alarms were handled.", no_args_is_help=True
)


@alarms_app.command("list")
def alarms_list(
    password: Password,
    url: Url = "http://127.0.0.1:8080",
    user: User = "admin",
    as_json: Json = False,
) -> None:
    """列出未恢复或未确认的报警 · Alarms that stand or wait for acknowledgement."""
    from hazardwatch.alarm_client import list_alarms

    raise typer.Exit(list_alarms(url, user, password, as_json=as_json))


@alarms_app.command("tail")
def alarms_tail(
    password: Password,
    url: Url = "http://127.0.0.1:8080",
    user: User = "admin",
    as_json: Json = False,
) -> None:
    """跟随报警 · Follow the alarms as they change."""
    from hazardwatch.alarm_client import tail_alarms

    raise typer.Exit(tail_alarms(url, user, password, as_json=as_json))


@alarms_app.command("ack")
def alarms_ack(
    alarm: AlarmIds,
    password: Password,
    reason: Annotated[str, typer.Option()] = "",
    url: Url = "http://127.0.0.1:8080",
    user: User = "admin",
    as_json: Json = False,
) -> None:
    """确认报警 · Acknowledge alarms."""
    _act_on_alarms("acknowledge", alarm, {"reason": reason}, url, user, password, as_json)


@alarms_app.command("shelve")
def alarms_shelve(
    alarm: AlarmIds,
    password: Password,
    reason: Annotated[str, typer.Option(help="Why; without one nothing is shelved.")],
    minutes: Annotated[
        float | None, typer.Option(help="For how long; the shortest on offer if absent.", min=0)
    ] = None,
    once: Annotated[bool, typer.Option("--once", help="Or until it has returned.")] = False,
    url: Url = "http://127.0.0.1:8080",
    user: User = "admin",
    as_json: Json = False,
) -> None:
    """搁置报警 · Shelve alarms for a time, with a reason."""
    body = {"reason": reason, "once": once}
    if minutes is not None:
        body["duration_s"] = 60 * minutes
    _act_on_alarms("shelve", alarm, body, url, user, password, as_json)


@alarms_app.command("unshelve")
def alarms_unshelve(
    alarm: AlarmIds,
    password: Password,
    reason: Annotated[str, typer.Option()] = "",
    url: Url = "http://127.0.0.1:8080",
    user: User = "admin",
    as_json: Json = False,
) -> None:
    """取消搁置 · Put shelved alarms back on the list."""
    _act_on_alarms("unshelve", alarm, {"reason": reason}, url, user, password, as_json)


def _act_on_alarms(
    action: str,
    alarms: list[str],
    body: dict[str, Any],
    url: str,
    user: str,
    password: str,
    as_json: bool,
) -> NoReturn:
    from hazardwatch.alarm_client import act_on_alarms

    raise typer.Exit(act_on_alarms(url, user, password, action, alarms, body, as_json=as_json))


@stops_app.command("list")
def stops_list(
    password: Password,
    state: Annotated[
        list[str] | None, typer.Option(help="requested, approved, in_force …; repeatable.")
    ] = None,
    hazard: Annotated[str, typer.Option(help="Those that cover anything there.")] = "",
    enterprise: Annotated[str, typer.Option(help="An enterprise of the plant, by id.")] = "",
    now: Annotated[bool, typer.Option("--now", help="Only those in force at this moment.")] = False,
    url: Url = "http://127.0.0.1:8080",
    user: User = "admin",
    as_json: Json = False,
) -> None:
    """列出报备停用 · The filed stops of a running platform, newest request first."""
    from hazardwatch.stop_client import list_stops

    filters = {
        "state": state or [],
        "hazard": hazard,
        "enterprise": enterprise,
        "now": "true" if now else "",
    }
    raise typer.Exit(list_stops(url, user, password, filters, as_json=as_json))


@journal_app.command("verify")
def journal_verify(
    config: Config = None,
    data_dir: DataDir = None,
    seq: Annotated[int | None, typer.Option(help="A row that was noted elsewhere.", min=1)] = None,
    digest: Annotated[str | None, typer.Option(help="And its digest.")] = None,
    as_json: Json = False,
) -> None:
    """校验报警日志,平台可照常运行 · Verify the alarm journal; the platform may run."""
    from hazardwatch.journal_commands import print_verification

    want_one(config, data_dir)
    raise typer.Exit(print_verification(config, data_dir, seq, digest, as_json=as_json))


@journal_app.command("export")
def journal_export(
    config: Annotated[Path, typer.Option("--config", help="The platform's configuration.")],
    out: Annotated[Path, typer.Option(dir_okay=False, help="The file to write.")],
    start: Annotated[str | None, typer.Option("--from", help="The first instant.")] = None,
    end: Annotated[str | None, typer.Option("--to", help="The first instant no more.")] = None,
    form: Annotated[str, typer.Option("--format", help="csv | jsonl")] = "csv",
    as_json: Json = False,
) -> None:
    """导出报警日志,平台可照常运行 · Export the alarm journal; the platform may run."""
    from hazardwatch.journal_commands import export_journal

    raise typer.Exit(export_journal(config, start, end, form, out, as_json=as_json))


@handling_app.command("export")
def handling_export(
    wanted: Annotated[str, typer.Argument(help="A record's number, or an alarm: its newest.")],
    config: Annotated[Path, typer.Option("--config", help="The platform's configuration.")],
    out: Annotated[Path, typer.Option(dir_okay=False, help="The zip to write.")],
    before: Annotated[
        float, typer.Option("--before-min", min=0, help="Readings from so long before.")
    ] = 30,
    after: Annotated[
        float, typer.Option("--after-min", min=0, help="Readings until so long after.")
    ] = 30,
    longest: Annotated[
        float, typer.Option("--longest-h", min=0.1, help="The most of it altogether.")
    ] = 24,
    as_json: Json = False,
) -> None:
    """导出处置记录的证据包,平台可照常运行 · Export the sealed evidence of a handling record."""
    from hazardwatch.evidence import Window
    from hazardwatch.handling_commands import export_evidence

    window = Window(*(round(one * 60_000) for one in (before, after, longest * 60)))
    raise typer.Exit(export_evidence(config, wanted, out, window, as_json=as_json))


@handling_app.command("verify")
def handling_verify(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A package.")],
    seal: Annotated[str | None, typer.Option(help="Its seal, as it was kept elsewhere.")] = None,
    as_json: Json = False,
) -> None:
    """校验证据包 · Verify a package of evidence."""
    from hazardwatch.handling_commands import verify_evidence

    raise typer.Exit(verify_evidence(file, seal, as_json=as_json))
