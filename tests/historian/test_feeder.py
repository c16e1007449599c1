import asyncio
from pathlib import Path
from random import Random

import pytest

from historian.circuit import CircuitState, Pauses
from historian.feeder import Feeder, gather
from historian.memory import MemoryHistorian
from historian.port import HistorianRefusedError, HistorianUnavailableError, SpoolPosition
from historian.spool import Spool, TickRecord
from plant.reading import ReadingBatch

TAGS = ("a", "b")


class MoodyHistorian(MemoryHistorian):
    """Does what a test says before it takes a batch."""

    def __init__(self) -> None:
        super().__init__()
        self.troubles: list[Exception] = []
        self.batches: list[int] = []
        self.attempts = 0
        self.changed = asyncio.Condition()

    async def append(self, batch: ReadingBatch, upto: SpoolPosition) -> None:
        self.attempts += 1
        try:
            if self.troubles:
                raise self.troubles.pop(0)
            await super().append(batch, upto)
            self.batches.append(len(batch))
        finally:
            async with self.changed:
                self.changed.notify_all()

    async def until(self, condition) -> None:
        async with asyncio.timeout(5), self.changed:
            await self.changed.wait_for(condition)


@pytest.fixture
def spool(tmp_path: Path):
    spool = Spool(tmp_path, TAGS, ())
    yield spool
    spool.close()


def put(spool: Spool, *times: int) -> None:
    for time in times:
        spool.append(TickRecord(time, ReadingBatch.of([0, 1], [time, time], [1.0, 2.0])))
    spool.commit()


def feeder_of(spool: Spool, historian: MemoryHistorian, **settings) -> Feeder:
    settings = {"linger_s": 0, "pauses": Pauses(0.001, 0.004), **settings}
    return Feeder(spool, historian, TAGS, random=Random(1), **settings)


async def stored(historian: MemoryHistorian) -> list[int]:
    return (await historian.read("a", 0, 10**6)).time.tolist()


async def test_takes_up_what_is_there_and_what_comes(spool):
    historian = MoodyHistorian()
    put(spool, 1, 2)
    feeder = feeder_of(spool, historian)
    task = asyncio.create_task(feeder.run())
    await historian.until(lambda: historian.batches)
    put(spool, 3)
    feeder.wake()
    await historian.until(lambda: sum(historian.batches) == 6)
    feeder.stop()
    await task
    assert await stored(historian) == [1, 2, 3]
    assert (feeder.state.circuit.closed, feeder.state.readings, feeder.lag_bytes) == (True, 6, 0)
    assert feeder.state.position == spool.position


async def test_goes_on_where_the_historian_stands(spool):
    historian = MoodyHistorian()
    put(spool, 1)
    await historian.open(TAGS)
    await historian.append(ReadingBatch.empty(), spool.position)
    put(spool, 2)
    feeder = feeder_of(spool, historian)
    feeder.stop()
    await feeder.run()
    assert await stored(historian) == [2]


async def test_offers_the_rest_once_more_when_stopped(spool):
    historian = MoodyHistorian()
    put(spool, 1)
    feeder = feeder_of(spool, historian)
    task = asyncio.create_task(feeder.run())
    await historian.until(lambda: historian.batches)
    put(spool, 2)
    feeder.stop()
    await task
    assert await stored(historian) == [1, 2]


async def test_tries_again_until_the_historian_is_back_and_says_why(spool):
    historian = MoodyHistorian()
    historian.troubles = [HistorianUnavailableError(f"away {n}") for n in range(5)]
    put(spool, 1, 2)
    feeder = feeder_of(spool, historian)
    task = asyncio.create_task(feeder.run())
    await historian.until(lambda: historian.attempts == 3)
    assert (feeder.state.circuit.closed, feeder.lag_bytes > 0) == (False, True)
    assert feeder.state.circuit.cause.startswith("away")
    assert "away" in feeder.tell()
    await historian.until(lambda: historian.batches)
    feeder.stop()
    await task
    assert await stored(historian) == [1, 2]
    assert (feeder.state.circuit.closed, feeder.tell(), feeder.state.failures) == (True, "", 5)


async def test_the_circuit_is_half_open_while_it_is_tried(spool):
    seen = []

    class Watched(MoodyHistorian):
        async def append(self, batch: ReadingBatch, upto: SpoolPosition) -> None:
            seen.append(feeder.state.circuit.state)
            await super().append(batch, upto)

    historian = Watched()
    historian.troubles = [HistorianUnavailableError("away")]
    put(spool, 1, 2)
    feeder = feeder_of(spool, historian, batch_rows=2)
    task = asyncio.create_task(feeder.run())
    await historian.until(lambda: len(historian.batches) == 2)
    feeder.stop()
    await task
    assert seen == [CircuitState.HALF_OPEN, CircuitState.HALF_OPEN, CircuitState.CLOSED]


