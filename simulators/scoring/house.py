"""The house's own judgements on runs: admission, bank and models as in the product.

A run is fed one row a tick. What was known after a row is its verdict, so nothing that a later row
tells can come into it; of a model it is what ``verdicts.csv`` of a backtest has for the row. Only
what is judged of values counts: a gap is no fault of the process.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from detectors import multivariate_training as training
from detectors.bank import Bank
from detectors.rule_table import compile_rules
from ingest.admission import Admission
from plant.condition import LEVEL_CONDITIONS, Condition
from plant.reading import ReadingBatch
from plant.training import Training
from plant.words import Model, Plant
from simulators.scoring.run import Judge, Run, Verdicts

KINDS: Final[Mapping[str, frozenset[Condition]]] = {
    "house: limits": frozenset(LEVEL_CONDITIONS),
    "house: rate": frozenset({Condition.RATE}),
    "house: spike": frozenset({Condition.SPIKE}),
    "house: forecast": frozenset({Condition.FORECAST}),
}
"""Verdicts by the conditions that make them."""

ALL_KINDS: Final = "house: all of these"
MODEL: Final = "house: model"


@dataclass(frozen=True, slots=True)
class House:
    """The bank with the plant that ``make`` makes of runs of normal operation."""

    make: Callable[[Sequence[Run]], Plant]

    @property
    def names(self) -> Sequence[str]:
        """A name for each kind, one for all of them together, and one for the models."""
        return (*KINDS, ALL_KINDS, MODEL)

    def learn(self, runs: Sequence[Run]) -> Judge:
        """Make the plant and train its models; each run is then judged by a bank of its own.

        :raises TrainingError: a model can learn nothing from the runs.
        """
        plant = train_models(self.make(runs), runs)
        return lambda run: judge_rows(plant, run)


def train_models(plant: Plant, runs: Sequence[Run]) -> Plant:
    """The plant with its models trained by runs.

    :raises TrainingError: one can learn nothing from them.
    """
    models = (replace(one, training=_train(plant, one, runs)) for one in plant.models)
    return replace(plant, models=tuple(models))


def judge_rows(plant: Plant, run: Run) -> dict[str, Verdicts]:
    """Feed a run row by row; of each kind whether an alarm stood, or came and went, at a row.

    The tags of the plant are the columns of the run, in this order.
    """
    bank, admission = Bank(plant), Admission(plant, stream=True, start=0)
    groups = np.array([_find_kinds(rule.condition) for rule in bank.rules], dtype=np.bool_)
    standing = np.zeros(len(bank.rules), dtype=np.bool_)
    told = np.zeros((len(run), len(KINDS)), dtype=np.bool_)
    over: list[NDArray[np.int64]] = []
    for row in range(len(run)):
        admitted = admission.admit_readings(make_batch(run, row, row + 1))
        changes = bank.judge(admitted.batch, admission.situation(0))
        for rule, active in zip(changes.rule.tolist(), changes.active.tolist(), strict=True):
            standing[rule] = active
        seen = standing.copy()
        seen[changes.rule[changes.active]] = True
        told[row] = groups[seen].any(axis=0)
        over += [rows.time[rows.over] for rows in bank.drain_rows()]
    bank.judge(ReadingBatch.empty(), admission.situation(0, ended=True))
    over += [rows.time[rows.over] for rows in bank.drain_rows()]
    verdicts: dict[str, Verdicts] = dict(zip(KINDS, told.T, strict=True))
    verdicts[ALL_KINDS] = np.asarray(told.any(axis=1))
    verdicts[MODEL] = np.isin(run.times, np.concatenate(over) if over else [])
    return verdicts


def make_batch(run: Run, begin: int, end: int) -> ReadingBatch:
    """The readings of some rows; what is not there is no reading."""
    values = run.values[begin:end]
    row, column = np.nonzero(np.isfinite(values))
    times = run.times[begin:end][row]
    return ReadingBatch.of(column.astype(np.int32), times, values[row, column])


def _train(plant: Plant, model: Model, runs: Sequence[Run]) -> Training:
    return training.train(model, [_read_rows(plant, model, run) for run in runs])


def _read_rows(plant: Plant, model: Model, run: Run) -> training.Run:
    """The rows of a run as a model would judge them."""
    admitted = Admission(plant, stream=True, start=0).admit_readings(make_batch(run, 0, len(run)))
    rows = training.RunRows(plant, model, compile_rules(plant).stale_ms)
    rows.take(admitted.batch)
    return rows.finish()


def _find_kinds(condition: Condition) -> list[bool]:
    return [condition in conditions for conditions in KINDS.values()]
