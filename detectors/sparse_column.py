"""Sparse columns: a value for the very few of many things that have one.

A thing is looked for among those that have a value, so the others take no room at all; in a
:class:`detectors.sparse_table.SparseTable` each of them has a slot, and is found at once. To be
used where hardly anybody asks, and where mostly there is nothing to be found.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray


class SparseColumn:
    """``thing`` intp (k,), rising, and ``value`` (k,) of each.

    :param dtype: of values.
    """

    def __init__(self, dtype: type[np.generic]) -> None:
        self.thing = np.empty(0, dtype=np.intp)
        self.value: NDArray[Any] = np.empty(0, dtype=dtype)

    def __len__(self) -> int:
        """How many things have a value."""
        return len(self.thing)

    def read(self, thing: NDArray[np.integer], otherwise: NDArray[Any]) -> NDArray[Any]:
        """The values of any things (k,); ``otherwise`` (k,) of those that have none."""
        if not len(self.thing):
            return otherwise
        place, found = self._find(thing)
        return np.where(found, self.value[place], otherwise)

    def note(self, thing: NDArray[np.integer], value: NDArray[Any], has: NDArray[np.bool_]) -> None:
        """Set values (k,) of things, each once, or forget those that have none (bool (k,))."""
        if not len(self.thing):
            self._put(thing[has], value[has])
            return
        place, found = self._find(thing)
        held = found & has
        self.value[place[held]] = value[held]
        if np.count_nonzero(held) < np.count_nonzero(found):
            left = place[found & ~has]
            self.thing, self.value = np.delete(self.thing, left), np.delete(self.value, left)
        self._put(thing[has & ~found], value[has & ~found])

    def save(self) -> dict[str, NDArray[Any]]:
        """Things and values in arrays of their own."""
        return {"thing": self.thing.astype(np.int32), "value": self.value.copy()}

    def restore(self, saved: Mapping[str, NDArray[Any]], moved: NDArray[np.int32]) -> None:
        """Take up saved values, in the place of all there are.

        :param moved: int32 (things saved,), what each thing is now, -1 where it is no more.
        """
        thing = moved[saved["thing"]]
        here = thing >= 0
        self.thing, self.value = self.thing[:0], self.value[:0]
        self._put(thing[here], saved["value"][here])

    def _find(self, thing: NDArray[np.integer]) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
        """Where things are, intp (k,), and whether they are there."""
        place = np.minimum(np.searchsorted(self.thing, thing), len(self.thing) - 1)
        found: NDArray[np.bool_] = self.thing[place] == thing
        return place, found

    def _put(self, thing: NDArray[np.integer], value: NDArray[Any]) -> None:
        """Add things that are not there."""
        if not len(thing):
            return
        things = np.concatenate([self.thing, thing])
        order = np.argsort(things)
        self.thing, self.value = things[order], np.concatenate([self.value, value])[order]
