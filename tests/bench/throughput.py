"""Readings a second taken in without loss, beside a raw subscriber on the same broker.

Flat out: one publisher process, the same frames for both receivers, the order shuffled, each
warmed up alike. ``serve`` judges, spools to the disk, journals, stores in its embedded historian
and acknowledges; the raw subscriber counts. While one is measured the other is idle. A run's time
ends when the last reading is in (in the ledgers, asked every few hundredths of a second), its CPU
time when the historian has taken up everything too.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Final, Literal

from simulators.child import GO, hear, run_child
from tests.bench.figures import Line, tell_ratio, tell_runs
from tests.bench.park import CEILING, PARK, name_topic
from tests.bench.publisher import Load, Published, run_publisher
from tests.bench.raw_subscriber import Received, run_raw_subscriber
from tests.bench.stage import Stage, Taken

Receiver = Literal["serve", "raw"]

BATCHES: Final = (1, 100)
_WARM_UP: Final = 10
"""A run's tenth goes before, unrecorded."""

_LONGER: Final = 5
"""So many times more messages for the raw subscriber, or its runs would be over at once."""

_PUBLISH_S: Final = 180.0


@dataclass(frozen=True, slots=True)
class Trial:
    """One run: what was sent and came in, and at whose expense.

    ``taken`` counts for ``serve`` what is both in the ledgers and in the historian at the end.
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
            serve = [t for t in self.trials if (t.receiver, t.batch) == ("serve", batch)]
            raw = [t for t in self.trials if (t.receiver, t.batch) == ("raw", batch)]
            what = "single readings" if batch == 1 else f"batches of {batch}"
            rates = tell_runs([t.rate for t in serve]), tell_runs([t.rate for t in raw])
            ratio = tell_ratio(_middle(serve).rate, _middle(raw).rate)
            lost, odd = sum(t.lost for t in serve), sum(t.odd for t in serve)
            note = f"lost {lost} of {sum(t.sent for t in serve):,}; odd {odd}"
            yield Line(f"intake, {what}", "1,000 readings/s", *rates, ratio, note)
            cpu = _middle(serve).cpu_us, _middle(raw).cpu_us
            told = f"{cpu[0]:.1f}", f"{cpu[1]:.1f}"
            yield Line(f"CPU, {what}", "us/message", *told, tell_ratio(*cpu), "storage included")


def measure_throughput(
    stage: Stage, messages: dict[int, int], repeats: int, random: Random
) -> Throughput:
    """Every receiver with every batch, ``repeats`` times in shuffled order.

    :param messages: readings a message → messages a run.
    """
    runs = [(receiver, batch) for receiver in (_try_serve, _try_raw) for batch in BATCHES]
    for run, batch in runs:
        run(stage, batch, messages[batch] // _WARM_UP)
    trials: list[Trial] = []
    for _ in range(repeats):
        random.shuffle(runs)
        trials += [run(stage, batch, messages[batch]) for run, batch in runs]
    return Throughput(trials)


def _middle(trials: list[Trial]) -> Trial:
    """The median run, an actual one."""
    return sorted(trials, key=lambda trial: trial.rate)[len(trials) // 2]


def _try_serve(stage: Stage, batch: int, messages: int) -> Trial:
    stage.settle()
    load = Load(PARK, messages, batch)
    before, stored, cpu_s = stage.read_taken(), stage.read_stored(), stage.read_cpu_s()
    published = _publish(stage, load)
    taken, ended_ns = stage.wait_taken(before, load.readings)
    stage.settle()
    cpu_s = stage.read_cpu_s() - cpu_s
    kept = min(taken.readings, stage.read_stored() - stored)
    return _conclude("serve", load, published, (kept, ended_ns, cpu_s), _count_odd(taken))


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
