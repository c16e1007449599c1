"""What is quoted and bounded: complete, of detectors that exist, and broken bounds are told."""

import pytest

from simulators.scoring.protocol import (
    BATADAL_DETECTORS,
    NAB_DETECTORS,
    SKAB_DETECTORS,
    TEP_DETECTORS,
)
from simulators.scoring.quoted import Bound, check_bounds, find_quoted, list_origins
from simulators.scoring.score_table import ScoreTable

NAMES = {
    name: {own for detector in detectors for own in detector.names}
    for name, detectors in (
        ("tep", TEP_DETECTORS),
        ("skab", SKAB_DETECTORS),
        ("batadal", BATADAL_DETECTORS),
        ("nab", NAB_DETECTORS),
    )
}


def make_table(**figures):
    return ScoreTable("gas", "made", {}, {"house: backtest": figures})


@pytest.mark.parametrize("name", NAMES)
def test_what_is_quoted_is_of_a_detector_that_is_scored(name):
    assert find_quoted(name).keys() <= NAMES[name]
    assert {line.partition(": over ")[0] for line in list_origins(name)} == {
        f"quoted of {detector}" for detector in find_quoted(name)
    }


def test_figures_of_one_detector_from_two_sources_stand_together():
    figures = find_quoted("tep")["PCA Q, false alarms held"]
    assert (figures["detection"], figures["d11"]) == (0.75, 0.644)


def test_a_kept_bound_is_not_spoken_of():
    assert check_bounds(make_table(limits_on_bad=0, unmarked=0)) == []


def test_a_broken_bound_is_told_with_who_asks_for_it():
    (complaint,) = check_bounds(make_table(limits_on_bad=2, unmarked=0))
    assert complaint.startswith("gas: house: backtest: limits_on_bad is 2, must be at most 0")
    assert "PROTOCOL.md, 8" in complaint


def test_a_figure_that_is_not_there_breaks_its_bound():
    assert len(check_bounds(make_table(limits_on_bad=0))) == 1


def test_bounds_of_detectors_that_were_not_scored_are_not_asked():
    assert check_bounds(ScoreTable("gas", "made", {}, {})) == []


@pytest.mark.parametrize(("told", "kept"), [(0.74, False), (0.75, True), (0.76, False)])
def test_a_bound_may_have_both_ends(told, kept):
    bound = Bound("batadal", "always on", "s", 0.75, 0.75, "the arithmetic")
    assert (bound.explain(told) is None) == kept
