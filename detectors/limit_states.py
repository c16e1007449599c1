"""The state of every limit: what is kept between readings, saved, and carried to a changed plant.

How the postures follow one another is :mod:`detectors.limits`' business. A limit at rest keeps one
byte. What is pending or in alarm has a row with its delay and evidence; what was ever in alarm has
a row that tells when last, because late data ask for it and no change may be dated before it.
"""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from detectors.sparse_table import SparseTable
from plant.reading import LONG_AGO, NEVER, Instant


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


class Knowledge:
    """What is known of a limit: no evidence ever came, the last is no more to be relied on, it is.

    A limit with a row of its own has the instant as well, which counts then.
    """

    UNTOLD: Final = 0
    UNKNOWN: Final = 1
    KNOWN: Final = 2


AFTERWARDS: Final = np.array(
    [
        [Knowledge.UNTOLD, Knowledge.UNKNOWN, Knowledge.UNKNOWN],
        [Knowledge.KNOWN, Knowledge.KNOWN, Knowledge.KNOWN],
    ],
    dtype=np.int8,
)
"""What is known after something that is evidence or not (0, 1), by what was known before."""

_AT_REST: Final[dict[str, np.generic]] = {
    "posture": np.int8(Posture.RESTING),
    "due": NEVER,
    "onset": LONG_AGO,
    "unknown": LONG_AGO,
    "value": np.float64(np.nan),
    "source": LONG_AGO,
    "received": LONG_AGO,
    "marks": np.uint16(0),
    "by_change": np.bool_(False),
}
_NEVER_IN_ALARM: Final[dict[str, np.generic]] = {"raised": LONG_AGO, "returned": LONG_AGO}


class LimitStates:
    """The state of so many limits, all at rest and nothing known.

    ``knowledge``  int8 (limits + 1,), :class:`Knowledge`; the last is of no limit, always known and
                   at rest: it fills up tags that have fewer limits than others
    ``rows``       of limits that are not at rest:
        ``posture``   int8, :class:`Posture`
        ``due``       int64 ms, when a pending change happens, NEVER if none is pending
        ``onset``     int64 ms, the first reading of the present or pending excursion or return
        ``unknown``   int64 ms, since when the limit can't be judged, NEVER while it can
        ``value``, ``source``, ``received``, ``marks``  of the last reading that was evidence
        ``by_change`` bool, what is pending was begun by a change of the limit, not by a reading
    ``past``       of limits that have been in alarm:
        ``raised``, ``returned``  int64 ms, the last raise and the last return, LONG_AGO if none

    :param besides: columns that whoever uses the limits keeps in ``rows``, with their defaults.
    """

    def __init__(self, limits: int, besides: Mapping[str, np.generic]) -> None:
        self.knowledge = np.zeros(limits + 1, dtype=np.int8)
        self.knowledge[-1] = Knowledge.KNOWN
        self.rows = SparseTable(limits + 1, {**_AT_REST, **besides})
        self.past = SparseTable(limits, _NEVER_IN_ALARM)

    def read_posture(self, limit: NDArray[np.integer]) -> NDArray[np.int8]:
        """Where limits stand, int8 (k,)."""
        found: NDArray[np.int8] = self.rows.read("posture", limit)
        return found

    def is_known(self, limit: NDArray[np.integer]) -> NDArray[np.bool_]:
        """Bool (k,): limits can be judged, as far as readings and delays have told."""
        apart = self.rows.slot.take(limit) > 0
        known = self.knowledge.take(limit) == Knowledge.KNOWN
        found: NDArray[np.bool_] = np.where(apart, self.rows.read("unknown", limit) == NEVER, known)
        return found

    def is_known_at(self, limit: NDArray[np.integer], at: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Bool (k,): as above, or limits have become unknown only after an instant."""
        apart = self.rows.slot.take(limit) > 0
        known = self.knowledge.take(limit) == Knowledge.KNOWN
        found: NDArray[np.bool_] = np.where(apart, self.rows.read("unknown", limit) > at, known)
        return found

    def stir(self, limit: NDArray[np.integer]) -> None:
        """Give limits, each once, a row where they have none; what was known of them goes on."""
        if len(limit) == 0:
            return
        slot = self.rows.slot[limit]
        if np.count_nonzero(slot) < len(slot):
            limit = limit[slot == 0]
            known = self.knowledge[limit] == Knowledge.KNOWN
            slot = self.rows.open(limit)
            self.rows.columns["unknown"][slot[known]] = NEVER

    def rest(self, limit: NDArray[np.integer]) -> None:
        """Limits, each once, that have rows are at rest and leave them."""
        known = self.rows.columns["unknown"][self.rows.slot[limit]] == NEVER
        self.knowledge[limit] = AFTERWARDS[known.view(np.int8), self.knowledge[limit]]
        self.rows.close(limit)

    def forget(self, limit: NDArray[np.integer]) -> None:
        """Limits, each once, are as if nothing had been."""
        self.knowledge[limit] = Knowledge.UNTOLD
        self.rows.close(limit)
        self.past.close(limit)

    def note_change(
        self, limit: NDArray[np.integer], at: NDArray[np.int64], *, active: bool
    ) -> NDArray[np.int64]:
        """Take note that limits, each once, were raised or returned; int64 (k,), when at last."""
        columns, slot = self.past.columns, self.past.slot[limit]
        before = np.maximum(columns["raised"][slot], columns["returned"][slot])
        at = np.maximum(before, at)
        self.past.write(limit, **{"raised" if active else "returned": at})
        return at

    def arrays(self) -> dict[str, NDArray[Any]]:
        """The state of every limit by name, not copied."""
        return {"knowledge": self.knowledge[:-1]}

    def tables(self) -> dict[str, SparseTable]:
        """The state of some limits by name."""
        return {"rows": self.rows, "past": self.past}

    def next_due(self) -> Instant:
        """The earliest due instant of all."""
        return int(self.rows.columns["due"].min())
