"""Reading ahead: the same items and errors as without, and nothing that runs on afterwards."""

import threading
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.read_ahead import read_ahead


def running():
    return [thread for thread in threading.enumerate() if thread.name == "read-ahead"]


@given(st.lists(st.integers(), max_size=50), st.integers(1, 5))
def test_the_same_items_come_in_their_order(items, most):
    assert list(read_ahead(items, most)) == items
    assert running() == []


def test_no_more_than_so_many_wait():
    taken = []
    items = (taken.append(number) or number for number in range(100))
    with closing(read_ahead(items, 3)) as ahead:
        for number in ahead:
            # 1. It is out already. 2. The next one stands before the full queue.
            assert len(taken) <= number + 1 + 3 + 1
            if number == 50:
                break
    assert len(taken) < 60
    assert running() == []


def test_an_error_comes_after_what_was_read_before_it():
    def items():
        yield 1
        raise ZeroDivisionError("thirteen")

    ahead = read_ahead(items(), 5)
    assert next(ahead) == 1
    with pytest.raises(ZeroDivisionError, match="thirteen"):
        next(ahead)
    assert running() == []


def test_what_is_given_up_is_not_read_on():
    endless = iter(int, 1)
    ahead = read_ahead(endless, 2)
    assert next(ahead) == 0
    ahead.close()
    assert running() == []
