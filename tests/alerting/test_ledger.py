import pytest

from alerting.alarm import Event
from alerting.ledger import Ledger
from tests.alerting.tiny_park import make_entry

ALARM = make_entry().alarm
RAISED, RETURNED = Event.RAISED, Event.RETURNED


def test_an_instant_is_free_until_it_is_taken():
    ledger = Ledger()
    assert ledger.place(ALARM, RAISED, 7) == 7
    ledger.take(ALARM, RAISED, 7)
    assert ledger.place(ALARM, RAISED, 7) == 8
    assert ledger.place(ALARM, RAISED, 9) == 9
    assert ledger.place(ALARM, RETURNED, 7) == 7
    assert ledger.place("another", RAISED, 7) == 7


def test_taking_an_older_instant_frees_none():
    ledger = Ledger()
    ledger.take(ALARM, RAISED, 7)
    ledger.take(ALARM, RAISED, 3)
    assert ledger.place(ALARM, RAISED, 7) == 8


@pytest.fixture
def waiting():
    """A ledger that waits for raised at 5 and returned at 9; the alarm was not active before."""
    ledger = Ledger()
    ledger.expect(make_entry(at=5), active=False)
    ledger.expect(make_entry(at=9, event=RETURNED), active=True)
    return ledger


def test_what_was_journalled_is_recalled_once(waiting):
    assert waiting.recall(ALARM, RAISED, 5, 5)
    assert waiting.recall(ALARM, RETURNED, 9, 9)
    assert waiting.place(ALARM, RETURNED, 9) == 10
    assert not waiting.recall(ALARM, RAISED, 9, 9)


def test_what_was_no_news_then_is_none_now_and_takes_no_place(waiting):
    assert waiting.recall(ALARM, RETURNED, 9, 4)
    assert waiting.place(ALARM, RETURNED, 9) == 9


def test_what_the_journal_does_not_have_is_not_recalled(waiting):
    assert not waiting.recall(ALARM, RAISED, 4, 4)
    assert not waiting.recall("another", RAISED, 5, 5)


def test_after_the_last_known_instant_nothing_is_awaited(waiting):
    assert not waiting.recall(ALARM, RETURNED, 10, 10)
    assert waiting.replays == {}
