"""What is kept of interlocks between readings, saved, and carried to a changed plant by id."""

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detectors.facts import Truth
from plant.reading import LONG_AGO, NEVER


@dataclass(slots=True)
class InputStates:
    """Arrays of shape (inputs,).

    ``truth``    int8, :class:`detectors.facts.Truth`, as far as facts were followed
    ``standing`` bool, of a followed alarm: raised; ``lost`` bool: its vote can't be judged
    ``since``    int64 ms, when it became so
    ``state``    int8, of :mod:`detectors.interlock_table`, by the input's role
    ``due``      int64 ms, when its time is over, NEVER where none runs
    ``onset``    int64 ms, when the cause or bypass began
    ``met``      int64 ms, when the cause's delay was over
    ``value``, ``source``, ``received``, ``marks``  of the last known fact
    """

    truth: NDArray[np.int8]
    standing: NDArray[np.bool_]
    lost: NDArray[np.bool_]
    since: NDArray[np.int64]
    state: NDArray[np.int8]
    due: NDArray[np.int64]
    onset: NDArray[np.int64]
    met: NDArray[np.int64]
    value: NDArray[np.float64]
    source: NDArray[np.int64]
    received: NDArray[np.int64]
    marks: NDArray[np.uint16]

    @classmethod
    def of(cls, inputs: int) -> "InputStates":
        """Nothing known of any."""
        return cls(
            truth=np.full(inputs, Truth.UNKNOWN, dtype=np.int8),
            standing=np.zeros(inputs, dtype=np.bool_),
            lost=np.zeros(inputs, dtype=np.bool_),
            since=np.full(inputs, LONG_AGO),
            state=np.zeros(inputs, dtype=np.int8),
            due=np.full(inputs, NEVER),
            onset=np.full(inputs, LONG_AGO),
            met=np.full(inputs, LONG_AGO),
            value=np.full(inputs, np.nan),
            source=np.full(inputs, LONG_AGO),
            received=np.full(inputs, LONG_AGO),
            marks=np.zeros(inputs, dtype=np.uint16),
        )


@dataclass(slots=True)
class InterlockStates:
    """Arrays of shape (interlocks,).

    ``demand``, ``trip``  int8, of :mod:`detectors.interlock_table`
    ``moved``   int64 ms, when all effects came to be as expected
    ``due``     int64 ms, when an unexplained move is a spurious trip, NEVER where there is none
    ``caused``  int64 ms, until when there last was a cause
    """

    demand: NDArray[np.int8]
    trip: NDArray[np.int8]
    moved: NDArray[np.int64]
    due: NDArray[np.int64]
    caused: NDArray[np.int64]

    @classmethod
    def of(cls, interlocks: int) -> "InterlockStates":
        """All ready, no effect seen."""
        return cls(
            demand=np.zeros(interlocks, dtype=np.int8),
            trip=np.zeros(interlocks, dtype=np.int8),
            moved=np.full(interlocks, LONG_AGO),
            due=np.full(interlocks, NEVER),
            caused=np.full(interlocks, LONG_AGO),
        )


@dataclass(slots=True)
class RuleStates:
    """Arrays of shape (rules,).

    ``raised``   bool
    ``changed``  int64 ms, the last change: none is dated before it
    """

    raised: NDArray[np.bool_]
    changed: NDArray[np.int64]

    @classmethod
    def of(cls, rules: int) -> "RuleStates":
        """Nothing raised."""
        return cls(np.zeros(rules, dtype=np.bool_), np.full(rules, LONG_AGO))


def list_arrays(states: InputStates | InterlockStates | RuleStates) -> dict[str, NDArray[Any]]:
    """The arrays by name, not copied."""
    return {field.name: getattr(states, field.name) for field in fields(states)}
