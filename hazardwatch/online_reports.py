"""``report online``: the online rates of a period, from the journal's database of a platform.

The platform may run meanwhile or be down; nothing is written but the report.
"""

from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from alerting.journal import Journal, JournalRefusedError, JournalUnavailableError
from alerting.kpi.terms import Period, TermsError
from alerting.online_rate.reading import report_journal
from dashboard_api.online_forms import FORMS
from dashboard_api.online_rows import report_row
from dashboard_api.online_wire import OnlineRateReport
from hazardwatch.complaints import complain, read_or_complain
from hazardwatch.data_flags import FlagError
from hazardwatch.exit_code import Exit, fail
from hazardwatch.journal_reports import complain_of_journal, find_journal
from hazardwatch.kpi_reports import read_period
from hazardwatch.report_output import object_to_output, write_output
from hazardwatch.settings import SettingsError, read_settings
from plant.reading import Instant
from plant.words import Plant


@dataclass(frozen=True, slots=True)
class OnlineOptions:
    """The flags of ``report online``. Empty times: the last 30 days."""

    start: str
    end: str
    form: str
    out: Path | None
    as_json: bool


def print_online(config: Path, options: OnlineOptions, now: Instant) -> Exit:
    """Write the report of a period where the flags say.

    :param now: where a period ends that does not say.
    """
    objection = object_to_output(options.out, options.form, FORMS)
    if objection is not None:
        return fail(Exit.USAGE, objection)
    try:
        settings = read_settings(config)
    except SettingsError as error:
        return complain(error.complaints)
    plant = read_or_complain(settings.plant.dir)
    try:
        period = read_period(options.start, options.end, plant.park.timezone, now)
    except (FlagError, TermsError) as error:
        return fail(Exit.USAGE, error)
    url = find_journal(settings)
    if url is None:
        return Exit.FINDINGS
    try:
        report = _read(url, plant, period)
    except (JournalRefusedError, JournalUnavailableError) as error:
        return complain_of_journal(error, url)
    return _write(report, options)


def _read(url: str, plant: Plant, period: Period) -> OnlineRateReport:
    journal = Journal(url, upgrade=False)
    try:
        report = report_journal(journal, period, ZoneInfo(plant.park.timezone))
        return report_row(report, plant)
    finally:
        journal.close()


def _write(report: OnlineRateReport, options: OnlineOptions) -> Exit:
    text = FORMS[options.form].write(report)
    write_output(text, options.out, _summarise(report) if options.as_json else None)
    return Exit.OK


def _summarise(report: OnlineRateReport) -> dict[str, object]:
    total = report.total
    return {"from": report.start, "to": report.end, "rate": total.rate, "met": total.met}
