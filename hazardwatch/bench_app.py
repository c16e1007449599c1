"""``bench``: the flags of the measurements that a tester takes of a platform."""

from pathlib import Path
from typing import Annotated

import typer

from hazardwatch.command_flags import Json
from hazardwatch.exit_code import Exit, fail

bench_app = typer.Typer(
    help="压力测试 · What a platform bears.", no_args_is_help=True, add_completion=False
)


@bench_app.callback()
def bench() -> None:
    """压力测试 · What a platform bears."""


@bench_app.command("load")
def bench_load(
    broker: Annotated[str, typer.Option("--broker", help="mqtt[s]://user:pass@host:port")] = "",
    platform: Annotated[
        str, typer.Option("--platform", help="The platform's address.", envvar="HAZARDWATCH_URL")
    ] = "http://127.0.0.1:8080",
    user: Annotated[str, typer.Option(envvar="HAZARDWATCH_USER")] = "admin",
    password: Annotated[str, typer.Option(envvar="HAZARDWATCH_PASSWORD")] = "",
    plant: Annotated[
        Path | None,
        typer.Option("--plant", help="The plant directory that the platform runs."),
    ] = None,
    write_plant: Annotated[
        Path | None,
        typer.Option(file_okay=False, help="Write a plant and a configuration here, and end."),
    ] = None,
    gateways: Annotated[int, typer.Option(min=1, max=5000, help="Of a made plant.")] = 4,
    tags: Annotated[int, typer.Option(min=1, max=200_000, help="Of a made plant.")] = 1000,
    form: Annotated[str, typer.Option(help="The payload form; see docs/load.md.")] = "json-values",
    rate: Annotated[float, typer.Option(min=0.1, help="Messages a second.")] = 1000.0,
    batch: Annotated[int, typer.Option(min=1, help="Readings a message.")] = 1,
    seconds: Annotated[float, typer.Option("--for", min=0.5, help="Seconds at each rate.")] = 30.0,
    alarm_share: Annotated[
        float, typer.Option(min=0.0, max=0.5, help="Share of messages that raise an alarm.")
    ] = 0.01,
    ramp: Annotated[str, typer.Option(help="FROM:TO:STEP messages a second; finds the knee.")] = "",
    p99: Annotated[float, typer.Option(min=0.1, help="A ramp's bound of the p99, in ms.")] = 100.0,
    echo: Annotated[
        bool, typer.Option(help="Hear the first gateway again by a raw subscriber.")
    ] = True,
    own: Annotated[
        bool, typer.Option("--self", help="Start a broker and a platform, and end them after it.")
    ] = False,
    as_json: Json = False,
) -> None:
    """以设定速率向代理施压,报告丢失、时延与时间去向 · Load, loss, latency, where the time went."""
    from hazardwatch.bench_command import LoadOptions, bench_load, read_ramp
    from simulators.load.forms import LoadForm

    if form not in [*LoadForm]:
        raise typer.Exit(fail(Exit.USAGE, f"--form: {', '.join(LoadForm)}"))
    try:
        rates = read_ramp(ramp) if ramp else [rate]
    except ValueError as error:
        raise typer.Exit(fail(Exit.USAGE, error)) from error
    running = plant is not None and write_plant is None and not own
    if running and not broker:
        raise typer.Exit(fail(Exit.USAGE, "--broker: 请指定代理地址 name the broker"))
    if running and not password:
        password = typer.prompt("Password", hide_input=True)
    options = LoadOptions(
        broker=broker,
        platform=platform,
        user=user,
        password=password,
        plant=plant,
        write_plant=write_plant,
        gateways=gateways,
        tags=tags,
        form=LoadForm(form),
        rates=rates,
        batch=batch,
        seconds=seconds,
        alarm_share=alarm_share,
        bound_ms=p99,
        echo=echo,
        own=own,
        as_json=as_json,
    )
    raise typer.Exit(bench_load(options))
