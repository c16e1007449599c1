"""Where a what-if takes its readings from: data files, or the historian of a platform.

Either is walked as often as there are plants to judge it by, and once more for what is drawn.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from alerting.kpi.terms import LEAD_MS, Period
from hazardwatch.backtest import Outcome, run_backtest
from hazardwatch.nuisance_sources import note_times
from hazardwatch.settings import Settings
from hazardwatch.stored_stream import stream_stored
from hazardwatch.tag_readings import (
    TagReadings,
    TagSpan,
    read_spans_from_files,
    read_spans_from_store,
)
from ingest.data_file import DataFile, DataFileOptions, read_data_files
from plant.reading import Instant
from plant.words import Plant


class Source(Protocol):
    """Readings that can be walked again and again, always the same."""

    def stream(self, plant: Plant) -> Iterable[DataFile]:
        """All readings of the plant's tags, in their order."""

    def read(self, plant: Plant, spans: Sequence[TagSpan]) -> TagReadings:
        """The readings of single tags of the plant."""


@dataclass(frozen=True, slots=True)
class FileSource:
    """Recorded files, one stream in that order."""

    files: Sequence[Path]
    options: DataFileOptions

    def stream(self, plant: Plant) -> Iterable[DataFile]:
        return read_data_files(self.files, self.options, plant)

    def read(self, plant: Plant, spans: Sequence[TagSpan]) -> TagReadings:
        return read_spans_from_files(plant, self.files, self.options, spans)


@dataclass(frozen=True, slots=True)
class StoredSource:
    """What a platform's historian keeps of a period, and of the day that led up to it."""

    settings: Settings
    period: Period

    def stream(self, plant: Plant) -> Iterable[DataFile]:
        start = max(0, self.period.start - LEAD_MS)
        return [stream_stored(self.settings, plant, start, self.period.end)]

    def read(self, plant: Plant, spans: Sequence[TagSpan]) -> TagReadings:
        del plant
        return read_spans_from_store(self.settings, spans)


@dataclass(frozen=True, slots=True)
class Walk:
    """What a plant came to, and from when to when there were readings; ``end`` is not included."""

    outcome: Outcome
    start: Instant
    end: Instant


def judge_source(source: Source, plant: Plant) -> Walk:
    """Judge all readings of a source by the very core of a backtest."""
    seen: list[Instant] = []
    outcome = run_backtest(plant, note_times(source.stream(plant), seen))
    seen += [file.latest for file in outcome.files if file.latest is not None]
    return Walk(outcome, min(seen, default=0), max(seen, default=0) + 1)
