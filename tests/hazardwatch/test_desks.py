"""The desk of the journal: reports away from the loop, one at a time, none too large."""

import asyncio
from dataclasses import replace
from datetime import time

import pytest

from alerting.journal import Journal
from alerting.kpi.groups import By
from alerting.kpi.terms import Period
from dashboard_api.ports import KpiOrder, TooManyEntriesError, UnavailableError
from hazardwatch import desks
from hazardwatch.desks import JournalDesk
from tests.alerting.kpi.lives import DAY, START, write
from tests.dashboard_api.house import make_plant

ORDER = KpiOrder(Period(START, START + DAY), By.SHIFT, make_plant(), {})


@pytest.fixture
def journal(tmp_path):
    journal = Journal(f"sqlite:///{tmp_path}/journal.sqlite")
    journal.append(write((60, "raised"), (90, "returned"), (100, "raised"), alarm="T1:HH"))
    yield journal
    journal.close()


async def test_a_report_is_that_of_the_journal(journal):
    report = await JournalDesk(journal).report(ORDER)
    assert report.total.annunciated == 2
    assert [group.key for group in report.groups] == ["08:00", "20:00"]


async def test_the_site_s_terms_hold_where_the_order_says_nothing_else(journal):
    desk = JournalDesk(journal, {"operators": 2, "shifts": (time(7),)})
    assert (await desk.report(ORDER)).total.operator_hours == 48
    report = await desk.report(replace(ORDER, changed={"operators": 3}))
    assert report.total.operator_hours == 72
    assert [group.key for group in report.groups] == ["07:00"]


async def test_more_than_a_running_platform_should_read_is_refused(journal, monkeypatch):
    monkeypatch.setattr(desks, "MOST_ENTRIES_REPORTED", 2)
    with pytest.raises(TooManyEntriesError, match="3 entries, at most 2"):
        await JournalDesk(journal).report(ORDER)


async def test_a_journal_that_is_away_is_said_to_be(tmp_path):
    journal = Journal(f"sqlite:///{tmp_path}/journal.sqlite")
    journal.close()
    (tmp_path / "journal.sqlite").unlink()
    (tmp_path / "journal.sqlite").mkdir()
    with pytest.raises(UnavailableError):
        await JournalDesk(journal).report(ORDER)


async def test_reports_wait_for_each_other(journal, monkeypatch):
    running, most = 0, 0

    async def watch(_):
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        running -= 1
        return "report"

    monkeypatch.setattr(desks, "ask", watch)
    desk = JournalDesk(journal)
    assert await asyncio.gather(*(desk.report(ORDER) for _ in range(3))) == ["report"] * 3
    assert most == 1
