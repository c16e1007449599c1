"""The feeder: carries committed ticks from the spool into a historian, for as long as it takes.

A historian that is away makes the spool longer and nothing else; the feeder tries again with
growing pauses and its circuit says how it stands. It owns one task and no file; when spool
segments may go is decided by who knows the checkpoint too.
"""

import asyncio
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

import structlog

from historian.circuit import Circuit, Pauses
from historian.port import (
    Historian,
    HistorianRefusedError,
    HistorianUnavailableError,
    Selective,
    SpoolPosition,
)
from historian.spool import Spool, TickRecord
from plant.reading import ReadingBatch, join

_log = structlog.get_logger()


@dataclass(slots=True)
class FeederState:
    """How it stands, for health, metrics and alarms.

    ``circuit``    whether the historian takes what it is given, and if not, why and since when
    ``position``   everything before is durable in the historian, None: nothing yet
    ``readings``   taken up since the start, ``failures`` attempts that failed since the start
    """

    circuit: Circuit
    position: SpoolPosition | None = None
    readings: int = 0
    failures: int = 0


class Feeder:
    """Feeds one historian from one spool.

    :param tags: the plant's tags, with which the historian is opened; again when the spool has
        adopted others.
    :param batch_rows: readings at which a batch is closed.
    :param linger_s: after waking up it waits so long for more, because each batch costs a commit.
    :param clock: seconds that never go back, for what the circuit says.
    """

    def __init__(
        self,
        spool: Spool,
        historian: Historian,
        tags: tuple[str, ...],
        *,
        batch_rows: int = 20_000,
        linger_s: float = 0.2,
        pauses: Pauses = Pauses(),  # noqa: B008 - frozen
        random: Random | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        jitter = random or Random()  # noqa: S311 - not a secret
        self.state = FeederState(Circuit(clock(), pauses, jitter))
        self.held: Callable[[], bool] = lambda: False
        """Whether nothing is to be fed for now, because the historian's disk is full."""
        self._spool = spool
        self._historian = historian
        self._tags = tags
        self._opened: tuple[str, ...] | None = None
        self._batch_rows = batch_rows
        self._linger_s = linger_s
        self._clock = clock
        self._committed = asyncio.Event()
        self._stopping = asyncio.Event()

    @property
    def lag_bytes(self) -> int:
        """Committed in the spool and not taken up yet."""
        return self._spool.lag(self.state.position)

    @property
    def given_up(self) -> int:
        """Readings that the historian will never have."""
        return self._historian.given_up if isinstance(self._historian, Selective) else 0

    @property
    def away_s(self) -> float:
        """For how long the historian has taken nothing; 0 while it does."""
        return self.state.circuit.away_s(self._clock())

    def tell(self) -> str:
        """How the circuit stands, as one line for people; empty while all is well."""
        return self.state.circuit.tell(self._clock())

    def wake(self) -> None:
        """Say that the spool has committed; to be called on the loop's thread."""
        self._committed.set()

    def stop(self) -> None:
        """Let :meth:`run` end after what is committed by now was offered once more."""
        self._stopping.set()
        self._committed.set()

    async def run(self) -> None:
        """Open the historian and feed it until :meth:`stop`; the rest waits in the spool."""
        self._committed.set()
        while self._committed.is_set() or not self._stopping.is_set():
            await self._committed.wait()
            await self._pause(self._linger_s if self._opened else 0)
            self._committed.clear()
            self.state.circuit.attempt()
            try:
                if self._opened is None:
                    self.state.position = await self._historian.open(self._tags)
                    self._opened = self._tags
                await self._take_up()
            except (HistorianUnavailableError, HistorianRefusedError, OSError) as error:
                await self._pause(self._note_failure(error))
                if not self._stopping.is_set():
                    self._committed.set()
            except Exception as error:  # a bug ends the feeder: nobody may take that for calm
                self._note_failure(HistorianRefusedError(repr(error)))
                raise

    async def _take_up(self) -> None:
        """Bring everything that is committed by now."""
        tags, ticks = self._spool.read_named(self.state.position)
        if tags != self._opened:
            await self._historian.open(tags)
            self._opened = tags
        while True:
            if self.held():
                raise HistorianUnavailableError("the disk is full: what is left is for alarms")
            batch, upto = await asyncio.to_thread(gather, ticks, self._batch_rows)
            if upto is None:  # it has all there is; that it opened proves nothing of writing
                self._note_success()
                return
            await self._historian.append(batch, upto)
            self.state.position = upto
            self.state.readings += len(batch)
            self._note_success()

    def _note_success(self) -> None:
        circuit = self.state.circuit
        failures = circuit.failures
        away_s = circuit.succeed(self._clock())
        if failures:
            _log.warning("historian is back", away_s=round(away_s), failures=failures)

    def _note_failure(self, error: Exception) -> float:
        """Returns the seconds to wait."""
        circuit = self.state.circuit
        if not circuit.failures or (
            isinstance(error, HistorianRefusedError) and not circuit.refused
        ):
            _log.error("historian takes nothing", error=str(error), kind=type(error).__name__)
        self.state.failures += 1
        return circuit.fail(error, self._clock())

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
