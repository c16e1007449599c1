"""Which numbered frames of a gateway have come, and up to where nothing is missing.

A gateway numbers its frames per boot; data and backfill share the numbers (contract section 1,
rule 8). Numbers never refuse a reading: they show gaps, and how far the platform may promise
durability on the gateway's ``ack`` topic (rule 14).
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

BOOTS: Final = 8
"""Boots remembered a gateway; the oldest is forgotten first."""

RUNS: Final = 4096
"""Runs of numbers beyond a gap, a boot, after which no number that begins another is noted."""


class Watermark(NamedTuple):
    """Everything of this boot up to and with ``seq`` has been taken in."""

    boot: str
    seq: int


class Gap(NamedTuple):
    """Numbers of a boot between those that have come, both included."""

    boot: str
    first: int
    last: int


class _Numbers:
    """A set of numbers, kept as sorted runs (low, high), both included."""

    __slots__ = ("runs",)

    def __init__(self, runs: Iterable[tuple[int, int]] = ()) -> None:
        self.runs = [(low, high) for low, high in runs]

    def __contains__(self, number: int) -> bool:
        at = bisect_left(self.runs, (number + 1,))
        return bool(at) and self.runs[at - 1][1] >= number

    def add(self, number: int) -> None:
        at = bisect_left(self.runs, (number + 1,))
        low = high = number
        if at and self.runs[at - 1][1] >= number - 1:
            at -= 1
            low, high = self.runs[at][0], max(self.runs[at][1], number)
            del self.runs[at]
        if at < len(self.runs) and self.runs[at][0] <= high + 1:
            high = max(high, self.runs[at][1])
            del self.runs[at]
        self.runs.insert(at, (low, high))

    def discard(self, number: int) -> None:
        if number not in self:
            return
        at = bisect_left(self.runs, (number + 1,)) - 1
        low, high = self.runs[at]
        parts = ((low, number - 1), (number + 1, high))
        self.runs[at : at + 1] = [part for part in parts if part[0] <= part[1]]


class _Run:
    """The numbers of one boot: all up to ``through``, those beyond a gap, those lost by us."""

    __slots__ = ("beyond", "lost", "through")

    def __init__(
        self,
        through: int,
        beyond: Iterable[tuple[int, int]] = (),
        lost: Iterable[tuple[int, int]] = (),
    ) -> None:
        self.through = through
        self.beyond = _Numbers(beyond)
        self.lost = _Numbers(lost)

    def note(self, seq: int) -> bool:
        self.lost.discard(seq)
        if seq <= self.through or seq in self.beyond:
            return False
        if self._has_room(seq):
            self.beyond.add(seq)
            if self.beyond.runs[0][0] == self.through + 1:
                self.through = self.beyond.runs.pop(0)[1]
        return True

    def _has_room(self, seq: int) -> bool:
        """A number that joins others needs no room."""
        if len(self.beyond.runs) < RUNS or seq == self.through + 1:
            return True
        return seq - 1 in self.beyond or seq + 1 in self.beyond

    def is_missing(self, seq: int) -> bool:
        highest = self.beyond.runs[-1][1] if self.beyond.runs else self.through
        return self.through < seq < highest and seq not in self.beyond

    def lose(self, seq: int) -> None:
        self.lost.add(seq)
        if seq <= self.through:
            if seq < self.through:
                self.beyond.runs.insert(0, (seq + 1, self.through))
            self.through = seq - 1
        else:
            self.beyond.discard(seq)

    def list_gaps(self) -> Iterator[tuple[int, int]]:
        last = self.through
        for low, high in self.beyond.runs:
            yield last + 1, low - 1
            last = high

    def count_missing(self) -> int:
        return sum(last - first + 1 for first, last in self.list_gaps())


Saved = list[tuple[str, int, list[tuple[int, int]], list[tuple[int, int]]]]
"""A ledger as plain values: boot, through, runs beyond, runs lost."""


class SequenceLedger:
    """The numbers of one gateway; ``lost`` counts gaps of boots that were forgotten.

    What is not noted is not promised, and a gateway sends it again. So where there is no room for
    more gaps the newest number is passed over, and never an old gap given up.
    """

    def __init__(self) -> None:
        self._runs: dict[str, _Run] = {}
        self.lost = 0

    def note(self, boot: str, seq: int) -> bool:
        """Take up one frame's number. The first of a boot is taken for its beginning.

        :returns: whether it is news: false where a frame of this number had come before.
        """
        run = self._runs.get(boot)
        if run is not None:
            return run.note(seq)
        self._runs[boot] = _Run(seq)
        if len(self._runs) > BOOTS:
            forgotten = self._runs.pop(next(iter(self._runs)))
            self.lost += forgotten.count_missing()
        return True

    def follow(self, boot: str, seq: int) -> bool:
        """Take up the number that comes next, where no boot misses any and none was lost.

        :returns: false where it is not so simple: nothing was changed then.
        """
        run = self._runs.get(boot)
        if run is None or seq != run.through + 1 or run.lost.runs:
            return False
        for each in self._runs.values():
            if each.beyond.runs:
                return False
        run.through = seq
        return True

    def lose(self, boot: str, seq: int) -> None:
        """Take a number back: its frame was judged and could not be kept."""
        if boot in self._runs:
            self._runs[boot].lose(seq)

    def is_lost(self, boot: str, seq: int) -> bool:
        """Whether a frame of this number was judged, lost, and has not come again."""
        return boot in self._runs and seq in self._runs[boot].lost

    def is_missing(self, boot: str, seq: int) -> bool:
        """Whether this number has not come, and one beyond it has."""
        return boot in self._runs and self._runs[boot].is_missing(seq)

    @property
    def has_gaps(self) -> bool:
        """Whether any number is missing between those that have come."""
        return any(run.beyond.runs for run in self._runs.values())

    @property
    def gaps(self) -> list[Gap]:
        """All gaps, boot by boot in the order of their coming."""
        return [
            Gap(boot, first, last)
            for boot, run in self._runs.items()
            for first, last in run.list_gaps()
        ]

    @property
    def missing(self) -> int:
        """Numbers between those that have come."""
        return sum(run.count_missing() for run in self._runs.values())

    @property
    def watermark(self) -> Watermark | None:
        """How far the newest boot with an id is complete.

        None without a boot id: a gateway that counts from 0 again after a restart would read an
        old promise as one about its new frames.
        """
        named = [boot for boot in self._runs if boot]
        return Watermark(named[-1], self._runs[named[-1]].through) if named else None

    def save(self) -> Saved:
        """All boots as plain values."""
        return [
            (boot, run.through, run.beyond.runs, run.lost.runs) for boot, run in self._runs.items()
        ]

    def restore(self, rows: Saved) -> None:
        """Take over what :meth:`save` gave."""
        self._runs = {boot: _Run(through, beyond, lost) for boot, through, beyond, lost in rows}
