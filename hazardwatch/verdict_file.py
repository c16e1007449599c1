"""``verdicts.csv`` of a backtest: what every model says of every row (contract section 2).

A line for each distinct time of a reading, in the order of the files, and each model in that of the
plant. Where a model has no statistic (it is not trained, too little is known, or none of its tags
has a reading of that time) the statistic is empty and the alarm 0.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from detectors.multivariate import ModelRows
from plant.reading import ReadingBatch
from plant.words import Plant

HEAD: Final = "ts,model,statistic,limit,alarm,top_tag\n"


class _Verdict(NamedTuple):
    """What a line says of a model besides its name."""

    statistic: str = ""
    limit: str = ""
    alarm: int = 0
    top: str = ""


class VerdictLog:
    """Collects what is written, in the course of a backtest; of a plant without models nothing."""

    def __init__(self, plant: Plant) -> None:
        self._models = [model.id for model in plant.models]
        self._times: dict[int, None] = {}
        self._rows: dict[str, list[ModelRows]] = {model: [] for model in self._models}

    def note_times(self, batch: ReadingBatch) -> None:
        """Readings as they stand in the files."""
        if self._models and len(batch):
            changed = np.flatnonzero(np.diff(batch.time, prepend=batch.time[0] - 1))
            self._times.update(dict.fromkeys(batch.time[changed].tolist()))

    def note_rows(self, rows: Iterable[ModelRows]) -> None:
        """Rows that models judged."""
        for one in rows:
            self._rows[one.model].append(one)

    def write(self, file: Path) -> None:
        """Write all that was noted."""
        with file.open("w", encoding="utf-8") as out:
            out.write(HEAD)
            out.writelines(self._list_lines())

    def _list_lines(self) -> Iterator[str]:
        told = [self._find_verdicts(model) for model in self._models]
        for place, time in enumerate(self._times):
            for model, verdicts in zip(self._models, told, strict=True):
                said = verdicts.tell(place)
                yield f"{time},{model},{said.statistic},{said.limit},{said.alarm},{said.top}\n"

    def _find_verdicts(self, model: str) -> "_Found":
        times = np.fromiter(self._times, dtype=np.int64, count=len(self._times))
        return _Found.of(self._rows[model], times)


class _Found(NamedTuple):
    """The verdicts of one model; ``place`` intp (times,), its row for each time, -1 for none."""

    place: NDArray[np.intp]
    statistic: list[float]
    over: list[bool]
    top: list[str]
    limit: str

    @classmethod
    def of(cls, parts: list[ModelRows], times: NDArray[np.int64]) -> "_Found":
        nowhere = np.full(len(times), -1, dtype=np.intp)
        if not parts:
            return cls(nowhere, [], [], [], "")
        own = np.concatenate([part.time for part in parts])
        place = np.minimum(np.searchsorted(own, times), len(own) - 1)
        return cls(
            np.where(own[place] == times, place, nowhere),
            np.concatenate([part.statistic for part in parts]).tolist(),
            np.concatenate([part.over for part in parts]).tolist(),
            [top for part in parts for top in part.top],
            repr(parts[0].limit),
        )

    def tell(self, time: int) -> _Verdict:
        """What is said of the n-th time."""
        place = int(self.place[time])
        if place < 0 or np.isnan(self.statistic[place]):
            return _Verdict(limit=self.limit)
        statistic, over = self.statistic[place], self.over[place]
        return _Verdict(repr(statistic), self.limit, int(over), self.top[place])
