"""What the board shows of a tag is its last reading, with every time of it."""

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from detectors.bank import Bank
from detectors.board import Board
from plant.reading import LONG_AGO, ReadingBatch
from tests.detectors.plants import make_plant, make_tag, situation
from tests.detectors.streams import T0

TAGS = 4
readings = st.tuples(
    st.integers(0, TAGS - 1),
    st.sampled_from([T0, T0 + 1, T0 + 5000]),
    st.sampled_from([0, 0, 0, -3_600_000, 2**40]),
)


def make_batch(said: list[tuple[int, int, int]]) -> ReadingBatch:
    """Readings of tags, judged at a time, with source times so far from that."""
    row, time, off = (np.array(column, dtype=np.int64) for column in zip(*said, strict=True))
    return replace(ReadingBatch.of(row, time, 1.0 * row), source=time + off, received=time + 7)


@given(st.lists(st.lists(readings, min_size=1, unique_by=lambda one: one[0]), max_size=8))
def test_times_are_those_of_the_last_reading(rounds: list[list[tuple[int, int, int]]]) -> None:
    board, shown = Board.of(TAGS), {}
    for said in rounds:
        board.write(make_batch(said), np.arange(len(said)))
        shown |= {row: (time + off, time + 7, time) for row, time, off in said}

        never = (int(LONG_AGO),) * 3
        columns = (board.source.tolist(), board.received.tolist(), board.time.tolist())
        assert list(zip(*columns, strict=True)) == [shown.get(row, never) for row in range(TAGS)]
        assert board.tell_source(np.array([2, 0])).tolist() == [board.source[2], board.source[0]]
        assert len(board.corrected) == sum(shown[row][0] != shown[row][2] for row in shown)


def test_a_corrected_source_time_outlives_a_restart_and_a_move_to_another_row() -> None:
    tags = [make_tag(f"T{row}", h=80) for row in range(TAGS)]
    first, second = Bank(make_plant(*tags), None), Bank(make_plant(*reversed(tags)), None)
    first.judge(make_batch([(0, T0, -9000), (1, T0, 0)]), situation(make_plant(*tags), T0))

    second.restore(first.save())

    assert second.board.source.tolist() == [LONG_AGO, LONG_AGO, T0, T0 - 9000]
