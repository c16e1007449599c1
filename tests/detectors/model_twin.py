"""The slow twin of the models: one reading, one row after the other.

Written from docs/judging.md. The arithmetic of a single row is the statistic's, which has plain
arithmetic beside it in its own test; what a row is, and what an alarm is made of, is told here.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from detectors.multivariate_statistic import Memory, Statistic
from plant.condition import Condition
from plant.quality import QualityClass
from plant.reading import Instant
from plant.words import Model, Plant
from tests.detectors.twin import Expected, Reading, stale_limit

CALM = 10


def make_model_twins(plant: Plant) -> Sequence["ModelTwin"]:
    return [ModelTwin(plant, model) for model in plant.models]


@dataclass(slots=True)
class ModelTwin:
    plant: Plant
    model: Model
    changes: list[Expected] = field(default_factory=list)
    standing: dict[str, Reading] = field(default_factory=dict)
    row: Instant | None = None
    newest: Instant = 0
    judged: Instant = 0
    raised: bool = False
    basis: set[str] = field(default_factory=set)
    calm: list[Instant] = field(default_factory=list)
    statistic: Statistic = field(init=False)
    memory: Memory = field(init=False)

    def __post_init__(self) -> None:
        assert self.model.training is not None
        self.statistic = Statistic(self.model.training.normal)
        self.memory = Memory.of(self.model.training.normal)

    def read(self, reading: Reading, clock: Instant) -> None:
        self.wait(clock)
        tag = self.plant.tags[reading.row].id
        if tag not in self.model.tags:
            return
        self.wait(reading.time)
        self.standing[tag] = reading
        if reading.time > self.newest:
            self.row = self.newest = reading.time

    def wait(self, event: Instant) -> None:
        if self.row is not None and self.row < event:
            self.judge(self.row)
            self.row = None

    def judge(self, at: Instant) -> None:
        values = {tag: self.know(tag, at) for tag in self.model.tags}
        row = [math.nan if one is None else one.value for one in values.values()]
        assert self.model.training is not None
        alone = np.array([at - self.judged > self.model.training.gap_ms])
        verdict = self.statistic.judge(np.array([row]), self.memory, alone)
        self.judged = at
        known = {tag for tag, one in values.items() if one is not None}
        sure = {tag for tag, one in values.items() if one and one.quality != QualityClass.FORCED}
        value, top = float(f"{verdict.statistic[0]:.9g}"), int(verdict.top[0])
        marks = self.standing[self.model.tags[top]].verdict_marks if top >= 0 else 0
        if verdict.over[0]:
            self.calm.clear()
            if not self.raised:
                self.basis = set()
                self.change(at, value, at, marks)
            self.basis |= known
        elif self.raised and (math.isnan(value) or self.basis - sure):
            self.calm.clear()
        elif self.raised:
            self.calm.append(at)
            if len(self.calm) == CALM:
                self.change(at, value, self.calm[0], marks)

    def know(self, tag: str, at: Instant) -> Reading | None:
        """The reading of a tag that counts at an instant."""
        reading = self.standing.get(tag)
        if reading is None or reading.quality > QualityClass.FORCED:
            return None
        old = at - reading.time > stale_limit(self.plant.tags[reading.row])
        return None if old or not math.isfinite(reading.value) else reading

    def change(self, at: Instant, value: float, onset: Instant, marks: int) -> None:
        self.raised = not self.raised
        self.calm.clear()
        alarm = f"{self.model.id}:{Condition.MODEL}"
        self.changes.append(Expected(at, alarm, self.raised, repr(value), onset, int(marks)))
