"""What the kept register keeps to, whatever the database: SQLite here, PostgreSQL in real/.

A test class inherits :class:`StoreContract` and gives the fixture ``url``.
"""

from dataclasses import replace

import pytest
from sqlalchemy import delete, insert, update
from sqlalchemy.exc import IntegrityError

from alerting.chain import begin_chain
from alerting.chain_walk import verify_chain
from alerting.filed_stops.register import Register
from alerting.filed_stops.stop import Scope
from alerting.filed_stops.store import append_entries, read_entries
from alerting.filed_stops.tables import FILED_STOP, FILED_STOP_CHAIN, make_row
from alerting.journal import Journal, JournalUnavailableError
from tests.alerting.filed_stops.works import NOW, act, pass_time, request, wish
from tests.alerting.journal_keeping_contract import tampering
from tests.alerting.open_journal import OpenJournal


def make_entries():
    """Two stops: one that comes to its end, one that is refused."""
    entries, register = [], Register()
    take = register.take
    register.take = lambda entry: (entries.append(entry), take(entry))[1]
    request(register, wish(scope=Scope(("A1",), ("V1",), ("HA",), ("GA",)), work_order="票 7"))
    request(register, wish(reason="“标定”\n分析仪"))
    act(register, "S1", "approve")
    act(register, "S2", "refuse", reason="请改期")
    pass_time(register, NOW + 10**9)
    return entries


class StoreContract(OpenJournal):
    @pytest.fixture
    def kept(self, journal):
        with journal.writing() as connection:
            return append_entries(connection, make_entries())

    def test_entries_come_back_as_they_were_and_are_chained(self, journal, kept):
        with journal.reading() as connection:
            assert read_entries(connection) == kept
            chain_id = connection.execute(FILED_STOP_CHAIN.head.select()).mappings().one()["id"]
        assert [replace(entry, seq=0, previous="") for entry in kept] == make_entries()
        assert [entry.seq for entry in kept] == list(range(1, len(kept) + 1))
        assert kept[0].previous == begin_chain(chain_id)
        assert verify_chain(journal.read_engine, FILED_STOP_CHAIN) is None

    def test_another_journal_finds_the_same_register(self, url, kept):
        again = Journal(url)
        with again.reading() as connection:
            assert Register(read_entries(connection)).list_all() == Register(kept).list_all()
        again.close()

    def test_more_goes_on_from_the_last(self, journal, kept):
        more = Register(kept).request(wish(), "甲·张", NOW, "abc")
        with journal.writing() as connection:
            (entry,) = append_entries(connection, [more])
            assert append_entries(connection, []) == []
        assert (entry.stop, entry.seq) == ("S3", len(kept) + 1)
        assert verify_chain(journal.read_engine, FILED_STOP_CHAIN) is None

    def test_a_version_is_written_once_and_what_fails_leaves_nothing(self, journal, kept):
        again = [Register(kept).request(wish(), "甲", NOW, "abc"), make_entries()[0]]
        with pytest.raises(JournalUnavailableError) as told, journal.writing() as connection:
            append_entries(connection, again)
        assert isinstance(told.value.__cause__, IntegrityError)
        with journal.reading() as connection:
            assert len(read_entries(connection)) == len(kept)
        assert verify_chain(journal.read_engine, FILED_STOP_CHAIN) is None

    @pytest.mark.parametrize("column", ["actor", "reason", "wish", "state"])
    def test_a_changed_row_is_found(self, journal, kept, column):
        with tampering(journal) as connection:
            one = update(FILED_STOP).where(FILED_STOP.c.seq == 2)
            connection.execute(one.values({column: "{}"}))
        assert verify_chain(journal.read_engine, FILED_STOP_CHAIN).seq == 2

    def test_a_lost_or_added_last_row_is_found(self, journal, kept):
        last = len(kept)
        with tampering(journal) as connection:
            connection.execute(delete(FILED_STOP).where(FILED_STOP.c.seq == last))
        assert verify_chain(journal.read_engine, FILED_STOP_CHAIN).seq == last
        with tampering(journal) as connection:
            rows = [make_row(kept[-1]), make_row(replace(kept[-1], seq=last + 1, version=9))]
            connection.execute(insert(FILED_STOP), rows)
        assert verify_chain(journal.read_engine, FILED_STOP_CHAIN).seq == last + 1
