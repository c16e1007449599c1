"""What every book of handovers keeps to, whatever the database: SQLite here, PostgreSQL in real/.

A test class inherits :class:`HandoverContract` and gives the fixture ``url``: a database of its own
for every test.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import delete, update

from alerting.alarm import Event
from alerting.chain import begin_chain
from alerting.chain_walk import verify_chain
from alerting.delivery import Delivery, give_up
from alerting.handover import Act, Deed, Stage, Turn
from alerting.handover_book import HandoverBook, Place
from alerting.handover_cycle import Objection
from alerting.handover_tables import HANDOVER, HANDOVER_CHAIN
from alerting.journal import Journal
from alerting.journal_tables import JOURNAL, digest_row
from alerting.kpi.terms import Period
from alerting.outbox import Calls, Outbox
from plant.condition import Priority
from tests.alerting.handover_sample import DAY, NIGHT, make_content
from tests.alerting.journal_keeping_contract import tampering
from tests.alerting.open_journal import OpenJournal
from tests.alerting.test_delivery import NOTICE
from tests.alerting.tiny_park import make_entry

NOW = DAY.period.end


def draft(journal, turn=DAY, actor="wang", version=None, **content):
    content = make_content(at=turn.period.end - 1, **content)
    with journal.writing(HandoverBook) as book:
        return book.draft(turn, content, actor, version)


def do(journal, deed, actor="wang", turn=DAY, **more):
    with journal.writing(HandoverBook) as book:
        given = {"version": book.get(turn.id).version, "words": "问：V-3 谁修？ \U0001f527", **more}
        return book.act(Act(turn=turn.id, deed=deed, actor=actor, **given), NOW)


def get(journal, turn=DAY):
    with journal.reading(HandoverBook) as book:
        return book.get(turn.id)


def seal(journal, turn=DAY):
    draft(journal, turn)
    do(journal, Deed.HANDED_OVER, turn=turn)
    return do(journal, Deed.TAKEN_OVER, "li", turn)


class HandoverContract(OpenJournal):
    def test_what_was_drafted_said_and_signed_is_what_comes_back(self, url, journal):
        assert draft(journal).record.stage is Stage.DRAFTED
        do(journal, Deed.NOTED, section="held")
        do(journal, Deed.HANDED_OVER)
        do(journal, Deed.ASKED, "li")
        answer = do(journal, Deed.TAKEN_OVER, "li")
        assert answer.objection is None
        again = Journal(url)
        assert get(again) == answer.record
        assert (answer.record.stage, answer.record.version) == (Stage.SEALED, 5)
        assert [one.section for one in answer.record.said] == ["held", ""]
        assert verify_chain(again.read_engine, HANDOVER_CHAIN) is None
        again.close()

    def test_a_page_comes_back_as_it_was_frozen_and_so_does_the_one_before(self, journal):
        draft(journal, words="“一” \\ \0 \U0001f6a8")
        draft(journal, words="二")
        with journal.reading(HandoverBook) as book:
            first, second = (book.get_content(DAY.id, edition) for edition in (1, 2))
            assert book.get_content(DAY.id, 3) is None
        at = DAY.period.end - 1
        assert first == make_content(at=at, words="“一” \\ \0 \U0001f6a8")
        assert second == make_content(at=at, words="二")

    def test_what_is_refused_leaves_nothing(self, journal):
        draft(journal)
        before = get(journal)
        for deed, more, objection in (
            (Deed.HANDED_OVER, {"version": 7}, Objection.VERSION_PASSED),
            (Deed.HANDED_OVER, {"version": None}, Objection.VERSION_MISSING),
            (Deed.TAKEN_OVER, {}, Objection.NOT_HANDED_OVER),
            (Deed.NOTED, {"section": "weather"}, Objection.UNKNOWN_SECTION),
            (Deed.NOTED, {"words": ""}, Objection.WORDS_MISSING),
        ):
            assert do(journal, deed, **more) == (before, objection)
        assert get(journal) == before

    def test_what_never_was_drafted_is_not_there(self, journal):
        with journal.writing(HandoverBook) as book:
            wish = Act(turn="x", deed=Deed.NOTED, actor="wang", words="x")
            assert book.act(wish, NOW) == (None, Objection.NOT_DRAFTED)
            assert (book.get("x"), book.list_recent(5)) == (None, [])

    def test_of_several_who_sign_at_once_one_has_signed(self, journal):
        draft(journal)

        def sign(name):
            wish = Act(turn=DAY.id, deed=Deed.HANDED_OVER, actor=name, version=1)
            with journal.writing(HandoverBook) as book:
                return book.act(wish, NOW).objection

        with ThreadPoolExecutor(4) as pool:
            told = list(pool.map(sign, ["wang", "li", "zhao", "sun"]))
        assert told.count(None) == 1
        assert set(told) == {None, Objection.ALREADY_HANDED_OVER}
        assert verify_chain(journal.read_engine, HANDOVER_CHAIN) is None

    def test_the_newest_periods_are_listed_first_page_by_page(self, journal):
        by_hand = Turn(Period(DAY.period.start, DAY.period.end))
        for turn in (NIGHT, DAY, by_hand):
            draft(journal, turn)
        draft(journal, DAY)
        seen, place = [], None
        with journal.reading(HandoverBook) as book:
            while page := book.list_recent(1, place):
                seen += page
                place = Place(page[-1].turn.period.end, page[-1].turn.id)
            assert book.list_recent(9) == seen
        assert [one.turn for one in seen] == [NIGHT, DAY, by_hand]
        assert [one.edition for one in seen] == [1, 2, 1]

    def test_many_are_found_at_once(self, journal):
        turns = [Turn(Period(at, at + 1)) for at in range(1, 4)]
        for turn in turns:
            draft(journal, turn)
        names = [turn.id for turn in turns] + [f"{n}-x" for n in range(700)]
        with journal.reading(HandoverBook) as book:
            assert {one.turn for one in book.find_all(names).values()} == set(turns)

    @pytest.mark.parametrize("column", [one.name for one in HANDOVER.columns])
    def test_a_change_of_any_column_is_found(self, journal, column):
        seal(journal)
        other = {"seq": 9, "deed": "noted"}.get(column, 7 if "period" in column else "1")
        if column in {"version", "edition", "at"}:
            other = 5
        where = HANDOVER.c.seq == 2
        with tampering(journal) as connection:
            connection.execute(update(HANDOVER).where(where).values({column: other}))
        assert verify_chain(journal.read_engine, HANDOVER_CHAIN) is not None

    def test_a_lost_row_is_found(self, journal):
        seal(journal)
        with tampering(journal) as connection:
            connection.execute(delete(HANDOVER).where(HANDOVER.c.seq == 3))
        assert verify_chain(journal.read_engine, HANDOVER_CHAIN).seq == 3

    def test_a_page_is_tied_to_a_row_of_the_journal(self, journal):
        period = Period(1, 100)
        with journal.reading(HandoverBook) as book:
            assert book.read_shift(period, 0).digest == begin_chain(journal.id)
            assert book.find_beginning() is None
        journal.append([make_entry(at=at, version=at, detected=50) for at in (7, 8)])
        with tampering(journal) as connection:
            rows = connection.execute(JOURNAL.select().order_by(JOURNAL.c.seq)).mappings().all()
        with journal.reading(HandoverBook) as book:
            for row in rows:
                assert book.read_shift(period, row["seq"]).digest == digest_row(row)
            with pytest.raises(LookupError):
                book.read_shift(period, 3)
            assert book.find_beginning() == 50

    def test_who_verifies_the_journal_verifies_the_handovers_and_by_them_the_journal(self, journal):
        rows = journal.append([make_entry(at=at, version=at) for at in (7, 8)])
        draft(journal, seq=1, digest=rows[1].previous)
        assert journal.inspect().findings == ()
        draft(journal, NIGHT, seq=1, digest="e" * 64)
        (found,) = journal.inspect().findings
        assert (found.seq, "另存的摘要" in found.detail) == (1, True)
        with tampering(journal) as connection:
            connection.execute(update(HANDOVER).where(HANDOVER.c.seq == 1).values(content="["))
        *_, found = journal.inspect().findings
        assert found.detail.startswith("交接班记录 handovers:")

    def test_the_events_of_a_shift_are_counted_by_priority(self, journal):
        high = {"priority": Priority.HIGH}
        journal.append(
            [
                make_entry(at=9, **high),
                make_entry(at=10, **high),
                make_entry(at=11, event=Event.RETURNED, **high),
                make_entry(at=19, priority=Priority.LOW),
                make_entry(at=20, **high),
            ]
        )
        with journal.reading(HandoverBook) as book:
            assert book.read_shift(Period(10, 20), 5).counts == {
                (Event.RAISED, Priority.HIGH): 1,
                (Event.RETURNED, Priority.HIGH): 1,
                (Event.RAISED, Priority.LOW): 1,
            }

    def test_notices_that_failed_in_a_shift_are_told_and_no_others(self, journal):
        notices = [replace(NOTICE, key=f"k{at}") for at in (9, 10, 19, 20)]
        journal.append([], [Calls(notices)])
        with journal.writing(Outbox) as outbox:
            given_up = [
                give_up(Delivery(one), "no line", at)
                for one, at in zip(notices, (9, 10, 19, 20), strict=True)
            ]
            outbox.settle(given_up)
        with journal.reading(HandoverBook) as book:
            failed = book.read_shift(Period(10, 20), 0).failed
        assert [(one.notice.key, one.error) for one in failed] == [
            ("k19", "no line"),
            ("k10", "no line"),
        ]