async def test_that_it_opens_proves_nothing_of_a_store_that_owes_readings(spool):
    historian = MoodyHistorian()
    historian.troubles = [HistorianRefusedError("401")]
    put(spool, 1)
    feeder = feeder_of(spool, historian)
    feeder.stop()
    await feeder.run()
    assert not feeder.state.circuit.closed


async def test_a_store_that_has_all_there_is_is_well(spool):
    feeder = feeder_of(spool, MoodyHistorian())
    feeder.stop()
    await feeder.run()
    assert feeder.state.circuit.closed


async def test_a_refusal_is_told_apart_and_keeps_the_data(spool):
    historian = MoodyHistorian()
    historian.troubles = [HistorianRefusedError("401")]
    put(spool, 1)
    feeder = feeder_of(spool, historian)
    task = asyncio.create_task(feeder.run())
    await historian.until(lambda: historian.attempts)
    await asyncio.sleep(0)
    circuit = feeder.state.circuit
    assert (circuit.state, circuit.refused, circuit.cause) == (CircuitState.OPEN, True, "401")
    feeder.stop()
    await task
    assert await stored(historian) == [1]
    assert not circuit.refused


async def test_stops_although_the_historian_is_away(spool):
    historian = MoodyHistorian()
    historian.troubles = [HistorianUnavailableError("away")] * 1000
    put(spool, 1)
    feeder = feeder_of(spool, historian, pauses=Pauses(60, 60))
    task = asyncio.create_task(feeder.run())
    await historian.until(lambda: historian.attempts)
    feeder.stop()
    await asyncio.wait_for(task, 5)
    assert feeder.lag_bytes > 0


async def test_a_bug_in_an_adapter_is_not_swallowed_and_is_not_taken_for_calm(spool):
    historian = MoodyHistorian()
    historian.troubles = [ZeroDivisionError()]
    put(spool, 1)
    feeder = feeder_of(spool, historian)
    with pytest.raises(ZeroDivisionError):
        await feeder.run()
    assert feeder.state.circuit.refused
    assert "ZeroDivisionError" in feeder.tell()


async def test_how_long_the_historian_is_away_is_told_by_the_clock_it_is_given(spool):
    now = 100.0
    historian = MoodyHistorian()
    historian.troubles = [HistorianUnavailableError("away")]
    put(spool, 1)
    feeder = feeder_of(spool, historian, clock=lambda: now)
    now = 107.0
    assert feeder.away_s == 7
    feeder.stop()
    await feeder.run()
    now = 120.0
    assert (feeder.away_s, feeder.state.circuit.since) == (20, 100)


async def test_what_a_store_will_not_have_is_passed_on(spool):
    class Choosy(MoodyHistorian):
        given_up = 7

    assert feeder_of(spool, Choosy()).given_up == 7
    assert feeder_of(spool, MoodyHistorian()).given_up == 0


async def test_batches_are_closed_at_their_size(spool):
    historian = MoodyHistorian()
    put(spool, *range(1, 8))
    feeder = feeder_of(spool, historian, batch_rows=6)
    feeder.stop()
    await feeder.run()
    assert historian.batches == [6, 6, 2]


def test_gathers_whole_ticks():
    ticks = iter(
        (SpoolPosition(0, n), TickRecord(n, ReadingBatch.of([0, 1], [n, n], [0.0, 1.0])))
        for n in range(3)
    )
    batch, upto = gather(ticks, 3)
    assert (len(batch), upto) == (4, SpoolPosition(0, 1))
    batch, upto = gather(ticks, 3)
    assert (len(batch), upto) == (2, SpoolPosition(0, 2))
    assert gather(ticks, 3)[1] is None


async def test_opens_the_historian_again_for_the_names_of_a_changed_plant(spool):
    historian = MoodyHistorian()
    put(spool, 1)
    feeder = feeder_of(spool, historian)
    task = asyncio.create_task(feeder.run())
    await historian.until(lambda: historian.batches)
    spool.adopt(("b", "c", "a"), ())
    spool.append(TickRecord(2, ReadingBatch.of([0, 1, 2], [2, 2, 2], [20.0, 30.0, 10.0])))
    spool.commit()
    feeder.wake()
    await historian.until(lambda: len(historian.batches) == 2)
    feeder.stop()
    await task
    kept = {tag: (await historian.read(tag, 0, 9)).value.tolist() for tag in "abc"}
    assert kept == {"a": [1.0, 10.0], "b": [2.0, 20.0], "c": [30.0]}
