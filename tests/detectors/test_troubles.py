"""Troubles of the platform: told once, returned once, never invented in judging again."""

from dataclasses import replace

import numpy as np

from detectors.bank import Bank
from detectors.verdict import Changes
from plant.condition import Condition, Priority
from plant.reading import ReadingBatch
from plant.subsystem import SUBSYSTEMS, Subsystem
from tests.detectors.plants import make_plant, make_tag, situation
from tests.detectors.streams import T0, flatten, said

PLANT = make_plant(make_tag("T1", h=80))


def look(bank: Bank, second: int, *failing: Subsystem) -> Changes:
    told = np.array([subsystem in failing for subsystem in SUBSYSTEMS])
    moment = replace(situation(PLANT, T0 + 1000 * second), failing=told)
    return bank.judge(ReadingBatch.empty(), moment)


def test_a_trouble_is_its_subsystems_and_as_urgent_as_what_it_costs() -> None:
    rules = [rule for rule in Bank(PLANT).rules if rule.condition is Condition.SYSTEM]

    assert {rule.alarm: rule.priority for rule in rules} == {
        "spool:system": Priority.CRITICAL,
        "journal:system": Priority.CRITICAL,
        "broker:system": Priority.CRITICAL,
        "historian:system": Priority.MEDIUM,
        "disk:system": Priority.CRITICAL,
        "detectors:system": Priority.CRITICAL,
        "notices:system": Priority.HIGH,
    }
    assert {rule.row for rule in rules} == {-1}


def test_it_is_raised_with_a_reason_and_returned_each_once() -> None:
    bank = Bank(PLANT)
    raised = look(bank, 1, Subsystem.JOURNAL)

    assert said(flatten(bank, raised)) == [(1, "journal:system", True)]
    assert "not recorded" in raised.reasons[0]
    assert len(look(bank, 2, Subsystem.JOURNAL)) == 0
    assert said(flatten(bank, look(bank, 3))) == [(3, "journal:system", False)]
    assert len(look(bank, 4)) == 0


def test_several_fail_and_recover_apart() -> None:
    bank = Bank(PLANT)

    assert len(look(bank, 1, Subsystem.SPOOL, Subsystem.BROKER)) == 2
    assert said(flatten(bank, look(bank, 2, Subsystem.BROKER, Subsystem.JOURNAL))) == [
        (2, "spool:system", False),
        (2, "journal:system", True),
    ]


def test_where_nobody_looked_nothing_is_told() -> None:
    bank = Bank(PLANT)
    look(bank, 1, Subsystem.SPOOL)

    assert len(bank.judge(ReadingBatch.empty(), situation(PLANT, T0 + 2000))) == 0


def test_after_a_restart_the_journal_says_what_stands() -> None:
    bank = Bank(PLANT)
    bank.align({"spool:system"})

    assert len(look(bank, 1, Subsystem.SPOOL)) == 0
    assert said(flatten(bank, look(bank, 2))) == [(2, "spool:system", False)]
