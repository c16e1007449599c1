"""The command line: every command's flags and exit code, and nothing of what it does.

Contract section 2. Each command imports its work when it is called, so that ``--help`` and
``demo`` start without paying for what they don't use.
"""

import json
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from hazardwatch.exit_code import Exit

app = typer.Typer(
    name="hazardwatch",
    help="重大危险源监测预警 · Monitoring and early warning for major hazard installations.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
plant_app = typer.Typer(help="检查与分级厂区目录 · Check and grade a plant directory.")
alarms_app = typer.Typer(help="报警列表 · Alarms of a running platform.")
historian_app = typer.Typer(help="备份、恢复与检查 · Back up, restore and check what a site keeps.")
report_app = typer.Typer(help="报表 · Reports on a period.", no_args_is_help=True)
app.add_typer(report_app, name="report")
score_app = typer.Typer(help="用记录数据评分 · Score the judgements on recorded data.")
app.add_typer(score_app, name="score")
notify_app = typer.Typer(help="通知渠道 · The channels by which people are told.")
app.add_typer(notify_app, name="notify")
app.add_typer(plant_app, name="plant")
app.add_typer(historian_app, name="historian")
app.add_typer(alarms_app, name="alarms")
journal_app = typer.Typer(help="校验与导出报警日志 · Verify and export the alarm journal.")
app.add_typer(journal_app, name="journal")

stops_app = typer.Typer(help="报备停用 · Filed stops.", no_args_is_help=True)
app.add_typer(stops_app, name="stops")

Json = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]
PlantDirectory = Annotated[Path, typer.Option("--plant", help="The plant directory.")]
BrokerUrl = Annotated[str, typer.Option("--broker", help="mqtt[s]://user:pass@host:port")]
TimeColumn = Annotated[str, typer.Option(help="Name of the time column.")]
TimeFormat = Annotated[str, typer.Option(help="strptime format of the times.")]
Separator = Annotated[str, typer.Option("--sep", help="Cell separator; sniffed if absent.")]
TimeZone = Annotated[str, typer.Option("--tz", help="Zone of naive times; the park's if absent.")]
Missing = Annotated[
    list[str] | None, typer.Option(help="A code that means a bad reading; repeatable.")
]
Start = Annotated[str, typer.Option(help="Time of the first row where there is no time column.")]
Step = Annotated[float | None, typer.Option(help="Seconds between rows without a time column.")]
Strict = Annotated[bool, typer.Option("--strict", help="Refuse columns not in the plant.")]


def main() -> None:
    """Run the command line."""
    app()


