"""``report kpi``: how well the alarm system does, from the journal of a platform.

The platform may run meanwhile or be down; nothing is written but the report.
"""

from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from alerting.journal import Journal, JournalRefusedError, JournalUnavailableError
from alerting.kpi.groups import By
from alerting.kpi.journal_pages import report_journal
from alerting.kpi.places import Site
from alerting.kpi.terms import DAY_MS, Period, Terms, TermsError, read_shifts
from dashboard_api.kpi_forms import FORMS
from dashboard_api.kpi_rows import report_row
from dashboard_api.kpi_wire import KpiReport
from hazardwatch.complaints import complain, read_or_complain
from hazardwatch.data_flags import FlagError, read_instant
from hazardwatch.exit_code import Exit, fail
from hazardwatch.journal_reports import complain_of_journal, find_journal
from hazardwatch.report_output import object_to_output, write_output
from hazardwatch.settings import KpiSettings, SettingsError, read_settings
from plant.reading import Instant
from plant.words import Plant

USUAL_DAYS = 30


@dataclass(frozen=True, slots=True)
class KpiOptions:
    """The flags of ``report kpi``. Empty times: the last 30 days; else empty: the site's own."""

    start: str
    end: str
    by: str
    form: str
    out: Path | None
    operators: int | None
    shifts: str
    as_json: bool


def print_kpi(config: Path, options: KpiOptions, now: Instant) -> Exit:
    """Write the report of a period where the flags say.

    :param now: where a period ends that does not say.
    """
    objection = _object(options)
    if objection is not None:
        return fail(Exit.USAGE, objection)
    try:
        settings = read_settings(config)
    except SettingsError as error:
        return complain(error.complaints)
    plant = read_or_complain(settings.plant.dir)
    try:
        terms = _choose_terms(settings.kpi, options, plant)
        period = read_period(options.start, options.end, plant.park.timezone, now)
    except (FlagError, TermsError) as error:
        return fail(Exit.USAGE, error)
    url = find_journal(settings)
    if url is None:
        return Exit.FINDINGS
    try:
        report = _read(url, plant, period, terms, By(options.by))
    except (JournalRefusedError, JournalUnavailableError) as error:
        return complain_of_journal(error, url)
    return _write(report, options)


def _object(options: KpiOptions) -> str | None:
    """What can be wrong with the flags before anything is read."""
    objection = object_to_output(options.out, options.form, FORMS)
    if objection is not None:
        return objection
    if options.by not in set(By):
        return f"--by {options.by}: one of {', '.join(By)}"
    return None


def _choose_terms(site: KpiSettings, options: KpiOptions, plant: Plant) -> Terms:
    changed = dict(site.list_terms())
    if options.operators is not None:
        changed["operators"] = options.operators
    if options.shifts:
        changed["shifts"] = read_shifts(options.shifts)
    return Terms.standard(zone=ZoneInfo(plant.park.timezone), **changed)


def read_period(start: str, end: str, zone: str, now: Instant) -> Period:
    """The period of two flags, of which either may be empty.

    :raises FlagError: one can't be read.
    :raises TermsError: they are the wrong way round.
    """
    after = read_instant("--to", end, zone)
    after = now if after is None else after
    first = read_instant("--from", start, zone)
    return Period(after - USUAL_DAYS * DAY_MS if first is None else first, after)


def _read(url: str, plant: Plant, period: Period, terms: Terms, by: By) -> KpiReport:
    journal = Journal(url, upgrade=False)
    try:
        report = report_journal(journal, Site.of(plant), period, terms, by)
    finally:
        journal.close()
    return report_row(report, plant)


def _write(report: KpiReport, options: KpiOptions) -> Exit:
    text = FORMS[options.form].write(report)
    write_output(text, options.out, _summarise(report) if options.as_json else None)
    return Exit.OK


def _summarise(report: KpiReport) -> dict[str, object]:
    return {
        "from": report.start,
        "to": report.end,
        "annunciated": report.total.annunciated,
        "missed": [one.name for one in report.targets if one.met is False],
    }
