"""What is kept of interlocks between readings, saved, and carried to a changed plant by id.

Nearly all causes are idle and nearly all effects free, so what only the others have (instants that
run or passed) has rows in sparse tables.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detectors.facts import Truth
from detectors.kind import StateGroup
from detectors.sparse_table import SparseTable
from plant.reading import LONG_AGO, NEVER, Instant


class Instants:
    """One column of a sparse table, int64 ms, read and written one thing at a time."""

    def __init__(self, table: SparseTable, name: str) -> None:
        self._table = table
        self._name = name

    def __getitem__(self, thing: int) -> Instant:
        """The instant of a thing, the default where it has no row."""
        return int(self._table.columns[self._name][self._table.slot[thing]])

    def __setitem__(self, thing: int, at: Instant) -> None:
        """Keep an instant; one that is known already takes no row."""
        if self[thing] != at:
            self._table.write(np.array([thing]), **{self._name: at})

    def read(self, things: slice) -> NDArray[np.int64]:
        """Those of successive things, int64 ms (k,)."""
        instants: NDArray[np.int64] = self._table.columns[self._name][self._table.slot[things]]
        return instants

    def min(self) -> Instant:
        """The earliest of all, defaults among them."""
        return int(self._table.columns[self._name].min())


@dataclass(slots=True)
class InputStates:
    """Arrays of shape (inputs,), and instants of those that are not at rest, in ``times``.

    ``truth``    int8, :class:`detectors.facts.Truth`, as far as facts were followed
    ``standing`` bool, of a followed alarm: raised; ``lost`` bool: its vote can't be judged
    ``since``    int64 ms, when it became so
    ``state``    int8, of :mod:`detectors.interlock_table`, by the input's role
    ``value``, ``source``, ``received``, ``marks``  of the last known fact
    ``due``      when its time is over, NEVER where none runs
    ``onset``    when the cause or bypass began
    ``met``      when the cause's delay was over
    """

    truth: NDArray[np.int8]
    standing: NDArray[np.bool_]
    lost: NDArray[np.bool_]
    since: NDArray[np.int64]
    state: NDArray[np.int8]
    value: NDArray[np.float64]
    source: NDArray[np.int64]
    received: NDArray[np.int64]
    marks: NDArray[np.uint16]
    times: SparseTable
    due: Instants
    onset: Instants
    met: Instants

    @classmethod
    def of(cls, inputs: int) -> "InputStates":
        """Nothing known of any."""
        times = SparseTable(inputs, {"due": NEVER, "onset": LONG_AGO, "met": LONG_AGO})
        return cls(
            truth=np.full(inputs, Truth.UNKNOWN, dtype=np.int8),
            standing=np.zeros(inputs, dtype=np.bool_),
            lost=np.zeros(inputs, dtype=np.bool_),
            since=np.full(inputs, LONG_AGO),
            state=np.zeros(inputs, dtype=np.int8),
            value=np.full(inputs, np.nan),
            source=np.full(inputs, LONG_AGO),
            received=np.full(inputs, LONG_AGO),
            marks=np.zeros(inputs, dtype=np.uint16),
            times=times,
            due=Instants(times, "due"),
            onset=Instants(times, "onset"),
            met=Instants(times, "met"),
        )

    def rest(self, number: int) -> None:
        """An input is back at rest: no time of it runs, and none is asked for."""
        self.times.close(np.array([number]))


@dataclass(slots=True)
class InterlockStates:
    """Arrays of shape (interlocks,), and in ``times`` instants of those that were moved or caused.

    ``demand``, ``trip``  int8, of :mod:`detectors.interlock_table`
    ``moved``   when all effects came to be as expected
    ``due``     when an unexplained move is a spurious trip, NEVER where there is none
    ``caused``  until when there last was a cause
    """

    demand: NDArray[np.int8]
    trip: NDArray[np.int8]
    times: SparseTable
    moved: Instants
    due: Instants
    caused: Instants

    @classmethod
    def of(cls, interlocks: int) -> "InterlockStates":
        """All ready, no effect seen."""
        times = SparseTable(interlocks, {"moved": LONG_AGO, "due": NEVER, "caused": LONG_AGO})
        return cls(
            demand=np.zeros(interlocks, dtype=np.int8),
            trip=np.zeros(interlocks, dtype=np.int8),
            times=times,
            moved=Instants(times, "moved"),
            due=Instants(times, "due"),
            caused=Instants(times, "caused"),
        )


@dataclass(slots=True)
class RuleStates:
    """What is raised, bool (rules,), and in ``times`` instants of the rules that ever changed.

    ``changed``  the last change: none is dated before it
    """

    raised: NDArray[np.bool_]
    times: SparseTable
    changed: Instants

    @classmethod
    def of(cls, rules: int) -> "RuleStates":
        """Nothing raised."""
        times = SparseTable(rules, {"changed": LONG_AGO})
        return cls(np.zeros(rules, dtype=np.bool_), times, Instants(times, "changed"))


States = InputStates | InterlockStates | RuleStates


def make_group(
    name: str,
    ids: NDArray[np.str_],
    states: States,
    settings: Mapping[str, NDArray[Any]] | None = None,
) -> StateGroup:
    """The group of state that a restart has to carry, its arrays not copied."""
    columns = {field.name: getattr(states, field.name) for field in fields(states)}
    arrays = {name: array for name, array in columns.items() if isinstance(array, np.ndarray)}
    return StateGroup(name, ids, arrays, settings or {}, {"times": states.times})