def _fail(code: Exit, message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(code)


@app.command()
def demo(
    port: Annotated[int, typer.Option(help="Port of the page.", min=0, max=65535)] = 8080,
    mqtt_port: Annotated[
        int, typer.Option(help="Port of the embedded broker.", min=0, max=65535)
    ] = 1883,
    browser: Annotated[bool, typer.Option(help="Open the page in a browser.")] = True,
    data_dir: Annotated[
        Path | None,
        typer.Option(file_okay=False, help="Keep the data here; else they go with the demo."),
    ] = None,
    scenario: Annotated[str, typer.Option(help="What happens in the park.")] = "demo",
    speed: Annotated[float, typer.Option(help="How much faster than life.", min=0.1)] = 1.0,
    as_json: Json = False,
) -> None:
    """打开一个活的演示园区 · Open a live demonstration park."""
    from hazardwatch.demo import DemoOptions, run_demo

    options = DemoOptions(port, mqtt_port, browser, data_dir, scenario, speed, as_json)
    raise typer.Exit(run_demo(options))


@app.command()
def serve(
    config: Annotated[Path, typer.Option("--config", help="The TOML configuration file.")],
    as_json: Json = False,
) -> None:
    """监视园区 · Watch a park."""
    from hazardwatch.serve import run_serve

    raise typer.Exit(run_serve(config, as_json=as_json))


@plant_app.command("check")
def plant_check(directory: Path, as_json: Json = False) -> None:
    """检查厂区目录,一次列出全部问题 · Every complaint about a plant directory at once."""
    from hazardwatch.plant_reports import print_check

    raise typer.Exit(print_check(directory, as_json=as_json))


@plant_app.command("grade")
def plant_grade(directory: Path, as_json: Json = False) -> None:
    """按 GB 18218-2018 分级 · Grade the hazards by GB 18218-2018."""
    from hazardwatch.plant_reports import print_grades

    raise typer.Exit(print_grades(directory, as_json=as_json))


@app.command()
def simulate(
    broker: BrokerUrl,
    scenario: Annotated[str, typer.Option(help="What happens in the park.")] = "demo",
    speed: Annotated[float, typer.Option(help="How much faster than life.", min=0.1)] = 1.0,
    plant: Annotated[
        Path | None, typer.Option("--plant", help="The plant directory; else the taixing park.")
    ] = None,
    as_json: Json = False,
) -> None:
    """向代理发布模拟园区 · Publish a simulated park to a broker."""
    from hazardwatch.publish import run_simulate

    raise typer.Exit(run_simulate(plant, scenario, broker, speed, as_json=as_json))


@app.command()
def replay(
    file: Annotated[
        list[Path],
        typer.Argument(exists=True, dir_okay=False, help="CSV (.gz) or Parquet, in this order."),
    ],
    plant: PlantDirectory,
    broker: BrokerUrl,
    speed: Annotated[float, typer.Option(help="Times life; 0 = flat out.", min=0.0)] = 1.0,
    shift_to_now: Annotated[bool, typer.Option("--shift-to-now")] = False,
    loop: Annotated[bool, typer.Option("--loop")] = False,
    time_column: TimeColumn = "",
    time_format: TimeFormat = "",
    sep: Separator = "",
    tz: TimeZone = "",
    missing: Missing = None,
    start: Start = "",
    step: Step = None,
    strict: Strict = False,
    as_json: Json = False,
) -> None:
    """把记录文件重放到代理 · Replay recorded files to a broker."""
    from hazardwatch.data_flags import DataFlags
    from hazardwatch.publish import ReplayOptions, run_replay

    flags = DataFlags(time_column, time_format, sep, tz, missing or [], start, step, strict)
    options = ReplayOptions(broker, speed, shift_to_now, loop, as_json)
    raise typer.Exit(run_replay(file, plant, flags, options))


@app.command()
def backtest(
    plant: PlantDirectory,
    data: Annotated[
        list[Path],
        typer.Option(exists=True, dir_okay=False, help="A data file; repeatable, one stream."),
    ],
    out: Annotated[Path, typer.Option(help="Where the results go.")] = Path("backtest"),
    train: Annotated[
        list[Path] | None,
        typer.Option(exists=True, dir_okay=False, help="A run of normal operation; repeatable."),
    ] = None,
    time_column: TimeColumn = "",
    time_format: TimeFormat = "",
    sep: Separator = "",
    tz: TimeZone = "",
    missing: Missing = None,
    start: Start = "",
    step: Step = None,
    strict: Strict = False,
    as_json: Json = False,
) -> None:
    """用记录数据试算报警 · The alarms that recorded data would have raised."""
    from hazardwatch.backtest import print_backtest
    from hazardwatch.data_flags import DataFlags

    flags = DataFlags(time_column, time_format, sep, tz, missing or [], start, step, strict)
    raise typer.Exit(print_backtest(plant, data, train or [], out, flags, as_json=as_json))


@app.command()
def gateway(
    config: Annotated[Path, typer.Option("--config", help="The gateway's TOML configuration.")],
    as_json: Json = False,
) -> None:
    """在 DCS 旁读取导出文件并上送 · Read exports beside a DCS and publish them."""
    from hazardwatch.run_gateway import run_until_signal

    raise typer.Exit(run_until_signal(config, as_json=as_json))


@app.command()
def export(
    what: Annotated[str, typer.Argument(help="alarms")],
    config: Annotated[Path, typer.Option("--config", help="The platform's configuration.")],
    form: Annotated[str, typer.Option("--as", help="backtest: the alarms.jsonl form.")] = (
        "backtest"
    ),
    out: Annotated[Path | None, typer.Option(help="A file; standard output if absent.")] = None,
    as_json: Json = False,
) -> None:
    """导出报警日志 · Export the alarm journal."""
    from hazardwatch.journal_reports import export_alarms

    if (what, form) != ("alarms", "backtest"):
        _fail(Exit.USAGE, f"export: {what} --as {form}: only alarms --as backtest is there")
    raise typer.Exit(export_alarms(config, out, as_json=as_json))


@report_app.command("kpi")
def report_kpi(
    config: Annotated[Path, typer.Option("--config", help="The platform's configuration.")],
    start: Annotated[str, typer.Option("--from", help="ISO 8601 or ms; 30 days ago.")] = "",
    end: Annotated[str, typer.Option("--to", help="The first instant after; now.")] = "",
    by: Annotated[str, typer.Option(help="shift, hazard, enterprise or priority.")] = "hazard",
    form: Annotated[str, typer.Option("--format", help="json, csv or html.")] = "json",
    out: Annotated[Path | None, typer.Option(help="A file; standard output if absent.")] = None,
    operators: Annotated[
        int | None, typer.Option(help="Console positions; the site's.", min=1, max=100)
    ] = None,
    shifts: Annotated[str, typer.Option(help="08:00,20:00; the site's.")] = "",
    as_json: Json = False,
) -> None:
    """报警系统绩效(ISA-18.2、EEMUA 191)· How well the alarm system does."""
    import time

    from hazardwatch.kpi_reports import KpiOptions, print_kpi

    options = KpiOptions(start, end, by, form, out, operators, shifts, as_json)
    raise typer.Exit(print_kpi(config, options, time.time_ns() // 1_000_000))


@report_app.command("online")
def report_online(
    config: Annotated[Path, typer.Option("--config", help="The platform's configuration.")],
    start: Annotated[str, typer.Option("--from", help="ISO 8601 or ms; 30 days ago.")] = "",
    end: Annotated[str, typer.Option("--to", help="The first instant after; now.")] = "",
    form: Annotated[str, typer.Option("--format", help="json, csv or html.")] = "json",
    out: Annotated[Path | None, typer.Option(help="A file; standard output if absent.")] = None,
    as_json: Json = False,
) -> None:
    """在线率,剔除并列出报备停用 · Online rates; filed stops are excluded and listed."""
    import time

    from hazardwatch.online_reports import OnlineOptions, print_online

    options = OnlineOptions(start, end, form, out, as_json)
    raise typer.Exit(print_online(config, options, time.time_ns() // 1_000_000))


@report_app.command("handover")
def report_handover(
    config: Annotated[Path, typer.Option("--config", help="The platform's configuration.")],
    shift: Annotated[str, typer.Option(help="A shift of the plant, by id; with --date.")] = "",
    day: Annotated[str, typer.Option("--date", help="YYYY-MM-DD, on which it begins.")] = "",
    html: Annotated[bool, typer.Option("--html", help="The page for paper.")] = False,
    as_json: Json = False,
) -> None:
    """交接班记录,含未签字的班次 · Shift handovers, and those that are missing."""
    import time

    from hazardwatch.handover_reports import HandoverOptions, print_handovers

    options = HandoverOptions(shift, day, as_json, html)
    raise typer.Exit(print_handovers(config, options, time.time_ns() // 1_000_000))


AlarmIds = Annotated[list[str], typer.Argument(help="Alarm ids, e.g. A-LT1101:HH")]
Url = Annotated[str, typer.Option(help="The platform's address.", envvar="HAZARDWATCH_URL")]
User = Annotated[str, typer.Option(envvar="HAZARDWATCH_USER")]
Password = Annotated[str, typer.Option(envvar="HAZARDWATCH_PASSWORD", prompt=True, hide_input=True)]


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


Config = Annotated[Path | None, typer.Option("--config", help="The platform's TOML configuration.")]
DataDir = Annotated[
    Path | None, typer.Option("--data-dir", help="The data directory, without a configuration.")
]


def _want_one(config: Path | None, data_dir: Path | None) -> None:
    if (config is None) == (data_dir is None):
        _fail(Exit.USAGE, "请指定 --config 或 --data-dir 之一 name either --config or --data-dir")


@historian_app.command("backup")
def historian_backup(
    out: Annotated[Path, typer.Option(file_okay=False, help="The directory of backups.")],
    config: Config = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """备份全部数据,平台可照常运行 · Back up all data; the platform may run."""
    from hazardwatch.backup_commands import print_backup

    _want_one(config, data_dir)
    raise typer.Exit(print_backup(config, data_dir, out, as_json=as_json))


@historian_app.command("restore")
def historian_restore(
    backup: Annotated[Path, typer.Argument(help="A backup, or a directory of them: the newest.")],
    data_dir: Annotated[Path, typer.Option("--data-dir", help="An empty directory.")],
    as_json: Json = False,
) -> None:
    """校验备份并恢复到空目录 · Verify a backup and restore it into an empty directory."""
    from hazardwatch.backup_commands import print_restore

    raise typer.Exit(print_restore(backup, data_dir, as_json=as_json))


@historian_app.command("check")
def historian_check(config: Config = None, data_dir: DataDir = None, as_json: Json = False) -> None:
    """检查数据是否损坏,平台可照常运行 · Look for damage in the data; the platform may run."""
    from hazardwatch.backup_commands import print_check

    _want_one(config, data_dir)
    raise typer.Exit(print_check(config, data_dir, as_json=as_json))


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

    _want_one(config, data_dir)
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


@score_app.callback()
def score() -> None:
    """用记录数据评分 · Score the judgements on recorded data."""


@score_app.command("tep-alarms")
def score_tep_alarms(
    data: Annotated[Path, typer.Option(file_okay=False, help="The folder of the three logs.")],
    as_json: Json = False,
) -> None:
    """报警归并的评分 · How well the Tennessee Eastman alarm logs are folded."""
    from hazardwatch.score import print_tep_alarms

    raise typer.Exit(print_tep_alarms(data, as_json=as_json))


@report_app.command("nuisance")
def report_nuisance(
    config: Config = None,
    data: Annotated[
        list[Path] | None,
        typer.Option(exists=True, dir_okay=False, help="A data file instead; repeatable."),
    ] = None,
    plant: Annotated[
        Path | None, typer.Option("--plant", help="The plant directory of the data files.")
    ] = None,
    begin: Annotated[str, typer.Option("--from", help="ms or ISO 8601; 30 days back.")] = "",
    end: Annotated[str, typer.Option("--to", help="ms or ISO 8601, not included; now.")] = "",
    top: Annotated[int, typer.Option(min=0, help="Propose for so many limits at most.")] = 20,
    out: Annotated[
        Path | None, typer.Option(help="Write nuisance.json and nuisance.csv here.")
    ] = None,
    time_column: TimeColumn = "",
    time_format: TimeFormat = "",
    sep: Separator = "",
    tz: TimeZone = "",
    missing: Missing = None,
    start: Start = "",
    step: Step = None,
    strict: Strict = False,
    as_json: Json = False,
) -> None:
    """滋扰报警与设置建议 · Nuisance alarms, and the settings that would have spared them."""
    from hazardwatch.data_flags import DataFlags
    from hazardwatch.nuisance_report import Bounds, report_files, report_platform

    bounds = Bounds(begin, end, top, out)
    if config is not None and not data and plant is None:
        raise typer.Exit(report_platform(config, bounds, as_json=as_json))
    if config is not None or not data or plant is None:
        _fail(
            Exit.USAGE, "请指定 --config，或 --data 与 --plant name --config, or --data and --plant"
        )
    flags = DataFlags(time_column, time_format, sep, tz, missing or [], start, step, strict)
    raise typer.Exit(report_files(plant, data, flags, bounds, as_json=as_json))


@notify_app.command("test")
def notify_test(
    config: Annotated[Path, typer.Option("--config", help="The platform's configuration.")],
    person: Annotated[str, typer.Option(help="A person of the plant, by id.")],
    channel: Annotated[
        str, typer.Option(help="One channel; absent, all on which the person has an address.")
    ] = "",
    as_json: Json = False,
) -> None:
    """向一人发送测试通知 · Send one person a test message."""
    from hazardwatch.notify_commands import test_channels

    raise typer.Exit(test_channels(config, person, channel, as_json=as_json))


handling_app = typer.Typer(
    help="处置记录的证据包 · The sealed evidence of how alarms were handled.", no_args_is_help=True
)
app.add_typer(handling_app, name="handling")


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


@app.command()
def doctor(as_json: Json = False) -> None:
    """检查安装环境 · Look for what would keep the platform from running well."""
    from hazardwatch.doctor import examine

    findings = examine()
    if as_json:
        typer.echo(json.dumps([finding.as_dict() for finding in findings], ensure_ascii=False))
    else:
        for finding in findings:
            typer.echo(str(finding))
    raise typer.Exit(Exit.OK if all(finding.ok for finding in findings) else Exit.FINDINGS)


if __name__ == "__main__":
    main()
