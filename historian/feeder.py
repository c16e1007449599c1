"""The feeder: carries committed ticks from the spool into a historian, for as long as it takes.

A historian that is away makes the spool longer and nothing else; the feeder tries again with
growing pauses and says so in its state. It owns one task and no file; when spool segments may go
is decided by who knows the checkpoint too.
"""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random
from typing import Final

from historian.port import (
    Historian,
    HistorianRefusedError,
    HistorianUnavailableError,
    SpoolPosition,
)
from historian.spool import Spool, TickRecord
from plant.reading import ReadingBatch, join

REFUSED_PAUSE_S: Final = 60.0
"""A refusal wants a person to mend rights or bucket; who does should not have to restart us."""


@dataclass(slots=True)
class FeederState:
    """How it stands, for health, metrics and alarms.

    ``connected``  the newest attempt succeeded
    ``refused``    the newest attempt was refused for good: somebody must act
    ``position``   everything before is durable in the historian, None: nothing yet
    ``error``      why the newest attempt failed, empty while connected
    ``readings``   taken up since the start, ``failures`` attempts that failed since the start
    """

    connected: bool = False
    refused: bool = False
    position: SpoolPosition | None = None
    error: str = ""
    readings: int = 0
    failures: int = 0


class Feeder:
    """Feeds one historian from one spool.

    :param tags: the plant's tags, with which the historian is opened.
    :param batch_rows: readings at which a batch is closed.
    :param linger_s: after waking up it waits so long for more, because each batch costs a commit.
    :param first_pause_s: pause after a first failure; doubled with each further one up to
        ``longest_pause_s``, and shortened by up to a half at random.
    """

    def __init__(
        self,
        spool: Spool,
        historian: Historian,
        tags: tuple[str, ...],
        *,
        batch_rows: int = 20_000,
        linger_s: float = 0.2,
        first_pause_s: float = 0.5,
        longest_pause_s: float = 30.0,
        random: Random | None = None,
    ) -> None:
        self.state = FeederState()
        self.held: Callable[[], bool] = lambda: False
        """Whether nothing is to be fed for now, because the historian's disk is full."""
        self._spool = spool
        self._historian = historian
        self._tags = tags
        self._batch_rows = batch_rows
        self._linger_s = linger_s
        self._first_pause_s = first_pause_s
        self._longest_pause_s = longest_pause_s
        self._random = random or Random()  # noqa: S311 - jitter, not a secret
        self._committed = asyncio.Event()
        self._stopping = asyncio.Event()

    @property
    def lag_bytes(self) -> int:
        """Committed in the spool and not taken up yet."""
        return self._spool.lag(self.state.position)

    def wake(self) -> None:
        """Say that the spool has committed; to be called on the loop's thread."""
        self._committed.set()

    def stop(self) -> None:
        """Let :meth:`run` end after what is committed by now was offered once more."""
        self._stopping.set()
        self._committed.set()

    async def run(self) -> None:
        """Open the historian and feed it until :meth:`stop`; the rest waits in the spool."""
        opened, failures = False, 0
        self._committed.set()
        while self._committed.is_set() or not self._stopping.is_set():
            await self._committed.wait()
            await self._pause(self._linger_s if opened else 0)
            self._committed.clear()
            try:
                if not opened:
                    self.state.position = await self._historian.open(self._tags)
                    opened = True
                await self._take_up()
            except (HistorianUnavailableError, HistorianRefusedError, OSError) as error:
                self._note_failure(error)
                await self._pause(self._pause_after(error, failures))
                failures += 1
                if not self._stopping.is_set():
                    self._committed.set()
            else:
                failures = 0

    async def _take_up(self) -> None:
        """Bring everything that is committed by now."""
        ticks = self._spool.read(self.state.position)
        while True:
            if self.held():
                raise HistorianUnavailableError("the disk is full: what is left is for alarms")
            batch, upto = await asyncio.to_thread(gather, ticks, self._batch_rows)
            if upto is not None:
                await self._historian.append(batch, upto)
                self.state.position = upto
                self.state.readings += len(batch)
            self.state.connected, self.state.refused, self.state.error = True, False, ""
            if upto is None:
                return

    def _note_failure(self, error: Exception) -> None:
        self.state.connected = False
        self.state.refused = isinstance(error, HistorianRefusedError)
        self.state.error = str(error) or type(error).__name__
        self.state.failures += 1

    def _pause_after(self, error: Exception, failures: int) -> float:
        if isinstance(error, HistorianRefusedError):
            return max(REFUSED_PAUSE_S, self._longest_pause_s)
        # Doubling ends where a float would overflow long after the longest pause was reached.
        pause = min(self._longest_pause_s, self._first_pause_s * 2.0 ** min(failures, 60))
        wanted = error.retry_after_s if isinstance(error, HistorianUnavailableError) else None
        return max(wanted or 0.0, pause * self._random.uniform(0.5, 1.0))

    async def _pause(self, seconds: float) -> None:
        """Wait, but not longer than until :meth:`stop`."""
        try:
            async with asyncio.timeout(seconds):
                await self._stopping.wait()
        except TimeoutError:
            return


def gather(
    ticks: Iterator[tuple[SpoolPosition, TickRecord]], rows: int
) -> tuple[ReadingBatch, SpoolPosition | None]:
    """The readings of the next ticks, at least ``rows`` unless they end, and where they end.

    The position is None when there were no more ticks.
    """
    batches: list[ReadingBatch] = []
    upto = None
    for upto, record in ticks:  # noqa: B007 - the last position is the result
        batches.append(record.batch)
        rows -= len(record.batch)
        if rows <= 0:
            break
    return join(batches), upto
