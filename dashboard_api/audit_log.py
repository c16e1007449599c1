"""The audit log of a running platform: acts are committed in groups beside the loop.

An answer waits for its row, at most :data:`PATIENCE_S`; nobody's act ever hangs on the audit. While
the file takes nothing, rows wait in memory up to :data:`MOST_WAITING`; what is lost beyond is
counted, shown, and told by a row of its own as soon as there is room again.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import Final

import structlog

from alerting.journal_errors import JournalUnavailableError, translate_errors
from dashboard_api.audit import WINDOW_MS, Act, Refusals, tidy
from dashboard_api.audit_store import AuditStore
from plant.reading import Instant

PATIENCE_S: Final = 0.5
RETRY_S: Final = 1.0
MOST_WAITING: Final = 10_000
LOST: Final = "audit_lost"
"""The action of the row that tells how many others are missing."""

_GROUP: Final = 1000
_SLOW: Final = "写入缓慢 a commit takes longer than 500 ms"

_log = structlog.get_logger(__name__)


class AuditLog:
    """Takes acts on the loop and writes them on a thread of its own.

    ``kept`` and ``lost`` count rows since the start; ``trouble`` says why the newest rows are not
    durable, empty if they are.

    :param check_room: raises ``OSError`` while what is left of the disk is kept for alarms.
    """

    def __init__(
        self,
        store: AuditStore,
        clock: Callable[[], Instant],
        check_room: Callable[[], None] = lambda: None,
    ) -> None:
        self.store = store
        self.kept = 0
        self.lost = 0
        self.trouble = ""
        self._clock = clock
        self._check_room = check_room
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="audit")
        self._refusals = Refusals()
        self._waiting: deque[Act] = deque()
        self._untold = 0
        self._settled = asyncio.Event()
        self._draining: asyncio.Task[None] | None = None
        self._window: asyncio.TimerHandle | None = None
        self._telling: asyncio.Task[None] | None = None

    @property
    def waiting(self) -> int:
        """How many rows are not durable yet."""
        return len(self._waiting)

    async def record(self, acts: Sequence[Act]) -> None:
        """Keep acts; returns once they are durable, or after :data:`PATIENCE_S`.

        While the file is known to be in trouble nobody waits at all.
        """
        acts = [tidy(act) for act in acts]
        room = MOST_WAITING - len(self._waiting)
        self._waiting.extend(acts[:room])
        self._lose(len(acts) - room)
        if self._draining is None or self._draining.done():
            self._draining = asyncio.create_task(self._drain(), name="audit")
        if acts and not self.trouble:
            await self._wait_for(self.kept + self.lost + len(self._waiting))

    async def record_refusal(self, act: Act) -> None:
        """Keep a refusal of whom nobody bounds: told once a minute, counted beyond."""
        due = self._refusals.take_due(self._clock())
        first = self._refusals.note(tidy(act))
        self._begin_window()
        if first is not None:
            await self.record([*due, first])
        elif due:
            await self.record(due)

    async def forget(self, kept_ms: int) -> None:
        """Delete rows that are older, bite by bite; a file that is away can wait."""
        loop, before = asyncio.get_running_loop(), self._clock() - kept_ms
        try:
            while await loop.run_in_executor(self._writer, self.store.forget, before):
                pass
        except JournalUnavailableError as error:
            _log.warning("the retention of the audit log is put off", error=str(error))

    async def close(self, within_s: float = PATIENCE_S) -> None:
        """Write what is in hand and let go of the file."""
        if self._window is not None:
            self._window.cancel()
        rest = self._refusals.take_due(self._clock(), 0)
        if rest:
            await self.record(rest)
        if self._draining is not None:
            await asyncio.wait([self._draining], timeout=within_s)
            self._draining.cancel()
        if self._waiting:
            _log.error("audit rows are lost", rows=len(self._waiting), trouble=self.trouble)
        self._writer.shutdown(wait=False)
        self.store.close()

    async def _wait_for(self, number: int) -> None:
        try:
            async with asyncio.timeout(PATIENCE_S):
                while self.kept + self.lost < number and not self.trouble:
                    self._settled.clear()
                    await self._settled.wait()
        except TimeoutError:
            self.trouble = self.trouble or _SLOW

    async def _drain(self) -> None:
        loop = asyncio.get_running_loop()
        while self._waiting:
            group = list(islice(self._waiting, _GROUP))
            untold = self._untold
            told = [*group, self._tell_loss(untold)] if untold else group
            try:
                await loop.run_in_executor(self._writer, self._write, told)
            except JournalUnavailableError as error:
                self._settle(str(error).partition("\n")[0] or "unavailable")
                await asyncio.sleep(RETRY_S)
                continue
            except Exception:  # noqa: BLE001 - whatever it is, the next rows are to be kept
                # Rows that can't be written for what they are must not hold up all others.
                _log.exception("audit rows can't be written", rows=len(group))
                self._drop(len(group))
                self._lose(len(group))
                self._settle("")
                continue
            self._untold -= untold
            self._drop(len(group))
            self.kept += len(group)
            self._settle("")

    def _write(self, acts: Sequence[Act]) -> None:
        with translate_errors():
            self._check_room()
        self.store.append(acts)

    def _drop(self, rows: int) -> None:
        for _ in range(rows):
            self._waiting.popleft()

    def _settle(self, trouble: str) -> None:
        if trouble and trouble != self.trouble:
            _log.critical("the audit log can't be written", trouble=trouble)
        self.trouble = trouble
        self._settled.set()

    def _lose(self, rows: int) -> None:
        if rows > 0:
            self.lost += rows
            self._untold += rows

    def _tell_loss(self, rows: int) -> Act:
        return Act(at=self._clock(), actor="system", action=LOST, outcome="lost", times=rows)

    def _begin_window(self) -> None:
        if self._window is None and self._refusals.counting:
            loop = asyncio.get_running_loop()
            self._window = loop.call_later(WINDOW_MS / 1000, self._end_window)

    def _end_window(self) -> None:
        self._window = None
        due = self._refusals.take_due(self._clock())
        self._begin_window()
        if due:
            self._telling = asyncio.create_task(self.record(due), name="audit refusals")
