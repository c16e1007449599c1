"""What time it is for a stream of frames: :mod:`ingest.stream_clock`."""

import numpy as np
import pytest

from ingest.frame import Frame
from ingest.stream_clock import StreamClock
from plant.reading import ReadingBatch
from tests.ingest.parks import T0

FRAME = Frame("hw/1/gw/data", b"", T0 + 77)


@pytest.fixture
def clock():
    return StreamClock(streaming=True, start=T0)


def test_before_anything_was_told_it_is_the_start(clock):
    assert clock.now == T0
    assert not clock.has_begun
    assert clock.date(FRAME) == T0


def test_our_own_clock_dates_a_frame_by_its_arrival():
    clock = StreamClock(streaming=False, start=T0)
    clock.tell(T0 + 500)
    assert clock.date(FRAME) == T0 + 77


def test_what_a_frame_told_dates_the_next_before_it_is_admitted(clock):
    clock.tell(T0 + 500)
    clock.tell(T0 + 300)
    assert clock.has_begun
    assert clock.date(FRAME) == T0 + 500
    assert clock.now == T0


def test_the_stream_never_goes_back(clock):
    clock.reach(T0 + 900)
    clock.reach(T0 + 400)
    assert clock.now == T0 + 900
    assert clock.has_begun


def test_our_own_clock_is_moved_by_nobody():
    clock = StreamClock(streaming=False, start=T0)
    clock.reach(T0 + 900)
    assert clock.now == T0


def test_readings_arrive_at_the_highest_time_so_far_and_retained_ones_tell_none(clock):
    clock.reach(T0 + 100)
    source = [T0 + at for at in (50, 300, 200, 900, 400)]
    batch = ReadingBatch.of([0, 0, 1, 1, 0], source, [1.0, 2.0, 3.0, 4.0, 5.0])
    retained = np.array([False, False, False, True, False])
    received = clock.restamp(batch, retained).received
    assert (received - T0).tolist() == [100, 300, 300, 300, 400]
    assert clock.now == T0 + 400
    assert (batch.received != received).any(), "the batch that was given is untouched"


def test_an_empty_batch_moves_nothing(clock):
    assert not len(clock.restamp(ReadingBatch.of([], [], []), np.zeros(0, dtype=np.bool_)))
    assert clock.now == T0
