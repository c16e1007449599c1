"""Faults of gateways where scenarios do not look: restarts, and nobody who tells of clocks."""

from dataclasses import replace

from detectors.bank import Bank
from plant.condition import Condition, Priority
from plant.reading import ReadingBatch
from plant.words import Gateway
from tests.detectors.live import Live
from tests.detectors.plants import make_plant, make_tag, situation
from tests.detectors.streams import T0, flatten, said

PLANT = make_plant(make_tag("T1", h=80), gateways=[Gateway("G1", "E1"), Gateway("G2", "E1")])


def wrong_clock() -> Live:
    live = Live(PLANT, None)
    live.note("G2", "wrong", T0 + 1000)
    assert said(flatten(live.bank, live.tick(T0 + 3000))) == [(1, "G2:clock", True)]
    return live


def test_a_clock_alarm_is_low_and_of_its_gateway() -> None:
    rules = [rule for rule in Bank(PLANT).rules if rule.condition is Condition.CLOCK]

    assert [rule.source for rule in rules] == ["G1", "G2"]
    assert {(rule.priority, rule.row) for rule in rules} == {(Priority.LOW, -1)}


def test_it_returns_now_when_no_clock_is_told_of() -> None:
    live = wrong_clock()
    moment = replace(situation(PLANT, T0 + 9000), clock_off=None)

    changes = live.bank.judge(ReadingBatch.empty(), moment)

    assert said(flatten(live.bank, changes)) == [(9, "G2:clock", False)]


def test_no_return_is_dated_before_its_raise() -> None:
    live = wrong_clock()

    changes = live.bank.judge(ReadingBatch.empty(), situation(PLANT, T0))

    assert said(flatten(live.bank, changes)) == [(1, "G2:clock", False)]


def test_it_is_not_raised_again_after_a_restart() -> None:
    live = wrong_clock()

    live.restart(T0 + 60_000)

    assert len(live.tick(T0 + 61_000)) == 0
    live.note("G2", "right", T0 + 62_000)
    assert said(flatten(live.bank, live.tick(T0 + 62_000))) == [(62, "G2:clock", False)]


def test_what_the_journal_lacks_is_raised_again_at_its_own_instant() -> None:
    live = wrong_clock()
    live.standing.clear()

    live.restart(T0 + 60_000)

    assert said(flatten(live.bank, live.tick(T0 + 61_000))) == [(1, "G2:clock", True)]


def test_what_the_journal_alone_has_stands() -> None:
    live = Live(PLANT, None)
    live.standing.add("G1:clock")

    live.restart()

    assert said(flatten(live.bank, live.tick(T0 + 5000))) == [(5, "G1:clock", False)]


def test_its_state_is_restored_before_the_journal_is_asked() -> None:
    """Spooled ticks are judged again between the two."""
    live = wrong_clock()
    bank = Bank(PLANT)
    bank.restore(live.bank.save())

    changes = bank.judge(ReadingBatch.empty(), situation(PLANT, T0, links=live.links))
    assert len(changes) == 0
    changes = bank.judge(ReadingBatch.empty(), situation(PLANT, T0))
    assert said(flatten(bank, changes)) == [(1, "G2:clock", False)]


def test_a_gap_outlives_a_restart_without_being_told_again() -> None:
    live = Live(PLANT, None)
    live.note("G1", "gap", T0)
    changes = live.tick(T0 + 60_000)
    assert said(flatten(live.bank, changes)) == [(60, "G1:gateway_gap", True)]
    assert "frames" in changes.reasons[0]

    live.restart(T0 + 70_000)

    assert len(live.tick(T0 + 71_000)) == 0
    live.note("G1", "whole", T0 + 72_000)
    assert said(flatten(live.bank, live.tick(T0 + 72_000))) == [(72, "G1:gateway_gap", False)]
