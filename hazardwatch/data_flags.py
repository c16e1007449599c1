"""The data-file flags of the command line, turned into what the readers of files take."""

import math
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pyarrow as pa

from ingest.data_file import DataFileOptions
from ingest.file_time import can_read
from ingest.readings import END_OF_TIME
from ingest.table_file import open_table
from plant.reading import Instant
from plant.words import Plant


class FlagError(ValueError):
    """A flag's value can't be used."""


@dataclass(frozen=True, slots=True)
class DataFlags:
    """The flags as they were given; empty text and None stand for an absent flag."""

    time_column: str
    time_format: str
    sep: str
    tz: str
    missing: list[str]
    start: str
    step: float | None
    strict: bool

    def resolve(self, plant: Plant) -> DataFileOptions:
        """The options they mean.

        :raises FlagError: a time, format, zone, code, separator or step that can't be used.
        """
        zone = self.tz or plant.park.timezone
        _check_zone(zone)
        return DataFileOptions(
            time_column=self.time_column or None,
            time_format=_check_format(self.time_format),
            separator=_read_separator(self.sep),
            timezone=self.tz or None,
            missing=tuple(_read_code(code) for code in self.missing),
            start=read_instant("--start", self.start, zone),
            step_s=_check_step(self.step),
            strict=self.strict,
        )


def check_time_column(files: Iterable[Path], options: DataFileOptions) -> None:
    """Look for the time column in each file's header; a file that has none is its reader's case.

    :raises FlagError: a file has no such column.
    """
    wanted = options.time_column
    if wanted is None:
        return
    for file in files:
        names = _read_header(file, options.separator)
        absent = [name for name in wanted.split("+") if name not in names]
        if names and absent and wanted not in names:
            raise FlagError(f"--time-column {wanted}: {file} has no column {absent[0]!r}")


def _read_header(file: Path, separator: str | None) -> Sequence[str]:
    try:
        return open_table(file, separator).names
    except (OSError, EOFError, ValueError, zlib.error, pa.ArrowException):
        return ()


def _read_separator(text: str) -> str | None:
    separator = text.replace("\\t", "\t")
    if separator and (len(separator) > 1 or not separator.isascii() or separator in '"\r\n'):
        raise FlagError(f"--sep {text}: not one ASCII character")
    return separator or None


def _check_format(text: str) -> str | None:
    if not can_read(text):
        raise FlagError(f"--time-format {text}: seconds since 1970, %s, stand alone or as %s.%f")
    return text or None


def _check_step(step: float | None) -> float | None:
    if step is not None and not 0 < step < math.inf:
        raise FlagError(f"--step {step:g}: not a number of seconds above 0")
    return step


def _check_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise FlagError(f"--tz {name}: no such time zone") from None


def _read_code(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise FlagError(f"--missing {text}: not a number") from None


def read_instant(flag: str, text: str, zone: str) -> Instant | None:
    """The instant that a flag means, epoch ms or ISO 8601; None where it is absent.

    :raises FlagError: it means none.
    """
    if not text:
        return None
    instant = int(text) if text.isdecimal() else _read_moment(flag, text, zone)
    if not 0 <= instant < END_OF_TIME:
        raise FlagError(f"{flag} {text}: before 1970 or too late")
    return instant


def _read_moment(flag: str, text: str, zone: str) -> Instant:
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=ZoneInfo(zone))
        return round(moment.timestamp() * 1000)
    except (ValueError, OverflowError):
        raise FlagError(f"{flag} {text}: neither epoch ms nor ISO 8601") from None
