"""The table of an interlock's states: whole, and every row of it shown by a scenario."""

import pytest

from detectors import interlock_steps, interlock_table
from detectors.bank import Bank
from detectors.interlock_table import (
    BYPASS,
    CAUSE,
    DEMAND,
    EFFECT,
    TRIP,
    Bypass,
    Cause,
    Demand,
    Effect,
    Event,
    Table,
    Trip,
    step,
)
from tests.detectors.notation import read_scenarios
from tests.detectors.plants import situation
from tests.detectors.twin import make_batch

TABLES = {"cause": CAUSE, "demand": DEMAND, "effect": EFFECT, "trip": TRIP, "bypass": BYPASS}
STATES = {"cause": Cause, "demand": Demand, "effect": Effect, "trip": Trip, "bypass": Bypass}


@pytest.mark.parametrize("name", TABLES)
def test_every_state_has_its_rows_and_no_event_leads_out_of_the_table(name: str) -> None:
    states = {value for key, value in vars(STATES[name]).items() if key.isupper()}

    assert TABLES[name].keys() == states
    assert {state for row in TABLES[name].values() for state in row.values()} <= states


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_unknown_starts_nothing_and_ends_nothing(table: Table) -> None:
    """But an effect that travels is then looked for in vain when its time is over."""
    moved = {state for state in table if step(table, state, Event.UNKNOWN) != state}

    assert moved == ({Effect.TRAVELLING} if table is EFFECT else set())


def test_a_bypass_returns_nothing_that_is_in_alarm() -> None:
    for state in (Effect.FAILED, Effect.UNVERIFIED):
        assert step(EFFECT, state, Event.EXCUSED) == state


def test_every_row_is_shown_by_a_scenario(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = set()

    def note(table: Table, state: int, event: int) -> int:
        shown.add((id(table), state, event))
        return step(table, state, event)

    monkeypatch.setattr(interlock_steps, "step", note)
    assert interlock_table.step is step
    for scenario in read_scenarios():
        if scenario.plant.interlocks:
            bank = Bank(scenario.plant)
            bank.judge(make_batch(scenario.readings), situation(scenario.plant, scenario.end + 1))

    missing = {
        (name, state, event.name)
        for name, table in TABLES.items()
        for state, row in table.items()
        for event in row
        if (id(table), state, event) not in shown
    }
    assert missing == set()
