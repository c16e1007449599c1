"""The desk of the handovers: read away from the loop, written on the recorder's thread.

Between two commits: the database has one writer, and an alarm must not find another one there.
"""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import TypeVar
from zoneinfo import ZoneInfo

from alerting.handover import Act, Content, Handover, Turn
from alerting.handover_book import Answer, HandoverBook, Place, ShiftRecord
from alerting.handover_shifts import Missing, list_missing, list_turns
from alerting.journal import Journal, JournalUnavailableError
from alerting.kpi.terms import Period
from dashboard_api.ports import UnavailableError
from plant.handover_times import load_handover_times
from plant.reading import Instant
from plant.words import Plant

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class LiveHandovers:
    """The handovers of a running platform, as the dashboard's port asks for them."""

    journal: Journal
    writer: Executor

    async def read_shift(self, period: Period, seq: int) -> ShiftRecord:
        """What a page needs of the journal."""
        return await self._read(lambda book: book.read_shift(period, seq))

    async def draft(self, turn: Turn, content: Content, actor: str, version: int | None) -> Answer:
        """Keep a page."""
        return await self._write(lambda book: book.draft(turn, content, actor, version))

    async def act(self, act: Act, now: Instant) -> Answer:
        """Carry out what a person wants, or say what speaks against it."""
        return await self._write(lambda book: book.act(act, now))

    async def get(self, handover: str) -> Handover | None:
        """A handover as it stands."""
        return await self._read(lambda book: book.get(handover))

    async def get_content(self, handover: str, edition: int) -> Content | None:
        """One edition of its page."""
        return await self._read(lambda book: book.get_content(handover, edition))

    async def list_recent(self, limit: int, before: Place | None) -> Sequence[Handover]:
        """Those of the newest periods first."""
        return await self._read(lambda book: book.list_recent(limit, before))

    async def list_missing(
        self, plant: Plant, start: Instant, end: Instant, now: Instant
    ) -> Sequence[Missing]:
        """Shifts whose handover is overdue, newest first."""
        return await self._read(lambda book: find_missing(book, plant, start, end, now))

    async def _read(self, ask: Callable[[HandoverBook], T]) -> T:
        def read() -> T:
            with self.journal.reading(HandoverBook) as book:
                return ask(book)

        try:
            return await asyncio.to_thread(read)
        except JournalUnavailableError as error:
            raise UnavailableError(str(error)) from error

    async def _write(self, change: Callable[[HandoverBook], T]) -> T:
        def write() -> T:
            with self.journal.writing(HandoverBook) as book:
                return change(book)

        try:
            return await asyncio.get_running_loop().run_in_executor(self.writer, write)
        except JournalUnavailableError as error:
            raise UnavailableError(str(error)) from error


def find_missing(
    book: HandoverBook, plant: Plant, start: Instant, end: Instant, now: Instant
) -> list[Missing]:
    """The plant's shifts that ended at start < t ≤ end and whose handover is overdue, newest first.

    Shifts that had begun before anything was journalled are nobody's.
    """
    begun = book.find_beginning()
    turns = list_turns(plant.shifts, ZoneInfo(plant.park.timezone), start, min(end, now))
    watched = [turn for turn in turns if begun is not None and turn.period.start >= begun]
    found = book.find_all([turn.id for turn in watched])
    return list(list_missing(watched, found, load_handover_times().late, now))
