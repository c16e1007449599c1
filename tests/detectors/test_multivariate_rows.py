"""Rows as a person would write them down, and that no cut of a stream shows in them."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from detectors.multivariate_rows import NO_READINGS, Rows, RowState, TagReadings
from plant.reading import NEVER

TAGS = 3


def make(*readings: tuple[int, int, float], clock: list[int] | None = None) -> TagReadings:
    """Readings (tag, time, value); the clock is the newest time so far unless it is given."""
    column, time, value = (np.array(one) for one in zip(*readings, strict=True))
    newest = np.maximum.accumulate(np.append(-1, time))[:-1]
    count = len(column)
    return TagReadings(
        column=column.astype(np.intp),
        time=time.astype(np.int64),
        source=time.astype(np.int64),
        received=time.astype(np.int64) + 5,
        clock=newest if clock is None else np.array(clock, dtype=np.int64),
        value=value.astype(np.float64),
        usable=np.ones(count, dtype=np.bool_),
        doubtful=np.zeros(count, dtype=np.bool_),
        until=np.full(count, NEVER),
        marks=np.zeros(count, dtype=np.uint16),
    )


def write_down(rows: Rows) -> list[tuple[int, list[float]]]:
    """Rows as (time, values), -1 for what is not known."""
    return [
        (time, np.nan_to_num(value, nan=-1.0).tolist())
        for time, value in zip(rows.time.tolist(), rows.value, strict=True)
    ]


def test_a_row_is_what_stands_when_a_newer_reading_comes() -> None:
    state = RowState.of(TAGS)
    rows = state.take(make((0, 10, 1), (1, 10, 2), (2, 20, 3), (0, 20, 4), (1, 30, 5)))

    assert write_down(rows) == [(10, [1, 2, -1]), (20, [4, 2, 3])]
    assert write_down(state.close()) == [(30, [4, 5, 3])]
    assert not state.is_open


def test_of_two_readings_of_one_instant_the_later_stands() -> None:
    assert write_down(RowState.of(1).take(make((0, 10, 1), (0, 10, 2), (0, 20, 3)))) == [(10, [2])]


def test_an_older_reading_opens_no_row_and_stands_in_the_open_one() -> None:
    rows = RowState.of(2).take(make((0, 20, 1), (1, 15, 2), (0, 30, 3)))

    assert write_down(rows) == [(20, [1, 2])]


def test_what_comes_after_the_clock_has_passed_belongs_to_the_next_row() -> None:
    readings = make((0, 10, 1), (1, 10, 2), (0, 30, 3), (0, 40, 4), clock=[0, 20, 20, 30])

    assert write_down(RowState.of(2).take(readings)) == [(10, [1, -1]), (30, [3, 2])]


def test_a_value_stands_until_it_is_stale() -> None:
    state = RowState.of(2)
    readings = make((0, 10, 1), (1, 10, 2), (1, 15, 3), (1, 16, 4))
    readings.until[:] = 15

    assert write_down(state.take(readings)) == [(10, [1, 2]), (15, [1, 3])]
    assert write_down(state.close()) == [(16, [-1, -1])]


def test_what_is_lost_is_unknown_until_it_is_heard_again() -> None:
    state = RowState.of(2)
    state.take(make((0, 10, 1), (1, 10, 2)))
    state.lose(np.array([0]))

    assert write_down(state.take(make((1, 20, 3), (0, 30, 4)))) == [(10, [-1, 2]), (20, [-1, 3])]
    assert write_down(state.close()) == [(30, [4, 3])]


def test_a_row_has_the_times_of_the_reading_that_opened_it() -> None:
    rows = RowState.of(2).take(make((0, 10, 1), (1, 10, 2), (0, 20, 3)))

    assert (rows.source.tolist(), rows.received.tolist()) == ([10], [15])


def test_nothing_makes_no_row() -> None:
    assert len(RowState.of(2).take(NO_READINGS)) == 0


times = st.lists(st.tuples(st.integers(0, TAGS - 1), st.integers(0, 8), st.integers(0, 99)))


@given(times.filter(bool), st.data())
def test_no_cut_of_a_stream_shows_in_its_rows(
    readings: list[tuple[int, int, float]], data: st.DataObject
) -> None:
    whole, parted = RowState.of(TAGS), RowState.of(TAGS)
    cuts = sorted(data.draw(st.sets(st.integers(1, len(readings)), max_size=4)))
    clock = np.maximum.accumulate(np.array([-1, *(time for _, time, _ in readings)]))
    expected = write_down(whole.take(make(*readings)))

    found = []
    for begin, end in zip([0, *cuts], [*cuts, len(readings)], strict=True):
        if end > begin:
            own = make(*readings[begin:end], clock=clock[begin:end].tolist())
            found += write_down(parted.take(own))

    assert found == expected
    for name, array in whole.standing.items():
        np.testing.assert_array_equal(parted.standing[name], array)
    assert [one.tolist() for one in parted.opened.values()] == [
        one.tolist() for one in whole.opened.values()
    ]
