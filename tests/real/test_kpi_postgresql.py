"""The KPI report from a journal in PostgreSQL is that of its entries."""

import pytest

from alerting.alarm import Held
from alerting.journal import Journal
from alerting.kpi.groups import By
from alerting.kpi.journal_pages import count_entries, report_journal
from alerting.kpi.report import report_entries
from alerting.kpi.terms import Period, Terms
from tests.alerting.kpi.lives import ALARMS, BEGINS, DAY, SITE, START, write

pytestmark = pytest.mark.postgresql


def test_a_report_is_that_of_the_entries_whatever_was_before(server):
    journal = Journal(server.create_database())
    entries = [
        *write((-5 * 86_400, "raised"), (3600, "acknowledged"), (7200, "returned")),
        *write((-3 * 86_400, BEGINS[Held.SHELVED]), alarm=ALARMS[1]),
        *write((60, "raised", {"held": Held.SHELVED}), alarm=ALARMS[1]),
        *write((50, "raised"), (55, "returned"), alarm=ALARMS[2], marks=("late", "backfill")),
        *write((70, "raised"), (95, "commented"), (99, "removed"), alarm=ALARMS[3]),
    ]
    try:
        journal.append(entries)
        for by in By:
            period = Period(START, START + DAY)
            expected = report_entries(entries, SITE, period, Terms.standard(), by)
            assert report_journal(journal, SITE, period, Terms.standard(), by) == expected
        assert count_entries(journal, period) == 8
    finally:
        journal.close()
