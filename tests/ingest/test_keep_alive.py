from hypothesis import given
from hypothesis import strategies as st

from ingest.keep_alive import KeepAlive, Pulse


def judge(pulse, now_s, *, said=False, heard=False):
    return pulse.judge(now_s, said=said, heard=heard)


def test_silence_on_either_side_asks_after_half_the_interval():
    pulse = KeepAlive(10, 0.0)
    assert judge(pulse, 4.9) is Pulse.NOTHING
    assert judge(pulse, 5.0, heard=True) is Pulse.ASK
    pulse = KeepAlive(10, 0.0)
    assert judge(pulse, 5.0, said=True) is Pulse.ASK


def test_who_answers_nothing_for_another_half_is_dead_and_any_word_is_an_answer():
    pulse = KeepAlive(10, 0.0)
    judge(pulse, 5.0)
    assert judge(pulse, 9.9) is Pulse.NOTHING
    assert judge(pulse, 10.0) is Pulse.DEAD
    pulse = KeepAlive(10, 0.0)
    judge(pulse, 5.0)
    assert judge(pulse, 10.0, heard=True) is Pulse.ASK


def test_without_an_interval_nothing_is_asked():
    assert judge(KeepAlive(0, 0.0), 1e9) is Pulse.NOTHING


@given(st.lists(st.tuples(st.floats(0.1, 1.0), st.booleans(), st.booleans()), max_size=100))
def test_a_dead_peer_is_noticed_within_one_interval_and_a_living_one_never_given_up(steps):
    pulse, now_s, heard_s = KeepAlive(10, 0.0), 0.0, 0.0
    for step_s, said, heard in steps:
        now_s += step_s
        heard_s = now_s if heard else heard_s
        verdict = judge(pulse, now_s, said=said, heard=heard)
        if verdict is Pulse.DEAD:
            assert now_s - heard_s >= 5
            return
        assert now_s - heard_s < 10 + 2, "a step of a second on either side"
