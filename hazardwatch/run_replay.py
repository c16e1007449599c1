"""``replay``: recorded files, stored readings or recorded messages to a broker, and how it went."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

import aiomqtt
import typer

from hazardwatch.complaints import complain, read_or_complain
from hazardwatch.data_directory import DataDirectory
from hazardwatch.data_flags import DataFlags, FlagError, check_time_column, read_instant
from hazardwatch.exit_code import Exit, fail
from hazardwatch.publish import check_broker, check_topics, mask_login, until_signal
from hazardwatch.replay_screen import FindSpan, Screen, sits_someone_there
from hazardwatch.settings import HistorianSettings, SettingsError, read_settings
from hazardwatch.stored_range import StoredRange, choose_reader
from historian.port import HistorianRefusedError, HistorianUnavailableError
from ingest.data_file import DataFileError
from plant.reading import Instant
from plant.words import Plant
from simulators.message_record import RecordError
from simulators.message_replay import ReplayedMessages, replay_messages
from simulators.playback import Playback
from simulators.player import EVERYTHING, Pace, Span
from simulators.readings_record import Batches, RecordedFiles
from simulators.record_reader import is_record
from simulators.recorded_messages import RecordedMessages
from simulators.replay import Replayed, replay

USUAL_ZONE: Final = "Asia/Shanghai"
"""The zone of a park that names none (contract section 3)."""

_TWICE: Final = (
    "从第二遍起，平台将其视为重复读数；要重新判断请用 --shift-to-now"
    " from the second pass on a platform takes all of it for duplicates; --shift-to-now lets it"
    " be judged anew"
)

_T = TypeVar("_T")
Watch = Callable[[Playback[Any]], object]


@dataclass(frozen=True, slots=True)
class ReplayOptions:
    """The flags of ``replay`` beside those of its files. Empty texts, None: not given."""

    plant: Path | None
    config: Path | None
    data_dir: Path | None
    broker: str
    pace: Pace
    start: str
    end: str
    topics: Sequence[str]
    as_json: bool


def run_replay(files: Sequence[Path], flags: DataFlags, options: ReplayOptions) -> Exit:
    """Send a record to a broker; returns when all of it was acknowledged."""
    try:
        check_broker(options.broker)
        return _choose(files, flags, options)
    except (FlagError, ValueError) as error:
        return fail(Exit.USAGE, error)
    except SettingsError as error:
        return complain(error.complaints)
    except (DataFileError, RecordError, HistorianRefusedError) as error:
        return fail(Exit.FINDINGS, error)
    except HistorianUnavailableError as error:
        return fail(Exit.UNREACHABLE, f"历史库 historian: {error}")
    except (OSError, aiomqtt.MqttError) as error:
        return fail(Exit.UNREACHABLE, f"{mask_login(options.broker)}: {error}")


def _choose(files: Sequence[Path], flags: DataFlags, options: ReplayOptions) -> Exit:
    stored = options.config is not None or options.data_dir is not None
    if stored == bool(files):
        raise FlagError("请指定文件或数据源之一 name either files, or --config or --data-dir")
    records = [_is_record(file) for file in files]
    if stored:
        return _replay_stored(options)
    if all(records):
        return _replay_messages(files, flags, options)
    if any(records):
        raise FlagError("消息记录与数据文件不能混用 records of messages and data files don't mix")
    return _replay_files(files, flags, options)


def _is_record(file: Path) -> bool:
    try:
        return is_record(file)
    except OSError as error:
        raise DataFileError(f"{file}: {error}") from error


def _replay_files(files: Sequence[Path], flags: DataFlags, options: ReplayOptions) -> Exit:
    plant = _read_plant(options.plant)
    resolved = flags.resolve(plant)
    check_time_column(files, resolved)
    record = RecordedFiles(files, resolved, plant)
    zone = flags.tz or plant.park.timezone
    scan = RecordedFiles(files, resolved, plant)
    played = _send(record, plant, options, zone, lambda: _scan(scan, read_span(options, zone)))
    skipped = sorted({name for file in record.files for name in file.skipped})
    _tell_readings(played, skipped, as_json=options.as_json)
    return Exit.OK


def _replay_stored(options: ReplayOptions) -> Exit:
    historian, directory, where = _find_store(options)
    plant = _read_plant(where)
    zone = plant.park.timezone
    if not options.start:
        raise FlagError("--from: 请指定开始时间 a stored range needs its beginning")
    span = read_span(options, zone)
    span = Span(span.start, min(span.end, time.time_ns() // 1_000_000))
    stored = StoredRange(choose_reader(historian, DataDirectory(directory)), plant, span)
    played = _send(stored, plant, options, zone, lambda: span)
    _tell_readings(played, sorted(stored.skipped), as_json=options.as_json)
    return Exit.OK


def _find_store(options: ReplayOptions) -> tuple[HistorianSettings, Path, Path | None]:
    """The historian, the data directory, and the plant directory as far as it is known."""
    if options.config is None:
        return HistorianSettings(), options.data_dir or Path(), options.plant
    if options.data_dir is not None:
        raise FlagError("请指定 --config 或 --data-dir 之一 name either --config or --data-dir")
    settings = read_settings(options.config)
    return settings.historian, settings.data.dir, options.plant or settings.plant.dir


def _read_plant(directory: Path | None) -> Plant:
    if directory is None:
        raise FlagError("--plant: 请指定厂区目录 name the plant directory")
    return read_or_complain(directory)


def _send(
    batches: Batches, plant: Plant, options: ReplayOptions, zone: str, find_span: FindSpan
) -> Replayed:
    span = read_span(options, zone)

    def run(stop: asyncio.Event, watch: Watch | None) -> Awaitable[Replayed]:
        broker, pace = options.broker, options.pace
        return replay(batches, plant, broker, pace, span=span, stop=stop, watch=watch)

    return _play(run, options, zone, find_span)


def _replay_messages(files: Sequence[Path], flags: DataFlags, options: ReplayOptions) -> Exit:
    check_topics(options.topics)
    if options.pace.loop and not options.pace.shift_to_now:
        typer.echo(_TWICE, err=True)
    plant = None if options.plant is None else read_or_complain(options.plant)
    zone = flags.tz or (plant.park.timezone if plant is not None else USUAL_ZONE)
    source, scan = (RecordedMessages(files, options.topics) for _ in range(2))
    span = read_span(options, zone)

    def run(stop: asyncio.Event, watch: Watch | None) -> Awaitable[ReplayedMessages]:
        broker, pace = options.broker, options.pace
        return replay_messages(source, broker, pace, span=span, stop=stop, watch=watch)

    played = _play(run, options, zone, lambda: _scan_messages(scan, span))
    return _tell_messages(played, source, as_json=options.as_json)


def _play(
    run: Callable[[asyncio.Event, Watch | None], Awaitable[_T]],
    options: ReplayOptions,
    zone: str,
    find_span: FindSpan,
) -> _T:
    """Play, with the terminal's keys and bar where a person sits there."""

    async def play(stop: asyncio.Event) -> _T:
        if options.as_json or not sits_someone_there():
            return await run(stop, None)
        screen = Screen(options.pace, zone, find_span, stop.set)
        try:
            return await run(stop, screen.watch)
        finally:
            screen.close()

    return asyncio.run(until_signal(play))


