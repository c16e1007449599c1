"""Gaps among the readings that were judged, where late data may belong."""

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from detectors.gaps import REMEMBERED, WIDE, Gaps
from plant.reading import LONG_AGO, NEVER

steps = st.lists(st.sampled_from([0, 1, 900, 1000, 1001, 1500, 1501, 2000, 60_000]), max_size=60)


def note(gaps: Gaps, times: list[int], row: int = 0) -> None:
    for before, after in pairwise([int(LONG_AGO), *times]):
        gaps.note(np.array([row]), np.array([before]), np.array([after]))


def remember(times: list[int]) -> list[tuple[int, int]]:
    """What is remembered of readings at these times, written as plainly as it goes."""
    usual, found = 0, []
    for before, after in pairwise(times):
        apart = after - before
        if usual == 0 or apart > WIDE * usual:
            found.append((before, after))
        usual = max(min(apart, usual + usual // 10 + 1 if usual else apart), 1)
    return found[-REMEMBERED:]


def list_gaps(gaps: Gaps, row: int = 0) -> list[tuple[int, int]]:
    before, after = (side[0].tolist() for side in gaps.list_ends(np.array([row])))
    return sorted((a, b) for a, b in zip(before, after, strict=True) if a < NEVER)


@given(steps)
def test_the_newest_wide_intervals_are_remembered(gaps_between: list[int]) -> None:
    times = np.cumsum([1_000_000, *gaps_between]).tolist()
    gaps = Gaps(3)

    note(gaps, times, row=1)

    assert list_gaps(gaps, row=1) == sorted(remember(times))
    assert list_gaps(gaps, row=0) == list_gaps(gaps, row=2) == []


def test_a_gap_is_found_by_an_instant_within_it() -> None:
    gaps = Gaps(1)
    note(gaps, [0, 1000, 2000, 9000, 10_000])

    found = gaps.find(np.array([0, 0, 0]), np.array([5000, 9000, 500]))

    assert found[0].tolist() == [2000, NEVER, 0]
    assert found[1].tolist() == [9000, NEVER, 1000]


def test_a_tag_read_as_usual_has_no_row_of_its_own() -> None:
    gaps = Gaps(2)
    note(gaps, list(range(0, 60_000, 1000)))

    assert len(gaps.more) == 0
