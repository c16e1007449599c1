"""What every book of handling records keeps to: run over SQLite here, PostgreSQL in real/.

A test class inherits :class:`HandlingContract` and gives the fixture ``url``: a database of its own
for every test.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import delete, insert, update

from alerting.handling import (
    Attachment,
    Call,
    Evidence,
    Finding,
    Happening,
    Side,
    Step,
)
from alerting.handling_book import HandlingBook, HandlingQuery
from alerting.handling_chain import inspect_handling
from alerting.handling_cycle import Refusal
from alerting.handling_fold import fold_all
from alerting.handling_tables import ENTRIES, HANDLING_CHAIN, RECORDS
from alerting.journal import Journal, JournalUnavailableError
from plant.condition import Priority
from tests.alerting.handling_sample import (
    ALARM,
    CLOSE,
    FALSE,
    HANDLE,
    HANDS_ON,
    REAL,
    REPORT,
    SIGN,
    SITE,
    enterprise,
    park,
    raised,
    returned,
    situate,
)
from tests.alerting.open_journal import OpenJournal

ALL = HandlingQuery(99, steps=frozenset(Step))
SIGN_MS = SITE.limits.find(Priority.HIGH)["sign"]


def act(journal, one, now=10_000, record=1, **known):
    with journal.writing(HandlingBook) as book:
        return book.act(replace(one, record=record), situate(now, **known))


def ask(journal, query=ALL):
    with journal.reading(HandlingBook) as book:
        return [record.id for record in book.list_records(query)]


def get(journal, record=1):
    with journal.reading(HandlingBook) as book:
        return book.get(record)


class HandlingContract(OpenJournal):
    handling = SITE

    def test_a_journalled_alarm_has_its_record_in_the_same_commit(self, url, journal):
        journal.append(
            [raised(), raised(alarm="E1.AT-201:HH"), raised(priority=Priority.LOW, at=5)]
        )
        again = Journal(url)
        assert ask(again) == [2, 1]
        assert get(again).alarm == ALARM
        again.close()

    def test_without_the_entries_there_is_no_record_either(self, journal):
        with pytest.raises((JournalUnavailableError, OverflowError)):
            journal.append([raised(), raised(at=1 << 70)])
        assert ask(journal) == []
        assert inspect_handling(journal.read_engine).findings == ()

    def test_without_the_record_there_are_no_entries_either(self, journal):
        with journal.writing(HandlingBook) as book:
            RECORDS.drop(book.connection)
        with pytest.raises(JournalUnavailableError):
            journal.append([raised()])
        assert journal.read() == []

    def test_entries_that_are_known_open_nothing_twice(self, url, journal):
        other = Journal(url)  # stands for this journal's own append that died after the commit
        other.handling = SITE
        other.append([raised()])
        other.close()
        journal.append([raised(), returned()])
        record = get(journal)
        assert (ask(journal), record.activations, record.version) == ([1], 1, 2)
        assert record.evidence is Evidence.RETURNED

    def test_a_journal_that_is_told_of_no_plant_opens_none(self, journal):
        journal.handling = None
        journal.append([raised()])
        assert ask(journal) == []

    def test_everything_that_happened_comes_back_as_it_was(self, journal):
        file = Attachment("ab" * 32, "现场“图”.jpg", "image/jpeg", 12)
        call = Call("王工", "138", outgoing=True, answered=False)
        journal.append([raised(), returned(), raised(3_000), returned(4_000)])
        acts = [
            park(Happening.SIGNED),
            park(Happening.SIGNED, behalf=HANDS_ON),
            park(Happening.CALLED, detail=call),
            enterprise(Happening.ATTACHED, detail=file, words=""),
            REAL, HANDLE, REPORT, CLOSE,
        ]  # fmt: skip
        for number, one in enumerate(acts):
            assert act(journal, one, 10_000 + number).objection is None
        with journal.reading(HandlingBook) as book:
            entries = book.list_entries(1)
        assert [entry.happening for entry in entries] == [
            Happening.OPENED, Happening.RETURNED, Happening.RECURRED, Happening.RETURNED,
            Happening.PARK_SIGNED, Happening.SIGNED, Happening.CALLED, Happening.ATTACHED,
            Happening.VERIFIED, Happening.HANDLED, Happening.REPORTED, Happening.CLOSED,
        ]  # fmt: skip
        assert [entries[6].detail, entries[7].detail] == [call, file]
        assert fold_all(entries) == get(journal)
        assert get(journal).finding is Finding.REAL
        assert inspect_handling(journal.read_engine).findings == ()

    def test_whatever_people_type_is_kept(self, journal):
        journal.append([raised()])
        odd = "液\0位\ud800\U0001f6e2"
        call = Call(odd, odd, outgoing=True, answered=False)
        told = park(Happening.CALLED, words=odd, detail=call, behalf="")
        assert act(journal, told).objection is None
        assert act(journal, replace(SIGN, words=odd, actor=odd)).objection is None
        assert (get(journal).calls, get(journal).step) == (1, Step.SIGNED)

    def test_what_is_refused_leaves_nothing(self, journal):
        journal.append([raised()])
        before = get(journal)
        answer = act(journal, CLOSE)
        assert (answer.record, answer.objection) == (before, Refusal.NOT_SIGNED)
        assert get(journal) == before
        assert act(journal, SIGN, record=99).record is None

    def test_of_two_at_once_one_succeeds(self, journal):
        journal.append([raised()])
        seen = get(journal).version
        wishes = [replace(park(Happening.SIGNED), version=seen), replace(SIGN, version=seen)] * 4
        with ThreadPoolExecutor(4) as pool:
            answers = list(pool.map(lambda one: act(journal, one), wishes))
        objections = [answer.objection for answer in answers]
        assert objections.count(None) == 1
        assert set(objections) == {None, Refusal.VERSION_PASSED}
        assert get(journal).version == seen + 1
        assert inspect_handling(journal.read_engine).findings == ()

    def test_a_closed_record_is_followed_by_another(self, journal):
        journal.append([raised(), returned()])
        for one in (SIGN, FALSE, CLOSE):
            assert act(journal, one).objection is None
        journal.append([raised(20_000)])
        assert (ask(journal), ask(journal, HandlingQuery(9))) == ([3, 1], [3])
        with journal.reading(HandlingBook) as book:
            assert book.find_newest(ALARM) == 3
            assert book.find_newest("NONE:HH") is None

    def test_lists_are_newest_first_and_go_on_where_they_ended(self, journal):
        journal.append([raised(at, alarm=f"T{at}:HH") for at in range(1, 8)])
        assert ask(journal, HandlingQuery(3)) == [7, 6, 5]
        assert ask(journal, HandlingQuery(3, before=5)) == [4, 3, 2]

    def test_filters(self, journal):
        journal.append(
            [
                raised(),
                returned(),
                raised(alarm="journal:system"),
                raised(alarm="E1.AT-201:HH", marks=("simulated",)),
            ]
        )
        assert act(journal, SIGN).objection is None

        def ids(**asked):
            return ask(journal, HandlingQuery(9, **asked))

        assert ids(alarm="journal:system") == [3]
        assert ids(hazards=frozenset({"H1"})) == [4, 1]
        assert ids(enterprises=frozenset({"E1"})) == [4, 1]
        assert ids(enterprises=frozenset({"E2"})) == []
        assert ids(steps=frozenset({Step.SIGNED})) == [1]
        assert ids(turn=Side.PARK) == [3]
        assert ids(turn=Side.ENTERPRISE, drill=False) == [1]
        assert ids(drill=True) == [4]

    def test_what_is_overdue_is_found_and_a_drill_never_is(self, journal):
        journal.append(
            [
                raised(at=2_000),
                raised(at=1_000, alarm="E1.AT-201:HH"),
                raised(at=1_000, alarm="T:HH", marks=("simulated",)),
            ]
        )
        first, second = 1_001 + SIGN_MS, 2_001 + SIGN_MS
        with journal.reading(HandlingBook) as book:
            assert book.list_overdue(first, 9) == []
            assert [one.id for one in book.list_overdue(first + 1, 9)] == [2]
            assert [one.id for one in book.list_overdue(second + 1, 9)] == [2, 1]
            assert [one.id for one in book.list_overdue(second + 1, 1)] == [2]
            assert book.next_due(0) == first
            assert book.next_due(first + 1) == second
            assert book.next_due(second + 1) is None
        assert ask(journal, HandlingQuery(9, overdue_at=first + 1)) == [2]

    def test_what_last_happened_to_each_is_known(self, journal):
        journal.append([raised(), raised(5_000, alarm="journal:system")])
        act(journal, SIGN)
        with journal.reading(HandlingBook) as book:
            newest = book.list_newest([1, 2, 3])
            assert book.list_newest([]) == {}
        assert {record: entry.happening for record, entry in newest.items()} == {
            1: Happening.SIGNED,
            2: Happening.OPENED,
        }
        assert newest[1].actor == "甲方"

    def test_records_of_a_period(self, journal):
        journal.append([raised(1_000), raised(5_000, alarm="journal:system")])
        with journal.reading(HandlingBook) as book:
            assert [one.id for one in book.list_opened(0, 5_001, None)] == [1]
            assert [one.id for one in book.list_opened(0, 5_002, None)] == [1, 2]
            assert [one.id for one in book.list_opened(0, 9_999, frozenset({"E1"}))] == [1]

    def test_a_flood_is_kept_whole(self, journal):
        flood = [raised(at, alarm=f"T{at}:HH") for at in range(1, 1_001)]
        journal.append(flood)
        journal.append([returned(2_000 + at, alarm=f"T{at}:HH") for at in range(1, 1_001)])
        chain = inspect_handling(journal.read_engine)
        assert (chain.seq, chain.records, chain.findings) == (2_000, 1_000, ())

    @pytest.mark.parametrize(
        ("statement", "seq"),
        [
            (update(ENTRIES).where(ENTRIES.c.seq == 2).values(words="nothing happened"), 2),
            (update(ENTRIES).where(ENTRIES.c.seq == 3).values(actor="nobody"), 3),
            (delete(ENTRIES).where(ENTRIES.c.seq == 1), 1),
            (delete(ENTRIES).where(ENTRIES.c.seq == 3), 3),
            (update(HANDLING_CHAIN.head).values(digest="0" * 64), 3),
            (update(RECORDS).values(step="closed", open=False), 3),
            (update(RECORDS).values(state='{"id":1}'), 3),
            (delete(RECORDS), 3),
        ],
    )
    def test_what_was_changed_lost_or_put_in_is_found(self, journal, statement, seq):
        journal.append([raised(), returned()])
        act(journal, SIGN)
        assert inspect_handling(journal.read_engine).findings == ()
        with journal.writing(HandlingBook) as book:
            book.connection.execute(statement)
        (finding,) = inspect_handling(journal.read_engine).findings
        assert finding.seq == seq

    def test_a_record_that_no_entry_tells_of_is_found(self, journal):
        journal.append([raised()])
        with journal.writing(HandlingBook) as book:
            row = dict(book.connection.execute(RECORDS.select()).mappings().one())
            book.connection.execute(insert(RECORDS).values(row | {"record": 7}))
        (finding,) = inspect_handling(journal.read_engine).findings
        assert finding.seq == 7
