"""Baselines: none looks ahead, rates are held, and SKAB's own detector comes out as published."""

import pytest

from simulators.scoring.baselines import (
    Constant,
    CvaResidual,
    PcaByTheory,
    PcaQ,
    RawLimits,
    SkabT2Q,
)
from simulators.scoring.protocol import score_skab
from tests.simulators.scoring.runs import make_run, wander

DETECTORS = (
    Constant(alarm=True),
    Constant(alarm=False),
    RawLimits(),
    PcaByTheory(2, 0.99),
    PcaQ(2, 0.01),
    CvaResidual(2, 2, 0.01),
    SkabT2Q(),
)


@pytest.mark.parametrize("detector", DETECTORS, ids=lambda detector: detector.names[0])
@pytest.mark.parametrize("known", [60, 137])
def test_what_comes_later_changes_no_verdict(detector, known):
    judge = detector.learn([make_run(wander())])
    values = wander(seed=1)
    values[130:] += 40
    (whole,) = judge(make_run(values, begin=50)).values()
    (part,) = judge(make_run(values[:known], begin=50)).values()
    assert len(whole) == 300
    assert whole[:known].tolist() == part.tolist()


@pytest.mark.parametrize("detector", DETECTORS[2:], ids=lambda detector: detector.names[0])
def test_a_leap_of_every_tag_is_seen(detector):
    values = wander(seed=1)
    values[150:] += [40, -40, 40, -40]
    (verdicts,) = detector.learn([make_run(wander())])(make_run(values)).values()
    assert verdicts[155:].all()
    assert verdicts[:150].mean() < 0.2


@pytest.mark.parametrize("detector", [PcaQ(2, 0.05), CvaResidual(2, 2, 0.05)])
def test_a_held_rate_is_that_of_the_further_runs(detector):
    training, further = make_run(wander()), make_run(2 * wander(seed=1) - 50)
    (verdicts,) = detector.learn([training, further])(further).values()
    assert verdicts.mean() == pytest.approx(0.05, abs=0.01)


def test_the_range_of_normal_values_itself_is_no_alarm():
    judge = RawLimits().learn([make_run([[1.0], [3.0]])])
    (verdicts,) = judge(make_run([[1.0], [3.0], [0.9], [3.1]])).values()
    assert verdicts.tolist() == [False, False, True, True]


def test_medians_are_those_of_scored_rows_alone():
    judge = SkabT2Q(rows=3).learn([make_run(wander())])
    values = wander(seed=1)
    values[:52] += 40  # two of them are scored
    (verdicts,) = judge(make_run(values, begin=50)).values()
    assert not verdicts[:50].any()
    assert verdicts[50:54].tolist() == [False, False, True, False]


def test_the_published_detector_of_skab_comes_out_as_its_own_code_has_it(shared_data):
    """The figures are those of core/t2.py and tsad's evaluating.py themselves over these files."""
    table = score_skab(shared_data("skab"), [SkabT2Q()])
    assert table.title == "24 files, 88 change points"
    assert table.rows["PCA T² or Q as in SKAB"] == pytest.approx(
        {
            "f1": 0.75,
            "far": 0.2573,
            "mar": 0.2621,
            "standard": 24.66,
            "low_fp": 16.35,
            "low_fn": 29.32,
            "missed": 54,
            "false": 123,
        },
        abs=0.006,
    )
