"""Which numbered frames of a gateway have come, and up to where nothing is missing.

A gateway numbers its frames per boot; data and backfill share the numbers (contract section 1,
rule 8). Numbers never refuse a reading: they show gaps, and how far the platform may promise
durability on the gateway's ``ack`` topic (rule 14).
"""

from bisect import bisect_left
from dataclasses import dataclass, field
from typing import Final, NamedTuple

BOOTS: Final = 8
"""Boots remembered a gateway; the oldest is forgotten first."""

ISLANDS: Final = 64
"""Runs of frames kept beyond a gap. One more, and the oldest gap is given up and counted."""


class Watermark(NamedTuple):
    """Everything of this boot up to and with ``seq`` has been taken in."""

    boot: str
    seq: int


@dataclass(slots=True)
class _Run:
    through: int
    islands: list[tuple[int, int]] = field(default_factory=list)

    def note(self, seq: int) -> int:
        """Take up a number.

        :returns: how many numbers were given up for it, nearly always 0.
        """
        if seq <= self.through:
            return 0
        self._insert(seq)
        lost = 0
        if len(self.islands) > ISLANDS:
            lost = self.islands[0][0] - self.through - 1
            self.through = self.islands[0][0] - 1
        if self.islands[0][0] == self.through + 1:
            self.through = self.islands.pop(0)[1]
        return lost

    def _insert(self, seq: int) -> None:
        at = bisect_left(self.islands, (seq + 1, seq + 1))
        low = high = seq
        if at and self.islands[at - 1][1] >= seq - 1:
            at -= 1
            low, high = self.islands[at][0], max(self.islands[at][1], seq)
            del self.islands[at]
        if at < len(self.islands) and self.islands[at][0] <= high + 1:
            high = self.islands[at][1]
            del self.islands[at]
        self.islands.insert(at, (low, high))

    def count_missing(self) -> int:
        if not self.islands:
            return 0
        present = sum(high - low + 1 for low, high in self.islands)
        return self.islands[-1][1] - self.through - present


class SequenceLedger:
    """The numbers of one gateway; ``lost`` counts those given up as never coming."""

    def __init__(self) -> None:
        self._runs: dict[str, _Run] = {}
        self.lost = 0

    def note(self, boot: str, seq: int) -> None:
        """Take up one frame's number. The first of a boot is taken for its beginning."""
        run = self._runs.get(boot)
        if run is not None:
            self.lost += run.note(seq)
            return
        self._runs[boot] = _Run(seq)
        if len(self._runs) > BOOTS:
            forgotten = self._runs.pop(next(iter(self._runs)))
            self.lost += forgotten.count_missing()

    @property
    def missing(self) -> int:
        """Numbers between those that have come."""
        return sum(run.count_missing() for run in self._runs.values())

    @property
    def watermark(self) -> Watermark | None:
        """How far the newest boot is complete.

        None without a boot id: a gateway that counts from 0 again after a restart would read an
        old promise as one about its new frames.
        """
        if not self._runs:
            return None
        boot = next(reversed(self._runs))
        return Watermark(boot, self._runs[boot].through) if boot else None

    def save(self) -> list[tuple[str, int, list[tuple[int, int]]]]:
        """All boots as plain values."""
        return [(boot, run.through, run.islands) for boot, run in self._runs.items()]

    def restore(self, rows: list[tuple[str, int, list[tuple[int, int]]]]) -> None:
        """Take over what :meth:`save` gave."""
        self._runs = {
            boot: _Run(through, [(low, high) for low, high in islands])
            for boot, through, islands in rows
        }
