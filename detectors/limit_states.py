"""The state of every limit: what is kept between readings, saved, and carried to a changed plant.

How the postures follow one another is :mod:`detectors.limits`' business.
"""

from dataclasses import dataclass, fields
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from plant.reading import LONG_AGO, NEVER


class Posture:
    """Where a limit stands; ``RAISED`` and ``RETURNING`` are in alarm.

    Plain numbers: comparing an array with a member of an enumeration costs a microsecond more,
    and a tick does it dozens of times.
    """

    RESTING: Final = 0
    RAISING: Final = 1
    WAITING: Final = 2
    RAISED: Final = 3
    RETURNING: Final = 4


@dataclass(slots=True)
class LimitStates:
    """The state of every limit, arrays of shape (limits,).

    ``posture``   int8, :class:`Posture`
    ``due``       int64 ms, when a pending change happens, NEVER if none is pending
    ``onset``     int64 ms, the first reading of the present or pending excursion or return
    ``unknown``   int64 ms, since when the limit can't be judged, NEVER while it can
    ``changed``   int64 ms, the last change: none is dated before it
    ``raised``, ``returned``  int64 ms, the last raise and the last return, LONG_AGO if none
    ``value``, ``source``, ``received``, ``marks``  of the last reading that was evidence
    ``by_change`` bool, what is pending was begun by a change of the limit, not by a reading
    """

    posture: NDArray[np.int8]
    due: NDArray[np.int64]
    onset: NDArray[np.int64]
    unknown: NDArray[np.int64]
    changed: NDArray[np.int64]
    raised: NDArray[np.int64]
    returned: NDArray[np.int64]
    value: NDArray[np.float64]
    source: NDArray[np.int64]
    received: NDArray[np.int64]
    marks: NDArray[np.uint16]
    by_change: NDArray[np.bool_]

    @classmethod
    def of(cls, limits: int) -> "LimitStates":
        """All at rest, nothing known."""
        return cls(
            posture=np.zeros(limits, dtype=np.int8),
            due=np.full(limits, NEVER),
            onset=np.full(limits, LONG_AGO),
            unknown=np.full(limits, LONG_AGO),
            changed=np.full(limits, LONG_AGO),
            raised=np.full(limits, LONG_AGO),
            returned=np.full(limits, LONG_AGO),
            value=np.full(limits, np.nan),
            source=np.full(limits, LONG_AGO),
            received=np.full(limits, LONG_AGO),
            marks=np.zeros(limits, dtype=np.uint16),
            by_change=np.zeros(limits, dtype=np.bool_),
        )

    def arrays(self) -> dict[str, NDArray[Any]]:
        """The state by name, not copied."""
        return {field.name: getattr(self, field.name) for field in fields(self)}
