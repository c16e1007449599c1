"""What a frame of one reading costs a tick: on the short way of plain frames, beside the long one.

The same frames through two houses of the same plant, tick by tick, judged and nothing stored; in
the second every frame is kept from the short way. CPU time of this thread, the best of several
passes.
"""

import time
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from unittest.mock import patch

from hazardwatch.tick import Cores, run_tick
from hazardwatch.watch import FRAMES_A_TICK
from ingest.frame import Frame
from plant.directory import read_plant
from plant.words import Plant
from simulators.raw_packets import Packets, read_payload, read_topic
from tests.bench.figures import Line, tell_ratio
from tests.bench.park import PARK, write_park
from tests.bench.publisher import SENSORS, Load, build_packets

FRAMES: Final = 20_000
_T0: Final = 1_790_000_000_000
_SPARSE: Final = 20
"""Frames of a tick at a thousand a second."""


@dataclass(frozen=True, slots=True)
class ShortWay:
    """Microseconds a frame, by how many come in a tick."""

    tick: int
    short_us: float
    long_us: float

    def lines(self) -> Iterator[Line]:
        """The table's line."""
        figures = f"{self.short_us:.1f}", f"{self.long_us:.1f}"
        note = f"{1000 / self.short_us:,.0f} k frames/s of one core"
        ratio = tell_ratio(self.short_us, self.long_us)
        what = f"single readings judged, {self.tick} a tick"
        yield Line(what, "µs/frame, short/long way", *figures, ratio, note)


def measure_short_way(folder: Path, passes: int) -> Iterator[ShortWay]:
    """Ticks of a flood, and of a quiet day."""
    plant = read_plant(write_park(folder / "short-way", SENSORS, 0))
    frames = _build_frames()
    for tick in (FRAMES_A_TICK, _SPARSE):
        short = min(_judge(plant, frames, tick) for _ in range(passes))
        long = min(_judge(plant, frames, tick, long=True) for _ in range(passes))
        yield ShortWay(tick, short, long)


def _build_frames() -> list[Frame]:
    """Each received when it was measured, or the clocks would seem to run away."""
    packets = build_packets(Load(PARK, FRAMES), _T0)
    bodies = [body for _, body in Packets().split(b"".join(packets))]
    return [
        Frame(read_topic(body).decode(), read_payload(body), _T0 + at // SENSORS, token=1 + at)
        for at, body in enumerate(bodies)
    ]


def _judge(plant: Plant, frames: list[Frame], tick: int, *, long: bool = False) -> float:
    cores = Cores.of(plant, stream=False, now=_T0)
    way = patch("ingest.plain_lane.read_single", lambda *_: None) if long else nullcontext()
    judged, began = 0, time.thread_time_ns()
    with way:
        for place in range(0, len(frames), tick):
            taken = frames[place : place + tick]
            turn = run_tick(cores, taken, (), taken[-1].received)
            judged += len(turn.record.batch) if turn.record else 0
    if judged != len(frames):
        raise RuntimeError(f"{judged} of {len(frames)} readings were judged")
    return (time.thread_time_ns() - began) / len(frames) / 1000
