"""Saved rows put back where the same things stand today, by their ids and not by their places."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detectors.sparse_column import SparseColumn
from detectors.sparse_table import SparseTable

Arrays = Mapping[str, NDArray[Any]]
Match = tuple[NDArray[np.intp], NDArray[np.intp]]
"""Positions of the same things in what was saved, and in what is."""
Matches = Mapping[str, Match]
"""By kind of thing."""


def match_ids(saved: NDArray[np.str_], present: NDArray[np.str_]) -> Match:
    """Positions in two lists of ids that stand for the same thing."""
    _, there, here = np.intersect1d(saved, present, return_indices=True)
    return there, here


def tell_moves(match: Match, count: int) -> NDArray[np.int32]:
    """Where each of ``count`` saved rows stands today, -1 where nowhere; int32 (count,)."""
    there, here = match
    moved = np.full(count, -1, dtype=np.int32)
    moved[there] = here
    return moved


def match_all(arrays: Arrays, ids: Mapping[str, NDArray[np.str_]]) -> Matches:
    """Which saved rows stand for which of today's; those of a kind that was not saved for none.

    :param ids: kind of thing → the ids of its rows today.
    """
    return {
        kind: match_ids(arrays.get(f"{kind}/ids", here[:0]), here) for kind, here in ids.items()
    }


def put_back_arrays(
    arrays: Arrays, matches: Matches, states: Iterable[tuple[str, str, NDArray[Any]]]
) -> None:
    """Write saved values into arrays of state, in place; what was not saved stays as it is.

    :param states: kind of thing, name, and the array whose rows stand for such things.
    """
    for kind, name, array in states:
        saved = arrays.get(f"{kind}/{name}")
        if saved is not None:
            there, here = matches[kind]
            array[here] = saved[there]


def put_back_tables(
    arrays: Arrays,
    matches: Matches,
    tables: Iterable[tuple[str, str, SparseTable | SparseColumn]],
) -> None:
    """The same for what is kept of some things only."""
    for kind, name, table in tables:
        rows = cut_prefix(arrays, f"{kind}/{name}/")
        if rows:
            table.restore(rows, tell_moves(matches[kind], len(arrays[f"{kind}/ids"])))


def find_same(
    arrays: Arrays, match: Match, settings: Mapping[str, NDArray[Any]], count: int
) -> NDArray[np.bool_]:
    """Which of today's ``count`` rows were saved, and under the same settings; bool (count,).

    :param settings: name → what is set today, by row.
    """
    there, here = match
    same = np.zeros(count, dtype=np.bool_)
    same[here] = True
    for name, array in settings.items():
        saved = arrays.get(f"settings/{name}")
        if saved is not None:
            same[here] &= saved[there] == array[here]
    return same


def cut_prefix(arrays: Mapping[str, NDArray[Any]], prefix: str) -> dict[str, NDArray[Any]]:
    """The arrays whose names begin so, by the rest of their names."""
    return {
        name.removeprefix(prefix): array
        for name, array in arrays.items()
        if name.startswith(prefix)
    }
