"""Messages a second straight to the endpoint, durable when answered, beside a bare acceptor.

Flat out from one publisher over one connection at QoS 1, the same frames for both, the order
shuffled. A run's time is the publisher's: the last PUBACK says that everything is judged, spooled
and synced. CPU time ends when the historian has taken up everything too.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final, Literal

import psutil

from simulators.child import GO, hear, run_child
from tests.bench.bare_acceptor import run_bare_acceptor
from tests.bench.figures import Line, tell_ratio, tell_runs
from tests.bench.park import PARK, write_park
from tests.bench.publisher import SENSORS, Load, Published, run_publisher
from tests.bench.raw_subscriber import Received
from tests.bench.stage import CONTACTS, Stage
from tests.platform import find_port, run_platform

WINDOW: Final = 4000
"""Unacknowledged at once: what the endpoint lets a client have."""

BATCHES: Final = (1, 100)
_LONGER: Final = 10
"""So many times more messages than through a broker, or the runs would be over at once."""

_SECONDS: Final = 180.0

Acceptor = Literal["endpoint", "bare"]


@dataclass(frozen=True, slots=True)
class Run:
    """What was sent and what of it is kept, in which time, at whose expense."""

    acceptor: Acceptor
    batch: int
    messages: int
    kept: int
    seconds: float
    cpu_s: float

    @property
    def lost(self) -> int:
        """Readings that were acknowledged and are not there."""
        return self.messages * self.batch - self.kept

    @property
    def rate(self) -> float:
        """Messages a second."""
        return self.messages / self.seconds


@dataclass(frozen=True, slots=True)
class Straight:
    """All runs in their order."""

    runs: list[Run]

    @property
    def lost(self) -> int:
        """Readings of all runs that are not there."""
        return sum(run.lost for run in self.runs)

    def lines(self) -> Iterator[Line]:
        """The table's lines."""
        for batch in BATCHES:
            ours, bare = (
                sorted(self._find(acceptor, batch), key=lambda run: run.rate)
                for acceptor in ("endpoint", "bare")
            )
            what = "single readings" if batch == 1 else f"batches of {batch}"
            middle, ceiling = ours[len(ours) // 2], bare[len(bare) // 2]
            rates = tell_runs([run.rate for run in ours]), tell_runs([run.rate for run in bare])
            lost = (
                f"lost {sum(run.lost for run in ours)} of {sum(r.messages for r in ours) * batch:,}"
            )
            ratio = tell_ratio(middle.rate, ceiling.rate)
            yield Line(f"endpoint, {what}", "1,000 messages/s", *rates, ratio, lost)
            cpu = [run.cpu_s / run.messages * 1e6 for run in (middle, ceiling)]
            told = f"{cpu[0]:.1f}", f"{cpu[1]:.1f}"
            ratio = tell_ratio(*cpu)
            yield Line(f"CPU, {what}, endpoint", "us/message", *told, ratio, "storage included")

    def _find(self, acceptor: str, batch: int) -> list[Run]:
        return [run for run in self.runs if (run.acceptor, run.batch) == (acceptor, batch)]


def measure_straight(
    folder: Path, messages: dict[int, int], repeats: int, random: Random
) -> Straight:
    """Both acceptors with every batch, ``repeats`` times in shuffled order, after a warm-up.

    :param messages: readings a message → messages a run through a broker.
    """
    tries = [(acceptor, batch) for acceptor in ("endpoint", "bare") for batch in BATCHES]
    runs: list[Run] = []
    with _open_endpoint(folder) as stage:
        for batch in BATCHES:
            _try_endpoint(stage, batch, messages[batch])
        for _ in range(repeats):
            random.shuffle(tries)
            for acceptor, batch in tries:
                count = messages[batch] * (_LONGER if batch == 1 else 1)
                runs.append(
                    _try_endpoint(stage, batch, count)
                    if acceptor == "endpoint"
                    else _try_bare(batch, count)
                )
    return Straight(runs)


@contextmanager
def _open_endpoint(folder: Path) -> Iterator[Stage]:
    plant = write_park(folder / "plant", SENSORS, CONTACTS)
    with run_platform(folder, plant, None) as platform:
        assert platform.process is not None
        port = int(platform.mqtt.rpartition(":")[2])
        yield Stage(platform, port, psutil.Process(platform.process.pid))


def _try_endpoint(stage: Stage, batch: int, messages: int) -> Run:
    stage.settle()
    load = Load(PARK, messages, batch, window=WINDOW)
    # What is built now has the times since then, which must not be those of the run before.
    time.sleep(load.span_ms / 1000)
    before, stored, cpu_s = stage.read_taken(), stage.read_stored(), stage.read_cpu_s()
    published = _publish(stage.broker_port, load)
    stage.settle()
    cpu_s = stage.read_cpu_s() - cpu_s
    taken = stage.read_taken() - before
    kept = min(taken.readings, stage.read_stored() - stored)
    return Run("endpoint", batch, messages, kept, _tell_seconds(published), cpu_s)


def _try_bare(batch: int, messages: int) -> Run:
    port = find_port()
    with run_child(run_bare_acceptor, port) as acceptor:
        published = _publish(port, Load(PARK, messages, batch, window=WINDOW))
        got: Received = hear(acceptor, _SECONDS)
    kept = got.messages * batch
    return Run("bare", batch, messages, kept, _tell_seconds(published), got.cpu_s)


def _publish(port: int, load: Load) -> Published:
    with run_child(run_publisher, port, load) as publisher:
        publisher.send(GO)
        answer: Published = hear(publisher, _SECONDS)
        return answer


def _tell_seconds(published: Published) -> float:
    return (published.ended_ns - published.began_ns) / 1e9
