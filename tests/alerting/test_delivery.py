"""At least once: which channel is tried next, how long a fault waits, and when nobody is told."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerting.delivery import (
    FIRST_WAIT_MS,
    LONGEST_WAIT_MS,
    TOO_OLD_MS,
    Delivery,
    choose_channel,
    note_refused,
    note_taken,
)
from alerting.notice import ChannelError, Fate, Notice, Receipt
from plant.condition import Priority

NOTICE = Notice(
    key="E1.LT-101:HH/1000/0/p1",
    alarms=("E1.LT-101:HH",),
    hazard="H1",
    called_at=1_000,
    step=0,
    person="p1",
    via=("voice", "sms"),
    priority=Priority.HIGH,
    due=1_000,
    zh="液位高高",
    en="level high-high",
)
PASSING, LASTING = ChannelError("no answer"), ChannelError("no such number", lasting=True)


def try_all(delivery, *errors, now=2_000):
    for error in errors:
        delivery = note_refused(delivery, choose_channel(delivery), error, now)
    return delivery


def test_channels_take_turns():
    once = try_all(Delivery(NOTICE), PASSING)
    twice = try_all(once, PASSING)
    assert [choose_channel(one) for one in (Delivery(NOTICE), once, twice)] == [
        "voice",
        "sms",
        "voice",
    ]


def test_what_was_taken_is_settled():
    sent = note_taken(Delivery(NOTICE), "voice", Receipt("42"), 3_000)
    assert (sent.fate, sent.channel, sent.reference, sent.attempts) == (Fate.SENT, "voice", "42", 1)
    assert sent.settled_at == 3_000


def test_a_channel_that_failed_for_good_is_left_out_and_the_next_one_tried_at_once():
    delivery = try_all(Delivery(NOTICE), LASTING)
    assert (delivery.fate, delivery.next_at, choose_channel(delivery)) == (
        Fate.PENDING,
        2_000,
        "sms",
    )


def test_where_all_failed_for_good_nobody_is_told_and_it_is_said_why():
    delivery = try_all(Delivery(NOTICE), LASTING, LASTING)
    assert (delivery.fate, delivery.error, delivery.settled_at) == (
        Fate.FAILED,
        "no such number",
        2_000,
    )


def test_a_passing_fault_waits_longer_with_every_round_but_not_for_ever():
    delivery, waits = Delivery(NOTICE), []
    for _ in range(20):
        delivery = try_all(delivery, PASSING)
        waits.append(delivery.next_at - 2_000)
    assert waits[:4] == [FIRST_WAIT_MS, FIRST_WAIT_MS, 2 * FIRST_WAIT_MS, 2 * FIRST_WAIT_MS]
    assert waits == sorted(waits)
    assert waits[-1] == LONGEST_WAIT_MS


def test_what_is_critical_never_waits_long():
    critical = Delivery(replace(NOTICE, priority=Priority.CRITICAL), attempts=99)
    assert try_all(critical, PASSING).next_at == 2_000 + FIRST_WAIT_MS


@pytest.mark.parametrize(
    ("age", "fate"), [(TOO_OLD_MS, Fate.PENDING), (TOO_OLD_MS + 1, Fate.FAILED)]
)
def test_a_call_of_yesterday_is_told_to_nobody(age, fate):
    assert try_all(Delivery(NOTICE), PASSING, now=NOTICE.due + age).fate is fate


@given(st.lists(st.booleans(), max_size=30))
def test_a_pending_notice_always_has_a_channel_and_an_attempt_ahead(lasting):
    delivery, now = Delivery(NOTICE), 2_000
    for is_lasting in lasting:
        if delivery.fate is not Fate.PENDING:
            assert choose_channel(delivery) is None
            return
        assert choose_channel(delivery) in NOTICE.via
        delivery = try_all(delivery, LASTING if is_lasting else PASSING, now=now)
        assert delivery.next_at >= now
        now = max(now, delivery.next_at)
