"""Groups are spread in the order asked for, each member once, empty ones not at all."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from detectors.groups import spread_groups, spread_ranges


@given(st.lists(st.integers(0, 3), min_size=1, max_size=6), st.data())
def test_all_members_of_the_groups_asked_for_and_whose_they_are(
    sizes: list[int], data: st.DataObject
) -> None:
    first = np.cumsum([0, *sizes])
    asked = data.draw(st.lists(st.integers(0, len(sizes) - 1), max_size=6))

    member, which = spread_groups(first, np.array(asked, dtype=np.intp))

    expected = [
        (first[group] + place, position)
        for position, group in enumerate(asked)
        for place in range(sizes[group])
    ]
    assert list(zip(member.tolist(), which.tolist(), strict=True)) == expected


def test_ranges_may_overlap_and_be_empty() -> None:
    member, which = spread_ranges(np.array([5, 0, 5]), np.array([2, 0, 1]))

    assert member.tolist() == [5, 6, 5]
    assert which.tolist() == [0, 0, 2]
