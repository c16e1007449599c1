"""What a what-if is asked: which plants, which readings, which range; and why it can't be answered.

The flags become plants and a source here, for a comparison and for a sweep alike.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from alerting.kpi.terms import Period, TermsError
from hazardwatch.clock import AnchoredClock
from hazardwatch.complaints import complain
from hazardwatch.data_flags import DataFlags, FlagError, check_time_column, read_instant
from hazardwatch.exit_code import Exit, fail
from hazardwatch.kpi_reports import USUAL_DAYS
from hazardwatch.settings import SettingsError, read_settings
from hazardwatch.what_if_sources import FileSource, Source, StoredSource
from historian.port import HistorianRefusedError, HistorianUnavailableError
from ingest.data_file import DataFileError
from plant.complaint import Complaint, PlantError
from plant.directory import read_plant
from plant.reading import Instant
from plant.words import Plant

_DAY_MS: Final = 86_400_000

_CODES: Final[Mapping[type[Exception], Exit]] = {
    FlagError: Exit.USAGE,
    TermsError: Exit.USAGE,
    DataFileError: Exit.FINDINGS,
    HistorianRefusedError: Exit.BAD_CONFIGURATION,
    HistorianUnavailableError: Exit.UNREACHABLE,
}


@dataclass(frozen=True, slots=True)
class Wish:
    """The flags of a what-if as they were given.

    ``changes``: cells that replace those of the other plant, or of today's where there is none.
    ``config`` names a platform instead of ``plant`` and ``data``.
    """

    plant: Path | None
    other: Path | None
    changes: Sequence[str]
    data: Sequence[Path]
    config: Path | None
    start: str
    end: str
    out: Path
    flags: DataFlags
    as_json: bool


@dataclass(frozen=True, slots=True)
class Request:
    """The wish as plants, readings and a range; ``start`` and ``end`` None: all there is.

    ``directory`` is that of today's plant; ``other`` equals ``today`` where nothing else is named.
    ``terms`` are the site's own definitions of the figures, where it has any.
    """

    directory: Path
    today: Plant
    other: Plant
    source: Source
    start: Instant | None
    end: Instant | None
    terms: Mapping[str, object] = field(default_factory=dict)


def answer(wish: Wish, make: Callable[[Request], Exit]) -> Exit:
    """Resolve a wish and answer it, or say why that can't be done."""
    try:
        return make(resolve(wish))
    except PlantError as error:
        return complain(error.complaints)
    except SettingsError as error:
        return complain(error.complaints)
    except tuple(_CODES) as error:
        return fail(_CODES[type(error)], error)


def resolve(wish: Wish) -> Request:
    """The plants, the source and the range that a wish means.

    :raises FlagError: flags that mean nothing together.
    :raises PlantError: with the complaints about both plants.
    :raises SettingsError: the platform's configuration can't be used.
    """
    if wish.config is not None and not wish.data and wish.plant is None:
        return _resolve_platform(wish, wish.config)
    if wish.config is not None or not wish.data or wish.plant is None:
        raise FlagError(
            "请指定 --config，或 --data 与 --plant name --config, or --data and --plant"
        )
    today, other = read_plants(wish.plant, wish.other, wish.changes)
    zone = today.park.timezone
    options = wish.flags.resolve(today)
    check_time_column(wish.data, options)
    start, end = _read_range(wish, zone)
    return Request(wish.plant, today, other, FileSource(wish.data, options), start, end)


def read_plants(directory: Path, other: Path | None, changes: Sequence[str]) -> tuple[Plant, Plant]:
    """Today's plant, and the one to try: the other directory, with the changes to its cells.

    :raises PlantError: with the complaints about both.
    """
    complaints: list[Complaint] = []
    plants = []
    for place, cells in ((directory, ()), (directory if other is None else other, changes)):
        try:
            plants.append(read_plant(place, cells))
        except PlantError as error:
            complaints += error.complaints
    if complaints:
        raise PlantError(list(dict.fromkeys(complaints)))
    return plants[0], plants[1]


def _resolve_platform(wish: Wish, config: Path) -> Request:
    settings = read_settings(config)
    today, other = read_plants(settings.plant.dir, wish.other, wish.changes)
    start, end = _read_range(wish, today.park.timezone)
    end = AnchoredClock().now() if end is None else end
    period = Period(end - USUAL_DAYS * _DAY_MS if start is None else start, end)
    source = StoredSource(settings, period)
    return Request(
        settings.plant.dir,
        today,
        other,
        source,
        period.start,
        period.end,
        settings.kpi.list_terms(),
    )


def _read_range(wish: Wish, zone: str) -> tuple[Instant | None, Instant | None]:
    return (
        read_instant("--from", wish.start, zone),
        read_instant("--until", wish.end, zone),
    )
