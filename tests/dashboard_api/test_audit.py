"""Refusals told in few rows: the first at once, the rest counted, none of them lost."""

from hypothesis import given
from hypothesis import strategies as st

from dashboard_api.audit import ELSE, KINDS_A_WINDOW, WINDOW_MS, Act, Refusals, tidy

T0 = 1_764_000_000_000


def refuse(at=T0, actor="", action="POST /alarms/{id}/acknowledge", remote="10.0.0.9"):
    return Act(at=at, actor=actor, action=action, outcome="401", remote=remote)


def test_the_first_is_told_at_once_and_the_rest_is_counted_when_the_minute_is_over():
    refusals = Refusals()
    assert refusals.note(refuse()) == refuse()
    assert [refusals.note(refuse(T0 + n)) for n in range(1, 500)] == [None] * 499
    assert refusals.take_due(T0 + WINDOW_MS - 1) == []
    (rest,) = refusals.take_due(T0 + WINDOW_MS)
    assert (rest.times, rest.at) == (499, T0 + 499)
    assert refusals.note(refuse(T0 + WINDOW_MS)) is not None, "a new minute"


def test_other_actions_and_other_people_are_told_by_themselves():
    refusals = Refusals()
    told = [refuse(), refuse(action="POST /handovers"), refuse(actor="op"), refuse(remote="::1")]
    assert [refusals.note(act) for act in told] == told


def test_who_varies_what_he_is_refused_fills_no_disk_and_hides_nobody_else():
    refusals = Refusals()
    rows = [refusals.note(refuse(remote=f"10.0.{n >> 8}.{n & 255}")) for n in range(5000)]
    told = [row for row in rows if row is not None]
    assert len(told) == KINDS_A_WINDOW + 1
    assert told[-1].action == ELSE
    assert refusals.note(refuse(actor="op")) is not None
    assert sum(row.times for row in refusals.take_due(T0 + WINDOW_MS)) == 5000 - len(told)


def test_a_clock_that_was_set_back_ends_the_window_as_well():
    refusals = Refusals()
    refusals.note(refuse())
    refusals.note(refuse())
    assert [row.times for row in refusals.take_due(T0 - 3_600_000)] == [1]
    assert not refusals.counting


@given(
    st.lists(
        st.tuples(st.integers(0, 200_000), st.sampled_from(["", "op"]), st.integers(0, 40)),
        max_size=300,
    )
)
def test_every_refusal_is_in_exactly_one_row_and_rows_are_few(told):
    refusals, rows, now = Refusals(), [], T0
    for pause, actor, place in told:
        now += pause
        rows += refusals.take_due(now)
        first = refusals.note(refuse(now, actor, remote=str(place)))
        rows += [] if first is None else [first]
    rows += refusals.take_due(now, 0)
    assert sum(row.times for row in rows) == len(told)
    minutes = 1 + (now - T0) // WINDOW_MS
    assert len(rows) <= 2 * 2 * (KINDS_A_WINDOW + 1) * minutes


def test_a_row_is_what_every_store_takes_and_no_longer_than_a_row_may_be():
    act = tidy(Act(at=T0, actor="\ud800\0", action="x" * 999, outcome="ok", detail="y" * 999))
    act.actor.encode()
    assert (len(act.action), len(act.detail)) == (200, 400)
