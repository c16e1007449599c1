"""One alarm to a thousand desks: how soon the last one has it, and how many a second in a flood.

The application under its own server speaks to a crowd of real websockets; the yardstick of the
same run is a loop that writes the same bytes to as many raw sockets. Speaker and crowd are two
processes on this machine's cores: the crowd's reading is part of every figure.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, Final

from simulators.child import hear, run_child
from simulators.raw_link import PATIENCE_S
from tests.bench.crowd import Crowd, Heard, listen_to, run_crowd
from tests.bench.figures import Line, Quantiles, tell_ratio
from tests.bench.speaker import Speech, Spoken, run_application, run_bare_loop

CLIENTS: Final = 1_000
GAP_S: Final = 0.05
WARM_UP: Final = 10
_COMING_S: Final = 60.0


@dataclass(frozen=True, slots=True)
class FanOut:
    """Ours and a bare loop's; ``wrong``: clients that missed an alarm or got one out of order.

    ``alarm_ms``: from a committed alarm to each client's socket read, over all clients and alarms.
    ``last_ms``: the same until the last client has it. ``stalled_ms``: to each of the others, while
    one client does not read. Rates in messages a second.
    """

    clients: int
    alarms: int
    wrong: int
    alarm_ms: Quantiles
    alarm_bare_ms: Quantiles
    last_ms: Quantiles
    stalled_ms: Quantiles
    flood: int
    rate: float
    rate_bare: float
    cpu_us: float
    flood_cpu_us: float
    flood_cpu_bare_us: float
    """CPU of the speaker for a message, µs; unlike time it hardly depends on what else runs."""

    @property
    def lost(self) -> int:
        return self.wrong

    def lines(self) -> Iterator[Line]:
        """The table's lines."""
        beside = Line.beside(
            f"an alarm to {self.clients:,} desks",
            self.alarm_ms,
            self.alarm_bare_ms,
            f"{self.alarms} alarms, the last desk has it after {self.last_ms};"
            f" with one desk stalled {self.stalled_ms}; wrong {self.wrong}",
        )
        yield beside
        yield Line(
            f"flood to {self.clients:,} desks",
            "thousand messages/s",
            f"{self.rate / 1e3:,.0f}",
            f"{self.rate_bare / 1e3:,.0f}",
            tell_ratio(self.rate, self.rate_bare),
            f"{self.flood} alarms each on its own",
        )
        yield Line(
            "speaking in that flood",
            "CPU µs a message",
            f"{self.flood_cpu_us:.1f}",
            f"{self.flood_cpu_bare_us:.1f}",
            tell_ratio(self.flood_cpu_us, self.flood_cpu_bare_us),
            f"an alarm by itself {self.cpu_us:.1f}, heartbeats and all",
        )


def measure_fan_out(alarms: int, flood: int, clients: int = CLIENTS) -> FanOut:
    """Say so many alarms one by one, then so many at once, to so many desks."""
    with run_child(run_application) as speaker:
        port, token = hear(speaker, PATIENCE_S)
        with gather(Crowd(port, clients, token)) as crowd:
            _speak(speaker, crowd, Speech(WARM_UP, 0.01))
            single = _speak(speaker, crowd, Speech(alarms, GAP_S))
            burst = _speak(speaker, crowd, Speech(flood, 0.0))
        with gather(Crowd(port, clients, token, stalled=1)) as crowd:
            stalled = _speak(speaker, crowd, Speech(alarms, GAP_S))
        speaker.send(None)
    bare_single, bare_burst = _measure_bare(clients, single, burst)
    return FanOut(
        clients,
        alarms,
        single.heard.wrong + burst.heard.wrong + stalled.heard.wrong,
        Quantiles.of(single.took_ms),
        Quantiles.of(bare_single.took_ms),
        Quantiles.of(single.last_ms),
        Quantiles.of(stalled.took_ms),
        flood,
        burst.rate,
        bare_burst.rate,
        single.cpu_us,
        burst.cpu_us,
        bare_burst.cpu_us,
    )


@dataclass(frozen=True, slots=True)
class Heeded:
    """A speech and what was heard of it."""

    spoken: Spoken
    heard: Heard

    @property
    def took_ms(self) -> list[float]:
        """How long each alarm took to each client."""
        return [
            (at - said) / 1e6
            for q, said in self.spoken.at_ns.items()
            for at in self.heard.at_ns.get(q, ())
        ]

    @property
    def last_ms(self) -> list[float]:
        """How long each alarm took until all had it."""
        return [
            (max(self.heard.at_ns[q]) - said) / 1e6
            for q, said in self.spoken.at_ns.items()
            if q in self.heard.at_ns
        ]

    @property
    def messages(self) -> int:
        return sum(len(self.heard.at_ns.get(q, ())) for q in self.spoken.at_ns)

    @property
    def cpu_us(self) -> float:
        """CPU of the speaker for one of the messages."""
        return self.spoken.cpu_s / self.messages * 1e6

    @property
    def rate(self) -> float:
        """Messages a second, from the first said to the last heard."""
        last = max(max(self.heard.at_ns[q]) for q in self.spoken.at_ns)
        return self.messages / (last - min(self.spoken.at_ns.values())) * 1e9


def _measure_bare(clients: int, single: Heeded, burst: Heeded) -> tuple[Heeded, Heeded]:
    """The same frames at the same pace from a loop that does nothing else."""
    with run_child(run_bare_loop) as speaker:
        port, _ = hear(speaker, PATIENCE_S)
        with gather(Crowd(port, clients)) as crowd:
            told = (
                _speak_bare(speaker, crowd, single, GAP_S),
                _speak_bare(speaker, crowd, burst, 0.0),
            )
        speaker.send(None)
    return told


@contextmanager
def gather(crowd: Crowd) -> Iterator[Connection]:
    """A crowd that has come and listens."""
    with run_child(run_crowd, crowd, start_s=_COMING_S) as pipe:
        yield pipe
        pipe.send(None)


def _speak(speaker: Connection, crowd: Connection, speech: Speech) -> Heeded:
    return _say(speaker, crowd, speech, speech)


def _speak_bare(speaker: Connection, crowd: Connection, ours: Heeded, gap_s: float) -> Heeded:
    frames, first = ours.heard.stream, min(ours.spoken.at_ns)
    speech = Speech(len(frames), gap_s)
    return _say(speaker, crowd, (speech, frames, first), speech)


def _say(speaker: Connection, crowd: Connection, told: Any, speech: Speech) -> Heeded:
    speaker.send(told)
    spoken: Spoken = hear(speaker, 4 * PATIENCE_S + speech.alarms * speech.gap_s)
    return Heeded(spoken, listen_to(crowd, max(spoken.at_ns)))
