"""Step sums against a plain addition of everything that ever came."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from detectors.step_sums import BUCKETS, StepSums, Stretches

Held = tuple[int, int, int, int, float]
"""Since when, until when, from when and to when it held, and how much a ms."""


def add_up(held: list[Held], now: int, width: int) -> float:
    """What came since the oldest full step began."""
    since = (now // width - BUCKETS) * width
    return sum(amount * max(end - max(begin, since), 0) for _, _, begin, end, amount in held)


@st.composite
def courses(draw: st.DrawFn) -> list[Held]:
    """Windows that are added to at odd moments, with whole amounts that float32 holds exactly."""
    held, now = [], draw(st.integers(0, 1000))
    for gap in draw(st.lists(st.sampled_from([0, 1, 7, 20, 150, 500]), max_size=30)):
        last, now = now, now + gap
        begin, end = sorted(draw(st.tuples(*[st.integers(last, now)] * 2)))
        held.append((last, now, begin, end, float(draw(st.integers(0, 9)))))
    return held


@given(st.lists(courses(), min_size=1, max_size=3), st.sampled_from([1, 7, 10]))
def test_windows_hold_what_came_in_them(courses: list[list[Held]], width: int) -> None:
    count = len(courses)
    full = np.zeros((count, BUCKETS), dtype=np.float32)
    sums = StepSums(full, np.zeros(count), np.zeros(count))
    for place in range(max(len(course) for course in courses)):
        window = [one for one in range(count) if place < len(courses[one])]
        rows = [courses[one][place] for one in window]
        columns = [np.array(column) for column in zip(*rows, strict=True)]
        last, now, begin, end, amount = columns
        widths = np.full(len(window), width)

        sums.add(np.array(window), Stretches(last, now, begin, end, widths, amount))

        assert sums.read(np.array(window)).tolist() == [
            add_up(courses[one][: place + 1], int(at), width)
            for one, at in zip(window, now, strict=True)
        ]
