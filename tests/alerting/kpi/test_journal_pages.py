"""Reading a real journal gives the report that its entries give."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from alerting.journal import Journal, JournalUnavailableError
from alerting.kpi import journal_pages
from alerting.kpi.columns import AlarmNames
from alerting.kpi.groups import By
from alerting.kpi.journal_pages import count_entries, find_first, read_pages, report_journal
from alerting.kpi.report import report_entries
from alerting.kpi.terms import Period, Terms
from tests.alerting.kpi.lives import DAY, HOUR, SITE, START, journals, write

TERMS = Terms.standard(flood_begins=4, flood_ends=2, busy_slot=2, busy_hour=3, chattering_times=2)


def report(journal, period, by=By.HAZARD):
    return report_journal(journal, SITE, period, TERMS, by)


@given(journals(most=120))
@settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.too_slow],
)
def test_a_journal_s_report_is_that_of_its_entries_whatever_was_before(tmp_path_factory, entries):
    """Of the time before the period no more is read than the last of each event."""
    folder = tmp_path_factory.mktemp("journal")
    journal = Journal(f"sqlite:///{folder}/journal.sqlite")
    try:
        journal.append(entries)
        for period in (Period(START, START + DAY), Period(START + 3 * DAY, START + 9 * DAY)):
            expected = report_entries(entries, SITE, period, TERMS, By.HAZARD)
            assert report(journal, period) == expected
    finally:
        journal.close()


@pytest.fixture
def journal(tmp_path):
    journal = Journal(f"sqlite:///{tmp_path}/journal.sqlite")
    yield journal
    journal.close()


def test_an_empty_journal_has_nothing_first(journal):
    period = Period(START, START + DAY)
    assert find_first(journal) is None
    assert count_entries(journal, period) == 0
    assert report(journal, period).total.annunciated == 0


def test_pages_end_anywhere(journal, monkeypatch):
    entries = write(*((n * 60, ("raised", "returned")[n % 2]) for n in range(101)))
    journal.append(entries)
    period = Period(START, START + 2 * HOUR)
    whole = report(journal, period)
    for size in (1, 7, 101):
        monkeypatch.setattr(journal_pages, "PAGE", size)
        assert report(journal, period) == whole


def test_what_is_journalled_later_with_an_earlier_time_is_counted_at_its_time(journal):
    live = write((3 * 86_400, "raised"), (3 * 86_400 + 5, "returned"))
    late = write((60, "raised"), (90, "returned"), marks=("backfill", "late"))
    journal.append([*live, *late])
    first = report(journal, Period(START, START + DAY))
    assert (first.total.late, first.total.annunciated) == (1, 0)
    assert first.first == START + 60_000
    assert report(journal, Period(START + 3 * DAY, START + 4 * DAY)).total.annunciated == 1


def test_only_what_a_report_reads_is_counted(journal):
    journal.append(write((-3 * 86_400, "raised"), (60, "returned"), (5 * 86_400, "raised")))
    assert count_entries(journal, Period(START, START + DAY)) == 1


def test_a_journal_that_is_away_is_said_to_be(tmp_path):
    journal = Journal(f"sqlite:///{tmp_path}/journal.sqlite")
    journal.close()
    (tmp_path / "journal.sqlite").unlink()
    (tmp_path / "journal.sqlite").mkdir()
    with pytest.raises(JournalUnavailableError):
        find_first(journal)


def test_words_of_every_kind_are_read_back(journal):
    entries = write((0, "shelved"), (1, "raised"), (2, "removed"), (3, "commented"))
    journal.append([replace(entry, held=None) for entry in entries])
    pages = list(read_pages(journal, Period(START, START + DAY), AlarmNames()))
    assert sum(map(len, pages)) == 3  # comments don't count
