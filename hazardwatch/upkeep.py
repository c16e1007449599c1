"""The journal's upkeep: snapshots and forgetting, in small bites between two commits.

Chores are begun on the loop's thread and carried out on the recorder's, a short transaction at a
time, so that no commit waits for more than one of them. None is needed for the platform to be
right, only for it to start soon and to stay small: one that fails is a line in the log and is
tried again later. What a bite does is :mod:`alerting.journal`'s business.
"""

import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

import structlog

from alerting.alarms import Alarms
from alerting.journal import Journal
from alerting.outbox import Outbox
from alerting.snapshot import Snapshot
from hazardwatch.reserve import Reserve
from plant.reading import Instant

_log = structlog.get_logger()

FOLDED: Final = 10_000
"""Entries that a start folds one by one in any case: the hub's ring is filled from them, so that a
client's resume survives the restart."""
EVERY: Final = 10_000
"""Entries from one snapshot to the next while the platform runs."""
AT_STOP: Final = 2_500
"""Entries from one snapshot to the next at an orderly stop, which has the time for one."""
RETRY_S: Final = 60.0
"""How long all chores rest after one has failed."""


@dataclass(slots=True)
class Upkeep:
    """What is to be done for one journal; :meth:`bite` is the writer thread's, all else the loop's.

    ``newest``: the ``seq`` of the newest snapshot that counts, ``taken`` of the newest of all.
    """

    journal: Journal
    reserve: Reserve
    clock: Callable[[], float] = time.monotonic
    newest: int = 0
    taken: int = 0
    _chores: deque[tuple[str, Iterator[None]]] = field(default_factory=deque)
    _rests_until: float = 0.0

    @property
    def busy(self) -> bool:
        """Whether a bite would do something."""
        return bool(self._chores)

    def resume(self) -> None:
        """Learn at start which snapshots there are."""
        stored = self.journal.list_snapshots()
        self.taken = max((one.seq for one in stored), default=0)
        self.newest = max((one.seq for one in stored if one.exact), default=0)

    def offer(self, shown: Alarms, at: Instant, every: int) -> None:
        """Begin a snapshot of the durable view if one is due and nothing else is in hand."""
        due = shown.seq - self.newest >= every and shown.seq > self.taken
        if due and not self.busy and self.clock() >= self._rests_until:
            self._chores.append(("snapshot", self._write(shown.snapshot(), at)))

    def forget(self, before: Instant, now: Instant) -> None:
        """Begin to delete what was journalled, and who was told of what, before an instant."""
        if all(what != "retention" for what, _ in self._chores):
            self._chores.append(("retention", self._forget(before, now)))

    def bite(self) -> None:
        """Do one short step of the chore in hand."""
        if not self._chores:
            return
        what, steps = self._chores[0]
        try:
            self.reserve.check()
            next(steps)
        except StopIteration:
            self._chores.popleft()
        except Exception as error:  # noqa: BLE001 - whatever it is, commits must go on
            self._chores.popleft()
            self._rests_until = self.clock() + RETRY_S
            _log.warning("the journal's upkeep is put off", what=what, error=str(error))

    def _write(self, snapshot: Snapshot, at: Instant) -> Iterator[None]:
        yield from self.journal.write_snapshot(snapshot, at, FOLDED)
        self.newest = self.taken = snapshot.seq
        _log.info("a snapshot was taken", seq=snapshot.seq, alarms=len(snapshot.alarms))

    def _forget(self, before: Instant, now: Instant) -> Iterator[None]:
        rows = 0
        while gone := self.journal.forget(before, now):
            rows += gone
            yield
        with self.journal.writing(Outbox) as outbox:
            outbox.forget(before)
        if rows:
            _log.info("old journal rows were deleted", rows=rows, up_to=self.journal.cut_seq)
