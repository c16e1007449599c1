"""A gateway's clock that is set, and what may be late by it: frames through admission."""

import json

import numpy as np
import pytest

from ingest.admission import Admission
from ingest.frame import Frame
from ingest.recent import Recent
from ingest.standing import TickNote, decode_note, encode_note
from plant.reading import NEVER, name_marks
from tests.ingest.frames import admit, level, live, marks
from tests.ingest.parks import T0, make_plant

PLANT = make_plant()
LEVEL, PRESSURE = "E1.LT-101", "E1.PT-101"
S = 1000


class Gateway:
    """G1 with a clock ``off`` ms ahead of ours and a network that takes ``delay`` ms."""

    def __init__(self, admission, *, sent, delay=5):
        self.admission, self.sent, self.delay = admission, sent, delay
        self.off = 0

    def make(self, at, tag, value, *, age=0, received=None):
        clock = T0 + at + self.off
        body = {"ts": clock - age, "values": {tag: value}}
        if self.sent:
            body["sent"] = clock
        arrival = T0 + at + self.delay if received is None else received
        return Frame("hazard/v1/P/E1/G1/data", json.dumps(body).encode(), arrival)

    def send(self, at, tag, value, *, age=0):
        return self.deliver(self.make(at, tag, value, age=age))

    def deliver(self, *frames):
        return self.admission.admit(frames, frames[-1].received)

    @property
    def clock_off(self):
        since = int(self.admission.situation(T0).clock_off[0])
        return None if since == NEVER else since - T0


def gateway(*, sent):
    started = Gateway(Admission(PLANT, stream=False, start=T0), sent=sent)
    for second in range(3):
        started.send(second * S, LEVEL, float(second))
        started.send(second * S + 1, PRESSURE, 0.0)
    return started


def judged(admitted):
    """(judging time less T0, marks) of the only reading."""
    [time], [marks] = admitted.batch.time.tolist(), admitted.batch.marks.tolist()
    return time - T0, name_marks(marks)


# ------------------------------------------------------------------------ set back


@pytest.mark.parametrize("back_s", [2, 5, 30, 50, 59])
def test_a_clock_at_sending_that_is_set_back_makes_nothing_late(back_s):
    clock = gateway(sent=True)
    clock.off = -back_s * S
    assert judged(clock.send(2_100, PRESSURE, 1.0)) == (2_105, ["clock_suspect"])
    for second in range(3, 40):
        at = second * S
        time, marks = judged(clock.send(at, LEVEL, float(second)))
        assert (time, marks) == (at + 5, ["clock_suspect"])
    assert clock.clock_off is None, "within tolerance it is no alarm"


def test_a_reading_s_age_counts_from_its_arrival_once_the_clock_is_set_back():
    clock = gateway(sent=True)
    clock.off = -30 * S
    assert judged(clock.send(4_000, LEVEL, 9.0, age=700)) == (3_305, ["clock_suspect"])
    _, marks = judged(clock.send(4_500, LEVEL, 8.0, age=3_000))
    assert marks == ["late"], "truly older than the last"


def test_stamps_are_trusted_again_once_the_clock_is_right():
    clock = gateway(sent=True)
    clock.off = -30 * S
    clock.send(3_000, LEVEL, 1.0)
    clock.off = 0
    assert judged(clock.send(4_000, LEVEL, 2.0)) == (4_000, [])


@pytest.mark.parametrize("back_s", [20, 50, 300])
def test_without_the_clock_at_sending_it_is_believed_after_three_seconds(back_s):
    clock = gateway(sent=False)
    clock.off = -back_s * S
    told = [judged(clock.send(at, LEVEL, at / S)) for at in range(2_500, 9_000, 500)]
    assert all(marks == ["late"] for _, marks in told[:6])
    assert [time for time, _ in told[7:]] == list(range(6_005, 9_000, 500))
    assert all(marks == ["clock_suspect"] for _, marks in told[7:])


@pytest.mark.parametrize("sent", [True, False])
@pytest.mark.parametrize("age", [10, 500, 60_000, 600_000])
def test_a_truly_older_reading_of_an_unchanged_clock_stays_late(sent, age):
    clock = gateway(sent=sent)
    clock.send(10_000, LEVEL, 5.0)
    clock.delay = 900  # a slow frame is no evidence of a clock
    frame = clock.make(10_000 - (not sent) * age, LEVEL, 4.0, age=sent * (age + 1))
    later = Frame(frame.topic, frame.payload, T0 + 10_900)
    assert judged(clock.deliver(later))[1] == ["late"]


@pytest.mark.parametrize("forgotten", [False, True])
def test_a_frame_delivered_twice_is_not_a_clock_that_was_set_back(forgotten):
    """Many frames, all delivered again after a cut: known, or only late where they are not."""
    clock = gateway(sent=True)
    frames = [clock.make(3_000 + n * 100, LEVEL, float(n)) for n in range(20)]
    clock.deliver(*frames)
    if forgotten:
        clock.admission._settlement.order.recent = Recent(1)
    again = [Frame(one.topic, one.payload, T0 + 20_000) for one in frames]
    batch = clock.deliver(*again).batch
    assert [name_marks(mark) for mark in batch.marks.tolist()] == [["late"]] * 19 * forgotten
    assert judged(clock.send(21_000, LEVEL, 99.0)) == (21_000, [])


