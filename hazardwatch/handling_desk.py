"""The desk of handling records: the journal's book and the files, as the dashboard asks for them.

Acts are committed on the recorder's thread, where the journal is appended to, so that no two write
at once; questions are asked on others.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Protocol, TypeVar

from alerting.handling import Act, Attachment, Handling, HandlingEntry, Happening
from alerting.handling_acts import Situation
from alerting.handling_book import HandlingAnswer, HandlingBook, HandlingQuery
from alerting.journal import Journal, JournalUnavailableError
from dashboard_api.commands import ANSWER_WITHIN_S
from dashboard_api.ports import UnavailableError
from hazardwatch.attachments import Attachments
from plant.reading import Instant
from plant.words import Plant

_T = TypeVar("_T")


class Knowing(Protocol):
    """Who judges conditions."""

    def knows(self, alarm: str) -> bool:
        """Whether the condition of an alarm can be judged right now."""
        ...


@dataclass(frozen=True, slots=True)
class LiveHandlingDesk:
    """``writer``: the recorder's. ``plant`` and ``bank`` are those in force, functions because a
    reload replaces them. ``patience_s``: how long who asked waits for a commit.
    """

    journal: Journal
    writer: Executor
    files: Attachments
    plant: Callable[[], Plant]
    bank: Callable[[], Knowing]
    now: Callable[[], Instant]
    patience_s: float = ANSWER_WITHIN_S

    async def list_records(self, query: HandlingQuery) -> Sequence[Handling]:
        """The records that a query asks for, newest first."""
        return await self._ask(lambda book: book.list_records(query))

    async def list_newest(self, records: Sequence[int]) -> Mapping[int, HandlingEntry]:
        """What last happened to each of some records."""
        return await self._ask(lambda book: book.list_newest(records))

    async def list_opened(
        self, start: Instant, end: Instant, enterprises: frozenset[str] | None
    ) -> Sequence[Handling]:
        """The records opened in a period."""
        return await self._ask(lambda book: book.list_opened(start, end, enterprises))

    async def show(self, record: int) -> tuple[Handling, Sequence[HandlingEntry]] | None:
        """A record and all that happened to it."""
        return await self._ask(lambda book: _show(book, record))

    async def act(self, act: Act) -> HandlingAnswer:
        """Carry out an act; the answer comes once it is durable."""
        known = act.happening is not Happening.CLOSED or await self._is_known(act.record)
        situation = Situation(self.now(), known, self.plant().hash)

        def write() -> HandlingAnswer:
            with self.journal.writing(HandlingBook) as book:
                return book.act(act, situation)

        doing = asyncio.get_running_loop().run_in_executor(self.writer, write)
        try:
            async with asyncio.timeout(self.patience_s):
                # Who asked may go away meanwhile; the act is carried out to its end all the same.
                return await _translate(asyncio.shield(doing))
        except TimeoutError as error:
            wait = f"not confirmed within {self.patience_s:g} s; it may still take effect"
            raise UnavailableError(wait) from error

    async def attach(self, act: Act, content: bytes) -> HandlingAnswer:
        """Keep a file durably, then the act that tells of it: a record never names what is lost."""
        try:
            await asyncio.to_thread(self.files.keep, content)
        except OSError as error:
            raise UnavailableError(f"the file can't be kept: {error.strerror}") from error
        return await self.act(act)

    async def fetch(self, attachment: Attachment) -> bytes | None:
        """The content of a file."""
        return await asyncio.to_thread(self.files.read, attachment.sha256)

    async def _is_known(self, record: int) -> bool:
        found = await self._ask(lambda book: book.get(record))
        return found is not None and self.bank().knows(found.alarm)

    async def _ask(self, question: Callable[[HandlingBook], _T]) -> _T:
        def read() -> _T:
            with self.journal.reading(HandlingBook) as book:
                return question(book)

        return await _translate(asyncio.to_thread(read))


def _show(book: HandlingBook, record: int) -> tuple[Handling, Sequence[HandlingEntry]] | None:
    found = book.get(record)
    return None if found is None else (found, book.list_entries(record))


async def _translate(asked: Awaitable[_T]) -> _T:
    try:
        return await asked
    except JournalUnavailableError as error:
        raise UnavailableError(str(error)) from error
