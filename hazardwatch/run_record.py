"""``record``: what passes a broker into a file, and how it went."""

import asyncio
import json
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import aiomqtt
import typer

from hazardwatch.clock import AnchoredClock
from hazardwatch.data_flags import FlagError
from hazardwatch.exit_code import Exit, fail
from hazardwatch.publish import check_broker, check_topics, mask_login, until_signal
from simulators.backlog import Backlog
from simulators.broker import parse_broker_url
from simulators.gateway_link import find_version
from simulators.message_record import Head
from simulators.record_writer import RecordWriter
from simulators.recording import Recording

LOOK_S: Final = 0.2
"""How often the counts are looked at."""


@dataclass(frozen=True, slots=True)
class RecordOptions:
    """The flags of ``record``. ``seconds`` None: until stopped. ``rotate_mb`` None: one file."""

    broker: str
    out: Path
    topics: Sequence[str]
    seconds: float | None
    rotate_mb: int | None
    as_json: bool


def run_record(options: RecordOptions, show: Callable[[Backlog, RecordWriter], None]) -> Exit:
    """Record until the time is over, Ctrl-C, or the disk takes no more.

    :param show: is called a few times a second, for a terminal.
    """
    try:
        check_broker(options.broker)
        check_topics(options.topics)
        return asyncio.run(until_signal(lambda stop: _record(options, show, stop)))
    except FlagError as error:
        return fail(Exit.USAGE, error)
    except FileExistsError as error:
        return fail(Exit.USAGE, f"--out {error.filename}: 已存在，不覆盖 is there already")
    except (ConnectionError, TimeoutError, aiomqtt.MqttError) as error:
        return fail(Exit.UNREACHABLE, f"{mask_login(options.broker)}: {error}")
    except OSError as error:
        return fail(Exit.USAGE, error)


async def _record(
    options: RecordOptions, show: Callable[[Backlog, RecordWriter], None], stop: asyncio.Event
) -> Exit:
    broker, clock = parse_broker_url(options.broker), AnchoredClock().now
    version = await find_version(broker)
    head = Head(clock(), options.topics, retain_told=version == 5)
    writer = RecordWriter(
        options.out, head, None if options.rotate_mb is None else options.rotate_mb << 20
    )
    backlog = Backlog(writer, clock)
    recording = Recording(broker, options.topics, version, clock, backlog)
    try:
        await asyncio.to_thread(recording.open)
    except OSError as error:
        _discard(writer)
        raise ConnectionError(str(error)) from error
    try:
        await _watch(backlog, writer, options.seconds, show, stop)
    finally:
        await asyncio.to_thread(recording.close)
    return _report(backlog, writer, as_json=options.as_json)


def _discard(writer: RecordWriter) -> None:
    """Nothing was recorded: leave no file that looks like a record."""
    writer.abandon()
    for path in writer.files:
        path.unlink(missing_ok=True)


async def _watch(
    backlog: Backlog,
    writer: RecordWriter,
    seconds: float | None,
    show: Callable[[Backlog, RecordWriter], None],
    stop: asyncio.Event,
) -> None:
    end_s = None if seconds is None else time.monotonic() + seconds
    while not (stop.is_set() or backlog.ended.is_set()):
        left_s = LOOK_S if end_s is None else min(LOOK_S, end_s - time.monotonic())
        if left_s <= 0:
            return
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), left_s)
        show(backlog, writer)


def _report(backlog: Backlog, writer: RecordWriter, *, as_json: bool) -> Exit:
    counts, failure = backlog.counts, backlog.failure
    files = [str(path) for path in writer.files]
    if as_json:
        told = asdict(counts) | {"bytes": writer.bytes, "files": files}
        print(json.dumps(told | {"failure": str(failure) if failure else None}))
    else:
        print(f"{counts.written} 条消息 messages, {writer.bytes} bytes: {', '.join(files)}")
    for complaint in _complain(backlog):
        typer.echo(complaint, err=True)
    return Exit.FINDINGS if counts.lost or counts.away or failure else Exit.OK


def _complain(backlog: Backlog) -> list[str]:
    counts = backlog.counts
    said = []
    if backlog.failure is not None:
        said.append(f"无法继续写入 the disk takes no more: {backlog.failure}")
    if counts.lost:
        said.append(f"{counts.lost} 条消息未能写入，已丢失 messages could not be written: lost")
    if counts.away:
        said.append(
            f"与代理断开 {counts.away} 次，期间的消息未记录"
            f" the broker was away {counts.away} times; what passed then is not recorded"
        )
    return said
