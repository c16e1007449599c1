"""What every journal keeps to, whatever the database: run over SQLite here, PostgreSQL in real/.

A test class inherits :class:`JournalContract` and gives the fixture ``url``: a database of its own
for every test.
"""

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from threading import Event as Flag

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import column, delete, insert, table, update

from alerting.alarm import Event, Held, Terms
from alerting.chain import begin_chain
from alerting.filed_stops.tables import FILED_STOP
from alerting.journal import (
    Journal,
    JournalRefusedError,
    JournalUnavailableError,
    list_alarms,
)
from alerting.journal_tables import (
    HEAD,
    JOURNAL,
    METADATA,
    VERSION_TABLE,
    digest_row,
    make_row,
)
from alerting.online_rate.watch_record import WATCHED_TAG
from alerting.outbox import OUTBOX
from alerting.sound_tests import SOUND_TEST
from tests.alerting.journal_calls_contract import CallsContract
from tests.alerting.journal_keeping_contract import KeepingContract, tampering
from tests.alerting.open_journal import OpenJournal
from tests.alerting.tiny_park import make_entry

GROUP = 7


def make_group(first, count=GROUP):
    return [make_entry(at=at, version=at) for at in range(first, first + count)]


class JournalContract(OpenJournal, KeepingContract, CallsContract):
    def test_a_new_journal_is_empty_and_has_an_id_for_good(self, url, journal):
        assert (journal.last_seq, journal.read(), journal.verify()) == (0, [], None)
        again = Journal(url)
        assert again.id == journal.id
        assert len(again.id) == 32
        again.close()

    def test_appended_entries_come_back_as_they_were(self, url, journal):
        entries = [
            make_entry(),
            make_entry(
                event=Event.SHELVED,
                held=Held.SHELVED,
                marks=(),
                source=None,
                at=-5,
                terms=Terms(until=9, once=True, witness="李四"),
            ),
            make_entry(event=Event.RETURNED, value=None, limit=None, reason="", actor="o'Brien \\"),
        ]
        committed = journal.append(entries)
        assert [entry.seq for entry in committed] == [1, 2, 3]
        assert journal.last_seq == 3
        assert journal.read() == committed
        again = Journal(url)
        assert (again.last_seq, again.read()) == (3, committed)
        again.close()

    def test_terms_are_part_of_what_a_row_bears_witness_to(self, journal):
        for at, terms in enumerate([None, Terms(5), Terms(5, work_order="WO-1 “急”")]):
            journal.append([make_entry(at=at, terms=terms)])
        assert [entry.terms for entry in journal.read()] == [
            None,
            Terms(5),
            Terms(5, work_order="WO-1 “急”"),
        ]
        assert journal.verify() is None

    def test_numbers_keep_their_last_bit(self, journal):
        values = [0.1, -0.0, 1e308, 5e-324, 1 / 3, 2.0**53 + 2, -273.15]
        journal.append([make_entry(at=at, value=value) for at, value in enumerate(values)])
        assert [entry.value for entry in journal.read()] == values
        assert journal.verify() is None

    def test_no_nan_is_ever_stored(self, journal):
        journal.append([make_entry(value=float("nan"), limit=float("inf"))])
        (entry,) = journal.read()
        assert (entry.value, entry.limit) == (None, None)
        assert journal.verify() is None

    def test_each_row_bears_witness_to_the_one_before(self, journal):
        journal.append(make_group(0))
        journal.append(make_group(GROUP))
        entries = journal.read()
        assert entries[0].previous == begin_chain(journal.id)
        for before, after in pairwise(entries):
            assert after.previous == digest_row(make_row(before))
        assert journal.verify() is None

    def test_nothing_to_append_commits_nothing(self, journal):
        assert journal.append([]) == []
        assert journal.last_seq == 0

    def test_what_is_there_already_is_left_out_and_the_rest_kept(self, journal):
        journal.append(make_group(0, 3))
        committed = journal.append([*make_group(1, 4), make_entry(at=4, version=99)])
        assert [(entry.seq, entry.at, entry.version) for entry in committed] == [
            (4, 3, 3),
            (5, 4, 4),
        ]
        assert journal.append(make_group(0, 5)) == []
        assert [entry.seq for entry in journal.read()] == [1, 2, 3, 4, 5]
        assert journal.verify() is None

    def test_many_duplicates_are_found_too(self, journal):
        many = make_group(0, 1_000)
        journal.append(many[::2])
        assert len(journal.append(many)) == 500
        assert journal.verify() is None

    def test_a_commit_whose_answer_was_lost_is_given_again(self, url, journal):
        other = Journal(url)  # stands for this journal's own append that died after the commit
        lost = other.append(make_group(0, 3))
        other.close()
        assert journal.append(make_group(0, 5)) == journal.read()
        assert journal.read()[:3] == lost
        assert journal.append(make_group(0, 5)) == []

    def test_an_append_is_whole_or_not_at_all(self, journal):
        journal.append(make_group(0, 2))
        with pytest.raises(JournalUnavailableError):
            journal.append([*make_group(2), make_entry(alarm=None)])
        assert (journal.last_seq, len(journal.read()), journal.verify()) == (2, 2, None)
        assert [entry.seq for entry in journal.append(make_group(2, 1))] == [3]

    def test_reading_a_part(self, journal):
        journal.append(
            [make_entry(alarm=f"T{at % 2}:H", at=at * 10, version=at) for at in range(10)]
        )

        def seqs(**query):
            return [entry.seq for entry in journal.read(**query)]

        assert seqs(after=7) == [8, 9, 10]
        assert seqs(after=3, limit=2) == [4, 5]
        assert seqs(alarm="T1:H") == [2, 4, 6, 8, 10]
        assert seqs(alarms=list_alarms(["T1", "T"])) == [2, 4, 6, 8, 10]
        assert seqs(alarms=list_alarms(["T0", "T1"]), after=8) == [9, 10]
        assert seqs(alarms=[]) == []
        many = {f"X{number}:H" for number in range(1_000)} | {"T0:H", "T1:H"}
        assert seqs(alarms=many, limit=3) == [1, 2, 3]
        assert seqs(alarms=many, limit=3, newest_first=True, before=9) == [8, 7, 6]
        assert seqs(start=20, end=40) == [3, 4]
        assert seqs(alarm="T1:H", start=30, after=4) == [6, 8, 10]
        assert seqs(before=4, newest_first=True) == [3, 2, 1]
        assert seqs(newest_first=True, limit=1) == [10]
        assert [entry.seq for entry in journal.stream(after=8)] == [9, 10]

    def test_two_readers_see_whole_groups_while_one_writes(self, url, journal):
        groups, done = 40, Flag()

        def write():
            try:
                for group in range(groups):
                    journal.append(make_group(group * GROUP))
            finally:
                done.set()

        def read(reader):
            sizes = [0]
            while not done.is_set():
                seqs = [entry.seq for entry in reader.read()]
                assert seqs == list(range(1, len(seqs) + 1))
                sizes.append(len(seqs))
            return [*sizes, len(reader.read())]

        other = Journal(url)
        with ThreadPoolExecutor(3) as pool:
            readers = [pool.submit(read, journal), pool.submit(read, other)]
            pool.submit(write).result()
            seen = [reader.result() for reader in readers]
        other.close()
        for sizes in seen:
            assert sizes == sorted(sizes)
            assert sizes[-1] == groups * GROUP
            assert all(size % GROUP == 0 for size in sizes)

    def test_two_writers_take_turns(self, url, journal):
        other = Journal(url)

        def write(to, alarm):
            for at in range(30):
                assert len(to.append([make_entry(alarm=alarm, at=at)])) == 1

        with ThreadPoolExecutor(2) as pool:
            for writer in [pool.submit(write, journal, "A:H"), pool.submit(write, other, "B:H")]:
                writer.result()
        other.close()
        assert [entry.seq for entry in journal.read()] == list(range(1, 61))
        assert journal.verify() is None

    @pytest.mark.parametrize("seq", [1, 4, GROUP])
    @pytest.mark.parametrize(
        "column, value",
        [
            ("state", "normal"),
            ("value", 79.0),
            ("actor", "nobody"),
            ("at", 99),
            ("event", "nonsense"),
            ("detected_time", None),
        ],
    )
    def test_a_changed_row_is_found(self, journal, seq, column, value):
        journal.append(make_group(0))
        with tampering(journal) as connection:
            connection.execute(update(JOURNAL).where(JOURNAL.c.seq == seq).values({column: value}))
        assert journal.verify().seq == seq

    @pytest.mark.parametrize("seq", [1, 4, GROUP])
    def test_a_lost_row_is_found(self, journal, seq):
        journal.append(make_group(0))
        with tampering(journal) as connection:
            connection.execute(delete(JOURNAL).where(JOURNAL.c.seq == seq))
        found = journal.verify()
        assert found.seq == seq
        assert "missing" in found.detail

    @pytest.mark.parametrize("head", [GROUP, GROUP + 1])
    def test_a_row_put_in_is_found(self, journal, head):
        journal.append(make_group(0))
        with tampering(journal) as connection:
            row = make_row(make_entry(at=500)) | {"seq": GROUP + 1}
            connection.execute(insert(JOURNAL), [row])
            connection.execute(update(HEAD).values(seq=head))
        assert journal.verify().seq in {GROUP, GROUP + 1}

    def test_a_new_genesis_is_found(self, journal):
        journal.append(make_group(0))
        with tampering(journal) as connection:
            connection.execute(update(HEAD).values(id="another"))
        assert journal.verify().seq == 1

    def test_the_migrated_tables_are_the_ones_the_code_knows(self, journal):
        assert {OUTBOX, FILED_STOP, WATCHED_TAG, SOUND_TEST} <= set(METADATA.tables.values())
        with journal._engines.read.connect() as connection:
            context = MigrationContext.configure(
                connection, opts={"version_table": VERSION_TABLE, "compare_type": True}
            )
            assert compare_metadata(context, METADATA) == []

    def test_a_newer_releases_journal_is_refused_and_left_alone(self, url, journal):
        journal.append(make_group(0))
        with tampering(journal) as connection:
            connection.execute(
                update(table(VERSION_TABLE, column("version_num"))).values(version_num="9999")
            )
        with pytest.raises(JournalRefusedError, match="9999"):
            Journal(url)
        assert len(journal.read()) == GROUP
