from hypothesis import given
from hypothesis import strategies as st

from ingest.arrivals import Arrivals
from ingest.frame import Frame


def frame(size):
    return Frame("t", b"x" * size, 0)


@given(st.lists(st.integers(0, 40), max_size=30), st.integers(1, 10))
def test_what_went_in_comes_out_in_order_and_the_room_is_what_is_left(sizes, most):
    arrivals = Arrivals(10, 100)
    frames = [frame(size) for size in sizes]
    arrivals.add(frames)
    assert arrivals.full == (len(frames) >= 10 or sum(sizes) >= 100)
    assert arrivals.room == (10 - len(frames), 100 - sum(sizes))
    out = []
    while arrivals:
        part = arrivals.take(most)
        assert 0 < len(part) <= most
        out += part
    assert out == frames
    assert arrivals.room == (10, 100)


def test_of_nothing_nothing_is_taken():
    assert Arrivals(1, 1).take(5) == []
