"""The arithmetic of spans against counting every millisecond."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from alerting.online_rate.spans import Spans, Stopwatch, measure

MOMENT = st.integers(0, 30)
SPAN = st.tuples(MOMENT, MOMENT).map(lambda pair: (min(pair), max(pair)))


def spans_of(points):
    return st.lists(st.tuples(st.integers(0, points - 1), SPAN), max_size=8)


def make(rows):
    return Spans.of(
        [point for point, _ in rows], [span[0] for _, span in rows], [span[1] for _, span in rows]
    )


def holds(rows, point, moment):
    return any(one == point and span[0] <= moment < span[1] for one, span in rows)


@given(spans_of(1), spans_of(1), SPAN)
def test_a_stopwatch_runs_as_long_as_its_spans_say(runs, pauses, bounds):
    clock = Stopwatch.of(make(runs), make(pauses), *bounds)
    runs_at = [
        bounds[0] <= moment < bounds[1] and holds(runs, 0, moment) and not holds(pauses, 0, moment)
        for moment in range(30)
    ]
    shown = clock.read(np.arange(-3, 40))
    assert shown.tolist() == [sum(runs_at[: max(0, moment)]) for moment in range(-3, 40)]
    assert clock.total == sum(runs_at)


@given(st.lists(spans_of(3), min_size=1, max_size=4))
def test_pieces_add_up_to_what_counting_gives(layers):
    point, length, held = measure([make(rows) for rows in layers])
    for one in range(3):
        for wanted in range(2 ** len(layers)):
            pattern = [bool(wanted >> number & 1) for number in range(len(layers))]
            if not any(pattern):
                continue  # before the first and after the last span there are no pieces
            same = (pattern == held.T).all(axis=1) & (point == one)
            counted = sum(
                [holds(rows, one, moment) for rows in layers] == pattern for moment in range(30)
            )
            assert length[same].sum() == counted


def test_spans_of_several_points_are_each_one_s():
    crossed = Spans.cross(np.array([4, 7]), np.array([1, 5]), np.array([2, 6]))
    assert list(zip(crossed.point, crossed.begin, crossed.end, strict=True)) == [
        (4, 1, 2),
        (4, 5, 6),
        (7, 1, 2),
        (7, 5, 6),
    ]
    assert len(Spans.join([])) == 0
