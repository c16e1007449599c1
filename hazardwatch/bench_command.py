"""``bench load``: what is put under load, at which rates, and what is said of it."""

import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

import msgspec
import typer
from rich.console import Console

from hazardwatch.alarm_client import ClientError
from hazardwatch.bench_load import run_load
from hazardwatch.bench_outcome import Site, Wish
from hazardwatch.bench_stage import StageError, open_stage, write_configuration
from hazardwatch.bench_tables import print_ramp, print_report
from hazardwatch.complaints import read_or_complain
from hazardwatch.exit_code import Exit, fail
from hazardwatch.publish import mask_login
from simulators.broker import parse_broker_url
from simulators.load.forms import LoadForm
from simulators.load.plant_files import write_load_plant
from simulators.load.report import LoadReport, find_knee, passes
from simulators.load.senders import LoadError, plan_senders

WIDTH: Final = 150
"""Columns of the tables where the output is no terminal."""

_FAILS: Final = 2
"""So many rates in a row that do not pass end a ramp."""


@dataclass(frozen=True, slots=True)
class LoadOptions:
    """The flags of ``bench load``; empty and None: not given."""

    broker: str
    platform: str
    user: str
    password: str
    plant: Path | None
    write_plant: Path | None
    gateways: int
    tags: int
    form: LoadForm
    rates: Sequence[float]
    batch: int
    seconds: float
    alarm_share: float
    bound_ms: float
    echo: bool
    own: bool
    as_json: bool

    @property
    def ramp(self) -> bool:
        """Whether several rates are tried."""
        return len(self.rates) > 1


def read_ramp(text: str) -> list[float]:
    """The rates of ``from:to:step``, both ends included.

    :raises ValueError: it reads otherwise, or goes nowhere.
    """
    try:
        first, last, step = (float(part) for part in text.split(":"))
    except ValueError:
        first = last = step = 0.0
    if not 0 < first <= last or step <= 0:
        raise ValueError("--ramp: FROM:TO:STEP, messages a second, e.g. 1000:20000:1000")
    return [first + step * number for number in range(int((last - first) / step + 1e-9) + 1)]


def bench_load(options: LoadOptions) -> Exit:
    """Put a platform under load and say what became of it."""
    if options.write_plant is not None or not (options.own or options.plant):
        return _offer_plant(options)
    try:
        reports = asyncio.run(_measure(options))
    except (LoadError, ValueError) as error:
        return fail(Exit.USAGE, error)
    except ClientError as error:
        return fail(error.code, error)
    except StageError as error:
        return fail(Exit.BAD_CONFIGURATION, f"平台未能启动 the platform did not start:\n{error}")
    except (OSError, EOFError) as error:
        where = mask_login(options.broker) if options.broker else "the broker"
        return fail(Exit.UNREACHABLE, f"{where}: {str(error) or 'the connection was lost'}")
    return _conclude(options, reports)


def _offer_plant(options: LoadOptions) -> Exit:
    """Write the plant and the configuration that a platform under test must run, or print them."""
    with tempfile.TemporaryDirectory(prefix="hazardwatch-load-") as temporary:
        root = options.write_plant or Path(temporary)
        try:
            plant = write_load_plant(root, options.gateways, options.tags, options.form)
        except OSError as error:
            return fail(Exit.USAGE, f"--write-plant {root}: {error.strerror}")
        mqtt = options.broker or "mqtt://127.0.0.1:1883"
        where = root.absolute() if options.write_plant else Path("PLANT")
        text = write_configuration(where, Path("hazardwatch-load-data"), mqtt, 8080)
        if options.write_plant:
            (root / "hazardwatch.toml").write_text(text, encoding="utf-8")
            print(f"{root}: plant.toml, tags.csv, hazardwatch.toml")
            print(f"  hazardwatch serve --config {root / 'hazardwatch.toml'}")
            print(f"  hazardwatch bench load --plant {root} --broker {mask_login(mqtt)} …")
            return Exit.OK
        for file in ("plant.toml", "tags.csv"):
            print(f"# --- PLANT/{file}\n{(plant / file).read_text(encoding='utf-8')}")
        print(f"# --- hazardwatch.toml\n{text}")
    return Exit.OK