@pytest.mark.parametrize("behind_ms", [1_000, 30_000, 120_000])
def test_a_frame_that_a_later_one_overtook_is_late_and_no_clock_that_was_set_back(behind_ms):
    admission = live()
    for seq in (7, 9):
        at = T0 + seq * behind_ms
        admit(admission, level(at, 95.0, sent=at, seq=seq, boot="b"))
    at, now = T0 + 8 * behind_ms, T0 + 9 * behind_ms + 20
    late = admit(admission, level(at, 50.0, sent=at, seq=8, boot="b", received=now)).batch
    assert (late.time.tolist(), marks(late)) == ([at], [["late"]])
    fresh = T0 + 10 * behind_ms
    batch = admit(admission, level(fresh, 95.0, sent=fresh, seq=10, boot="b")).batch
    assert (batch.time.tolist(), marks(batch)) == ([fresh], [[]])


def test_cutting_frames_into_ticks_changes_nothing():
    def run(size):
        clock = gateway(sent=True)
        frames = []
        for n in range(60):
            clock.off = -20 * S if 20 <= n < 45 else 0
            frames.append(clock.make(3_000 + n * 250, LEVEL, n % 3, age=n * 37 % 600))
        parts = [clock.deliver(*frames[n : n + size]).batch for n in range(0, 60, size)]
        return [
            row
            for part in parts
            for row in zip(
                part.time.tolist(), part.marks.tolist(), part.value.tolist(), strict=True
            )
        ]

    assert run(60) == run(1) == run(7)
    assert any("clock_suspect" in name_marks(mark) for _, mark, _ in run(1))


def test_a_clock_at_sending_is_believed_though_a_frame_without_it_was_doubted():
    clock = gateway(sent=False)
    clock.off = -7_200 * S
    assert judged(clock.send(3_000, LEVEL, 8.0))[1] == ["late"]
    clock.sent = True
    assert judged(clock.send(4_000, LEVEL, 9.0)) == (4_005, ["clock_suspect"])


# ------------------------------------------------------------------------ set ahead


def test_one_wild_stamp_does_not_shift_readings_that_are_a_little_old():
    clock = gateway(sent=False)
    clock.send(3_000, LEVEL, 1.0)
    wild = clock.make(3_100, LEVEL, 2.0, age=-86_400 * S)
    clock.deliver(wild)
    old = clock.make(100_000 - 90_000, PRESSURE, 3.0, received=T0 + 100_000)
    assert judged(clock.deliver(old)) == (10_000, [])


def test_a_clock_that_is_ahead_is_corrected_all_the_same():
    clock = gateway(sent=False)
    clock.off = 86_400 * S
    assert judged(clock.send(4_000, LEVEL, 1.0)) == (4_005, ["clock_suspect"])


# ------------------------------------------------------------------------ the alarm of the clock


@pytest.mark.parametrize("sent", [True, False])
@pytest.mark.parametrize("off_s", [-3_600, -120, 120, 3_600])
def test_since_when_a_clock_is_off_is_known_within_five_seconds_and_until_it_is_right(sent, off_s):
    clock = gateway(sent=sent)
    assert clock.clock_off is None
    clock.off = off_s * S
    for second in range(3, 10):
        clock.send(second * S, LEVEL, float(second))
    assert 3_000 <= clock.clock_off <= 8_000
    since = clock.clock_off
    clock.send(10 * S, LEVEL, 1.0)
    assert clock.clock_off == since
    clock.off = 0
    for second in range(11, 17):
        clock.send(second * S, LEVEL, float(second))
    assert clock.clock_off is None


def test_a_clock_that_drifts_over_the_tolerance_is_known_within_five_seconds():
    clock = gateway(sent=True)
    known = None
    for second in range(3, 90):
        clock.off = -second * S
        clock.send(second * S * 2, LEVEL, float(second))
        known = known or clock.clock_off
    assert known is not None
    assert 60 * S * 2 <= known <= 60 * S * 2 + 5 * S


def test_waiting_frames_are_no_evidence_of_a_wrong_clock():
    clock = gateway(sent=True)
    for second in range(3, 600):
        clock.deliver(clock.make(second * S, LEVEL, 1.0, received=T0 + 3_600 * S + second * 3))
        assert clock.clock_off is None


def test_on_a_stream_clock_no_clock_is_off():
    clock = Gateway(Admission(PLANT, stream=True, start=T0), sent=True)
    clock.off = 3_600 * S
    clock.send(0, LEVEL, 1.0)
    assert clock.clock_off is None


def test_what_is_known_of_clocks_outlives_a_restart():
    clock = gateway(sent=True)
    clock.off = -120 * S
    ticks = [clock.send(second * S, LEVEL, float(second)) for second in range(3, 6)]

    replayed = gateway(sent=True).admission
    for tick in ticks:
        note = encode_note(TickNote(tick.statuses))
        replayed.recall(tick.batch, decode_note(note).gateways, T0 + 9 * S)
    loaded = Admission(PLANT, stream=False, start=T0)
    loaded.restore(clock.admission.save())
    frames = [clock.make(5 * S, LEVEL, 5.0), clock.make(7 * S, LEVEL, 7.0)]
    expected = clock.deliver(*frames).batch
    for admission in (replayed, loaded):
        assert admission.links.clock_off.tolist() == clock.admission.links.clock_off.tolist()
        batch = admission.admit(frames, T0 + 9 * S).batch
        assert np.array_equal(batch.time, expected.time)
        assert np.array_equal(batch.marks, expected.marks)


# ------------------------------------------------------------------------ the end of a stream


def test_a_stream_ends_at_the_latest_time_told_and_all_due_by_then_is_due():
    clock = Gateway(Admission(PLANT, stream=True, start=T0), sent=False)
    clock.send(0, LEVEL, 1.0)
    clock.admission.advance(T0 - 1)
    assert clock.admission.now == T0
    clock.admission.advance(T0 + 7)
    ended = clock.admission.situation(0, ended=True)
    assert (ended.now, set(ended.event.tolist())) == (T0 + 8, {T0 + 8})
    live = Admission(PLANT, stream=False, start=T0)
    live.advance(T0 + 7)
    assert live.now == T0
