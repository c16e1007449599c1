import multiprocessing

import pytest

from simulators.child import GO, READY, hear, run_child


def count_up(start, pipe):
    pipe.send(READY)
    while pipe.poll(30):
        try:
            word = pipe.recv()
        except EOFError:
            return
        start += 1
        pipe.send((word, start))


def never_ready(pipe):
    pipe.send("something else")


def die(pipe):
    pipe.close()


def test_a_child_answers_while_the_block_runs_and_is_gone_after_it():
    with run_child(count_up, 5) as child:
        for expected in (6, 7):
            child.send(GO)
            assert hear(child, 30) == (GO, expected)
    assert multiprocessing.active_children() == []


@pytest.mark.parametrize(("function", "error"), [(never_ready, RuntimeError), (die, EOFError)])
def test_one_that_does_not_get_ready_is_an_error(function, error):
    with pytest.raises(error), run_child(function):
        pytest.fail("the block ran")
    assert multiprocessing.active_children() == []


def test_one_that_says_nothing_is_not_waited_for_for_ever():
    with run_child(count_up, 5) as child, pytest.raises(TimeoutError):
        hear(child, 0.01)
