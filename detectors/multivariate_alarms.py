"""The alarm of a model: raised by a row over the limit, returned by calm rows in succession.

A verdict is about one row, the alarm about what goes on: it takes :data:`CALM` successive rows that
are not over to return it. Doubtful evidence may raise and never returns (contract section 1): a row
is calm only while every tag that was known in a row over the limit, since the alarm was raised, is
known and good.
"""

from dataclasses import dataclass, fields
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from detectors.multivariate_rows import Rows
from detectors.multivariate_statistic import MEMORY, RowVerdicts
from plant.reading import LONG_AGO, Instant

CALM: Final = MEMORY
"""Successive rows that are not over after which the alarm returns: as long as a row counts."""


@dataclass(slots=True)
class ModelStates:
    """Arrays of shape (models,).

    ``smooth``  float64, of :class:`detectors.multivariate_statistic.Memory`
    ``raised``  bool; ``known`` bool, the last row had a statistic
    ``calm``    int64, successive rows that speak for a return; ``since`` int64 ms, their first
    ``moved``   int64 ms, nothing of a model is dated before it
    """

    smooth: NDArray[np.float64]
    raised: NDArray[np.bool_]
    known: NDArray[np.bool_]
    calm: NDArray[np.int64]
    since: NDArray[np.int64]
    moved: NDArray[np.int64]

    @classmethod
    def of(cls, count: int) -> "ModelStates":
        """Of models that have seen nothing."""
        return cls(
            np.zeros(count),
            np.zeros(count, dtype=np.bool_),
            np.zeros(count, dtype=np.bool_),
            np.zeros(count, dtype=np.int64),
            np.full(count, LONG_AGO),
            np.full(count, LONG_AGO),
        )

    def arrays(self) -> dict[str, NDArray[Any]]:
        """All by name, not copied."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


@dataclass(frozen=True, slots=True)
class JudgedRow:
    """One row with its verdict; arrays of shape (members,) of its model.

    ``known`` bool; ``sure`` bool, known and not doubtful; ``marks`` of the tag that adds most.
    """

    time: Instant
    source: Instant
    received: Instant
    value: NDArray[np.float64]
    known: NDArray[np.bool_]
    sure: NDArray[np.bool_]
    shares: NDArray[np.float64]
    statistic: float
    over: bool
    marks: int

    @classmethod
    def of(cls, rows: Rows, verdicts: RowVerdicts, place: int) -> "JudgedRow":
        """The row at ``place``."""
        known = np.isfinite(rows.value[place])
        top = int(verdicts.top[place])
        return cls(
            int(rows.time[place]),
            int(rows.source[place]),
            int(rows.received[place]),
            rows.value[place],
            known,
            known & ~rows.doubtful[place],
            verdicts.shares[place],
            float(verdicts.statistic[place]),
            bool(verdicts.over[place]),
            int(rows.marks[place, top]) if top >= 0 else 0,
        )


class Change(NamedTuple):
    """The alarm is raised or returned by a row, and since when that began."""

    active: bool
    onset: Instant


def step(
    states: ModelStates, model: int, basis: NDArray[np.bool_], row: JudgedRow
) -> Change | None:
    """What a row makes of a model's alarm.

    :param basis: bool (members,), was known in a row over the limit since the alarm was raised.
    """
    if row.over:
        return _go_on(states, model, basis, row)
    if not states.raised[model]:
        return None
    if np.isnan(row.statistic) or np.count_nonzero(basis & ~row.sure):
        states.calm[model] = 0
        return None
    if states.calm[model] == 0:
        states.since[model] = row.time
    states.calm[model] += 1
    if states.calm[model] < CALM:
        return None
    states.raised[model], states.calm[model] = False, 0
    return Change(active=False, onset=int(states.since[model]))


def _go_on(
    states: ModelStates, model: int, basis: NDArray[np.bool_], row: JudgedRow
) -> Change | None:
    """A row over the limit: it raises what is not raised, and what it rests on counts."""
    fresh = not states.raised[model]
    states.raised[model], states.calm[model] = True, 0
    basis[:] = row.known | (basis & np.bool_(not fresh))
    return Change(active=True, onset=row.time) if fresh else None
