"""Everybody's turn: one that floods fills its own lane."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.frame import Frame
from ingest.mqtt_endpoint.frame_queue import FrameQueue, Lane


def frames(name, count, size=1):
    return [Frame(f"{name}{number}", b"x" * size, 0) for number in range(count)]


def test_frames_of_one_lane_keep_their_order_across_portions():
    queue, lane = FrameQueue(100, 1000), Lane()
    queue.put(lane, frames("a", 3))
    queue.put(lane, frames("b", 2))
    names = [frame.topic for _ in range(3) for frame in queue.take(2)]
    assert names == ["a0", "a1", "a2", "b0", "b1"]
    assert (queue.frames, queue.bytes, lane.frames, lane.bytes) == (0, 0, 0, 0)


def test_a_flood_holds_nobody_else_back():
    queue, flood, quiet = FrameQueue(100_000, 1 << 30), Lane(), Lane()
    queue.put(flood, frames("f", 5000))
    queue.put(quiet, frames("q", 2))
    taken = queue.take(100)
    assert [frame.topic for frame in taken if frame.topic[0] == "q"] == ["q0", "q1"]
    assert len(taken) == 100


def test_once_full_only_those_with_more_than_their_share_wait():
    queue, flood, quiet = FrameQueue(10, 1 << 30), Lane(), Lane()
    queue.put(flood, frames("f", 10))
    queue.put(quiet, frames("q", 1))
    assert not queue.has_room(flood)
    assert queue.has_room(quiet)
    assert queue.has_room(Lane())
    queue.take(2)
    assert queue.has_room(flood)


@pytest.mark.parametrize("hog", [0, 1000])
def test_many_that_flood_alike_fill_no_more_than_twice_the_queue(hog):
    queue, lanes = FrameQueue(1000, 1 << 30), [Lane() for _ in range(50)]
    queue.put(Lane(), frames("h", hog))
    for _ in range(200):
        for lane in lanes:
            if queue.has_room(lane):
                queue.put(lane, frames("f", 3))
    assert 1000 <= queue.frames < 2 * 1000 + 3 * len(lanes)
    assert min(lane.frames for lane in lanes) >= 1000 // 51


def test_bytes_are_bounded_like_frames():
    queue, lane = FrameQueue(1000, 100), Lane()
    queue.put(lane, frames("f", 1, size=100))
    assert not queue.has_room(lane)
    queue.take(1)
    assert queue.has_room(lane)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(1, 9)), max_size=12), st.integers(1, 9))
def test_nothing_is_lost_or_said_twice(puts, most):
    queue, lanes = FrameQueue(10, 100), [Lane() for _ in range(4)]
    put = {place: [] for place in range(4)}
    for number, (place, count) in enumerate(puts):
        portion = frames(f"{place}-{number}-", count)
        put[place] += [frame.topic for frame in portion]
        queue.put(lanes[place], portion)
    got = {place: [] for place in range(4)}
    while taken := queue.take(most):
        assert len(taken) <= most
        for frame in taken:
            got[int(frame.topic[0])].append(frame.topic)
    assert got == put
    assert (queue.frames, queue.bytes) == (0, 0)
