"""The table of filed stops, walked cell by cell."""

import pytest

from alerting.filed_stops.life_cycle import (
    TABLE,
    StopRefusal,
    follow,
    list_transitions,
    render_diagram,
)
from alerting.filed_stops.stop import StopEvent, StopState
from tests.conftest import ROOT

OVER = {StopState.ENDED, StopState.REFUSED, StopState.WITHDRAWN, StopState.LAPSED}


def test_every_cell_has_an_answer():
    assert TABLE.keys() == {None, *StopState}
    assert all(row.keys() == set(StopEvent) for row in TABLE.values())


def test_nothing_is_in_force_that_was_not_approved():
    ways_in = {state for state, _, target in list_transitions() if target is StopState.IN_FORCE}
    assert ways_in == {StopState.APPROVED}
    assert {state for state, _, to in list_transitions() if to is StopState.APPROVED} == {
        StopState.REQUESTED
    }


@pytest.mark.parametrize("state", sorted(OVER))
@pytest.mark.parametrize("event", StopEvent)
def test_what_is_over_stays_over(state, event):
    assert follow(state, event) is StopRefusal.OVER


def test_a_stop_in_force_can_do_nothing_but_end():
    exits = [event for state, event, _ in list_transitions() if state is StopState.IN_FORCE]
    assert exits == [StopEvent.ENDED]


@pytest.mark.parametrize("page", ["filed_stops.md", "filed_stops.zh-CN.md"])
def test_the_diagram_in_the_docs_is_the_table_s(page):
    assert render_diagram() in (ROOT / "docs" / page).read_text(encoding="utf-8")