def read_span(options: ReplayOptions, zone: str) -> Span:
    """The range that the flags mean, naive times in a zone.

    :raises FlagError: they mean none.
    """
    start = read_instant("--from", options.start, zone)
    end = read_instant("--until", options.end, zone)
    span = Span(
        EVERYTHING.start if start is None else start, EVERYTHING.end if end is None else end
    )
    if span.start >= span.end:
        raise FlagError("--from: 须早于 --until is not before --until")
    return span


def _scan(record: RecordedFiles, span: Span) -> Span | None:
    """From when to when files go within a range: they say it only when they are read."""
    first: Instant | None = None
    for batch in record(span):
        if len(batch):
            earliest = int(batch.source.min())
            first = earliest if first is None else min(first, earliest)
    latest = record.latest
    return None if first is None or latest is None else Span(first, latest + 1)


def _scan_messages(source: RecordedMessages, span: Span) -> Span | None:
    first: Instant | None = None
    last = 0
    for chunk in source.open(span):
        for at, _ in chunk:
            first, last = at if first is None else first, at
    return None if first is None else Span(first, last + 1)


def _tell_readings(played: Replayed, skipped: Sequence[str], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(asdict(played) | {"skipped": skipped}))
        return
    print(f"{played.readings} readings in {played.frames} frames")
    if skipped:
        print(f"not in the plant: {', '.join(skipped)}")
    if played.unsent:
        print(f"no gateway for {played.unsent} readings")


def _tell_messages(played: ReplayedMessages, source: RecordedMessages, *, as_json: bool) -> Exit:
    complaints = [each for reader in source.readers for each in reader.complaints]
    flawed = sum(reader.flawed for reader in source.readers)
    unfinished = [str(reader.path) for reader in source.readers if reader.unfinished]
    if as_json:
        print(json.dumps(asdict(played) | {"flawed": flawed, "unfinished": unfinished}))
    else:
        print(f"{played.messages} 条消息 messages, {played.bytes} bytes")
        for reason, count in played.left_out.items():
            print(f"未发送 left out: {count} {reason}")
    if played.lost or played.away:
        complaints.append(
            f"记录本身不完整 the record itself misses: {played.lost} lost, {played.away} times away"
        )
    complaints += [f"{path}: 记录未正常结束 ends amid a message or a flush" for path in unfinished]
    for complaint in complaints:
        typer.echo(complaint, err=True)
    return Exit.FINDINGS if flawed else Exit.OK
