"""Which promise is believed, and what goes next. Time is a number here."""

from gateway.delivery import (
    LONGEST_STALL_S,
    OPENING_S,
    STALL_S,
    Belief,
    Delivery,
)


def begin(confirmed=0, *, opened=False, now=0.0):
    delivery = Delivery()
    delivery.begin(confirmed, opened=opened, now=now)
    return delivery


def test_an_opened_run_goes_on_above_the_watermark_without_limit():
    delivery = begin(41, opened=True)
    assert delivery.sent == 41
    assert delivery.room(0.0) is None
    delivery.note_sent(42, 0.0)
    assert delivery.hear(42, last=50, now=1.0) is Belief.CONFIRM
    assert delivery.hear(42, last=50, now=1.0) is Belief.NOTHING
    assert delivery.hear(40, last=50, now=1.0) is Belief.NOTHING


def test_the_first_frame_of_a_run_goes_alone_until_it_is_confirmed():
    delivery = begin()
    assert delivery.room(0.0) == 1
    delivery.note_sent(1, 0.0)
    assert delivery.room(0.0) == 0
    assert delivery.hear(1, last=9, now=0.1) is Belief.CONFIRM
    assert delivery.room(0.1) is None


def test_readings_do_not_wait_for_a_platform_that_is_silent():
    delivery = begin()
    delivery.note_sent(1, 0.0)
    assert delivery.room(OPENING_S - 0.1) == 0
    assert delivery.room(OPENING_S) is None


def test_a_platform_that_came_late_is_not_believed_about_what_it_never_saw():
    delivery = begin()
    for seq in range(1, 8):
        delivery.note_sent(seq, OPENING_S)
    assert delivery.hear(7, last=7, now=99.0) is Belief.BEGIN_RUN
    delivery.begin(0, opened=False, now=99.0)
    delivery.note_sent(1, 99.0)
    assert delivery.room(99.0 + OPENING_S) == 0  # it was too short, so it is longer now
    assert delivery.hear(1, last=7, now=100.0) is Belief.CONFIRM


def test_a_promise_left_over_from_before_opens_no_run():
    assert begin().hear(5, last=9, now=0.0) is Belief.BEGIN_RUN


def test_a_promise_beyond_what_was_ever_sent_is_about_another_outbox():
    assert begin(3, opened=True).hear(10, last=9, now=0.0) is Belief.BEGIN_RUN


def test_a_promise_from_an_earlier_connection_is_not_sent_again():
    delivery = begin(3, opened=True)
    assert delivery.hear(7, last=9, now=0.0) is Belief.CONFIRM
    assert delivery.sent == 7


def test_a_watermark_standing_still_asks_for_another_pass_ever_more_rarely():
    delivery, now, waits = begin(0, opened=True), 0.0, []
    for _ in range(7):
        delivery.note_sent(1, now)
        began = now
        while not delivery.stalled(now):
            now += 1.0
        waits.append(now - began)
        delivery.begin(0, opened=True, now=now)
    assert waits == [30, 60, 120, 240, 480, 600, 600]
    assert waits[-1] == LONGEST_STALL_S
    delivery.note_sent(1, now)
    assert delivery.hear(1, last=2, now=now) is Belief.CONFIRM
    delivery.note_sent(2, now)
    assert delivery.stalled(now + STALL_S)


def test_with_nothing_unconfirmed_nothing_stalls():
    assert not begin(4, opened=True).stalled(1e9)
