"""What every journal keeps to about calls: entries and the notices they call for, in one commit."""

from dataclasses import replace

import pytest

from alerting.journal import Journal, JournalUnavailableError
from alerting.notice import Fate
from alerting.outbox import OUTBOX, Calls, Outbox
from tests.alerting.test_delivery import NOTICE
from tests.alerting.tiny_park import make_entry

CALL = (NOTICE.alarms[0], NOTICE.called_at)
TOLD = Calls([NOTICE], at=1_000)


def list_fates(journal):
    with journal.reading(Outbox) as outbox:
        return {
            one.notice.key: one.fate for one in outbox.list_of(NOTICE.alarms[0], NOTICE.hazard, 99)
        }


class CallsContract:
    """Part of the journal's contract: inherited by it, with its fixtures."""

    def test_entries_and_their_notices_are_kept_together(self, journal):
        journal.append([make_entry()], [TOLD])
        assert journal.last_seq == 1
        assert list_fates(journal) == {NOTICE.key: Fate.PENDING}

    def test_time_alone_calls_too(self, journal):
        assert journal.append([], [TOLD]) == []
        assert (journal.last_seq, journal.verify()) == (0, None)
        assert list_fates(journal) == {NOTICE.key: Fate.PENDING}

    def test_what_was_not_told_of_a_call_that_ended_need_not_be(self, journal):
        journal.append([make_entry()], [TOLD])
        journal.append([make_entry(at=2)], [Calls(ended=[CALL], at=2_000)])
        assert list_fates(journal) == {NOTICE.key: Fate.SUPERSEDED}

    def test_a_call_that_ends_and_begins_anew_in_one_commit_goes_on(self, journal):
        journal.append([make_entry()], [TOLD])
        anew = replace(NOTICE, key="anew")
        journal.append([make_entry(at=2)], [Calls([anew], [CALL], 2_000)])
        assert list_fates(journal) == {NOTICE.key: Fate.SUPERSEDED, "anew": Fate.PENDING}

    def test_without_the_notices_there_are_no_entries_either(self, url, journal):
        unkeepable = replace(NOTICE, called_at=1 << 70)
        with pytest.raises((JournalUnavailableError, OverflowError)):
            journal.append([make_entry()], [Calls([unkeepable])])
        again = Journal(url)
        assert (again.last_seq, again.read(), list_fates(again)) == (0, [], {})
        again.close()

    def test_without_the_entries_there_are_no_notices_either(self, journal):
        with pytest.raises((JournalUnavailableError, OverflowError)):
            journal.append([make_entry(at=1 << 70)], [TOLD])
        assert list_fates(journal) == {}

    def test_a_commit_whose_answer_was_lost_tells_once(self, url, journal):
        other = Journal(url)  # stands for this journal's own append that died after the commit
        lost = other.append([make_entry()], [TOLD])
        other.close()
        assert journal.append([make_entry()], [TOLD]) == lost
        assert list_fates(journal) == {NOTICE.key: Fate.PENDING}

    def test_an_entry_that_is_known_keeps_no_notice_back(self, journal):
        journal.append([make_entry()])
        assert journal.append([make_entry()], [TOLD]) == []
        assert list_fates(journal) == {NOTICE.key: Fate.PENDING}

    def test_what_came_of_attempts_is_kept_in_a_transaction_of_its_own(self, journal):
        journal.append([make_entry()], [TOLD])
        with journal.writing(Outbox) as outbox:
            (delivery,) = outbox.list_pending(1_000, 9)
            outbox.settle([replace(delivery, fate=Fate.SENT, settled_at=2_000)])
        assert list_fates(journal) == {NOTICE.key: Fate.SENT}

    def test_an_outbox_that_is_away_is_an_unavailable_journal(self, journal):
        with journal.writing(Outbox) as outbox:
            OUTBOX.drop(outbox.connection)
        with pytest.raises(JournalUnavailableError), journal.reading(Outbox) as outbox:
            outbox.list_pending(0, 1)
        with pytest.raises(JournalUnavailableError):
            journal.append([make_entry()], [TOLD])
        assert journal.read() == []
