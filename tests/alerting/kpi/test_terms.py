"""What terms and periods make no sense."""

from datetime import time

import pytest

from alerting.kpi.terms import DAY_MS, Period, Terms


def test_the_shipped_terms_are_those_of_the_standards_in_ms():
    terms = Terms.standard()
    assert (terms.flood_begins, terms.flood_ends, terms.window) == (10, 5, 600_000)
    assert (terms.chattering_times, terms.chattering_within) == (2, 60_000)
    assert (terms.stale_after, terms.sample) == (DAY_MS, 30 * DAY_MS)


@pytest.mark.parametrize(
    "changed",
    [
        {"operators": 0},
        {"flood_begins": 4},
        {"flood_ends": 0},
        {"shifts": ()},
        {"shifts": (time(8), time(8))},
    ],
)
def test_terms_that_contradict_each_other_are_refused(changed):
    with pytest.raises(ValueError, match=r"operators|flood|shifts"):
        Terms.standard(**changed)


@pytest.mark.parametrize(
    ("start", "end"), [(5, 5), (9, 5), (-1, 5), (0, 4000 * DAY_MS), (10**15 - 1, 10**15)]
)
def test_a_period_is_half_open_and_no_longer_than_ten_years(start, end):
    with pytest.raises(ValueError, match="ten years"):
        Period(start, end)
