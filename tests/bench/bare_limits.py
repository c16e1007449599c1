"""Limits as one would write them first, in Python and in numpy: the yardsticks of judging.

Good values only: neither way knows of bad readings, silence, late data or what evidence is shown,
nor keeps a latest value. What they must do they do as well as the language allows.
"""

import time

import numpy as np
from numpy.typing import NDArray

from detectors.rounds import cut_rounds
from plant.condition import Condition
from plant.reading import NEVER, ReadingBatch
from plant.words import AlarmSettings, Plant


def run_bare(plant: Plant, batches: list[ReadingBatch]) -> tuple[int, int]:
    """All limits of each batch in numpy: CPU ns, and how many changes that found."""
    limits = MatrixTwin(plant)
    began = time.thread_time_ns()
    for batch in batches:
        limits.judge(batch)
    return time.thread_time_ns() - began, limits.changes


class MatrixTwin:
    """The limits as one would write them in numpy: a matrix (tags, 4), every element computed."""

    def __init__(self, plant: Plant) -> None:
        self.changes = 0
        alarms = [list(tag.alarms.values()) for tag in plant.tags]
        limits = [[LoopLimit(alarm) for alarm in row] for row in alarms]
        self._sign, self._trip, self._clear, self._on, self._off = (
            np.array([[getattr(limit, name) for limit in row] for row in limits])
            for name in ("sign", "trip", "clear", "on_ms", "off_ms")
        )
        self._active = np.zeros(self._trip.shape, dtype=np.bool_)
        self._due = np.full(self._trip.shape, NEVER)

    def judge(self, batch: ReadingBatch) -> None:
        """Judge readings in order, then carry out what is due by the last."""
        for place in cut_rounds(batch.row):
            self._judge_round(batch.row[place], batch.time[place], batch.value[place])
        over = self._due < batch.time[-1]
        self.changes += np.count_nonzero(over)
        self._active ^= over
        self._due[over] = NEVER

    def _judge_round(
        self, row: NDArray[np.int32], time: NDArray[np.int64], value: NDArray[np.float64]
    ) -> None:
        now, active, due = time[:, None], self._active[row], self._due[row]
        over = due < now
        self.changes += np.count_nonzero(over)
        active ^= over
        due[over] = NEVER
        turned = self._sign[row] * value[:, None]
        wanted = np.where(active, turned < self._clear[row], turned >= self._trip[row])
        delay = np.where(active, self._off[row], self._on[row])
        self._due[row] = np.where(wanted, np.minimum(due, now + delay), NEVER)
        self._active[row] = active


class LoopTwin:
    """The limits as one would write them first: an object a limit, a loop over readings."""

    def __init__(self, plant: Plant) -> None:
        self.changes = 0
        self._limits = [[LoopLimit(alarm) for alarm in tag.alarms.values()] for tag in plant.tags]

    def judge(self, batch: ReadingBatch) -> None:
        """Judge readings in order, then carry out what is due by the last."""
        limits = self._limits
        columns = batch.row.tolist(), batch.time.tolist(), batch.value.tolist()
        for row, now, value in zip(*columns, strict=True):
            for limit in limits[row]:
                self.changes += limit.judge(now, value)
        end = int(batch.time[-1])
        self.changes += sum(limit.settle(end) for row in limits for limit in row)


class LoopLimit:
    """One limit with its deadband and delays (contract section 1, rule 2), good values only."""

    __slots__ = ("active", "clear", "due", "off_ms", "on_ms", "sign", "trip")

    def __init__(self, alarm: AlarmSettings) -> None:
        self.sign = 1.0 if alarm.condition in (Condition.H, Condition.HH) else -1.0
        self.trip = self.sign * alarm.limit
        self.clear = self.trip - alarm.deadband
        self.on_ms, self.off_ms = alarm.on_delay_ms, alarm.off_delay_ms
        self.active, self.due = False, int(NEVER)

    def judge(self, now: int, value: float) -> bool:
        """Take one reading; true where the verdict changed."""
        changed = self.settle(now)
        turned = self.sign * value
        wanted = turned < self.clear if self.active else turned >= self.trip
        if not wanted:
            self.due = int(NEVER)
        elif self.due == NEVER:
            self.due = now + (self.off_ms if self.active else self.on_ms)
        return changed

    def settle(self, now: int) -> bool:
        """Carry out what was due strictly before ``now``."""
        if self.due >= now:
            return False
        self.active, self.due = not self.active, int(NEVER)
        return True
