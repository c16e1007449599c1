"""Cutting a batch into rounds, so that whole arrays can be judged in the order of arrival.

Within a round each tag occurs at most once; the k-th reading of every tag is in round k. Turns do
the same for what several tags say to one. Nothing here knows what is judged.
"""

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

_SHORT: Final = 500
"""Up to so many numbers a stable sort of positions is the quicker one."""


def cut_rounds(row: NDArray[np.integer]) -> Iterator[NDArray[np.intp]]:
    """Positions of each round in turn, every position exactly once.

    :param row: int32 or intp, shape (n,), the tag of each reading in order of arrival.
    """
    if len(row) == 0:
        return
    if np.count_nonzero(row[1:] > row[:-1]) == len(row) - 1:
        yield np.arange(len(row))
        return
    order, turn = _number_sorted(row)
    if not np.count_nonzero(turn):
        yield np.arange(len(row))
        return
    for places in cut_turn(turn):
        yield order[places]


def number_turns(row: NDArray[np.integer]) -> NDArray[np.intp]:
    """Intp (n,), how many readings of its tag came before each."""
    turn = np.zeros(len(row), dtype=np.intp)
    if len(row) and np.count_nonzero(row[1:] > row[:-1]) < len(row) - 1:
        order, ordered = _number_sorted(row)
        turn[order] = ordered
    return turn


def cut_turn(turn: NDArray[np.integer]) -> Iterator[NDArray[np.intp]]:
    """Positions, intp, of each number in turn, those of one number in their own order."""
    if not np.count_nonzero(turn):
        yield np.arange(len(turn))
        return
    by_turn = turn.argsort(kind="stable") if turn.itemsize < 4 else sort_positions(turn)
    ends = np.cumsum(np.bincount(turn))
    start = 0
    for end in ends.tolist():
        if end > start:
            yield by_turn[start:end]
        start = end


def _number_sorted(
    row: NDArray[np.integer],
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Positions sorted by row, and how many of its row came before each, in that order."""
    order = sort_positions(row)
    ordered, places = row[order], np.arange(len(row))
    begins = np.empty(len(row), dtype=np.bool_)
    begins[0] = True
    np.not_equal(ordered[1:], ordered[:-1], out=begins[1:])
    return order, places - np.maximum.accumulate(np.where(begins, places, 0))


def sort_positions(number: NDArray[np.integer]) -> NDArray[np.intp]:
    """Positions in the order of numbers from 0 on, those of equal ones in their own order."""
    if len(number) <= _SHORT:
        return number.argsort(kind="stable")
    # Number and position in one: numpy sorts values twenty times faster than positions.
    keys = (number.astype(np.int64) << 32) | np.arange(len(number))
    keys.sort()
    return keys & 0xFFFFFFFF


def cut_turns(
    owner: NDArray[np.int32], place: NDArray[np.intp], at: NDArray[np.int64]
) -> Iterator[NDArray[np.intp]]:
    """Positions of each turn, sorted by owner; within a turn an owner meets one instant only.

    What one reading says, or what one instant ends, comes upon its owner at once.

    :param owner: int32 (m,), whom each of a sequence concerns.
    :param place: intp (m,) and ``at`` int64 (m,), where and when it came about.
    """
    order = np.argsort(owner, kind="stable")
    owner, place, at = owner[order], place[order], at[order]
    begins = np.append(True, owner[1:] != owner[:-1])
    moves = begins[1:] | (place[1:] != place[:-1]) | (at[1:] != at[:-1])
    if not (moves & ~begins[1:]).any():
        yield order
        return
    step = np.cumsum(np.append(True, moves))
    turn = step - np.maximum.accumulate(np.where(begins, step, 0))
    for number in range(int(turn.max()) + 1):
        yield order[turn == number]
