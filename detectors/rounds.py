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

_SCAN: Final = 100
"""Rows that rise at least so far on average are numbered scan by scan, quicker than sorted."""


def cut_rounds(row: NDArray[np.integer]) -> Iterator[NDArray[np.intp]]:
    """Positions of each round in turn, every position exactly once.

    :param row: int32 or intp, shape (n,), the tag of each reading in order of arrival.
    """
    return cut_turn(number_turns(row))


def number_turns(row: NDArray[np.integer]) -> NDArray[np.integer]:
    """How many readings of its tag came before each, (n,).

    Small integers where they suffice, which numpy sorts by radix.
    """
    falls = (row[1:] <= row[:-1]).nonzero()[0] + 1
    if len(falls) == 0:
        return np.zeros(len(row), dtype=np.uint16)
    if len(falls) * _SCAN < len(row):
        return _number_scans(row, falls)
    turn = _number_sorted(row)
    return turn.astype(np.uint16) if turn.max() < 2**16 else turn


def cut_turn(turn: NDArray[np.integer]) -> Iterator[NDArray[np.intp]]:
    """Positions, intp, of each number in turn, those of one number in their own order."""
    by_turn = np.arange(len(turn))
    if not np.count_nonzero(turn):
        if len(turn):
            yield by_turn
        return
    if np.count_nonzero(turn[1:] < turn[:-1]):
        by_turn = turn.argsort(kind="stable") if turn.itemsize < 4 else sort_positions(turn)
        turn = turn[by_turn]
    ends = np.searchsorted(turn, np.arange(int(turn[-1]) + 1, dtype=turn.dtype), side="right")
    start = 0
    for end in ends.tolist():
        if end > start:
            yield by_turn[start:end]
        start = end


def _number_scans(row: NDArray[np.integer], falls: NDArray[np.intp]) -> NDArray[np.integer]:
    """How many of its row came before each, from one position at which rows fall to the next.

    Rows that rise are all different, as where a gateway asks its tags in turn.
    """
    row = row.astype(np.intp, copy=False)
    number = np.dtype(np.uint16 if len(falls) < 2**16 else np.intp)
    turn, count = np.empty(len(row), number), np.zeros(int(row.max()) + 1, number)
    begin = 0
    for end in [*falls.tolist(), len(row)]:
        scan = row[begin:end]
        before = count[scan]
        turn[begin:end] = before
        count[scan] = before + 1
        begin = end
    return turn


def _number_sorted(row: NDArray[np.integer]) -> NDArray[np.intp]:
    """How many of its row came before each."""
    order = sort_positions(row)
    ordered, places = row[order], np.arange(len(row))
    begins = np.empty(len(row), dtype=np.bool_)
    begins[0] = True
    np.not_equal(ordered[1:], ordered[:-1], out=begins[1:])
    turn = np.empty(len(row), dtype=np.intp)
    turn[order] = places - np.maximum.accumulate(np.where(begins, places, 0))
    return turn


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
