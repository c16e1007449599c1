"""A sparse table is a dense one to everybody who reads it, and small to everybody who saves it."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from detectors.sparse_table import SparseTable

THINGS = 2000
DEFAULTS = {"due": np.int64(7), "value": np.float64(-1.0)}

few = st.lists(st.integers(0, THINGS - 1), unique=True).map(lambda all_: np.array(all_, np.intp))
many = st.tuples(st.integers(0, THINGS), st.integers(0, THINGS)).map(lambda ends: np.arange(*ends))
some = few | many


class SparseBesideDense(RuleBasedStateMachine):
    """Whatever is written and forgotten, both say the same."""

    def __init__(self) -> None:
        super().__init__()
        self.sparse = SparseTable(THINGS, DEFAULTS)
        self.dense = {name: np.full(THINGS, default) for name, default in DEFAULTS.items()}
        self.kept: set[int] = set()

    @rule(things=some, due=st.integers(0, 100))
    def write(self, things: np.ndarray, due: int) -> None:
        self.sparse.write(things, due=due)
        self.dense["due"][things] = due
        self.kept |= set(things.tolist())

    @rule(things=some)
    def close(self, things: np.ndarray) -> None:
        self.sparse.close(things)
        for name, default in DEFAULTS.items():
            self.dense[name][things] = default
        self.kept -= set(things.tolist())

    @rule()
    def save_and_restore(self) -> None:
        saved = self.sparse.save()
        self.sparse = SparseTable(THINGS, DEFAULTS)
        self.sparse.restore(saved, np.arange(THINGS, dtype=np.int32))

    @invariant()
    def reads_alike(self) -> None:
        for name, column in self.dense.items():
            np.testing.assert_array_equal(self.sparse.read(name, np.arange(THINGS)), column)
        assert set(self.sparse.list_things().tolist()) == self.kept
        assert len(self.sparse) == len(self.kept)


TestSparseBesideDense = SparseBesideDense.TestCase


def test_what_is_saved_depends_on_the_state_alone() -> None:
    """Not on how it came about: checkpoints of equal banks are equal."""
    one, other = SparseTable(THINGS, DEFAULTS), SparseTable(THINGS, DEFAULTS)
    one.write(np.array([3, 5]), due=np.array([30, 50]))
    other.write(np.arange(100), due=1)
    other.close(np.arange(100))
    other.write(np.array([5, 3]), due=np.array([50, 30]))

    for name, column in one.save().items():
        np.testing.assert_array_equal(column, other.save()[name])


@given(st.permutations(range(6)))
def test_rows_follow_their_things_to_another_place_and_leave_with_them(places: list[int]) -> None:
    table, changed = SparseTable(6, DEFAULTS), SparseTable(6, DEFAULTS)
    table.write(np.arange(4), due=10 * np.arange(4))
    moved = np.array(places, dtype=np.int32)
    moved[2] = -1

    changed.restore(table.save(), moved)

    for thing in (0, 1, 3):
        assert changed.read("due", moved[[thing]]) == 10 * thing
    assert len(changed) == 3
