"""The data-file flags of the command line, turned into what the readers of files take."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ingest.data_file import DataFileOptions
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

        :raises FlagError: a time, zone or code that can't be read.
        """
        zone = self.tz or plant.park.timezone
        _check_zone(zone)
        return DataFileOptions(
            time_column=self.time_column or None,
            time_format=self.time_format or None,
            separator=self.sep.replace("\\t", "\t") or None,
            timezone=self.tz or None,
            missing=tuple(_read_code(code) for code in self.missing),
            start=_read_start(self.start, zone),
            step_s=self.step,
            strict=self.strict,
        )


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


def _read_start(text: str, zone: str) -> Instant | None:
    if not text:
        return None
    if text.lstrip("-").isdigit():
        return int(text)
    try:
        start = datetime.fromisoformat(text)
        if start.tzinfo is None:
            start = start.replace(tzinfo=ZoneInfo(zone))
    except ValueError:
        raise FlagError(f"--start {text}: neither epoch ms nor ISO 8601") from None
    return round(start.timestamp() * 1000)
