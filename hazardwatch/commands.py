"""The command line: every command's flags and exit code, and nothing of what it does.

Contract section 2. Each command imports its work when it is called, so that ``--help`` and
``demo`` start without paying for what they don't use.
"""

import json
from pathlib import Path
from typing import Annotated

import typer

from hazardwatch.alarm_apps import alarms_app, handling_app, journal_app, stops_app
from hazardwatch.audit_app import audit_app
from hazardwatch.bench_app import bench_app
from hazardwatch.command_flags import (
    BrokerUrl,
    Config,
    DataDir,
    Json,
    Missing,
    Password,
    PlantDirectory,
    Separator,
    SiteConfig,
    Start,
    Step,
    Strict,
    TimeColumn,
    TimeFormat,
    TimeZone,
    User,
    want_one,
)
from hazardwatch.credential_app import credential_app
from hazardwatch.exit_code import Exit, fail
from hazardwatch.heap import holding_off
from hazardwatch.replay_app import record, replay
from hazardwatch.report_app import report_app
from hazardwatch.scenario_app import scenario_app
from hazardwatch.score_app import score_app
from hazardwatch.train_command import train
from hazardwatch.what_if_app import what_if_app

app = typer.Typer(
    name="hazardwatch",
    help="重大危险源监测预警 · Monitoring and early warning for major hazard installations.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
plant_app = typer.Typer(help="检查与分级厂区目录 · Check and grade a plant directory.")
historian_app = typer.Typer(help="备份、恢复与检查 · Back up, restore and check what a site keeps.")
app.add_typer(score_app, name="score")
notify_app = typer.Typer(help="通知渠道 · The channels by which people are told.")
app.add_typer(notify_app, name="notify")
people_app = typer.Typer(help="账户 · The accounts of a site.", no_args_is_help=True)
app.add_typer(people_app, name="people")
app.add_typer(credential_app, name="gateway-credential")
app.add_typer(report_app, name="report")
app.add_typer(scenario_app, name="scenario")
app.add_typer(what_if_app, name="what-if")
app.add_typer(bench_app, name="bench")
app.add_typer(alarms_app, name="alarms")
app.add_typer(stops_app, name="stops")
app.add_typer(journal_app, name="journal")
app.add_typer(audit_app, name="audit")
app.add_typer(handling_app, name="handling")
app.add_typer(plant_app, name="plant")
app.add_typer(historian_app, name="historian")
app.command("train")(train)
app.command()(record)
app.command()(replay)


def main() -> None:
    """Run the command line."""
    app()


@app.command()
def demo(
    port: Annotated[int, typer.Option(help="Port of the page.", min=0, max=65535)] = 8080,
    mqtt_port: Annotated[
        int, typer.Option(help="Port of the gateways, MQTT.", min=0, max=65535)
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
    with holding_off():
        from hazardwatch.demo import DemoOptions, run_demo

        options = DemoOptions(port, mqtt_port, browser, data_dir, scenario, speed, as_json)
        raise typer.Exit(run_demo(options))


@app.command()
def serve(
    config: Annotated[Path, typer.Option("--config", help="The TOML configuration file.")],
    as_json: Json = False,
) -> None:
    """监视园区 · Watch a park."""
    with holding_off():
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
        Path | None, typer.Option("--plant", help="The plant directory; else the scenario's park.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Another seed, another day.", min=0)] = 1,
    once: Annotated[bool, typer.Option("--once", help="End with the scenario.")] = False,
    own_time: Annotated[
        bool, typer.Option("--own-time", help='For a platform with clock = "stream".')
    ] = False,
    form: Annotated[
        str, typer.Option(help="values, columns or single: of gateways with our own JSON.")
    ] = "values",
    hj212: Annotated[
        str, typer.Option(help="HOST:PORT of the door for HJ 212 stations; else by the broker.")
    ] = "",
    platform: Annotated[
        str, typer.Option(help="A platform to hold against what the scenario expects.")
    ] = "",
    user: User = "admin",
    password: Annotated[str, typer.Option(envvar="HAZARDWATCH_PASSWORD")] = "",
    as_json: Json = False,
) -> None:
    """向代理发布模拟园区 · Publish a simulated park to a broker."""
    from hazardwatch.live_rehearsal import Performance
    from hazardwatch.run_simulation import SimulateOptions, run_simulate
    from hazardwatch.simulated_ways import read_door, read_form

    performance = Performance(broker, speed, seed, own_time, read_form(form), read_door(hj212))
    options = SimulateOptions(plant, scenario, performance, once, platform, user, password, as_json)
    raise typer.Exit(run_simulate(options))


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
        raise typer.Exit(
            fail(Exit.USAGE, f"export: {what} --as {form}: only alarms --as backtest is there")
        )
    raise typer.Exit(export_alarms(config, out, as_json=as_json))


@historian_app.command("backup")
def historian_backup(
    out: Annotated[Path, typer.Option(file_okay=False, help="The directory of backups.")],
    config: Config = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """备份全部数据,平台可照常运行 · Back up all data; the platform may run."""
    from hazardwatch.backup_commands import print_backup

    want_one(config, data_dir)
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

    want_one(config, data_dir)
    raise typer.Exit(print_check(config, data_dir, as_json=as_json))


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


@people_app.command("list")
def people_list(config: SiteConfig, as_json: Json = False) -> None:
    """列出账户 · List the accounts."""
    from hazardwatch.people_commands import print_people

    raise typer.Exit(print_people(config, as_json=as_json))


@people_app.command("set")
def people_set(
    name: Annotated[str, typer.Argument(help="The name to log in with.")],
    config: SiteConfig,
    password: Password,
    role: Annotated[str, typer.Option(help="What the account may do.")],
    place: Annotated[
        str, typer.Option(help="The area or enterprise to which it is limited, by id.")
    ] = "",
) -> None:
    """新建账户或修改口令、角色 · Make an account, or change its password and role."""
    from dashboard_api.account_rules import Wish
    from hazardwatch.people_commands import set_person

    raise typer.Exit(set_person(config, Wish(name, role, place), password))


@people_app.command("remove")
def people_remove(
    name: Annotated[str, typer.Argument(help="The name to log in with.")], config: SiteConfig
) -> None:
    """删除账户 · Take an account away."""
    from hazardwatch.people_commands import remove_person

    raise typer.Exit(remove_person(config, name))


if __name__ == "__main__":
    main()
