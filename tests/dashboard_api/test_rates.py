"""Token buckets: a rest is good for a burst, and nobody pays for another."""

from hypothesis import given
from hypothesis import strategies as st

from dashboard_api.rates import BUCKETS, Allowance, Rates, tell_seconds

STEPS = st.lists(st.sampled_from([0.0, 0.01, 0.1, 1.0, 60.0]), max_size=200)


def test_after_a_rest_a_burst_is_granted_and_then_the_rate():
    rates = Rates(Allowance(per_s=2, burst=3))
    assert [rates.take("a", 0) for _ in range(4)] == [0, 0, 0, 0.5]
    assert rates.take("a", 0.25) == 0.25
    assert rates.take("a", 0.5) == 0
    assert rates.take("a", 0.5) > 0
    assert [rates.take("a", 1000) for _ in range(4)] == [0, 0, 0, 0.5]


def test_nobody_pays_for_another():
    rates = Rates(Allowance(per_s=1, burst=1))
    assert rates.take("a", 0) == 0
    assert rates.take("a", 0) > 0
    assert rates.take("b", 0) == 0


@given(STEPS)
def test_no_more_than_the_burst_and_the_rate_is_granted_and_waiting_helps(steps):
    allowance, now, granted = Allowance(per_s=5, burst=7), 0.0, 0
    rates = Rates(allowance)
    for step in steps:
        now += step
        wait = rates.take("a", now)
        granted += wait == 0
        assert granted <= allowance.burst + allowance.per_s * now
        if wait:
            now += wait + 1e-9
            assert rates.take("a", now) == 0
            granted += 1


def test_a_clock_that_steps_back_gives_nothing_away_and_who_is_forgotten_begins_anew():
    rates = Rates(Allowance(per_s=1, burst=1))
    assert rates.take("a", 100) == 0
    assert rates.take("a", 0) > 0
    for number in range(BUCKETS):
        rates.take(str(number), 100)
    assert rates.take("a", 100) == 0


def test_whole_seconds_are_told():
    assert [tell_seconds(wait) for wait in (0.001, 1.0, 1.2)] == ["1", "1", "2"]
