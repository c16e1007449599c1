"""``report nuisance``: the alarms to be mended, and the settings that would have mended them.

For each alarm of a period: how many activations were a nuisance and of which kind; for limits also
the proposal, found by judging the stored readings again. Nothing is changed: a person decides.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from alerting.duplicates import pair_tags
from alerting.folding import Folding, list_guarded
from alerting.journal import JournalRefusedError, JournalUnavailableError
from alerting.nuisance_tally import Tally, tally
from alerting.proposals import Proposal, choose, find_excursions, list_settings, weigh
from detectors.bank import Bank
from detectors.retuning import find_deep, judge_settings, read_setting
from detectors.thinning import Readings
from hazardwatch.backtest import complain_of_errors, complain_of_rows, make_directory
from hazardwatch.clock import AnchoredClock
from hazardwatch.complaints import complain, read_or_complain
from hazardwatch.data_flags import DataFlags, FlagError, check_time_column, read_instant
from hazardwatch.exit_code import Exit, fail
from hazardwatch.journal_reports import complain_of_journal, find_journal
from hazardwatch.nuisance_sources import Period, open_files, open_platform
from hazardwatch.nuisance_table import Row, describe, list_lines, write_table
from hazardwatch.settings import Settings, SettingsError, read_settings
from historian.port import HistorianRefusedError, HistorianUnavailableError
from ingest.data_file import DataFileError
from plant.condition import LEVEL_CONDITIONS, Condition
from plant.nuisance_figures import load_trial_figures
from plant.reading import Instant
from plant.words import Tag

MONTH_MS: Final = 30 * 86_400_000
"""The period of a report on a platform where none is given: KPI want 30 days at least."""

_CODES: Final[Mapping[type[Exception], Exit]] = {
    FlagError: Exit.USAGE,
    HistorianRefusedError: Exit.BAD_CONFIGURATION,
    HistorianUnavailableError: Exit.UNREACHABLE,
}


@dataclass(frozen=True, slots=True)
class Bounds:
    """``--from`` and ``--to`` as they were given, ``--top`` and ``--out``."""

    start: str
    end: str
    top: int
    out: Path | None


def report_platform(config: Path, bounds: Bounds, *, as_json: bool) -> Exit:
    """Report on a platform's journal and historian; it may run meanwhile."""
    try:
        settings = read_settings(config)
    except SettingsError as error:
        return complain(error.complaints)
    if find_journal(settings) is None:
        return Exit.FINDINGS
    try:
        return _report(_open_platform(settings, bounds), bounds, as_json=as_json)
    except (JournalRefusedError, JournalUnavailableError) as error:
        return complain_of_journal(error, settings.journal.url)
    except (FlagError, HistorianRefusedError, HistorianUnavailableError) as error:
        return fail(_CODES[type(error)], error)


def _open_platform(settings: Settings, bounds: Bounds) -> Period:
    plant = read_or_complain(settings.plant.dir)
    end = read_instant("--to", bounds.end, plant.park.timezone)
    end = AnchoredClock().now() if end is None else end
    start = read_instant("--from", bounds.start, plant.park.timezone)
    return open_platform(plant, settings, end - MONTH_MS if start is None else start, end)


def report_files(
    directory: Path, files: Sequence[Path], flags: DataFlags, bounds: Bounds, *, as_json: bool
) -> Exit:
    """Report on recorded files, as a backtest judges them."""
    plant = read_or_complain(directory)
    zone = plant.park.timezone
    try:
        options = flags.resolve(plant)
        check_time_column(files, options)
        start = read_instant("--from", bounds.start, zone)
        end = read_instant("--to", bounds.end, zone)
        period, outcome = open_files(plant, files, options, start, end)
        complain_of_errors(outcome)
        complain_of_rows(outcome)
        return _report(period, bounds, as_json=as_json)
    except FlagError as error:
        return fail(Exit.USAGE, error)
    except DataFileError as error:
        return fail(Exit.FINDINGS, error)


def make_rows(period: Period, top: int) -> list[Row]:
    """The alarms of a period, the worst first; proposals for the worst ``top`` limits."""
    rules = Bank(period.plant).rules
    hazards = {rule.alarm: rule.hazard for rule in rules}
    folding = Folding(lambda alarm: hazards.get(alarm, ""), list_guarded(period.plant, rules))
    tallies = tally(period.entries, period.end, folding, pair_tags(period.plant))
    limits = {one.alarm: found for one in tallies if (found := _find_limit(period, one))}
    repeated = [one for one in tallies if one.alarm in limits and (one.nuisances or one.counted)]
    proposals = _propose(period, {one.alarm: limits[one.alarm] for one in repeated[:top]})
    return [
        Row(one, _name_unit(limits.get(one.alarm)), *proposals.get(one.alarm, (None, None)))
        for one in tallies
    ]


class _Limit(NamedTuple):
    """What a deadband or a delay may mend."""

    tag: Tag
    condition: Condition


def _find_limit(period: Period, one: Tally) -> _Limit | None:
    source, _, condition = one.alarm.rpartition(":")
    row = period.plant.row_of.get(source)
    tag = None if row is None else period.plant.tags[row]
    if tag is None or condition not in LEVEL_CONDITIONS or Condition(condition) not in tag.alarms:
        return None
    return _Limit(tag, Condition(condition))


def _name_unit(limit: _Limit | None) -> str:
    return "" if limit is None else limit.tag.unit


def _propose(
    period: Period, limits: Mapping[str, _Limit]
) -> dict[str, tuple[int, Proposal | None]]:
    """For each alarm how many readings were judged again, and what that came to."""
    proposals = {}
    for tag, readings in period.read(dict.fromkeys(one.tag.id for one in limits.values())):
        for alarm, limit in limits.items():
            if limit.tag.id == tag:
                proposals[alarm] = len(readings), _try_settings(limit, readings, period.end)
    return proposals


def _try_settings(limit: _Limit, readings: Readings, end: Instant) -> Proposal | None:
    """Judge a limit again under every setting that is tried."""
    tag, condition = limit
    figures = load_trial_figures()
    settings = list_settings(tag, condition, read_setting(tag, condition), figures)
    judged = judge_settings(tag, condition, settings, readings)
    today = judged[0]
    excursions = find_excursions(today, find_deep(tag, condition, today, readings), figures)
    last = int(readings.time[-1]) if len(readings) else end
    effects = [
        weigh(setting, activations, today, excursions, last)
        for setting, activations in zip(settings, judged, strict=True)
    ]
    return choose(settings[0], effects, excursions, figures.enough)


def _report(period: Period, bounds: Bounds, *, as_json: bool) -> Exit:
    if period.start >= period.end:
        raise FlagError("--from: not before --to")
    if bounds.out is not None:
        make_directory(bounds.out)
    rows = make_rows(period, bounds.top)
    told = describe(period, rows)
    if bounds.out is not None:
        (bounds.out / "nuisance.json").write_text(told, encoding="utf-8")
        write_table(bounds.out / "nuisance.csv", rows)
    print(told if as_json else "\n".join(list_lines(period, rows)))
    return Exit.OK
