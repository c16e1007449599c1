"""The register of the sound tests of a running platform: read away from the loop, written on the
recorder's thread, between two commits.
"""

import asyncio
from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass

from alerting.journal import Journal, JournalUnavailableError
from alerting.sound_tests import SoundTest, SoundTestBook
from dashboard_api.ports import UnavailableError
from plant.reading import Instant


@dataclass(frozen=True, slots=True)
class LiveSoundTests:
    """The tests, as the dashboard's port asks for them."""

    journal: Journal
    writer: Executor

    async def add(self, test: SoundTest) -> None:
        """Keep a test, durably."""

        def write() -> None:
            with self.journal.writing(SoundTestBook) as book:
                book.add(test)

        try:
            await asyncio.get_running_loop().run_in_executor(self.writer, write)
        except JournalUnavailableError as error:
            raise UnavailableError(str(error)) from error

    async def list_between(
        self, start: Instant, end: Instant, limit: int, desk: str | None = None
    ) -> Sequence[SoundTest]:
        """Those of start ≤ at < end, newest first."""

        def read() -> Sequence[SoundTest]:
            with self.journal.reading(SoundTestBook) as book:
                return book.list_between(start, end, limit, desk)

        try:
            return await asyncio.to_thread(read)
        except JournalUnavailableError as error:
            raise UnavailableError(str(error)) from error
