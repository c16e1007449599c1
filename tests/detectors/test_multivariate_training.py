"""Runs of readings become the rows that would be judged, and a training of them."""

import numpy as np
import pytest

from detectors.multivariate_fit import TrainingError
from detectors.multivariate_training import Run, RunRows, cut_at_gaps, find_gap, train
from plant.quality import BAD, UNCERTAIN, UNCERTAIN_SUBSTITUTE
from plant.reading import NEVER, Mark
from plant.training_file import encode_training
from plant.words import Model
from tests.detectors.normal_runs import TAGS, make_run
from tests.detectors.plants import make_plant, make_tag
from tests.detectors.twin import Reading, make_batch

NAMES = tuple(f"T{tag}" for tag in range(TAGS))
PLANT = make_plant(*(make_tag(name) for name in NAMES), make_tag("X"))
MODEL = Model("M", "multivariate", NAMES)


def collect(*ticks: list[Reading]) -> Run:
    limit_ms = np.full(len(PLANT.tags), NEVER)
    limit_ms[0] = 10
    rows = RunRows(PLANT, Model("M", "multivariate", ("T1", "T0")), limit_ms)
    for tick in ticks:
        rows.take(make_batch(tick))
    return rows.finish()


def test_rows_are_those_that_are_judged_with_good_evidence_alone() -> None:
    run = collect(
        [Reading(0, 10, 1), Reading(1, 10, 2), Reading(5, 10, 99)],
        [Reading(0, 20, 3, UNCERTAIN), Reading(0, 15, 4, marks=Mark.LATE)],
        [Reading(1, 20, 5, UNCERTAIN_SUBSTITUTE), Reading(1, 30, 6), Reading(1, 40, 7)],
        [Reading(0, 40, 8, BAD)],
    )

    assert run.time.tolist() == [10, 20, 30, 40]
    np.testing.assert_array_equal(run.value, [[2, 1], [np.nan, 3], [6, 3], [7, np.nan]])


def test_a_run_without_a_reading_of_the_model_has_no_rows() -> None:
    run = collect([Reading(5, 10, 1)])

    assert (run.time.shape, run.value.shape) == ((0,), (0, 2))


def test_a_run_is_cut_where_rows_are_far_apart() -> None:
    time = np.append(np.arange(200) * 1000, 200_000 + 10_001 + np.arange(50) * 1000)
    run = Run(time, np.arange(250.0)[:, None])
    gap_ms = find_gap([time])

    assert gap_ms == 10_000
    assert [len(part) for part in cut_at_gaps(run, gap_ms)] == [200, 50]


def make_runs(*seeds: int) -> list[Run]:
    return [Run(np.arange(300) * 1000 + seed, make_run(300, seed)) for seed in seeds]


def test_a_training_knows_what_it_comes_from() -> None:
    training = train(MODEL, make_runs(1, 2))

    assert (training.runs, training.rows, training.first) == (2, 600, 1)
    assert training.last == 299_002
    assert training.normal.rate == 0.01
    assert (training.least < training.normal.center).all()
    assert training.unlearnt == []
    assert len(training.digest) == len(training.data) == 64


def test_the_same_runs_give_the_same_file_and_other_runs_another() -> None:
    one, again, other = (train(MODEL, make_runs(*seeds)) for seeds in ((1, 2), (1, 2), (1, 3)))

    assert encode_training(one) == encode_training(again)
    assert one.data != other.data
    assert one.digest != other.digest


def test_the_rate_is_the_plants() -> None:
    strict = train(Model("M", "multivariate", NAMES, 0.001), make_runs(1, 2))

    assert strict.normal.limit > train(MODEL, make_runs(1, 2)).normal.limit


def test_no_rows_are_no_training() -> None:
    with pytest.raises(TrainingError, match="0 rows"):
        train(MODEL, [collect([])])
