"""The faults that are there at one moment, as columns by kind, so that stages work on arrays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulators.sensors.fault import FaultKind, SensorFault


@dataclass(frozen=True, slots=True)
class Faults:
    """All faults of one kind: ``row`` and ``partner`` intp (n,), the rest float64 (n,)."""

    row: NDArray[np.intp]
    partner: NDArray[np.intp]
    amount: NDArray[np.float64]
    since_s: NDArray[np.float64]
    period_s: NDArray[np.float64]

    def age_s(self, at_s: float) -> NDArray[np.float64]:
        """For how long each has been there, float64 (n,), never below 0."""
        return np.maximum(at_s - self.since_s, 0.0)


Active = Mapping[FaultKind, Faults]
"""Only kinds of which there are any."""


def gather_faults(faults: Sequence[SensorFault]) -> Active:
    """Sort faults by kind, in their order."""
    by_kind: dict[FaultKind, list[SensorFault]] = {}
    for fault in faults:
        by_kind.setdefault(fault.kind, []).append(fault)
    return {kind: _stack(several) for kind, several in by_kind.items()}


def _stack(faults: list[SensorFault]) -> Faults:
    return Faults(
        row=np.array([each.row for each in faults], dtype=np.intp),
        partner=np.array([each.partner for each in faults], dtype=np.intp),
        amount=np.array([each.amount for each in faults], dtype=np.float64),
        since_s=np.array([each.since_s for each in faults], dtype=np.float64),
        period_s=np.array([each.period_s for each in faults], dtype=np.float64),
    )
