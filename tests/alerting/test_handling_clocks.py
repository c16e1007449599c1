"""By when a step is to be done, and whose turn it is."""

from alerting.handling import Happening, Side, Step
from alerting.handling_clocks import find_due, find_turn, is_overdue
from plant.condition import Priority
from tests.alerting.handling_sample import (
    CLOSE,
    FALSE,
    HANDLE,
    OPENED,
    PLANT,
    REAL,
    REPORT,
    SIGN,
    do,
    follow,
    park,
    raised,
    returned,
)

LIMITS = PLANT.handling_limits.find(Priority.HIGH)


def test_a_step_is_overdue_only_after_its_limit():
    record = follow(raised())
    due = OPENED + LIMITS["sign"]
    assert find_due(record) == due
    assert not is_overdue(record, due)
    assert is_overdue(record, due + 1)


def test_each_limit_counts_from_the_end_of_the_step_before():
    record = follow(raised(), returned(2_000))
    for act, step in ((SIGN, "verify"), (REAL, "handle"), (HANDLE, "report"), (REPORT, "close")):
        record = do(record, act, start=50_000 + record.version * 1_000)
        assert find_due(record) == record.since + LIMITS[step]


def test_the_limits_are_those_of_the_priority():
    record = follow(raised(priority=Priority.CRITICAL))
    assert find_due(record) == OPENED + PLANT.handling_limits.find(Priority.CRITICAL)["sign"]


def test_nobody_is_late_with_closing_what_still_stands():
    standing = do(follow(raised()), SIGN, FALSE)
    assert find_due(standing) is None
    over = do(follow(raised(), returned(2_000)), SIGN, FALSE)
    assert find_due(over) == over.since + LIMITS["close"]


def test_the_parks_time_begins_with_the_end_of_the_condition():
    record = do(follow(raised(), returned(2_000)), SIGN, REAL, HANDLE, REPORT)
    late = record.since + 500_000
    ended = type(record)(
        **{name: getattr(record, name) for name in record.__slots__} | {"ended_at": late}
    )
    assert find_due(ended) == late + LIMITS["close"]


def test_the_turn_is_the_enterprises_until_the_park_may_close():
    record = follow(raised(), returned(2_000))
    turns = [find_turn(record)]
    for act in (SIGN, REAL, HANDLE, REPORT, CLOSE):
        record = do(record, act, start=10_000 + record.version)
        turns.append(find_turn(record))
    assert turns == [*[Side.ENTERPRISE] * 4, Side.PARK, None]
    assert find_due(record) is None


def test_what_is_not_real_is_the_parks_turn_at_once():
    assert find_turn(do(follow(raised()), SIGN, FALSE)) is Side.PARK


def test_what_belongs_to_no_enterprise_is_the_parks_from_the_beginning():
    record = follow(raised(alarm="journal:system"))
    assert find_turn(record) is Side.PARK
    assert do(record, park(Happening.SIGNED)).step is Step.SIGNED
