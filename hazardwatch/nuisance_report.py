"""``report nuisance``: the alarms to be mended, and the settings that would have mended them.

For each alarm of a period: how many activations were a nuisance and of which kind; for limits also
the proposal, found by judging the stored readings again. Nothing is changed: a person decides.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from alerting.duplicates import pair_tags
from alerting.folding import Folding, list_guarded
from alerting.journal import JournalRefusedError, JournalUnavailableError
from alerting.nuisance_tally import Tally, tally
from alerting.proposals import choose, find_excursions, list_settings, weigh
from detectors.bank import Bank
from detectors.retuning import find_deep, judge_settings, read_setting
from hazardwatch.backtest import make_directory
from hazardwatch.clock import AnchoredClock
from hazardwatch.complaints import complain, fail, read_or_complain
from hazardwatch.data_flags import DataFlags, FlagError, check_time_column, read_instant
from hazardwatch.exit_code import Exit
from hazardwatch.journal_reports import complain_of_journal, find_journal
from hazardwatch.nuisance_sources import Period, open_files, open_platform
from hazardwatch.nuisance_table import Row, describe, list_lines, write_table
from hazardwatch.settings import Settings, SettingsError, read_settings
from historian.port import HistorianRefusedError, HistorianUnavailableError
from ingest.data_file import DataFileError
from plant.condition import LEVEL_CONDITIONS, Condition
from plant.nuisance_figures import load_trial_figures
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
        return _report(open_files(plant, files, options, start, end), bounds, as_json=as_json)
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
    tried = {one.alarm for one in _list_limits(period, tallies)[:top]}
    return [
        _propose(period, one) if one.alarm in tried else Row(one, _find_unit(period, one))
        for one in tallies
    ]


def _list_limits(period: Period, tallies: Sequence[Tally]) -> list[Tally]:
    """The alarms that a deadband or a delay may mend."""
    repeated = (one for one in tallies if one.nuisances or one.counted)
    return [one for one in repeated if _find_limit(period, one) is not None]


def _find_limit(period: Period, one: Tally) -> tuple[Tag, Condition] | None:
    source, _, condition = one.alarm.rpartition(":")
    row = period.plant.row_of.get(source)
    tag = None if row is None else period.plant.tags[row]
    if tag is None or condition not in LEVEL_CONDITIONS or Condition(condition) not in tag.alarms:
        return None
    return tag, Condition(condition)


def _find_unit(period: Period, one: Tally) -> str:
    found = _find_limit(period, one)
    return found[0].unit if found else ""


def _propose(period: Period, one: Tally) -> Row:
    """Judge a limit again under every setting that is tried."""
    found = _find_limit(period, one)
    if found is None:
        return Row(one)
    tag, condition = found
    figures, readings = load_trial_figures(), period.read(tag.id)
    settings = list_settings(tag, condition, read_setting(tag, condition), figures)
    judged = judge_settings(tag, condition, settings, readings)
    today = judged[0]
    excursions = find_excursions(today, find_deep(tag, condition, today, readings), figures)
    end = int(readings.time[-1]) if len(readings) else period.end
    effects = [
        weigh(setting, activations, today, excursions, end)
        for setting, activations in zip(settings, judged, strict=True)
    ]
    proposal = choose(settings[0], effects, excursions, figures.enough)
    return Row(one, tag.unit, len(readings), proposal)


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
