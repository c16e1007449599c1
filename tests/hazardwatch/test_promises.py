"""What is promised to brokers and gateways: never more than is durable, never less for ever."""

import math

from hazardwatch.promises import ANNOUNCED_S, MOST_OWED, Announced, Promises
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


def test_gateways_are_told_the_newest_and_not_with_every_commit():
    announced = Announced()
    announced.feed({"gw1": mark(1), "gw2": mark(7)})
    assert announced.drain(5.0) == {"gw1": mark(1), "gw2": mark(7)}
    for number in (2, 3):
        announced.feed({"gw1": mark(number)})
        assert announced.drain(5.0 + ANNOUNCED_S / 2) == {}
    assert announced.marks["gw1"] == mark(1)
    assert announced.drain(5.0 + ANNOUNCED_S) == {"gw1": mark(3)}
    assert announced.drain(9.0) == {}
    assert announced.marks == {"gw1": mark(3), "gw2": mark(7)}


def test_whoever_ends_tells_all_that_there_is():
    announced = Announced()
    announced.take_up({"gw1": mark(1)})
    announced.feed({"gw1": mark(2)})
    announced.drain(5.0)
    announced.feed({"gw1": mark(3)})
    assert announced.drain(math.inf) == {"gw1": mark(3)}