async def _measure(options: LoadOptions) -> list[LoadReport]:
    reports: list[LoadReport] = []
    async with _find_site(options) as site:
        for number, rate in enumerate(options.rates, 1):
            _tell_progress(options, f"{number}/{len(options.rates)}: {rate:,.0f} messages/s")
            wish = Wish(
                rate,
                options.batch,
                options.seconds,
                options.alarm_share,
                echo=options.echo and site.echoes,
            )
            reports.append(await run_load(site, wish))
            recent = reports[-_FAILS:]
            failed = not any(passes(report, options.bound_ms) for report in recent)
            if len(recent) == _FAILS and failed:
                break
    return reports


@asynccontextmanager
async def _find_site(options: LoadOptions) -> AsyncIterator[Site]:
    """The platform that is named, or one of our own."""
    if not options.own:
        yield _name_site(options, options.broker, options.platform, options.user, options.password)
        return
    with tempfile.TemporaryDirectory(prefix="hazardwatch-load-") as temporary:
        root = Path(temporary)
        plant = options.plant
        if plant is None:
            plant = write_load_plant(root / "plant", options.gateways, options.tags, options.form)
        async with open_stage(root, plant.absolute()) as stage:
            if not stage.real:
                typer.echo(
                    "未找到 Mosquitto,网关直连平台,不测回声 · no Mosquitto: gateways publish"
                    " straight to the platform, and no echo is measured",
                    err=True,
                )
            site = _name_site(options, stage.broker, stage.url, stage.user, stage.password, plant)
            yield replace(site, echoes=stage.real)


def _name_site(
    options: LoadOptions,
    broker: str,
    url: str,
    user: str,
    password: str,
    plant: Path | None = None,
) -> Site:
    directory = plant or options.plant
    if directory is None:
        raise LoadError("--plant: the directory that the platform runs")
    senders = plan_senders(read_or_complain(directory), options.form)
    return Site(parse_broker_url(broker), url.rstrip("/"), user, password, senders, options.form)


def _tell_progress(options: LoadOptions, text: str) -> None:
    if sys.stderr.isatty() and not options.as_json:
        typer.echo(text, err=True)


def _conclude(options: LoadOptions, reports: Sequence[LoadReport]) -> Exit:
    knee = find_knee(reports, options.bound_ms)
    if options.as_json:
        print(msgspec.json.encode(_as_json(options, reports, knee)).decode())
    else:
        _print(options, reports, knee)
    sound = knee is not None if options.ramp else reports[-1].whole
    return Exit.OK if sound else Exit.FINDINGS


def _print(options: LoadOptions, reports: Sequence[LoadReport], knee: LoadReport | None) -> None:
    console = Console(width=None if sys.stdout.isatty() else WIDTH)
    if not options.ramp:
        print_report(console, reports[-1])
        return
    print_ramp(console, reports, options.bound_ms)
    if knee is None:
        console.print("没有通过的速率 no rate passes")
        return
    console.print(f"拐点 knee: {knee.asked.rate:,.0f} 条/秒 messages/s")
    print_report(console, knee)


def _as_json(
    options: LoadOptions, reports: Sequence[LoadReport], knee: LoadReport | None
) -> dict[str, Any]:
    """NaN leaves as null."""
    steps = [
        asdict(report)
        | {
            "rate": report.rate,
            "lost": report.counted.lost,
            "doubled": report.counted.doubled,
            "kept": report.kept,
            "whole": report.whole,
            "passes": passes(report, options.bound_ms),
        }
        for report in reports
    ]
    return {
        "bound_ms": options.bound_ms,
        "knee": knee.asked.rate if knee else None,
        "loads": steps,
    }
