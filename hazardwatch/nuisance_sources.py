"""Where ``report nuisance`` takes entries and readings from: a platform's stores, or files.

What is made of them is :mod:`hazardwatch.nuisance_report`'s business.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from alerting.alarm import Entry
from alerting.journal import Journal
from hazardwatch.backtest import Outcome, run_backtest
from hazardwatch.data_directory import DataDirectory
from hazardwatch.settings import Settings
from hazardwatch.tag_readings import (
    TagReadings,
    TagSpan,
    read_spans_from_files,
    read_spans_from_store,
)
from ingest.data_file import DataFile, DataFileOptions, read_data_files
from plant.reading import Instant, ReadingBatch
from plant.words import Plant

ReadTags = Callable[[Collection[str]], TagReadings]
"""Each of some tags with its readings of the period."""


@dataclass(frozen=True, slots=True)
class Period:
    """What is reported on: start ≤ time < end, its entries, and the readings of tags."""

    plant: Plant
    start: Instant
    end: Instant
    entries: Sequence[Entry]
    read: ReadTags


def open_platform(plant: Plant, settings: Settings, start: Instant, end: Instant) -> Period:
    """A platform's own records; it may run meanwhile.

    :raises JournalRefusedError: as :class:`alerting.journal.Journal`.
    :raises JournalUnavailableError: likewise.
    """
    data = DataDirectory(settings.data.dir)
    journal = Journal(settings.journal.url or f"sqlite:///{data.journal}", upgrade=False)
    try:
        entries = journal.read(start=start, end=end)
    finally:
        journal.close()

    def read(tags: Collection[str]) -> TagReadings:
        return read_spans_from_store(settings, [TagSpan(tag, start, end) for tag in tags])

    return Period(plant, start, end, entries, read)


def open_files(
    plant: Plant,
    files: Sequence[Path],
    options: DataFileOptions,
    start: Instant | None,
    end: Instant | None,
) -> tuple[Period, Outcome]:
    """Recorded files, judged from their beginning; the whole of them where no bounds are given.

    :returns: also what the judging came to, for its faults.
    :raises DataFileError: a file can't be read as it is asked for.
    """
    seen: list[Instant] = []
    outcome = run_backtest(plant, note_times(read_data_files(files, options, plant), seen))
    seen += [file.latest for file in outcome.files if file.latest is not None]
    first = min(seen, default=0) if start is None else start
    last = max(seen, default=0) + 1 if end is None else end
    entries = [entry for entry in outcome.entries if first <= entry.at < last]

    def read(tags: Collection[str]) -> TagReadings:
        spans = [TagSpan(tag, first, last) for tag in tags]
        return read_spans_from_files(plant, files, options, spans)

    return Period(plant, first, last, entries, read), outcome


def note_times(files: Iterable[DataFile], seen: list[Instant]) -> Iterator[DataFile]:
    """The files as they are, with the earliest time of each batch noted as it passes."""

    def follow(batches: Iterator[ReadingBatch]) -> Iterator[ReadingBatch]:
        for batch in batches:
            if len(batch):
                seen.append(int(batch.time.min()))
            yield batch

    for file in files:
        file.batches = follow(file.batches)
        yield file
