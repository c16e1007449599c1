"""Clocks that are right, wrong, set, and data that only waited; in seconds for readability."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.skew import HALF_WINDOW_MS, PROOF_MS, TOLERANCE_MS, Correction, GatewayClock

T = 1_763_900_000_000


def feed(clock, seconds, offset_s, *, sent, every_s=1.0):
    """Frames of a ticking clock whose stamps arrive ``offset_s`` later; the last correction."""
    correction = None
    for n in range(int(seconds / every_s) + 1):
        received = T + int(1000 * n * every_s) + feed.shift
        correction = clock.observe(received - int(offset_s * 1000), received, sent=sent)
    feed.shift += int(1000 * seconds) + 1000
    return correction


@pytest.fixture(autouse=True)
def at_start():
    feed.shift = 0


@pytest.mark.parametrize("sent", [True, False])
def test_a_right_clock_with_network_delay_is_not_suspected(sent):
    assert feed(GatewayClock(), 10, 0.2, sent=sent) == Correction(200, suspect=False)


@pytest.mark.parametrize("sent", [True, False])
@pytest.mark.parametrize("off_s", [-3600, -61, 61, 300, 1e9])
def test_a_clock_off_from_the_first_frame_is_suspected_at_once(sent, off_s):
    assert feed(GatewayClock(), 0, off_s, sent=sent) == Correction(int(off_s * 1000), suspect=True)


@pytest.mark.parametrize("off_s", [-60, -30, 60])
def test_within_tolerance_nothing_is_suspected(off_s):
    assert not feed(GatewayClock(), 0, off_s, sent=True).suspect
    assert TOLERANCE_MS == 60_000


@pytest.mark.parametrize("off_s", [-120, 300])
def test_a_clock_at_sending_that_is_set_is_believed_with_its_first_frame(off_s):
    clock = GatewayClock()
    feed(clock, 10, 0.1, sent=True)
    assert feed(clock, 0, off_s, sent=True) == Correction(off_s * 1000, suspect=True)
    assert feed(clock, 0, 0.1, sent=True) == Correction(100, suspect=False)


def test_a_set_back_clock_without_sent_is_believed_once_it_ticks_steadily():
    clock = GatewayClock()
    feed(clock, 10, 0.1, sent=False)
    assert not feed(clock, 1, 300, sent=False).suspect
    assert feed(clock, 4, 300, sent=False) == Correction(300_000, suspect=True)
    assert PROOF_MS < 5_000, "the alarm is due within 5 s"


@pytest.mark.parametrize("sent", [True, False])
def test_data_that_waited_in_a_queue_does_not_make_the_clock_suspect(sent):
    """An hour's backlog is drained in ten seconds: offsets fall, stamps rise."""
    clock = GatewayClock()
    feed(clock, 10, 0.1, sent=sent)
    cut = T + feed.shift
    for n in range(3600):
        received = cut + 3_600_000 + n * 3
        assert not clock.observe(cut + n * 1000, received, sent=sent).suspect
    assert abs(clock.skew) < 1000


def test_the_estimate_rises_with_a_slowly_drifting_clock():
    clock = GatewayClock()
    for minute in range(60):
        feed(clock, 59, minute * 0.5, sent=False, every_s=10)
    assert 20_000 < clock.skew < 30_000


def test_saved_and_restored_it_is_the_same():
    clock = GatewayClock()
    feed(clock, 10, 0.1, sent=False)
    feed(clock, 1, 300, sent=False)
    other = GatewayClock.restore(clock.save())
    assert other == clock
    assert feed(other, 4, 300, sent=False).suspect


def test_frames_that_waited_together_keep_the_distance_they_were_sent_with():
    clock = GatewayClock()
    feed(clock, 1, 3600, sent=True)
    arrived = T + 10_000
    stamps = [arrived - 3_600_000 - waited for waited in (400, 300, 200, 100)]
    corrected = [stamp + clock.observe(stamp, arrived, sent=True).skew for stamp in stamps]
    assert corrected == [arrived - 400, arrived - 300, arrived - 200, arrived - 100]


waits = st.sampled_from([0, 1, 20, 1_000, 3_100, HALF_WINDOW_MS - 1, HALF_WINDOW_MS])
offsets = st.one_of(
    st.integers(-30, 30),
    st.sampled_from([2_000, 2_030, 2_031, 57_990, 58_000, 58_010, 60_010, 61_000, -58_001]),
)


@given(st.lists(st.tuples(waits, offsets, st.booleans()), max_size=30))
def test_keeping_a_steady_stamp_is_observing_it(stamps):
    clock, received = GatewayClock(), 1_000_000
    for wait, offset, sent in stamps:
        received += wait
        stamp, kept = received - offset, GatewayClock.restore(clock.save())
        steady, before = clock.is_steady(stamp, received), clock.current
        steady &= not sent or stamp > clock.stamp
        correction = clock.observe(stamp, received, sent=sent)
        if steady:
            kept.keep(stamp, received)
            assert (kept, before) == (clock, correction)
            assert kept.right
