"""The recorder: makes turns durable, in order, on the one writer thread.

Spool first, journal second, checkpoint third: a crash between the first two is healed by judging
the spool again. What failed is kept or counted here, never forgotten. On a full disk the journal
goes on in the room of the reserve, and the others wait.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from sqlite3 import Error as SqliteError
from typing import Final

import structlog

from alerting.alarm import Entry
from alerting.handling_opening import HandlingSite
from alerting.journal import Journal, JournalUnavailableError
from alerting.outbox import Calls
from hazardwatch.checkpoint import Arrays, Checkpoint, write_checkpoint
from hazardwatch.clock import AnchoredClock
from hazardwatch.reserve import Reserve
from hazardwatch.tick import Turn
from hazardwatch.upkeep import Upkeep
from historian.port import SpoolPosition
from historian.spool import Spool, SpoolFullError, TickRecord
from ingest.dead_letters import DeadLetters
from plant.reading import Instant
from plant.words import Plant

_log = structlog.get_logger()

ROOM_S: Final = 5.0
"""How often the room on the disk is looked at."""

_SLICES_A_COMMIT: Final = 4
"""Slices of the reserve spent on one commit: more would be a neighbour's, not the journal's."""


@dataclass(frozen=True, slots=True)
class Committed:
    """What a commit came to. ``entries`` have their seq, or 0 while the journal can't take them.

    ``journalled_at``: when the journal had them.
    """

    entries: Sequence[Entry]
    spooled: bool
    journalled: bool
    journalled_at: Instant | None = None


@dataclass(frozen=True, slots=True)
class Savepoint:
    """The state after a turn, for a checkpoint; ``taken`` is how far the historian has come.

    ``losses``: of how many lost turns the state knows, see :attr:`Recorder.losses`.
    """

    bank: Arrays
    admission: Arrays
    taken: SpoolPosition | None
    losses: int = 0


@dataclass(slots=True)
class Recorder:
    """Owns the writing side of spool, journal and dead letters; used from one thread only.

    ``losses`` counts turns that could not be spooled, ``lost_readings`` the readings in them,
    ``waiting`` holds entries that the journal could not take yet and takes first next time,
    ``waiting_calls`` what became of calls meanwhile, ``troubles`` says what fails just now.
    ``low_bytes``: less free room than this is a trouble. ``now`` stamps what the journal has.
    ``upkeep`` is what the journal wants between two commits.
    """

    spool: Spool
    journal: Journal
    dead_letters: DeadLetters
    checkpoint_file: Path
    reserve: Reserve
    low_bytes: int = 0
    clock: Callable[[], float] = time.monotonic
    now: Callable[[], Instant] = field(default_factory=lambda: AnchoredClock().now)
    losses: int = 0
    lost_readings: int = 0
    waiting: list[Entry] = field(default_factory=list)
    waiting_calls: list[Calls] = field(default_factory=list)
    troubles: dict[str, str] = field(default_factory=dict)
    upkeep: Upkeep = field(init=False)
    _room_due: float = 0.0

    def __post_init__(self) -> None:
        self.upkeep = Upkeep(self.journal, self.reserve)

    @property
    def unfinished(self) -> bool:
        """Whether a commit of nothing would mend something: entries wait, or the reserve does."""
        return bool(self.waiting or self.waiting_calls) or self.reserve.holding

    def commit(self, turn: Turn, savepoint: Savepoint | None = None) -> Committed:
        """Make a turn durable; with a savepoint write a checkpoint after it."""
        self._attempt("disk", self._look_at_room)
        spooled = turn.record is None or self._spool(turn.record)
        self.waiting.extend(turn.entries)
        if turn.calls:
            self.waiting_calls.append(turn.calls)
        written: list[Entry] = []
        journalled = self._attempt("journal", lambda: written.extend(self._journal()))
        journalled_at = self.now() if journalled else None
        self._attempt("dead_letters", lambda: self._put_aside(turn))
        if savepoint is not None and spooled and journalled and savepoint.losses == self.losses:
            self._attempt("checkpoint", lambda: self._save(savepoint))
        entries = written if journalled else turn.entries
        return Committed(entries, spooled, journalled, journalled_at)

    def adopt(self, plant: Plant) -> None:
        """Take over a changed plant, after all that was judged under the old one."""
        gateways = [gateway.id for gateway in plant.gateways]
        self.spool.adopt([tag.id for tag in plant.tags], gateways)
        self.dead_letters.adopt(gateways)
        self.journal.handling = HandlingSite.of(plant)

    def _spool(self, record: TickRecord) -> bool:
        def write() -> None:
            self.reserve.check()
            self.spool.append(record)
            self.spool.commit()

        spooled = self._attempt("spool", write)
        if not spooled:
            self.losses += 1
            self.lost_readings += len(record.batch)
        return spooled

    def _journal(self) -> Sequence[Entry]:
        if not (self.waiting or self.waiting_calls):
            return ()
        written = self._append()
        self.waiting.clear()
        self.waiting_calls.clear()
        return written

    def _append(self) -> Sequence[Entry]:
        """Journal what waits, if need be in the room of the reserve."""
        for _ in range(_SLICES_A_COMMIT):
            try:
                return self.journal.append(self.waiting, self.waiting_calls)
            except JournalUnavailableError as error:
                if not (error.full or self.reserve.scant) or not self.reserve.release():
                    raise
        return self.journal.append(self.waiting, self.waiting_calls)

    def _put_aside(self, turn: Turn) -> None:
        if turn.refusals:
            self.reserve.check()
            self.dead_letters.keep(turn.refusals)

    def _look_at_room(self) -> None:
        """Now and then: make the reserve whole again, and say so before the disk is full.

        :raises OSError: there is too little room.
        """
        if self.clock() < self._room_due:
            if "disk" in self.troubles:
                raise OSError(self.troubles["disk"])
            return
        self._room_due = self.clock() + ROOM_S
        whole, free = self.reserve.restore(), self.reserve.free
        if not whole or free < self.low_bytes:
            left = f"{free >> 20} MiB free" + ("" if whole else ", the reserve is not whole")
            raise OSError(left)

    def _save(self, savepoint: Savepoint) -> None:
        position = self.spool.position
        write_checkpoint(
            self.checkpoint_file,
            Checkpoint(position, self.journal.last_seq, savepoint.bank, savepoint.admission),
        )
        if savepoint.taken is not None:
            self.spool.drop(min(position, savepoint.taken))
        expired = self.spool.expire(position, time.time())
        if expired:
            _log.critical("readings too old to keep left the spool, untaken", bytes=expired)

    def _attempt(self, what: str, act: Callable[[], object]) -> bool:
        """Run one write; a failing disk must stop neither judging nor the other writes."""
        try:
            act()
        except (OSError, SpoolFullError, JournalUnavailableError, SqliteError) as error:
            if what not in self.troubles:
                _log.critical("not recorded", what=what, error=str(error))
            self.troubles[what] = str(error) or type(error).__name__
            return False
        if self.troubles.pop(what, None) is not None:
            _log.warning("recorded again", what=what)
        return True
