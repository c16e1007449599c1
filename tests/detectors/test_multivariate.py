"""Models against their twin, over restarts and changes of plant, and what they say of rows."""

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from detectors.bank import Bank
from detectors.multivariate import make_multivariate
from plant.condition import Condition
from plant.quality import BAD, UNCERTAIN_SUBSTITUTE
from plant.words import Model, Plant
from tests.detectors.checklist import check_all, check_standing
from tests.detectors.model_twin import make_model_twins
from tests.detectors.plants import make_plant, make_tag, make_training, situation
from tests.detectors.streams import T0, newest, run, run_tick, said, streams
from tests.detectors.twin import Reading, make_batch

FIGURES = {"center": 0.5, "spread": 0.1, "limit": 0.1, "gap_s": 9}
TAGS = [make_tag("T0", interval_s=4), make_tag("T1"), make_tag("T2", interval_s=1), make_tag("X")]


def make_models(*tags: str, **figures: float) -> Plant:
    own = {"tags": list(tags), **FIGURES, **figures}
    return make_plant(*TAGS, models={"M": own, "N": {**own, "tags": ["T2"]}})


PLANT = make_models("T0", "T1", "T2")


@given(streams(PLANT), st.sampled_from([1, 20_000]), st.data())
def test_models_equal_their_twins_however_a_stream_is_cut(
    stream: list[Reading], wait: int, data: st.DataObject
) -> None:
    check_all(PLANT, stream, wait, make_model_twins, data)


@given(streams(PLANT))
def test_what_stands_has_nothing_new_to_say(stream: list[Reading]) -> None:
    check_standing(PLANT, stream, 1)


def make_rows(*rows: tuple[float, ...], start: int = 0) -> list[Reading]:
    """Readings of all tags once a second."""
    return [
        Reading(tag, T0 + 1000 * (start + second), value)
        for second, row in enumerate(rows)
        for tag, value in enumerate(row)
    ]


CALM_ROW, ODD_ROW = (0.5, 0.5, 0.5), (0.9, 0.1, 0.5)
RAISED = make_rows(*[CALM_ROW] * 3, *[ODD_ROW] * 30)


def find_return(stream: list[Reading]) -> float | None:
    """Seconds after T0 at which the alarm returns, if it does."""
    end = newest(stream) + 1
    told = [one for one in said(run(PLANT, [stream], end)) if one[1] == "M:model"]
    assert told[0][2]
    return told[1][0] if len(told) > 1 else None


def test_ten_calm_rows_return_the_alarm() -> None:
    calm = make_rows(*[CALM_ROW] * 60, start=33)
    back = find_return(RAISED + calm)
    assert back is not None

    bank, found = Bank(PLANT), run(PLANT, [RAISED + calm], newest(calm) + 1)
    returned = next(one for one in found if one.alarm == "M:model" and not one.active)
    bank.judge(make_batch(RAISED + calm), situation(PLANT, newest(calm) + 1))
    told = next(rows for rows in bank.drain_rows() if rows.model == "M")
    last_over = int(told.time[told.over].max())

    assert returned.onset == last_over + 1000
    assert returned.at == last_over + 10_000


def test_neither_forced_nor_unknown_rows_return_it() -> None:
    calm = make_rows(*[CALM_ROW] * 60, start=33)
    forced = [one._replace(status=UNCERTAIN_SUBSTITUTE) if one.row == 1 else one for one in calm]
    bad = [one._replace(status=BAD) if one.row == 1 else one for one in calm]

    assert find_return(RAISED + forced) is None
    assert find_return(RAISED + bad) is None


def test_what_was_unknown_all_along_bars_no_return() -> None:
    stream = RAISED + make_rows(*[CALM_ROW] * 60, start=33)
    without = [one for one in stream if one.row != 2]

    assert find_return(without) is not None


def test_forced_values_raise() -> None:
    forced = [one._replace(status=UNCERTAIN_SUBSTITUTE) for one in RAISED]

    assert find_return(forced) is None


def test_the_explanation_names_the_tags_with_what_they_should_be() -> None:
    bank = Bank(PLANT)
    changes = bank.judge(make_batch(RAISED), situation(PLANT, newest(RAISED) + 1))
    (reason,) = changes.reasons.values()

    assert reason.startswith("多测点关系偏离正常，统计量 ")
    assert "T0 为 0.9，按其余测点应为 " in reason
    assert "T0 is 0.9 where the others say " in reason


def test_every_row_is_told_once_with_the_tag_that_adds_most() -> None:
    bank, told = Bank(PLANT), []
    for reading in RAISED:
        run_tick(bank, PLANT, [reading], reading.time)
        told += [rows for rows in bank.drain_rows() if rows.model == "M"]
    whole = Bank(PLANT)
    run_tick(whole, PLANT, RAISED, newest(RAISED))
    (rows,) = (rows for rows in whole.drain_rows() if rows.model == "M")

    assert [int(one) for part in told for one in part.time] == rows.time.tolist()
    assert [float(one) for part in told for one in part.statistic] == rows.statistic.tolist()
    assert rows.over[-1]
    assert set(rows.top[10:]) <= {"T0", "T1"}


def test_the_row_of_the_end_is_judged_at_the_end() -> None:
    bank = Bank(PLANT)
    run_tick(bank, PLANT, make_rows(CALM_ROW), T0)
    assert bank.drain_rows() == []

    bank.judge(make_batch([]), replace(situation(PLANT, T0), ended=True))

    assert [rows.time.tolist() for rows in bank.drain_rows()] == [[T0], [T0]]


def test_a_model_of_a_changed_training_begins_anew_and_its_alarm_stands() -> None:
    first = Bank(PLANT)
    run_tick(first, PLANT, RAISED, newest(RAISED))
    anew = make_models("T0", "T1", "T2", center=0.6)
    second = Bank(anew)
    second.restore(first.save())
    second.align(["M:model"])

    assert len(second.rejudge(newest(RAISED))) == 0
    calm = make_rows(*[(0.6, 0.6, 0.6)] * 20, start=33)
    told = said(run_tick(second, anew, calm, newest(calm)))
    assert [(alarm, raised) for _, alarm, raised in told] == [("M:model", False)]


def test_a_model_without_training_judges_nothing() -> None:
    bare = replace(PLANT, models=(Model("M", "multivariate", ("T0", "T1")),))

    assert make_multivariate(bare) is None
    assert Condition.MODEL not in {rule.condition for rule in Bank(bare).rules}


def test_what_was_not_learnt_says_nothing() -> None:
    training = make_training("M", ("T0", "T1", "X"), **FIGURES)
    normal = replace(
        training.normal,
        spread=np.array([0.1, 0.1, 0.0]),
        covariance=make_training("M", ("T0", "T1"), **FIGURES).normal.covariance,
    )
    model = Model("M", "multivariate", training.tags, training=replace(training, normal=normal))
    plant = replace(PLANT, models=(model,))
    alike = make_rows(*[(0.9, 0.9)] * 5)

    def tell(stream: list[Reading]) -> list[float]:
        bank = Bank(plant)
        run_tick(bank, plant, stream, newest(stream))
        return [float(one) for rows in bank.drain_rows() for one in rows.statistic]

    assert tell(alike) == tell(sorted([*alike, Reading(3, T0, 1e6)], key=lambda one: one.time))
