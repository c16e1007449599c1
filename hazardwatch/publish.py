"""``replay``: what a tester sends to a broker, and how it went; and what all publishers share."""

import asyncio
import json
import signal
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

import aiomqtt
import typer

from hazardwatch.complaints import read_or_complain
from hazardwatch.data_flags import DataFlags, FlagError, check_time_column
from hazardwatch.exit_code import Exit
from ingest.data_file import DataFileError
from ingest.session import ESCAPES
from simulators.broker import parse_broker_url
from simulators.replay import Pace, Record, Replayed, replay

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class ReplayOptions:
    """The flags of ``replay`` beside those of its files."""

    broker: str
    speed: float
    shift_to_now: bool
    loop: bool
    as_json: bool


def run_replay(
    files: Sequence[Path], directory: Path, flags: DataFlags, options: ReplayOptions
) -> Exit:
    """Send recorded files to a broker; returns when all of it was acknowledged."""
    plant = read_or_complain(directory)
    try:
        check_broker(options.broker)
        resolved = flags.resolve(plant)
        check_time_column(files, resolved)
        record = Record(files, resolved, plant)
        pace = Pace(options.speed, options.shift_to_now, options.loop)
        played = asyncio.run(
            until_signal(lambda stop: replay(record, plant, options.broker, pace, stop=stop))
        )
    except (FlagError, ValueError) as error:
        typer.echo(str(error), err=True)
        return Exit.USAGE
    except DataFileError as error:
        typer.echo(str(error), err=True)
        return Exit.FINDINGS
    except aiomqtt.MqttError as error:
        typer.echo(f"{mask_login(options.broker)}: {error}", err=True)
        return Exit.UNREACHABLE
    _report(played, record, as_json=options.as_json)
    return Exit.OK


def check_broker(url: str) -> None:
    """Refuse a broker's address that is none, without quoting it: it may hold a password.

    :raises FlagError: it can't be read.
    """
    try:
        parse_broker_url(url)
    except ValueError:
        raise FlagError(
            f"--broker: an address reads mqtt[s]://user:pass@host:port; {ESCAPES}"
        ) from None


def mask_login(url: str) -> str:
    """A broker's address as it may be shown: without the password."""
    parts = urlsplit(url)
    login, at, address = parts.netloc.rpartition("@")
    user, colon, _ = login.partition(":")
    return f"{parts.scheme}://{user}{':***' if colon else ''}{at}{address}"


async def until_signal(run: Callable[[asyncio.Event], Awaitable[_T]]) -> _T:
    """Run something with an event that SIGTERM and SIGINT set."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    return await run(stop)


def _report(played: Replayed, record: Record, *, as_json: bool) -> None:
    skipped = sorted({name for file in record.files for name in file.skipped})
    if as_json:
        print(json.dumps(asdict(played) | {"skipped": skipped}))
        return
    print(f"{played.readings} readings in {played.frames} frames")
    if skipped:
        print(f"not in the plant: {', '.join(skipped)}")
    if played.unsent:
        print(f"no gateway for {played.unsent} readings")
