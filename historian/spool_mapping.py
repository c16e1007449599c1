"""From the rows of an old spool segment to those of the present plant. Pure.

A segment names the tags and gateways that its rows stand for; here they are found again by name
when the plant has changed since. Which bytes hold the names is :mod:`historian.spool_record`'s
business.
"""

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from historian.spool_record import NAMES, Names, TickRecord, decode_names, walk


@dataclass(frozen=True, slots=True)
class Mapping:
    """How the rows of one segment are to be read.

    ``rows`` int32 (tags then,), ``gateways`` int16 (gateways then + 1,) whose last entry keeps -1
    as -1; -1 where the name is gone. ``same`` when nothing has moved.
    """

    rows: NDArray[np.int32]
    gateways: NDArray[np.int16]
    same: bool

    @classmethod
    def between(cls, then: Names, today: Names) -> "Mapping":
        row_of = {name: row for row, name in enumerate(today.tags)}
        gateway_of = {name: row for row, name in enumerate(today.gateways)}
        return cls(
            np.array([row_of.get(name, -1) for name in then.tags], dtype=np.int32),
            np.array([*(gateway_of.get(name, -1) for name in then.gateways), -1], dtype=np.int16),
            then == today,
        )

    def apply(self, record: TickRecord) -> tuple[TickRecord, int]:
        """The tick with today's rows, and how many readings had to be left out."""
        batch = record.batch
        if self.same or not len(batch):
            return record, 0
        known = np.flatnonzero(self.rows[batch.row] >= 0)
        kept = batch.take(known)
        kept = replace(kept, row=self.rows[kept.row], gateway=self.gateways[kept.gateway])
        return replace(record, batch=kept), len(batch) - len(known)


@dataclass(frozen=True, slots=True)
class Translation:
    """The mappings of all segments onto one plant, each worked out when it is first read."""

    today: Names
    known: dict[int, Mapping] = field(default_factory=dict)

    def learn(self, segment: int, data: bytes) -> Mapping | None:
        """What a segment's rows mean today, from its bytes; None if its head is damaged."""
        first = next(walk(data), None)
        if first is None or first.start or first.kind != NAMES:
            return None
        self.known[segment] = Mapping.between(decode_names(first.body), self.today)
        return self.known[segment]
