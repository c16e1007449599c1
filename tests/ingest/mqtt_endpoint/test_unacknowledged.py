"""PUBACKs in the order of the frames, whatever the order of the commits."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from ingest.mqtt_endpoint.codes import Code
from ingest.mqtt_endpoint.unacknowledged import Unacknowledged
from tests.ingest.mqtt_endpoint.speaker import puback


def make(*numbers, first=1):
    waiting = Unacknowledged(first)
    waiting.five = True
    for number in numbers:
        waiting.add(number)
    return waiting


def test_what_is_confirmed_in_order_is_answered_at_once():
    waiting = make(7, 8, 9)
    assert waiting.confirm([1, 2]) == (puback(7) + puback(8), 0)
    assert waiting.confirm([3]) == (puback(9), 0)
    assert len(waiting) == 0


def test_what_is_confirmed_out_of_turn_waits():
    waiting = make(7, 8, 9)
    assert waiting.confirm([3]) == (b"", 0)
    assert waiting.confirm([2]) == (b"", 0)
    assert waiting.confirm([1]) == (puback(7) + puback(8) + puback(9), 0)


def test_what_waits_no_more_is_only_counted():
    waiting = make(7, first=5)
    assert waiting.confirm([4]) == (b"", 1)
    assert waiting.confirm([5, 6]) == (puback(7), 1)
    assert waiting.confirm([5]) == (b"", 1)


def test_a_reason_is_told_in_turn_and_in_mqtt_5_alone():
    waiting = make(7)
    waiting.add(8, Code.NOT_AUTHORIZED)
    assert waiting.confirm([2])[0] == b""
    assert waiting.confirm([1])[0] == puback(7) + b"\x40\x03\0\x08\x87"
    waiting.five = False
    waiting.add(9)
    assert waiting.confirm([3], Code.QUOTA_EXCEEDED)[0] == puback(9)


def test_a_frame_refused_for_two_reasons_tells_the_first():
    waiting = make()
    waiting.add(8, Code.NOT_AUTHORIZED)
    assert waiting.confirm([1], Code.QUOTA_EXCEEDED)[0] == b"\x40\x03\0\x08\x87"


@given(st.permutations(list(range(1, 13))), st.lists(st.integers(0, 12), max_size=3))
def test_any_order_in_any_portions_gives_the_order_of_arrival(order, cuts):
    waiting = make(*range(101, 113))
    edges = sorted({0, *cuts, len(order)})
    said = b"".join(waiting.confirm(order[start:end])[0] for start, end in pairwise(edges))
    assert said == b"".join(puback(number) for number in range(101, 113))
    assert waiting.first == 13
