"""Rows and figures of handling records, from records alone."""

from dataclasses import replace

from dashboard_api.handling_rows import count_records, handling_row
from tests.alerting.handling_sample import (
    CLOSE,
    FALSE,
    OPENED,
    PLANT,
    REAL,
    SIGN,
    do,
    follow,
    raised,
    returned,
)


def test_a_record_of_a_tag_that_is_gone_is_shown_by_its_id():
    bare = replace(PLANT, tags=(), hazards=(), enterprises=())
    row = handling_row(follow(raised()), bare, OPENED)
    assert row.name.zh == "E1.LT-101 高高限报警"
    assert (row.hazard, row.enterprise) == ("H1", "E1"), "as they were when it was opened"


def test_drills_are_counted_apart_and_count_for_nothing_else():
    drill = do(follow(raised(marks=("simulated",)), returned()), SIGN, FALSE, CLOSE)
    real = do(follow(raised()), SIGN, REAL)
    figures = count_records([drill, real], 0, 99, 10**12)
    assert (figures.records, figures.drills, figures.open, figures.overdue) == (1, 1, 1, 1)
    assert (figures.findings["false"], figures.false_share) == (0, 0.0)


def test_without_a_real_or_false_alarm_there_is_no_share():
    test = follow(raised())
    assert count_records([test], 0, 99, 0).false_share is None


def test_late_steps_are_counted_by_step():
    late = do(follow(raised()), SIGN, start=10**9)
    figures = count_records([late, follow(raised())], 0, 99, 0)
    assert figures.late == {"signed": 1, "verified": 0, "handled": 0, "reported": 0, "closed": 0}
