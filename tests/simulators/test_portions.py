import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from plant.reading import ReadingBatch
from simulators.frame_writer import MOST_TAGS
from simulators.portions import portion


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 3))))
def test_portions_hold_every_reading_once_in_order(readings: list[tuple[int, int]]) -> None:
    """Rows 0..5 over gateways 0, 1 and none, at times that also go back."""
    routes = np.array([0, 1, 0, 1, 0, -1])
    batch = ReadingBatch.of(
        [row for row, _ in readings], [ts for _, ts in readings], [0.0] * len(readings)
    )
    parts = list(portion(batch, routes))
    told = np.concatenate([part.positions for part in parts]) if parts else np.array([])
    assert sorted(told) == list(range(len(readings)))
    for gateway in (-1, 0, 1):
        own = [part for part in parts if part.gateway == gateway]
        positions = [int(place) for part in own for place in part.positions]
        assert positions == sorted(positions)
    for part in parts:
        taken = batch.row[part.positions]
        assert len(np.unique(taken)) == len(taken) > 0
        assert (batch.source[part.positions] == part.ts).all()
        assert (routes[taken] == part.gateway).all()


def test_a_frame_holds_no_more_than_fits() -> None:
    many = 2 * MOST_TAGS + 1
    batch = ReadingBatch.of(np.arange(many, dtype=np.int32), [5] * many, [0.0] * many)
    sizes = [len(part.positions) for part in portion(batch, np.zeros(many, dtype=np.int64))]
    assert sizes == [MOST_TAGS, MOST_TAGS, 1]
