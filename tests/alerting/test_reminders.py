"""Reminders: one instant a name, the newest word counts."""

from hypothesis import given
from hypothesis import strategies as st

from alerting.reminders import Reminders
from plant.reading import NEVER

moves = st.lists(
    st.tuples(st.sampled_from("abc"), st.one_of(st.integers(0, 50), st.just(int(NEVER)))),
    max_size=300,
)


@given(moves, st.integers(0, 60))
def test_what_is_due_is_what_the_last_word_of_each_says(puts, now):
    reminders, twin = Reminders(), {}
    for name, at in puts:
        reminders.put(name, at)
        twin[name] = at
    assert reminders.next_due() == min(twin.values(), default=NEVER)
    assert sorted(reminders.take(now)) == sorted(name for name, at in twin.items() if at <= now)
    rest = [at for at in twin.values() if at > now]
    assert reminders.next_due() == min(rest, default=NEVER)


def test_moving_one_reminder_for_ever_holds_no_more_and_more():
    reminders = Reminders()
    for at in range(10_000):
        reminders.put("a", at)
    assert len(reminders._queue) < 100
