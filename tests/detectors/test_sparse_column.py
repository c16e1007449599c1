"""Sparse columns against a dictionary."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from detectors.sparse_column import SparseColumn

THINGS = 6
notes = st.dictionaries(
    st.integers(0, THINGS - 1), st.one_of(st.none(), st.integers(-(2**62), 2**62)), min_size=1
)


def note(column: SparseColumn, said: dict[int, int | None]) -> None:
    thing, values = np.array(list(said)), [value or 0 for value in said.values()]
    column.note(thing, np.array(values), np.array([one is not None for one in said.values()]))


@given(st.lists(notes, max_size=10))
def test_it_is_a_dictionary(told: list[dict[int, int | None]]) -> None:
    column, wanted = SparseColumn(np.int64), dict.fromkeys(range(THINGS))
    for said in told:
        note(column, said)
        wanted |= said

        otherwise = np.arange(THINGS)
        expected = [wanted[one] if wanted[one] is not None else one for one in range(THINGS)]
        assert column.read(np.arange(THINGS), otherwise).tolist() == expected
        assert len(column) == THINGS - list(wanted.values()).count(None)
        assert column.thing.tolist() == sorted(column.thing.tolist())


@given(notes, st.permutations(range(THINGS)), st.sets(st.integers(0, THINGS - 1)))
def test_it_is_restored_where_its_things_are_now(
    said: dict[int, int | None], moved: list[int], gone: set[int]
) -> None:
    before, after = SparseColumn(np.int64), SparseColumn(np.int64)
    note(before, said)
    note(after, {0: 99})

    places = [-1 if one in gone else moved[one] for one in range(THINGS)]
    after.restore(before.save(), np.array(places, dtype=np.int32))

    kept = {moved[one]: value for one, value in said.items() if one not in gone}
    assert dict(zip(after.thing.tolist(), after.value.tolist(), strict=True)) == {
        one: value for one, value in kept.items() if value is not None
    }
