"""Sums and maxima that begin anew with each owner, against a loop."""

from itertools import groupby

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from detectors.spells import Spells

SEQUENCES = st.lists(st.tuples(st.integers(0, 3), st.integers(-9, 9)), max_size=30)
STATE = np.array([5, -3, 0, 100])


@given(SEQUENCES)
def test_each_owner_is_followed_from_its_own_state(entries: list[tuple[int, int]]) -> None:
    entries = sorted(entries, key=lambda entry: entry[0])
    owner = np.array([one for one, _ in entries], dtype=np.intp)
    column = np.array([number for _, number in entries], dtype=np.int64)
    before, total, highest = [], [], []
    for one, own in groupby(entries, key=lambda entry: entry[0]):
        last = added = top = int(STATE[one])
        for _, number in own:
            before.append(last)
            last, added, top = number, added + number, max(top, number)
            total.append(added)
            highest.append(top)

    spells = Spells.of(owner)

    assert spells.own.tolist() == sorted(set(owner.tolist()))
    assert owner[spells.begin].tolist() == owner[spells.end].tolist() == spells.own.tolist()
    assert spells.own[spells.which].tolist() == owner.tolist()
    assert spells.shift(column, STATE).tolist() == before
    assert spells.add_up(column, STATE).tolist() == total
    assert spells.climb(column, STATE).tolist() == highest
