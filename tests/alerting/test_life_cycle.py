import re
from itertools import product
from pathlib import Path

import pytest

from alerting.alarm import Event, Held, State
from alerting.life_cycle import (
    HOLDING,
    LATCHING,
    RENEWED,
    TABLE,
    Refusal,
    follow,
    hold,
    lead,
    list_transitions,
    render_diagram,
)

PAGE = Path(__file__).parents[2] / "docs" / "life_cycle.md"
ACTIVE = {State.UNACKNOWLEDGED, State.ACKNOWLEDGED}
UNSEEN = {State.UNACKNOWLEDGED, State.RETURNED_UNACKNOWLEDGED, State.LATCHED_UNACKNOWLEDGED}
EVENTS = [event for event in Event if event not in HOLDING]
KINDS = pytest.mark.parametrize("latching", [False, True])

# The whole table once more, in the letters of ISA-18.2, as an engineer would check it on paper:
# raised, returned, acknowledged, reset, removed, realarmed; a dot is a refusal. Returned differs by
# latching.
LETTERS = dict(zip("ABCDEF", State, strict=True))
ON_PAPER = {
    "A": ("B", "..", ".", ".", ".", "."),
    "B": (".", "DE", "C", ".", "D", "."),
    "C": (".", "AF", ".", ".", "D", "B"),
    "D": ("B", "..", "A", ".", ".", "."),
    "E": ("B", "..", "F", ".", "D", "."),
    "F": ("B", "..", ".", "A", "D", "."),
}


@KINDS
@pytest.mark.parametrize("letter", ON_PAPER)
def test_every_cell_is_what_the_standard_says(letter, latching):
    raised, returned, acknowledged, reset, removed, realarmed = ON_PAPER[letter]
    expected = {
        Event.RAISED: raised,
        Event.RETURNED: returned[latching],
        Event.ACKNOWLEDGED: acknowledged,
        Event.RESET: reset,
        Event.REMOVED: removed,
        Event.COMMENTED: letter,
        Event.REALARMED: realarmed,
    }
    assert set(expected) == set(EVENTS)
    for event, target in expected.items():
        answer = follow(LETTERS[letter], event, latching=latching)
        assert isinstance(answer, Refusal) if target == "." else answer is LETTERS[target], event


@KINDS
@pytest.mark.parametrize("state, event", list(product(State, Event)))
def test_there_is_an_answer_to_everything(state, event, latching):
    for by_time in (False, True):
        answer = follow(state, event, latching=latching, by_time=by_time)
        assert isinstance(answer, State | Refusal)


def test_the_table_has_no_gap_and_no_row_too_many():
    assert set(TABLE) == set(State)
    assert all(set(row) == set(EVENTS) for row in TABLE.values())
    assert {event for _, event in LATCHING} == {Event.RETURNED}


@KINDS
@pytest.mark.parametrize("state", sorted(ACTIVE))
def test_acknowledging_and_returning_commute(state, latching):
    def run(*events):
        current = State.UNACKNOWLEDGED
        for event in events:
            current = follow(current, event, latching=latching)
        return current

    pair = (Event.ACKNOWLEDGED, Event.RETURNED)
    assert run(*pair) is run(*reversed(pair))


@KINDS
@pytest.mark.parametrize("state, event", list(product(State, EVENTS)))
def test_only_acknowledging_makes_an_unseen_alarm_seen(state, event, latching):
    answer = follow(state, event, latching=latching)
    if state in UNSEEN and isinstance(answer, State) and answer not in UNSEEN:
        assert event is Event.ACKNOWLEDGED


@KINDS
@pytest.mark.parametrize("state", State)
def test_raising_and_returning_keep_to_whether_the_condition_stands(state, latching):
    raised = follow(state, Event.RAISED, latching=latching)
    returned = follow(state, Event.RETURNED, latching=latching)
    if state in ACTIVE:
        assert raised is Refusal.ALREADY_ACTIVE
        assert isinstance(returned, State)
        assert returned not in ACTIVE
    else:
        assert raised is State.UNACKNOWLEDGED
        assert returned is Refusal.NOT_ACTIVE


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("event", [event for event, (_, begins) in HOLDING.items() if begins])
def test_to_be_held_changes_no_state(state, event):
    assert follow(state, event, latching=False) is state


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize(
    ("event", "by_time", "looked_at"),
    [
        (Event.UNSUPPRESSED, True, False),
        (Event.RETURNED_TO_SERVICE, False, False),
        (Event.RETURNED_TO_SERVICE, True, False),
        (Event.UNSHELVED, True, False),
        (Event.UNSHELVED, False, True),
    ],
)
def test_an_end_that_nobody_looked_at_makes_what_is_active_a_new_call(
    state, event, by_time, looked_at
):
    called = state in ACTIVE and not looked_at
    released = follow(state, event, latching=False, by_time=by_time)
    assert released is (State.UNACKNOWLEDGED if called else state)


@pytest.mark.parametrize("event", sorted(HOLDING))
def test_what_holds_an_alarm_ends_once_and_begins_again_only_on_a_persons_new_terms(event):
    held, begins = HOLDING[event]
    without, within = frozenset(set(Held) - {held}), frozenset(Held)
    if begins:
        assert hold(without, event) == within
        assert hold(within, event) == (within if event in RENEWED else Refusal.ALREADY_HELD)
    else:
        assert hold(within, event) == without
        assert hold(without, event) is Refusal.NOT_HELD


def test_only_by_time_may_an_acknowledged_alarm_call_again():
    calls = {
        event
        for event, latching in product(Event, (False, True))
        if follow(State.ACKNOWLEDGED, event, latching=latching) is State.UNACKNOWLEDGED
    }
    assert calls == {Event.REALARMED, Event.UNSUPPRESSED, Event.RETURNED_TO_SERVICE}


@pytest.mark.parametrize("event", EVENTS)
def test_no_other_event_but_removal_frees_an_alarm(event):
    assert hold(frozenset(Held), event) == (set() if event is Event.REMOVED else set(Held))


def test_out_of_service_goes_before_suppressed_goes_before_shelved():
    assert lead(frozenset(Held)) is Held.OUT_OF_SERVICE
    assert lead(frozenset({Held.SHELVED, Held.SUPPRESSED})) is Held.SUPPRESSED
    assert lead(frozenset({Held.SHELVED})) is Held.SHELVED
    assert lead(frozenset()) is None


def test_each_kind_of_alarm_reaches_its_states_and_comes_back_to_normal():
    plain = {source for source, _, _ in list_transitions(latching=False)}
    latching = {source for source, _, _ in list_transitions(latching=True)}
    assert plain == set(State) - {State.LATCHED_UNACKNOWLEDGED, State.LATCHED_ACKNOWLEDGED}
    assert latching == set(State)
    for kind in (False, True):
        assert State.NORMAL in {target for _, _, target in list_transitions(latching=kind)}


def test_the_page_shows_the_table_as_it_is():
    blocks = re.findall(r"```mermaid\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert blocks == [render_diagram(latching=False), render_diagram(latching=True)]
