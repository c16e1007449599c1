"""What a simulated gateway costs: a reading sensed, and a reading told in each format.

Sensing is held beside drawing as many normal random numbers, which its noise needs anyway; telling
beside ``json.dumps`` of the same names and values. CPU time of this thread, the best of several
passes; a thousand tags a snapshot, all due in each.
"""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from plant.tag_kind import TagKind
from plant.words import Enterprise, Gateway, Park, Plant, Tag
from simulators.formats.dispatch import SPOKEN
from simulators.park import Snapshot
from simulators.sensors.fault import FaultKind, SensorFault
from simulators.sensors.sensors import Sensors
from simulators.voice import Voice
from tests.bench.figures import Line, tell_ratio

_T0: Final = 1_714_521_600_000
_TAGS: Final = 1000
_SENSED: Final = 10_000
_FAULTS: Final = 400
_STEPS: Final = 20
_TOPICS: Final = {
    "neuron": "neuron/#",
    "pinyin": "pinyin",
    "hj212": "hj212/station",
    "sparkplug": "spBv1.0/Group/+/Node/#",
    "bare": "bare/+",
}
_KINDS: Final = (TagKind.LEVEL, TagKind.PRESSURE, TagKind.TEMPERATURE, TagKind.GAS_TOXIC)


@dataclass(frozen=True, slots=True)
class Telling:
    """Microseconds a reading."""

    what: str
    ours_us: float
    yardstick_us: float
    note: str = ""

    def lines(self) -> Iterator[Line]:
        """The table's line."""
        ratio = tell_ratio(self.ours_us, self.yardstick_us)
        figures = f"{self.ours_us:.2f}", f"{self.yardstick_us:.2f}"
        yield Line(self.what, "µs/reading", *figures, ratio, self.note)


def measure_telling(passes: int) -> Iterator[Telling]:
    """Sensing with and without faults, then every format."""
    raw_us = _clock(lambda _: np.random.default_rng(1).standard_normal(_SENSED), passes) / _SENSED
    for faults in (0, _FAULTS):
        sensed_us = _clock(_sense(faults), passes) / _SENSED
        yield Telling(f"{_SENSED} tags, {faults} faults, sensed", sensed_us, raw_us)
    for form in sorted(SPOKEN):
        yield _measure_form(form, passes)


def _measure_form(form: str, passes: int) -> Telling:
    plant = _make_plant(_TAGS, form)
    voice = Voice(plant, 0, 1)
    size = 0

    def speak(step: int) -> None:
        nonlocal size
        acts = voice.speak(_look(step), _T0 + step * 1000)
        size = sum(len(getattr(act, "payload", b"")) for act in acts)

    speak(0)
    names = [tag.id for tag in plant.tags]
    dumps_us = _clock(
        lambda step: json.dumps(dict(zip(names, _look(step).value.tolist(), strict=True))), passes
    )
    told_us = _clock(speak, passes, start=1)
    return Telling(f"{form}, told", told_us / _TAGS, dumps_us / _TAGS, f"{size / _TAGS:.0f} B")


def _sense(faults: int) -> Callable[[int], object]:
    sensors, true = Sensors(_make_plant(_SENSED, "hazardwatch"), 1), np.full(_SENSED, 50.0)
    kinds = [*FaultKind]
    wrong = [
        SensorFault(kinds[row % len(kinds)], row, 0.5, 0.0, 10.0, row + 1) for row in range(faults)
    ]
    return lambda step: sensors.step(true, float(step), 1.0, wrong)


def _clock(run: Callable[[int], object], passes: int, start: int = 0) -> float:
    """CPU microseconds a step, the best of several passes; steps count on over passes."""
    best, step = float("inf"), start
    for _ in range(passes):
        began = time.thread_time_ns()
        for _ in range(_STEPS):
            run(step)
            step += 1
        best = min(best, time.thread_time_ns() - began)
    return best / _STEPS / 1000


def _look(step: int) -> Snapshot:
    none = np.zeros(1, dtype=np.bool_)
    value = np.round(np.arange(_TAGS) / 8 + step % 100 / 100, 2)
    quiet, good = np.zeros(_TAGS, dtype=np.bool_), np.zeros(_TAGS, dtype=np.uint32)
    return Snapshot(float(step), value, good, quiet, none, none)


def _make_plant(size: int, form: str) -> Plant:
    tag = Tag("", "E", "", "", TagKind.LEVEL, "m", 0.0, 100.0, 1.0, None, "", "", {})
    tags = (
        replace(tag, id=f"LT-{row}", equipment=f"V{row // 10}", kind=_KINDS[row % len(_KINDS)])
        for row in range(size)
    )
    return Plant(
        park=Park("P", "P"),
        enterprises=(Enterprise("E", "E"),),
        hazards=(),
        equipment=(),
        gateways=(Gateway("G", "E", form, _TOPICS.get(form, ""), simulation=True),),
        tags=tuple(tags),
    )
