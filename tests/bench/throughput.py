"""Readings a second taken in without loss, beside a raw subscriber on the same broker.

Flat out: one publisher process, the same frames for every receiver, the order shuffled, each
warmed up alike. ``serve`` judges, spools to the disk, journals, stores in its embedded historian
and acknowledges, over the codec and over paho; the raw subscriber counts. While one is measured the
others are idle. A run's time
ends when the last reading is in (in the ledgers, asked every few hundredths of a second), its CPU
time when the historian has taken up everything too.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from random import Random
from typing import Final, Literal

from simulators.child import GO, hear, run_child
from tests.bench.figures import Line, tell_ratio, tell_runs
from tests.bench.park import CEILING, name_topic
from tests.bench.publisher import Load, Published, run_publisher
from tests.bench.raw_subscriber import Received, run_raw_subscriber
from tests.bench.stage import Stage, Taken

Client = Literal["codec", "paho"]
Receiver = Literal["codec", "paho", "raw"]
"""``serve`` over either MQTT client, or the raw subscriber."""

BATCHES: Final = (1, 100)
_WARM_UP: Final = 10
"""A run's tenth goes before, unrecorded."""

_LONGER: Final = 5
"""So many times more messages for the raw subscriber, or its runs would be over at once."""

_PUBLISH_S: Final = 180.0


@dataclass(frozen=True, slots=True)
class Trial:
    """One run: what was sent and came in, and at whose expense.

    ``taken`` counts for a ``serve`` what is both in the ledgers and in the historian at the end.
    ``odd`` counts readings that were not plain (duplicate, late, refused): zero, or the harness
    is at fault. ``acknowledged_s`` is when the broker had confirmed all to the publisher.
    """

    receiver: Receiver
    batch: int
    messages: int
    sent: int
    taken: int
    seconds: float
    acknowledged_s: float
    cpu_s: float
    odd: int = 0

    @property
    def lost(self) -> int:
        return self.sent - self.taken

    @property
    def rate(self) -> float:
        """Readings a second."""
        return self.taken / self.seconds

    @property
    def cpu_us(self) -> float:
        """CPU time a message, in microseconds."""
        return self.cpu_s / self.messages * 1e6


@dataclass(frozen=True, slots=True)
class Throughput:
    """All trials in the order in which they ran."""

    trials: list[Trial]

    @property
    def lost(self) -> int:
        return sum(trial.lost for trial in self.trials)

    def lines(self) -> Iterator[Line]:
        """The table's lines."""
        for batch in BATCHES:
            raw = self._find("raw", batch)
            for client in ("codec", "paho"):
                yield from _tell(client, batch, self._find(client, batch), raw)

    def _find(self, receiver: Receiver, batch: int) -> list[Trial]:
        return [t for t in self.trials if (t.receiver, t.batch) == (receiver, batch)]


def measure_throughput(
    stages: dict[Client, Stage], messages: dict[int, int], repeats: int, random: Random
) -> Throughput:
    """Every receiver with every batch, ``repeats`` times in shuffled order.

    :param stages: on one broker, each with a park of its own.
    :param messages: readings a message → messages a run.
    """
    tries: list[Callable[[int, int], Trial]] = [
        *(partial(_try_serve, client, stage) for client, stage in stages.items()),
        partial(_try_raw, next(iter(stages.values()))),
    ]
    runs = [(run, batch) for run in tries for batch in BATCHES]
    for run, batch in runs:
        run(batch, messages[batch] // _WARM_UP)
    trials: list[Trial] = []
    for _ in range(repeats):
        random.shuffle(runs)
        trials += [run(batch, messages[batch]) for run, batch in runs]
    return Throughput(trials)


def _tell(client: Client, batch: int, serve: list[Trial], raw: list[Trial]) -> Iterator[Line]:
    what = f"{'single readings' if batch == 1 else f'batches of {batch}'} over {client}"
    rates = tell_runs([t.rate for t in serve]), tell_runs([t.rate for t in raw])
    ratio = tell_ratio(_middle(serve).rate, _middle(raw).rate)
    lost, odd = sum(t.lost for t in serve), sum(t.odd for t in serve)
    note = f"lost {lost} of {sum(t.sent for t in serve):,}; odd {odd}"
    yield Line(f"intake, {what}", "1,000 readings/s", *rates, ratio, note)
    cpu = _middle(serve).cpu_us, _middle(raw).cpu_us
    told = f"{cpu[0]:.1f}", f"{cpu[1]:.1f}"
    yield Line(f"CPU, {what}", "us/message", *told, tell_ratio(*cpu), "storage included")


def _middle(trials: list[Trial]) -> Trial:
    """The median run, an actual one."""
    return sorted(trials, key=lambda trial: trial.rate)[len(trials) // 2]


def _try_serve(client: Client, stage: Stage, batch: int, messages: int) -> Trial:
    stage.settle()
    load = Load(stage.park, messages, batch)
    time.sleep(load.span_ms / 1000)  # its first frame's own time is after the last run's end
    before, stored, cpu_s = stage.read_taken(), stage.read_stored(), stage.read_cpu_s()
    published = _publish(stage, load)
    taken, ended_ns = stage.wait_taken(before, load.readings)
    stage.settle()
    cpu_s = stage.read_cpu_s() - cpu_s
    kept = min(taken.readings, stage.read_stored() - stored)
    return _conclude(client, load, published, (kept, ended_ns, cpu_s), _count_odd(taken))


def _try_raw(stage: Stage, batch: int, messages: int) -> Trial:
    stage.settle()
    load = Load(CEILING, messages * _LONGER, batch)
    topics = name_topic(CEILING, "+")
    with run_child(run_raw_subscriber, stage.broker_port, topics, load.messages) as subscriber:
        published = _publish(stage, load)
        got: Received = hear(subscriber, _PUBLISH_S)
    return _conclude("raw", load, published, (got.messages * batch, got.ended_ns, got.cpu_s))


def _publish(stage: Stage, load: Load) -> Published:
    with run_child(run_publisher, stage.broker_port, load) as publisher:
        publisher.send(GO)
        answer: Published = hear(publisher, _PUBLISH_S)
        return answer


def _conclude(
    receiver: Receiver,
    load: Load,
    published: Published,
    result: tuple[int, int, float],
    odd: int = 0,
) -> Trial:
    taken, ended_ns, cpu_s = result
    return Trial(
        receiver,
        load.batch,
        load.messages,
        load.readings,
        taken,
        (ended_ns - published.began_ns) / 1e9,
        (published.ended_ns - published.began_ns) / 1e9,
        cpu_s,
        odd,
    )


def _count_odd(taken: Taken) -> int:
    return taken.duplicates + taken.late + taken.refused
