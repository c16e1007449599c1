"""Gaps among the readings that were judged, where late data may belong."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.gaps import REMEMBERED, WIDE, Gaps
from plant.reading import LONG_AGO, NEVER

LONGEST = 2**31 - 1
STEPS = [0, 1, 900, 1000, 1001, 1500, 1501, 2000, 60_000, 3_000_000_000]
steps = st.lists(st.sampled_from(STEPS), max_size=60)


def note(gaps: Gaps, times: list[int], row: int = 0) -> None:
    for before, after in pairwise([int(LONG_AGO), *times]):
        gaps.note(np.array([row]), np.array([before]), np.array([after]))


def remember(times: list[int]) -> list[tuple[int, int]]:
    """What is remembered of readings at these times, written as plainly as it goes."""
    usual, found = 0, []
    first: list[tuple[int, int]] = []
    for before, after in pairwise(sorted(set(times))):
        apart = after - before
        if usual == 0 and apart <= LONGEST:
            first, usual = [(before, after)], apart
            continue
        found += [(a, b) for a, b in first if b - a > WIDE * apart]
        first = []
        if usual == 0 or apart > WIDE * usual:
            found.append((before, after))
        usual = min(apart, usual + usual // 10 + 1 if usual else apart, LONGEST)
    return [*found[-REMEMBERED:], *first]


def list_gaps(gaps: Gaps, newest: int, row: int = 0) -> list[tuple[int, int]]:
    ends = gaps.list_ends(np.array([row]), np.array([newest]))
    before, after = (side[0].tolist() for side in ends)
    return sorted((a, b) for a, b in zip(before, after, strict=True) if a < NEVER)


@given(steps)
def test_the_newest_wide_intervals_are_remembered(gaps_between: list[int]) -> None:
    times = np.cumsum([1_000_000, *gaps_between]).tolist()
    gaps = Gaps(3)

    note(gaps, times, row=1)

    assert list_gaps(gaps, times[-1], row=1) == sorted(remember(times))
    assert list_gaps(gaps, times[-1], row=0) == list_gaps(gaps, times[-1], row=2) == []


def test_a_gap_is_found_by_an_instant_within_it() -> None:
    gaps = Gaps(1)
    note(gaps, [0, 1000, 2000, 9000, 10_000])

    found = gaps.find(np.array([0, 0, 0]), np.array([5000, 9000, 500]), newest=np.full(3, 10_000))

    assert found[0].tolist() == [2000, NEVER, NEVER]
    assert found[1].tolist() == [9000, NEVER, NEVER]


def test_a_tag_read_as_usual_has_no_row_of_its_own() -> None:
    gaps = Gaps(2)
    note(gaps, list(range(0, 60_000, 1000)))

    assert len(gaps.kept) == 0


@pytest.mark.parametrize("third", [3601, 3660, 7200])
def test_the_first_interval_is_a_gap_until_the_third_reading_tells_what_is_usual(
    third: int,
) -> None:
    """As where a tag was heard once before an outage, or comes once an hour."""
    two, three = Gaps(1), Gaps(1)
    note(two, [0, 3_600_000])
    note(three, [0, 3_600_000, 1000 * third])

    assert list_gaps(two, 3_600_000) == [(0, 3_600_000)]
    assert list_gaps(three, 1000 * third) == ([] if third == 7200 else [(0, 3_600_000)])


def test_intervals_of_any_length_are_remembered_exactly() -> None:
    years = [0, 10**11, 10**11 + 1000, 4 * 10**11]
    gaps = Gaps(1)

    note(gaps, years)

    assert list_gaps(gaps, years[-1]) == [(years[0], years[1]), (years[2], years[3])]
