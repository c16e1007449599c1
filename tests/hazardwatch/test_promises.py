"""What is promised to brokers and gateways: never more than is durable, never less for ever."""

from hazardwatch.promises import MOST_OWED, Promises
from ingest.sequence import Watermark


def mark(seq):
    return {"gw1": Watermark("b", seq)}


def test_what_both_have_is_acknowledged_and_promised_once():
    promises = Promises()
    promises.keep(1, [7, 8], mark(2), journalled=True)
    assert promises.drain() == ([7, 8], [], mark(2))
    assert promises.drain() == ([], [], {})


def test_both_wait_for_the_journal_and_come_in_their_order():
    promises = Promises()
    promises.keep(1, [7], mark(1), journalled=False)
    assert promises.drain() == ([], [], {})
    promises.keep(2, [8], mark(2), journalled=True)
    assert promises.drain() == ([7, 8], [], mark(2))


def test_a_journal_that_stays_away_does_not_stop_the_broker_and_nothing_is_promised():
    promises = Promises()
    for number in range(MOST_OWED + 1):
        promises.keep(number, [number], mark(number), journalled=False)
    assert promises.drain() == ([], list(range(MOST_OWED + 1)), {})
    promises.keep(MOST_OWED + 1, [], {}, journalled=True)
    assert promises.drain() == ([], [], mark(MOST_OWED))


def test_a_lost_turn_is_let_go_of_and_voids_what_was_found_without_knowing_of_it():
    promises = Promises()
    promises.lose(1, 2, [7])
    assert promises.drain() == ([], [7], {})
    promises.keep(2, [8], mark(2), journalled=True)
    assert promises.drain() == ([8], [], {})
    promises.keep(3, [9], mark(0), journalled=True)
    assert promises.drain() == ([9], [], mark(0))
