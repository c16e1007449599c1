"""The house on runs: its bank's verdicts row by row, none of which rests on a later row."""

import numpy as np
import pytest

from detectors.multivariate_statistic import Memory, Statistic
from simulators.scoring.house import ALL_KINDS, MODEL, House, judge_rows, train_models
from simulators.scoring.plants import make_plant
from tests.simulators.scoring.runs import make_run, wander

NORMAL = make_run(np.linspace(0, 10, 101)[:, None])


def judge(values):
    """Under H 11, HH 15, L -1 and LL -5."""
    return judge_rows(make_plant([NORMAL]), make_run(np.array(values, dtype=float)[:, None]))


def test_a_row_is_under_alarm_from_the_limit_until_below_the_deadband():
    told = judge([5, 10.9, 11, 10.95, 10.8, 5])
    assert told["house: limits"].tolist() == [False, False, True, True, False, False]


def test_an_alarm_that_came_and_went_is_told_on_its_row():
    told = judge([5, 20, 5])
    assert told["house: limits"].tolist() == [False, True, False]


def test_a_row_without_a_value_leaves_what_stood():
    told = judge([5, 12, np.nan, 5])
    assert told["house: limits"].tolist() == [False, True, True, False]


def test_a_spike_is_told_when_the_reading_after_it_shows_that_it_was_one():
    random = np.random.default_rng(0)
    values = 5 + 0.01 * random.normal(size=60)
    values[40] = 9
    (rows,) = judge(values)["house: spike"].nonzero()
    assert rows.tolist() == [41]


@pytest.mark.parametrize("known", [40, 71, 72, 73, 140])
def test_what_comes_later_changes_no_verdict(known):
    values = wander(rows=150, tags=3)
    values[70:] += 0.5 * np.arange(80)[:, None]
    values[40, 1] += 30
    verdicts = House(make_plant).learn([make_run(wander(tags=3, seed=4))])
    whole, part = verdicts(make_run(values)), verdicts(make_run(values[:known]))
    assert any(told.any() for told in whole.values())
    assert {name: told[:known].tolist() for name, told in whole.items()} == {
        name: told.tolist() for name, told in part.items()
    }


def test_all_kinds_together_are_any_of_them():
    told = judge(np.concatenate([np.full(30, 5.0), np.linspace(5, 30, 40)]))
    together = told.pop(ALL_KINDS)
    del told[MODEL]
    assert together.tolist() == np.any(list(told.values()), axis=0).tolist()
    assert told["house: rate"].any()


def disturb(rows=260):
    """From row 150 on half of the tags are higher and half are lower."""
    values = wander(rows=rows, seed=1)
    values[150:] += [4, -4, 4, -4]
    return make_run(values)


@pytest.fixture(scope="module")
def trained():
    runs = [make_run(wander()), make_run(wander(seed=2))]
    return train_models(make_plant(runs), runs)


def test_a_model_sees_what_breaks_the_relations_between_tags(trained):
    verdicts = judge_rows(trained, disturb())[MODEL]
    assert verdicts[:150].mean() < 0.05
    assert verdicts[160:].all()


@pytest.mark.parametrize("known", [1, 151, 160])
def test_what_comes_later_changes_no_verdict_of_a_model(trained, known):
    whole = judge_rows(trained, disturb())[MODEL]
    part = judge_rows(trained, make_run(disturb().values[:known]))[MODEL]
    assert whole[:known].tolist() == part.tolist()


def test_verdicts_of_a_model_are_those_of_its_statistic_alone(trained):
    statistic = Statistic(trained.models[0].training.normal)
    alone = statistic.judge(disturb().values, Memory.of(statistic.normal)).over
    assert judge_rows(trained, disturb())[MODEL].tolist() == alone.tolist()


def test_a_plant_without_a_trained_model_has_no_verdict_of_one():
    assert not judge([5, 20, 5])[MODEL].any()


def test_runs_know_nothing_of_one_another():
    verdicts = House(make_plant).learn([NORMAL])
    loud, calm = make_run([[5.0], [20.0]]), make_run([[5.0], [5.0]])
    verdicts(loud)
    assert not verdicts(calm)[ALL_KINDS].any()
