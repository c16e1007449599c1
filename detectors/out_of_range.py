"""Out of range: one verdict a tag, true from a signal that says failure to the next measurement.

Contract section 1, rule 5, after NAMUR NE 43. It adds an alarm and a mark and makes no reading
unknown: a value beyond HH is judged as such, whatever the instrument may have. Between failure and
measurement (3.6 to 3.8 mA, 20.5 to 21 mA) the last verdict stands.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from detectors.findings import Evidence, Findings, mark_quality
from detectors.last_changes import LastChanges
from plant.quality import QualityClass
from plant.reading import Mark, ReadingBatch
from plant.signal_ranges import find_signal_range
from plant.words import Tag

REASON = "超出仪表量程，信号表示故障 beyond the instrument's range: its signal says failure"


@dataclass(frozen=True, slots=True)
class SignalBands:
    """The bands of all tags, float64, shape (tags,); infinite where a tag has no range."""

    low_failure: NDArray[np.float64]
    high_failure: NDArray[np.float64]
    low_measured: NDArray[np.float64]
    high_measured: NDArray[np.float64]

    @classmethod
    def of(cls, tags: Sequence[Tag]) -> Self:
        """Those of a plant's tags, in their order."""
        ranges = [find_signal_range(tag) for tag in tags]
        columns = [[*one.sound, *one.measured] for one in ranges]
        low, high, low_measured, high_measured = (
            np.array(columns, dtype=np.float64).reshape(-1, 4).T
        )
        return cls(low, high, low_measured, high_measured)


class OutOfRange:
    """The verdicts of all tags; ``first_rule`` is the rule of the first tag."""

    def __init__(self, bands: SignalBands, first_rule: int, changes: LastChanges) -> None:
        self.active = np.zeros(len(bands.low_failure), dtype=np.bool_)
        self._changes = changes
        self._bands = bands
        self._first_rule = first_rule

    def mark(self, batch: ReadingBatch, place: NDArray[np.intp]) -> ReadingBatch:
        """The batch with a mark on those of some readings (intp (m,)) that are no measurement.

        The batch given stays as it is.
        """
        failed = self._find_failed(batch.row[place].astype(np.intp), batch.value[place])
        if not np.count_nonzero(failed):
            return batch
        marks = batch.marks.copy()
        marks[place[failed]] |= np.uint16(Mark.OUT_OF_RANGE)
        return replace(batch, marks=marks)

    def judge_round(
        self,
        batch: ReadingBatch,
        place: NDArray[np.intp],
        classes: NDArray[np.uint8],
        doubtful: NDArray[np.bool_],
        findings: Findings,
    ) -> None:
        """Judge readings in which each tag occurs once.

        :param place: intp (m,), the readings of this round.
        :param classes: uint8 (m,), their quality classes; forced values can't return.
        :param doubtful: bool (m,), from a source declared down: returns nothing.
        """
        row, value = batch.row[place].astype(np.intp), batch.value[place]
        active, marks = self.active[row], batch.marks[place]
        if not (np.count_nonzero(active) or np.count_nonzero(marks)):
            return
        failed = (marks & np.uint16(Mark.OUT_OF_RANGE)) != 0
        rises = failed & ~active & (classes <= QualityClass.FORCED)
        self._change(batch, place[rises], classes[rises], findings, active=True)
        bands = self._bands
        measured = (value >= bands.low_measured[row]) & (value <= bands.high_measured[row])
        usable = (classes <= QualityClass.UNCERTAIN) & ~doubtful
        falls = active & measured & usable
        self._change(batch, place[falls], classes[falls], findings, active=False)

    def _find_failed(
        self, row: NDArray[np.integer], value: NDArray[np.float64]
    ) -> NDArray[np.bool_]:
        bands = self._bands
        beyond: NDArray[np.bool_] = (value < bands.low_failure[row]) | (
            value > bands.high_failure[row]
        )
        return beyond & np.isfinite(value)

    def _change(
        self,
        batch: ReadingBatch,
        place: NDArray[np.intp],
        classes: NDArray[np.uint8],
        findings: Findings,
        *,
        active: bool,
    ) -> None:
        if len(place) == 0:
            return
        row, time = batch.row[place], batch.time[place]
        at = self._changes.note("out_of_range", row, time)
        self.active[row] = active
        marks = mark_quality(batch.marks[place], classes)
        findings.add(
            (row + self._first_rule).astype(np.int32),
            at,
            time,
            Evidence(batch.value[place], marks, batch.source[place], batch.received[place]),
            active=active,
            reasons=dict.fromkeys(range(len(place)), REASON) if active else None,
        )
