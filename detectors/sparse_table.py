"""Sparse tables: rows of state for the few of many things that have something to keep.

Nearly all limits of a plant are at rest and say nothing that the plant does not say already, so
only the others have a row. A thing finds its row by ``slot``; a thing without one finds row 0,
which holds the defaults and is never written to. So ``column[slot[things]]`` reads the state of any
things, at rest or not, without asking which is which; only writing asks for a row first. Rows that
were left are taken again or given up; what is saved is packed and ordered by thing, and so depends
on nothing but the state itself.
"""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

_SPARE: Final = 64
"""Rows that are made at least, when any are."""

_NO_THINGS: Final = np.empty(0, dtype=np.intp)


class SparseTable:
    """Columns of state for some of ``things`` things.

    ``columns``  name → a column, shape (rows, …); opening and closing may put another in its place
    ``slot``   intp (things,), the row of each, 0 where it has none
    ``thing``  intp (rows,), whose each row is; 0 too where it is nobody's

    Both index arrays at every reading, and numpy turns any other integers into intp first.

    :param defaults: name → the value, a numpy scalar or array, of a column where nothing is kept;
        it gives the column's dtype and what a row of it looks like.
    """

    def __init__(self, things: int, defaults: Mapping[str, np.generic | NDArray[Any]]) -> None:
        self.slot = np.zeros(things, dtype=np.intp)
        self.thing = np.zeros(1, dtype=np.intp)
        self.columns: dict[str, NDArray[Any]] = {
            name: np.array([default]) for name, default in defaults.items()
        }
        self._free: list[int] = []

    def __len__(self) -> int:
        """How many things have a row."""
        return len(self.thing) - 1 - len(self._free)

    def read(self, name: str, thing: NDArray[np.integer]) -> NDArray[Any]:
        """A column's values for any things, the default where they have no row."""
        values: NDArray[Any] = self.columns[name][self.slot[thing]]
        return values

    def open(self, thing: NDArray[np.integer]) -> NDArray[np.intp]:
        """Give each of these things (k,), each once and without one, a row; intp (k,)."""
        count = len(thing)
        if count > len(self._free):
            self._grow(count)
        slot = np.array(self._free[-count:], dtype=np.intp)
        del self._free[-count:]
        self.slot[thing] = slot
        self.thing[slot] = thing
        return slot

    def write(self, thing: NDArray[np.integer], **values: Any) -> None:
        """Set columns of things (k,), each once; those without a row get one."""
        slot = self.slot[thing]
        if np.count_nonzero(slot) < len(slot):
            self.open(thing[slot == 0])
            slot = self.slot[thing]
        for name, value in values.items():
            self.columns[name][slot] = value

    def close(self, thing: NDArray[np.integer]) -> None:
        """Forget all about these things, each once, that have a row."""
        slot = self.slot[thing]
        slot = slot[slot.nonzero()]
        self._free.extend(slot.tolist())
        self.slot[thing] = 0
        self.thing[slot] = 0
        for column in self.columns.values():
            column[slot] = column[0]
        if len(self.thing) > 4 * (len(self) + _SPARE):
            self._shrink()

    def list_things(self) -> NDArray[np.intp]:
        """The things that have a row, in order."""
        return self.slot.nonzero()[0] if len(self) else _NO_THINGS

    def save(self) -> dict[str, NDArray[Any]]:
        """The rows ordered by thing, in arrays of their own: ``thing`` and every column."""
        thing = self.list_things()
        slot = self.slot[thing]
        kept = {name: column[slot] for name, column in self.columns.items()}
        return {"thing": thing.astype(np.int32), **kept}

    def restore(self, saved: Mapping[str, NDArray[Any]], moved: NDArray[np.int32]) -> None:
        """Take up saved rows, in the place of all there are.

        :param moved: int32 (things saved,), what each thing is now, -1 where it is no more.
        """
        self.close(self.list_things())
        thing = moved[saved["thing"]]
        here = thing >= 0
        columns = {name: saved[name][here] for name in self.columns}
        if here.any():
            self.write(thing[here], **columns)

    def _shrink(self) -> None:
        """Give up most of the rows that are free: what looks at all rows pays for each."""
        thing = self.list_things()
        slot, spare = self.slot[thing], len(thing) + _SPARE
        self.slot[thing] = np.arange(1, len(thing) + 1)
        self.thing = np.concatenate([[0], thing, np.zeros(spare, dtype=np.intp)])
        for name, column in self.columns.items():
            free = np.repeat(column[:1], spare, axis=0)
            self.columns[name] = np.concatenate([column[:1], column[slot], free])
        self._free = list(range(len(self.thing) - 1, len(thing), -1))

    def _grow(self, wanted: int) -> None:
        """Make room for at least so many rows more."""
        size = len(self.thing)
        more = max(_SPARE, size, wanted)
        self.thing = np.append(self.thing, np.zeros(more, dtype=np.intp))
        for name, column in self.columns.items():
            self.columns[name] = np.concatenate([column, np.repeat(column[:1], more, axis=0)])
        self._free.extend(range(size + more - 1, size - 1, -1))
