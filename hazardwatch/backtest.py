"""Backtest: the cores of ``serve`` over recorded files, as fast as the machine allows.

The very same tick as live, with the stream's own clock, and files as source and sink (contract
section 2). No broker, no spool, no journal.
"""

import json
import os
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Final

import typer

from alerting.alarm import Entry, Event
from hazardwatch.alarm_file import AlarmFile
from hazardwatch.complaints import read_or_complain
from hazardwatch.data_flags import DataFlags, FlagError, check_time_column
from hazardwatch.exit_code import Exit
from hazardwatch.heap import set_aside
from hazardwatch.progress_line import show_progress
from hazardwatch.tick import Cores, judge_readings
from hazardwatch.train import complain_of_training, train_models
from hazardwatch.unjudged import name_unjudged
from hazardwatch.verdict_file import VerdictLog
from ingest.data_file import DataFile, DataFileError, read_data_files
from ingest.read_ahead import read_ahead
from plant.reading import ReadingBatch
from plant.words import Plant

_AHEAD: Final = 16
"""Batches that wait to be judged, at most: two blocks of a file, nearly."""


@dataclass(slots=True)
class Outcome:
    """What a backtest came to.

    ``entries`` are kept where nobody took them as they fell; ``raised`` counts raises by
    condition.
    """

    entries: list[Entry] = field(default_factory=list)
    raised: Counter[str] = field(default_factory=Counter)
    readings: int = 0
    seconds: float = 0.0
    files: list[DataFile] = field(default_factory=list)
    errors: dict[str, Exception] = field(default_factory=dict)
    verdicts: VerdictLog | None = None

    def count(self, readings: int, entries: Iterable[Entry]) -> None:
        """Take note of readings that were judged, and of what they came to."""
        self.readings += readings
        self.raised.update(
            entry.alarm.rpartition(":")[2] for entry in entries if entry.event is Event.RAISED
        )

    @property
    def skipped(self) -> list[str]:
        """Columns that are no tags of the plant, each once."""
        return list(dict.fromkeys(name for file in self.files for name in file.skipped))


def print_backtest(
    directory: Path,
    data: Sequence[Path],
    train: Sequence[Path],
    out: Path,
    flags: DataFlags,
    *,
    as_json: bool,
) -> Exit:
    """Run a backtest, write its files, print its summary."""
    plant = read_or_complain(directory)
    try:
        options = flags.resolve(plant)
        check_time_column([*data, *train], options)
        make_directory(out)
        if train:
            trained = train_models(plant, train, options)
            complain_of_training(plant, trained)
            plant = trained.equip(plant)
        for line in name_unjudged(plant):
            typer.echo(f"warning: {line}", err=True)
        set_aside(thoroughly=False)
        with AlarmFile(out / "alarms.jsonl") as alarms, show_progress() as show:
            files = read_data_files(data, options, plant)
            outcome = run_backtest(
                plant,
                files,
                alarms.take,
                lambda far: show(far.readings, _tell_share(far.files, len(data))),
            )
            alarms.write()
    except FlagError as error:
        typer.echo(str(error), err=True)
        return Exit.USAGE
    except DataFileError as error:
        typer.echo(str(error), err=True)
        return Exit.FINDINGS
    summary = write_outcome(outcome, plant, out)
    unread = complain_of_rows(outcome)
    complain_of_errors(outcome)
    _print_summary(summary, outcome, out, as_json=as_json)
    return Exit.FINDINGS if unread and not outcome.readings else Exit.OK


def _tell_share(files: Sequence[DataFile], all_files: int) -> float | None:
    """How much of all files has been read, as if they were equally long."""
    last = files[-1] if files else None
    if last is None or not last.total:
        return None
    return (len(files) - 1 + last.rows / last.total) / all_files


def _print_summary(
    summary: dict[str, object], outcome: Outcome, out: Path, *, as_json: bool
) -> None:
    if as_json:
        print(json.dumps(summary, ensure_ascii=False))
        return
    print(f"{summary['readings']} readings, {summary['rate']} a second, {out}")
    for name in outcome.skipped:
        print(f"not in the plant: {name}")


