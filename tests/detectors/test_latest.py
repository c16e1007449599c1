"""The latest of a tag at a place: from this tick or from the board, if it counts at all."""

from dataclasses import replace

import numpy as np
import pytest

from detectors.board import Board
from detectors.kind import Arrivals
from detectors.latest import Latest, Seen, find_latest
from plant.quality import BAD, UNCERTAIN, UNCERTAIN_LAST_USABLE, UNCERTAIN_SUBSTITUTE, classify
from plant.reading import NEVER, Mark
from tests.detectors.streams import T0
from tests.detectors.twin import Reading, make_batch

LIMIT_MS = 10_000


def arrive(*readings: Reading, board: Board | None = None, stale_ms: int = LIMIT_MS) -> Arrivals:
    """Readings of two tags that come while the clock stands at T0 + 20 s."""
    batch = make_batch(readings)
    return Arrivals(
        batch,
        classify(batch.status, batch.value),
        (batch.marks & np.uint16(Mark.SOURCE_DOWN)) != 0,
        np.full(len(batch), T0 + 20_000),
        np.full(2, stale_ms, dtype=np.int64),
        board or Board.of(2),
        streamed=True,
    )


def put_on_board(reading: Reading) -> Board:
    board = Board.of(2)
    board.write(make_batch([reading]), np.array([0]))
    return board


NOW = T0 + 20_000


def test_only_what_had_come_by_then_is_seen() -> None:
    arrivals = arrive(Reading(0, NOW, 1.0), Reading(1, NOW, 9.0), Reading(0, NOW + 5, 2.0))

    assert find_latest(Seen(arrivals, 0), 0) == Latest(1.0, NOW)
    assert find_latest(Seen(arrivals, 1), 0) == Latest(1.0, NOW)
    assert find_latest(Seen(arrivals, 2), 0) == Latest(2.0, NOW + 5)
    assert find_latest(Seen(arrivals, 0), 1) is None


def test_before_all_readings_and_without_one_the_board_is_seen() -> None:
    board = put_on_board(Reading(1, NOW - 9_000, 7.0))
    arrivals = arrive(Reading(1, NOW, 9.0), board=board)

    assert find_latest(Seen(arrivals, -1), 1) == Latest(7.0, NOW - 9_000)
    assert find_latest(Seen(arrivals, 0), 1) == Latest(9.0, NOW)
    assert find_latest(Seen(arrivals, -1), 0) is None, "never seen"


@pytest.mark.parametrize("status", [BAD, UNCERTAIN_LAST_USABLE, UNCERTAIN_SUBSTITUTE])
def test_what_is_bad_held_or_forced_is_not_known(status: int) -> None:
    reading = Reading(0, NOW, 5.0, status)

    assert find_latest(Seen(arrive(reading), 0), 0) is None
    other = arrive(Reading(1, NOW, 0.0), board=put_on_board(reading))
    assert find_latest(Seen(other, 0), 0) is None


def test_uncertain_is_known_and_a_source_that_is_down_is_not() -> None:
    reading = Reading(0, NOW, 5.0, UNCERTAIN)
    down = reading._replace(marks=int(Mark.SOURCE_DOWN))

    assert find_latest(Seen(arrive(reading), 0), 0) == Latest(5.0, NOW)
    assert find_latest(Seen(arrive(down), 0), 0) is None


def test_what_is_older_than_its_tag_may_be_is_not_known() -> None:
    arrivals = arrive(Reading(0, NOW - LIMIT_MS, 1.0), Reading(1, NOW + 1, 0.0))

    assert find_latest(Seen(arrivals, 0), 0) == Latest(1.0, NOW - LIMIT_MS)
    assert find_latest(Seen(arrivals, 1), 0) is None
    forever = replace(arrivals, limit_ms=np.full(2, NEVER))
    assert find_latest(Seen(forever, 1), 0) == Latest(1.0, NOW - LIMIT_MS)


def test_a_stale_tag_is_known_again_with_its_next_reading() -> None:
    board = put_on_board(Reading(0, NOW, 7.0))
    board.stale[0] = True
    arrivals = arrive(Reading(1, NOW, 0.0), Reading(0, NOW, 8.0), board=board)

    assert find_latest(Seen(arrivals, 0), 0) is None
    assert find_latest(Seen(arrivals, 1), 0) == Latest(8.0, NOW)
