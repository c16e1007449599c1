"""What is offered to whom: exactly what would not be refused, and with what it has to tell."""

import pytest

from alerting.handling import Attachment, Call, Finding, Happening, Side, Verdict
from alerting.handling_acts import MOST_ATTACHMENTS, perform
from alerting.handling_cycle import Refusal
from alerting.handling_offers import list_offers
from tests.alerting.handling_sample import (
    CLOSE,
    FALSE,
    HANDLE,
    HANDS_ON,
    REAL,
    REPORT,
    SIGN,
    do,
    enterprise,
    follow,
    park,
    raised,
    returned,
    situate,
)

DETAILS = {
    Happening.VERIFIED: Verdict(Finding.TEST),
    Happening.CALLED: Call("王工", "138", outgoing=True, answered=True),
    Happening.ATTACHED: Attachment("0" * 64, "a.jpg", "image/jpeg", 1),
}
COURSES = [
    (),
    (SIGN,),
    (SIGN, REAL),
    (SIGN, FALSE),
    (SIGN, REAL, HANDLE),
    (SIGN, REAL, HANDLE, REPORT),
    (SIGN, FALSE, CLOSE),
]
ASKED_FOR = (
    Happening.SIGNED,
    Happening.VERIFIED,
    Happening.HANDLED,
    Happening.REPORTED,
    Happening.SENT_BACK,
    Happening.CLOSED,
    Happening.CALLED,
    Happening.ATTACHED,
)
MAKE = {Side.PARK: park, Side.ENTERPRISE: enterprise}


def told(record, side, mine="E1"):
    return [(one.happening.value, one.behalf) for one in list_offers(record, side, mine)]


@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize("course", COURSES)
def test_exactly_what_is_not_refused_is_offered(side, course):
    record = do(follow(raised(), returned()), *course)
    carried_out = []
    for happening in ASKED_FOR:
        for behalf in ("", HANDS_ON):
            act = MAKE[side](happening, behalf=behalf, detail=DETAILS.get(happening))
            if not isinstance(entry := perform(act, record, situate(10_000)), Refusal):
                carried_out.append((entry.happening.value, bool(behalf)))
    assert sorted(told(record, side)) == sorted(carried_out)


def test_nothing_is_offered_of_what_is_closed_or_anothers():
    closed = do(follow(raised(), returned()), SIGN, FALSE, CLOSE)
    for side in Side:
        assert told(closed, side) == []
    assert told(follow(raised()), Side.ENTERPRISE, "E2") == []


def test_the_park_signs_for_itself_and_on_somebodys_word():
    pushed = follow(raised())
    both = [("park_signed", False), ("signed", True)]
    assert told(pushed, Side.PARK)[:2] == both
    assert told(do(pushed, park(Happening.SIGNED)), Side.PARK)[:1] == both[1:]
    assert told(pushed, Side.ENTERPRISE)[:1] == [("signed", False)]


def test_closing_is_offered_while_the_condition_stands_and_says_what_it_waits_for():
    standing = do(follow(raised()), SIGN, FALSE)
    (close,) = [one for one in list_offers(standing, Side.PARK, "") if one.act is CLOSE.happening]
    assert (close.hindrance, close.words) == (Refusal.STILL_ACTIVE, True)
    over = do(follow(raised(), returned()), SIGN, FALSE)
    (close,) = [one for one in list_offers(over, Side.PARK, "") if one.act is CLOSE.happening]
    assert close.hindrance is None


def test_an_offer_says_what_the_act_has_to_tell():
    signed = do(follow(raised()), SIGN)
    offers = {one.happening: one for one in list_offers(signed, Side.ENTERPRISE, "E1")}
    verify, call, attach = (
        offers[one] for one in (Happening.VERIFIED, Happening.CALLED, Happening.ATTACHED)
    )
    assert (verify.finding, verify.words, verify.behalf) == (True, True, False)
    assert (call.finding, call.words) == (False, True)
    assert (attach.finding, attach.words) == (False, False)


def test_a_record_with_all_its_files_is_offered_no_more():
    attach = park(Happening.ATTACHED, detail=DETAILS[Happening.ATTACHED])
    full = do(follow(raised()), *[attach] * MOST_ATTACHMENTS)
    assert ("attached", False) not in told(full, Side.PARK)
