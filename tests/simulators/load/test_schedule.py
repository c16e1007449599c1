import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from simulators.load.schedule import NS, Schedule

schedules = st.builds(Schedule, st.floats(0.1, 100_000), st.floats(0.01, 100))


def test_a_message_is_due_at_its_place_whatever_became_of_those_before():
    schedule = Schedule(rate=4, seconds=2)
    assert [schedule.due_ns(number) for number in range(3)] == [0, NS // 4, NS // 2]
    assert schedule.messages == 8
    assert [schedule.count_due(ms * 1_000_000) for ms in (0, 249, 250, 9999)] == [1, 1, 2, 8]


@given(schedules, st.integers(0, 10_000))
def test_what_is_due_is_what_lies_before_now(schedule, number):
    due = schedule.due_ns(number)
    counted = schedule.count_due(due + 1)
    assert counted >= min(schedule.messages, number + 1)
    if counted < schedule.messages:
        assert schedule.due_ns(counted) > due - 1


@given(schedules)
def test_many_at_once_are_as_one_by_one(schedule):
    numbers = np.array([0, 1, 17, 9_999])
    apart = schedule.due_all(numbers) - [schedule.due_ns(number) for number in numbers.tolist()]
    assert np.abs(apart).max() <= max(1, schedule.due_ns(9_999) * 1e-12)