def make_directory(out: Path) -> None:
    """Make the directory of the results before anything is worth losing.

    :raises FlagError: there can't be one, or it can't be written.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FlagError(f"--out {out}: {error.strerror}") from error
    if not os.access(out, os.W_OK):
        raise FlagError(f"--out {out}: can't be written")


def complain_of_rows(outcome: Outcome) -> int:
    """Say which rows could not be read; returns how many."""
    for file in outcome.files:
        for complaint in file.complaints:
            typer.echo(f"warning: {file.path.name}: {complaint}", err=True)
        if file.bad_rows:
            typer.echo(f"warning: {file.path.name}: {file.bad_rows} rows not read", err=True)
    return sum(file.bad_rows for file in outcome.files)


def complain_of_errors(outcome: Outcome) -> None:
    """Say which judgements failed on the way: an alarm that they missed is in no file."""
    for part, error in outcome.errors.items():
        typer.echo(f"warning: {part} failed and was set up anew, alarms may be missing:", err=True)
        typer.echo("".join(traceback.format_exception(error)).rstrip(), err=True)


def run_backtest(
    plant: Plant,
    files: Iterable[DataFile],
    take: Callable[[Sequence[Entry]], None] | None = None,
    tell: Callable[[Outcome], None] | None = None,
) -> Outcome:
    """Judge the files as one stream, in their order, up to the latest time in them.

    :param take: is given the entries as they fall, in the order in which they came about; without
        it they are kept in the outcome.
    :param tell: is told after each batch how far it has come.
    """
    verdicts = VerdictLog(plant)
    outcome = Outcome(verdicts=verdicts)
    take = take or outcome.entries.extend
    cores = Cores.of(plant, stream=True)

    def judge(batch: ReadingBatch, *, ended: bool = False) -> None:
        verdicts.note_times(batch)
        admitted = cores.admission.admit_readings(batch)
        entries = judge_readings(cores, admitted.batch, 0, ended=ended)[1]
        verdicts.note_rows(cores.bank.drain_rows())
        outcome.count(len(batch), entries)
        take(entries)

    started = time.perf_counter()
    with closing(read_ahead(_follow(files, outcome), _AHEAD)) as batches:
        for batch in batches:
            judge(batch)
            if tell is not None:
                tell(outcome)
    for file in outcome.files:
        # Its last rows may hold no reading, and time has passed all the same.
        if file.latest is not None:
            cores.admission.advance(file.latest)
    judge(ReadingBatch.empty(), ended=True)
    outcome.errors = cores.bank.drain_errors()
    outcome.seconds = time.perf_counter() - started
    return outcome


def _follow(files: Iterable[DataFile], outcome: Outcome) -> Iterator[ReadingBatch]:
    for file in files:
        outcome.files.append(file)
        yield from file.batches


def write_outcome(outcome: Outcome, plant: Plant, directory: Path) -> dict[str, object]:
    """Write ``verdicts.csv`` and ``summary.json``; returns the summary."""
    (outcome.verdicts or VerdictLog(plant)).write(directory / "verdicts.csv")
    summary = summarise(outcome, plant)
    text = json.dumps(summary, ensure_ascii=False, indent=2) + "\n"
    (directory / "summary.json").write_text(text, encoding="utf-8")
    return summary


def summarise(outcome: Outcome, plant: Plant) -> dict[str, object]:
    """The figures of a run: readings, seconds, rate, alarms by condition, what was skipped."""
    return {
        "readings": outcome.readings,
        "seconds": round(outcome.seconds, 6),
        "rate": round(outcome.readings / outcome.seconds, 1) if outcome.seconds else 0.0,
        "tags": len(plant.tags),
        "skipped": outcome.skipped,
        "bad_rows": sum(file.bad_rows for file in outcome.files),
        "alarms": dict(sorted(outcome.raised.items())),
        "plant_hash": plant.hash,
        "version": version("hazardwatch"),
    }
